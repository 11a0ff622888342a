"""python -m detector train where something is wrong: said in words, and what was learnt is kept."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch

from detector import checkpoint
from detector.errors import TrainingDiverged
from detector.network import weights
from detector.training import run
from detector.training.train import fine_tune
from tests.detector.commanding import ROOT, Event, named, said, train
from tests.detector.pictures import Folder, annotation, small


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


@pytest.mark.parametrize("content", ["", "[]", '{"draw": 1}', '{"draw": "a while"}'])
def test_costs_that_are_none_are_refused_in_words(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    costs = tmp_path / "costs.json"
    costs.write_text(content)
    [event] = said(train(folder, tmp_path / "out", "--costs", str(costs)), capsys, expect=1)
    assert "costs.json does not give the seconds of draw, look" in event["message"]
