"""Event files for TensorBoard: which figures go there, and what is said where nothing can write them."""

import importlib.util
import json
from pathlib import Path

import pytest

from detector.__main__ import main
from detector.training.board import scalars
from tests.detector.pictures import Folder

ENTRY = {
    "epoch": 2, "loss": 1.5, "loss_classifier": 0.5, "loss_box_reg": 1.0, "learning_rate": 0.001, "accuracy": 0.9,
    "object_accuracy": None, "seconds": 3.0, "memory_bytes": 1000, "gpu_memory_bytes": None,
}  # fmt: skip


def test_what_was_measured_has_a_tag_and_nothing_else() -> None:
    metrics = {"ap": 0.4, "ap50": 0.7, "ap75": 0.3, "per_category": {"10": {"ap": 0.4, "ap50": 0.7}}}
    without = scalars({**ENTRY, "metrics": None})
    assert without == {
        "loss/all": 1.5, "loss/classifier": 0.5, "loss/box_reg": 1.0, "learning_rate": 0.001,
        "regions/accuracy": 0.9, "cost/seconds": 3.0, "cost/memory_bytes": 1000,
    }  # fmt: skip
    more = set(scalars({**ENTRY, "metrics": metrics})) - set(without)
    assert more == {"holdout/ap", "holdout/ap50", "holdout/ap75", "holdout_ap/10"}


def test_a_training_writes_event_files_or_says_at_once_what_is_missing(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", "--train", str(folder.coco), "--images", str(folder.path), "--out", str(tmp_path / "out")]
    code = main([*arguments, "--device", "cpu", "--epochs", "1", "--tensorboard", str(tmp_path / "board"), "--json"])
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    if importlib.util.find_spec("tensorboard"):
        assert code == 0
        assert list((tmp_path / "board").glob("events.out.tfevents.*"))
    else:
        assert code == 1
        [error] = events
        assert error["code"] == "tensorboard_missing"
        assert "boxloop[tensorboard]" in error["hint"]
