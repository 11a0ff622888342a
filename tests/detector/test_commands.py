"""python -m detector, as a program and a person use it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import torch

from detector import checkpoint
from detector.__main__ import main
from detector.errors import TrainingDiverged
from detector.network import weights
from detector.scores.costs import EXPERT
from detector.structures import Category
from detector.training import run
from detector.training.train import fine_tune
from tests.detector.pictures import CATEGORIES, Folder, annotation, small

ROOT = Path(__file__).parents[2]
FOUR_PARTS = ("loss_classifier", "loss_box_reg", "loss_objectness", "loss_rpn_box_reg")
Event = dict[str, Any]


def train(folder: Folder, out: Path, *more: str, coco: Path | None = None) -> list[str]:
    """Arguments of a training of one step."""
    few = folder.copy_with(out.with_suffix(".json"), images=folder.document["images"][:2])
    arguments = ["train", "--train", str(coco or few), "--images", str(folder.path), "--out", str(out)]
    return [*arguments, "--device", "cpu", "--epochs", "1", *more]


def said(arguments: Sequence[str], capsys: pytest.CaptureFixture[str], *, expect: int = 0) -> list[Event]:
    """Run with --json and give the events."""
    assert main([*arguments, "--json"]) == expect
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def named(events: Sequence[Event], name: str) -> list[Event]:
    return [event for event in events if event["event"] == name]


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


def test_a_model_of_another_kind_is_no_start_and_that_is_said(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = small()
    file = checkpoint.save(earlier.model, earlier.metadata, tmp_path)
    monkeypatch.setattr(weights, "PUBLISHED", {})
    kind = "fasterrcnn_mobilenet_v3_large_320_fpn"
    events = said(train(folder, tmp_path / "out", "--start", str(file), "--kind", kind), capsys)
    assert [notice["code"] for notice in named(events, "notice")] == ["start_kind_differs", "weights_unavailable"]
    assert named(events, "started")[0]["kind"] == kind


def test_an_incumbent_that_cannot_be_read_does_not_stop_a_training(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = train(folder, tmp_path / "out", "--holdout", str(folder.coco), "--incumbent", str(tmp_path / "none"))
    events = said(arguments, capsys)
    assert named(events, "notice")[0]["code"] == "incumbent_refused"
    assert named(events, "finished")[0]["incumbent_metrics"] is None


def test_a_start_that_is_refused_is_an_error(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.safetensors").write_bytes(b"odd")
    events = said(train(folder, tmp_path / "out", "--start", str(tmp_path / "odd.safetensors")), capsys, expect=1)
    assert events[-1]["event"] == "error"
    assert events[-1]["code"] == "checkpoint_damaged"
    assert events[-1]["hint"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"images": []}, "no_images"),
        ({"images": [{"id": 1, "file_name": "gone.png"}]}, "no_images"),
        ({"annotations": []}, "no_boxes"),
        ({"annotations": [annotation(1, 1, 10, (1, 1, 0, 0))]}, "no_boxes"),
        ({"categories": []}, "annotations_refused"),
        ({"images": 3}, "annotations_refused"),
    ],
    ids=str,
)
def test_nothing_to_learn_from_is_said_in_words(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: Event, code: str
) -> None:
    coco = folder.copy_with(tmp_path / "coco.json", **changes)
    events = said(train(folder, tmp_path / "out", coco=coco), capsys, expect=1)
    assert events[-1]["event"] == "error"
    assert events[-1]["code"] == code
    assert not (tmp_path / "out").exists()


def test_images_that_cannot_be_read_and_flat_boxes_are_left_out_with_a_notice(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = [*folder.document["images"][:1], {"id": 9, "file_name": "gone.png"}]
    annotations = [annotation(1, 1, 10, (5, 5, 40, 40)), annotation(2, 1, 10, (5, 5, 0, 40))]
    coco = folder.copy_with(tmp_path / "coco.json", images=images, annotations=annotations)
    events = said(train(folder, tmp_path / "out", coco=coco), capsys)
    assert [notice["code"] for notice in named(events, "notice")] == ["boxes_dropped", "images_skipped"]
    assert "gone.png" in named(events, "notice")[1]["message"]
    assert named(events, "started")[0]["images"] == 1


def test_a_hold_out_without_boxes_is_said_and_the_last_weights_taken(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = folder.copy_with(tmp_path / "empty.json", annotations=[])
    events = said(train(folder, tmp_path / "out", "--holdout", str(empty)), capsys)
    assert named(events, "notice")[0]["code"] == "holdout_empty"
    assert named(events, "finished")[0]["metrics"] is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), "out_of_memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "out_of_memory"),
        (ZeroDivisionError("division by zero"), "detector_error"),
    ],
    ids=["gpu", "processor", "bug"],
)
def test_whatever_goes_wrong_ends_in_an_error_event(
    folder: Folder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    code: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(run, "fine_tune", fail)
    assert said(train(folder, tmp_path / "out"), capsys, expect=1)[-1]["code"] == code


def test_a_training_without_any_time_still_takes_a_step(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = train(folder, tmp_path / "out", "--minutes", "0.0001", "--holdout", str(folder.coco))
    arguments[arguments.index("--epochs") + 1] = "1000"
    events = said(arguments, capsys)
    assert [event["step"] for event in named(events, "step")] == [1]
    assert named(events, "finished")[0]["metrics"]["images"] == 6


def test_a_person_reads_lines_of_words(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(train(folder, tmp_path / "out", "--holdout", str(folder.coco))) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Training small on 2 images")
    assert "AP50" in lines[2]
    assert lines[3].startswith("Wrote ")
    assert len(lines) > 5  # And why it should be used, or not.
    assert main(["predict", "--weights", "none", "--images", str(folder.path), "--out", str(tmp_path / "r.json")]) == 1
    assert "none cannot be read" in capsys.readouterr().out


def test_the_trace_of_an_image_is_written(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    detector = small()
    model = str(checkpoint.save(detector.model, detector.metadata, tmp_path))
    out = tmp_path / "trace.json"
    arguments = ["trace", "--weights", model, "--out", str(out), "--image"]
    (event,) = said([*arguments, str(folder.path / "1.png")], capsys)
    trace = json.loads(out.read_text())
    assert trace["image"] == {"width": 160, "height": 120, "file_name": "1.png"}
    assert [category["name"] for category in trace["categories"]] == [category.name for category in CATEGORIES]
    assert event["boxes"] == len(trace["stages"]["post"]["final"])
    assert main([*arguments, str(tmp_path / "none.png"), "--json"]) == 1
    refused = json.loads(capsys.readouterr().out)
    assert (refused["code"], bool(refused["hint"])) == ("image_unreadable", True)


def test_predictions_and_their_precision_are_written(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    detector = small(categories=[*CATEGORIES, Category(id=4, name="star")])
    model = str(checkpoint.save(detector.model, detector.metadata, tmp_path))
    out = tmp_path / "results.json"
    seen = said(["predict", "--weights", model, "--images", str(folder.path), "--out", str(out)], capsys)
    results = json.loads(out.read_text())
    assert seen[-1] == {"event": "predicted", "images": 6, "boxes": len(results), "file": str(out)}
    assert {result["image_id"] for result in results} <= {1, 2, 3, 4, 5, 6}
    assert {result["category_id"] for result in results} <= {10, 20, 30, 4}
    x, y, width, height = results[0]["bbox"]
    assert width > 0 < height
    assert x + width <= 160
    assert y + height <= 120
    arguments = ["--weights", model, "--annotations", str(folder.coco), "--images", str(folder.path)]
    (event,) = said(["evaluate", *arguments], capsys)
    assert event["metrics"]["images"] == 6


def test_a_termination_ends_a_training_within_a_step_and_leaves_nothing(folder: Folder, tmp_path: Path) -> None:
    arguments = train(folder, tmp_path / "out", "--json")
    arguments[arguments.index("--epochs") + 1] = "1000"
    command = [sys.executable, "-m", "detector", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert any('"step"' in line for line in process.stdout)
        terminated = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(timeout=30) == 143
    assert time.monotonic() - terminated < 30
    assert not (tmp_path / "out").exists()


def test_two_processes_train_one_model(folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    arguments = train(folder, out, "--holdout", str(folder.coco), "--json", coco=folder.coco)
    done = subprocess.run(
        [*torchrun, "-m", "detector", *arguments],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
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


def test_a_training_that_fails_late_keeps_its_last_good_weights(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    def fail_late(*arguments: Any, **hear: Any) -> None:
        fine_tune(*arguments, **hear)
        detector = arguments[0]
        with torch.no_grad():
            detector.model.rpn.head.cls_logits.weight.fill_(float("nan"))
        raise TrainingDiverged(7, {"loss_objectness": float("nan")})

    monkeypatch.setattr(run, "fine_tune", fail_late)
    events = said(train(folder, tmp_path / "out"), capsys)
    assert named(events, "notice")[0]["code"] == "training_diverged"
    assert "last good weights" in named(events, "notice")[0]["message"]
    assert checkpoint.load(Path(named(events, "finished")[0]["weights"]))


def test_a_new_model_is_judged_by_the_costs_and_the_tolerance_that_are_given(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    costs = tmp_path / "costs.json"
    costs.write_text(json.dumps(asdict(EXPERT)))
    given = ("--holdout", str(folder.coco), "--costs", str(costs), "--tolerance", "0.9")
    finished = said(train(folder, tmp_path / "out", *given), capsys)[-1]
    assert (finished["assessment"]["costs"], finished["assessment"]["tolerance"]) == (asdict(EXPERT), 0.9)


@pytest.mark.parametrize("content", ["", "[]", '{"draw": 1}', '{"draw": "a while"}'])
def test_costs_that_are_none_are_refused_in_words(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    costs = tmp_path / "costs.json"
    costs.write_text(content)
    [event] = said(train(folder, tmp_path / "out", "--costs", str(costs)), capsys, expect=1)
    assert "costs.json does not give the seconds of draw, look" in event["message"]
