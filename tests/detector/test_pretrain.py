"""Learning shapes: what is generated, what is learnt, and what a real detector takes over."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from detector import checkpoint
from detector.__main__ import main
from detector.errors import TrainingDiverged
from detector.network import weights
from detector.network.warm_start import ROWS_PER_CLASS
from detector.structures import Anchors, Category
from detector.training import pretrain
from detector.training.families import FAMILIES, MOST_COVERED, scene
from detector.training.pretrain import PretrainConfig, Scenes, knows_shapes, new_detector, start_from
from detector.training.start import Start, choose_start
from tests.detector.pictures import CATEGORIES, Folder

ROOT = Path(__file__).parents[2]
TINY = PretrainConfig(images=8, side=64, batch_size=2, warmup_steps=1)
CELLS = (Category(id=1, name="red"), Category(id=2, name="white"))
FINE = Anchors(sizes=((8.0, 12.0), (20.0, 30.0), (50.0, 70.0), (90.0, 99.0)), ratios=(0.5, 1.0, 2.0))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), side=st.integers(64, 256))
def test_the_boxes_of_a_scene_have_area_and_lie_inside(seed: int, side: int) -> None:
    picture, boxes = scene(seed, side=side)
    assert (picture.size, picture.mode) == ((side, side), "RGB")
    for name, x1, y1, x2, y2 in boxes:
        assert name in FAMILIES
        assert 0 <= x1 < x2 <= side
        assert 0 <= y1 < y2 <= side


def test_the_same_number_gives_the_same_scene() -> None:
    first, second = scene(5), scene(5)
    assert first[0].tobytes() == second[0].tobytes()
    assert first[1] == second[1]
    assert scene(6)[0].tobytes() != first[0].tobytes()


def test_scenes_have_every_family_large_and_small_cut_off_and_overlapping() -> None:
    known = [scene(seed)[1] for seed in range(40)]
    boxes = [box for each in known for box in each]
    sides = np.array([max(box.x2 - box.x1, box.y2 - box.y1) for box in boxes])
    assert {box.name for box in boxes} == set(FAMILIES)
    assert sides.min() < 20
    assert sides.max() > 100
    assert any(box.x1 == 0 or box.y2 == 256 for box in boxes)
    assert any(a.x1 < b.x1 < a.x2 and a.y1 < b.y1 < a.y2 for each in known for a in each for b in each)
    assert MOST_COVERED < 0.5


def test_a_box_is_where_the_shape_is() -> None:
    """Within the box of a scene with one shape the picture differs from what it is outside."""
    for seed in range(200):
        picture, boxes = scene(seed)
        if len(boxes) == 1:
            break
    pixels = np.asarray(picture, dtype=float)
    left, top, right, bottom = (round(edge) for edge in boxes[0][1:])
    inside = np.zeros(pixels.shape[:2], dtype=bool)
    inside[top:bottom, left:right] = True
    assert np.abs(pixels[inside].mean(axis=0) - pixels[~inside].mean(axis=0)).max() > 10


def test_each_process_makes_the_scenes_of_its_seed() -> None:
    pixels, target = Scenes(TINY)[3]
    again, _ = Scenes(TINY)[3]
    other, _ = Scenes(replace(TINY, seed=1))[3]
    assert torch.equal(pixels, again)
    assert not torch.equal(pixels, other)
    assert pixels.shape == (3, 64, 64)
    assert 0 <= float(pixels.min()) < float(pixels.max()) <= 1
    assert target["boxes"].shape == (len(target["labels"]), 4)


def test_shapes_are_learnt() -> None:
    detector, losses = new_detector(), []
    config = replace(TINY, images=48, batch_size=4)
    pretrain.pretrain(detector, config, on_step=lambda step, total, loss, progress: losses.append(loss))
    assert len(losses) == 12
    assert np.mean(losses[-3:]) < 0.9 * losses[0]
    assert not detector.model.training


def test_a_loss_that_is_no_number_is_said() -> None:
    detector = new_detector()
    with torch.no_grad():
        detector.model.rpn.head.cls_logits.weight.fill_(float("nan"))
    with pytest.raises(TrainingDiverged, match="step 1"):
        pretrain.pretrain(detector, TINY, on_step=lambda *_: None)


def test_a_start_takes_over_all_but_what_names_classes_and_has_its_own_anchors() -> None:
    source = new_detector()
    started = start_from(source, CELLS, FINE)
    theirs, ours = source.model.state_dict(), started.model.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours if name not in ROWS_PER_CLASS)
    assert len(ours["roi_heads.box_predictor.cls_score.bias"]) == 3
    assert started.categories == CELLS
    assert started.metadata.anchors == FINE
    assert started.model.rpn.anchor_generator.sizes == FINE.sizes


def test_no_category_of_a_project_is_mistaken_for_a_family() -> None:
    assert min(category.id for category in new_detector().categories) > 10**9


def run(out: Path, *more: str) -> list[str]:
    return ["pretrain-shapes", "--out", str(out), "--images", "8", "--device", "cpu", "--json", *more]


def test_the_command_leaves_a_checkpoint_of_its_own_hash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(run(tmp_path / "out")) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events] == ["step", "pretrained"]
    (file,) = (tmp_path / "out").iterdir()
    assert events[-1] == {"event": "pretrained", "weights": str(file), "sha256": file.stem}
    detector = checkpoint.load(file)
    assert [category.name for category in detector.categories] == list(FAMILIES)
    assert detector.metadata.training["pretraining"]["images"] == 8


def test_a_training_starts_from_shapes_with_anchors_and_steps_of_a_new_one(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = new_detector()
    metadata = replace(source.metadata, training={"pretraining": {}})
    start = checkpoint.save(source.model, metadata, tmp_path)
    arguments = ["train", "--train", str(folder.coco), "--images", str(folder.path), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--start", str(start), "--device", "cpu", "--epochs", "1", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (events[0]["start"], events[0]["mode"]) == ("none", "thorough")
    assert "generated shapes" in events[0]["reason"]
    learnt = checkpoint.load(Path(events[-1]["weights"]))
    assert learnt.categories == CATEGORIES
    assert learnt.metadata.anchors not in {None, source.metadata.anchors}


def test_the_weights_that_come_along_are_small_whole_and_of_shapes() -> None:
    assert weights.SHAPES.stat().st_size < 12_000_000
    detector = checkpoint.load(weights.SHAPES)
    assert knows_shapes(detector.metadata)
    assert [category.name for category in detector.categories] == list(FAMILIES)
    assert {tensor.dtype for tensor in detector.model.parameters()} == {torch.float32}


@pytest.mark.parametrize(
    ("wanted", "kind", "taken"),
    [(None, "auto", True), (None, "small", True), ("shapes", "auto", True), ("none", "auto", False)],
)
def test_the_small_network_starts_from_shapes_unless_it_shall_know_nothing(
    wanted: str | None, kind: str, taken: bool
) -> None:
    start = begin(wanted, kind)
    assert (start.kind, str(start.origin), start.takes_anchors) == ("small", "none", True)
    assert (start.source is not None) is taken
    assert ("shapes" in start.reason) is taken


def test_other_networks_cannot_start_from_shapes() -> None:
    assert begin("shapes", "fasterrcnn_resnet50_fpn").source is None


def test_without_the_file_the_small_network_starts_with_random_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "SHAPES", tmp_path / "gone.safetensors")
    assert begin(None, "auto").source is None


def begin(wanted: str | None, kind: str) -> Start:
    return choose_start(
        wanted,
        kind=kind,
        device=torch.device("cpu"),
        examples=[],
        on_progress=lambda *_: None,
        on_notice=lambda *_: None,
    )


def test_a_termination_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "detector", *run(tmp_path / "out", "--images", "100000")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert '"step"' in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(timeout=30) == 143
    assert not (tmp_path / "out").exists()
