"""python -m detector train: from files to weights, and on from other weights."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from detector import checkpoint
from detector.scores.costs import EXPERT
from tests.detector.commanding import named, said, torchrun, train
from tests.detector.pictures import CATEGORIES, Folder, small

FOUR_PARTS = ("loss_classifier", "loss_box_reg", "loss_objectness", "loss_rpn_box_reg")


def test_a_training_tells_its_way_and_leaves_weights_and_a_summary(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    events = said(train(folder, out, "--holdout", str(folder.coco)), capsys)
    assert [event["event"] for event in events] == ["started", "step", "epoch", "finished"]
    started, step, epoch, finished = events
    assert (started["images"], started["device"], started["kind"]) == (2, "cpu", "small")
    assert (step["step"], step["total"], step["progress"]) == (1, 1, 1)
    assert epoch["loss"] == pytest.approx(sum(epoch[name] for name in FOUR_PARTS))
    assert epoch["metrics"]["images"] == 6
    assert 0 <= epoch["accuracy"] <= 1
    assert 0 <= epoch["object_accuracy"] <= 1
    assert epoch["seconds"] + epoch["measuring_seconds"] > 0
    assert len(epoch["frames"]) == 5
    file = out / f"{finished['sha256']}.safetensors"
    assert finished["weights"] == str(file)
    assert finished["metrics"] == epoch["metrics"]
    assert finished["incumbent_metrics"] is None
    assert (started["mode"], finished["mode"]) == ("thorough", "thorough")
    assert started["mode_reason"] == "The body has random weights and must learn too."
    assert len(finished["assessment"]["seconds"]) == 6
    assert set(finished["verdict"]) == {"promote", "probability", "reasons"}
    assert {path.name for path in out.iterdir()} == {file.name, "result.json", "sightings.json"}
    summary = json.loads((out / "result.json").read_text())
    assert summary["sha256"] == finished["sha256"]
    assert summary["film"] == [{"epoch": 1, "frames": epoch["frames"]}]
    detector = checkpoint.load(file)
    assert detector.categories == CATEGORIES
    assert detector.metadata.anchors
    assert detector.metadata.training["seed"] == 0


def test_the_same_seed_trains_the_same_file(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = set()
    for out in ("first", "second"):
        events = said(train(folder, tmp_path / out, "--seed", "4"), capsys)
        names.add(named(events, "finished")[0]["sha256"])
    assert len(names) == 1


def test_a_training_goes_on_from_a_model_with_other_categories(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    circle, square, _ = CATEGORIES
    earlier = small(categories=[square, circle])
    start = checkpoint.save(earlier.model, earlier.metadata, tmp_path)
    arguments = train(folder, tmp_path / "out", "--start", str(start), "--incumbent", str(start))
    events = said([*arguments, "--holdout", str(folder.coco)], capsys)
    assert named(events, "started")[0]["start"] == "model"
    finished = named(events, "finished")[0]
    assert finished["incumbent_metrics"]["boxes"] == finished["metrics"]["boxes"]
    trained = checkpoint.load(Path(finished["weights"]))
    assert trained.categories == CATEGORIES
    assert trained.metadata.anchors == earlier.metadata.anchors
    assert trained.metadata.min_size == earlier.metadata.min_size


def test_a_training_without_any_time_still_takes_a_step(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = train(folder, tmp_path / "out", "--minutes", "0.0001", "--holdout", str(folder.coco))
    arguments[arguments.index("--epochs") + 1] = "1000"
    events = said(arguments, capsys)
    assert [event["step"] for event in named(events, "step")] == [1]
    assert named(events, "finished")[0]["metrics"]["images"] == 6


def test_two_processes_train_one_model(folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = train(folder, out, "--holdout", str(folder.coco), "--json", coco=folder.coco)
    events = [json.loads(line) for line in torchrun("detector", *arguments).splitlines()]
    assert [event["event"] for event in events] == ["started", "step", "epoch", "finished"]
    assert named(events, "started")[0]["images"] == 6
    assert named(events, "step")[0]["total"] == 1  # Two processes with four images each.
    assert 0 <= named(events, "epoch")[0]["accuracy"] <= 1
    assert checkpoint.load(Path(named(events, "finished")[0]["weights"])).categories == CATEGORIES


def test_a_model_that_knows_the_images_goes_on_quickly(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = named(said(train(folder, tmp_path / "first"), capsys), "finished")[0]
    more = ("--start", first["weights"], "--cache", str(tmp_path / "maps"), "--seen", str(folder.coco))
    events = said(train(folder, tmp_path / "second", *more), capsys)
    started, finished = named(events, "started")[0], named(events, "finished")[0]
    assert (started["mode"], finished["mode"]) == ("quick", "quick")
    for epoch in named(events, "epoch"):
        assert set(FOUR_PARTS) < set(epoch)
        assert 0 <= epoch["accuracy"] <= 1
        assert epoch["frames"] == []  # No hold-out.
    assert list((tmp_path / "maps").rglob("*.safetensors"))
    before, after = (checkpoint.load(Path(event["weights"])) for event in (first, finished))
    weights = before.model.backbone.state_dict()
    assert all(torch.equal(tensor, weights[name]) for name, tensor in after.model.backbone.state_dict().items())
    assert after.metadata.training["body_images"] == before.metadata.training["body_images"] == 2
    thorough = said(train(folder, tmp_path / "third", *more, "--mode", "thorough"), capsys)
    assert named(thorough, "started")[0]["mode_reason"] == "It was asked for."


def test_a_new_model_is_judged_by_the_costs_and_the_tolerance_that_are_given(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    costs = tmp_path / "costs.json"
    costs.write_text(json.dumps(asdict(EXPERT)))
    given = ("--holdout", str(folder.coco), "--costs", str(costs), "--tolerance", "0.9")
    finished = said(train(folder, tmp_path / "out", *given), capsys)[-1]
    assert (finished["assessment"]["costs"], finished["assessment"]["tolerance"]) == (asdict(EXPERT), 0.9)
