"""Beside a training: it ends when nothing is gained, and goes back to what was good when it fails."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from detector import checkpoint
from detector.dataset import PixelStore
from detector.errors import DiskFull
from detector.evaluate import Metrics
from detector.report import Silence
from detector.structures import Detector, TrainConfig
from detector.training import outcome
from detector.training.course import Course
from detector.training.holdout import Holdout, Look
from detector.training.train import Clock, Epoch
from tests.detector.pictures import small


class Scripted(Holdout):
    """A hold-out whose measurements are known beforehand."""

    def __init__(self, aps: list[float]) -> None:
        super().__init__([], PixelStore([], min_size=64, max_size=96))
        self._aps: Iterator[float] = iter(aps)

    def measure(self, detector: Detector) -> Look:
        ap = next(self._aps)
        metrics = Metrics(ap=ap, ap50=ap, ap75=ap, per_category={}, images=1, boxes=1)
        return Look(seen=[], metrics=metrics)


def course(detector: Detector, holdout: Holdout | None, *, patience: int | None = None) -> Course:
    config = TrainConfig(patience=patience)
    return Course(report=Silence(), detector=detector, config=config, clock=Clock(steps=10), holdout=holdout)


def epoch(number: int) -> Epoch:
    return Epoch(
        number=number,
        losses={"loss": 1.0},
        learning_rate=0.1,
        seconds=1.0,
        accuracy=0.91234,
        object_accuracy=None,
        is_last=False,
    )


def set_bias(detector: Detector, value: float) -> None:
    with torch.no_grad():
        detector.model.rpn.head.cls_logits.bias.fill_(value)


def bias(detector: Detector) -> float:
    first: float = detector.model.rpn.head.cls_logits.bias[0].item()
    return first


def test_it_is_enough_when_nothing_was_gained_for_long() -> None:
    followed = course(small(), Scripted([0.1, 0.3, 0.2, 0.3, 0.2, 0.1]), patience=2)
    assert [followed.on_epoch(epoch(number)) for number in range(1, 7)] == [False, False, False, False, False, True]
    assert [entry["is_enough"] for entry in followed.history] == [False] * 5 + [True]
    first = followed.history[0]
    assert (first["accuracy"], first["object_accuracy"], first["gpu_memory_bytes"]) == (0.9123, None, None)
    assert first["memory_bytes"] > 2**20


def test_without_patience_it_is_never_enough() -> None:
    followed = course(small(), Scripted([0.3, 0.2, 0.1]))
    assert not any(followed.on_epoch(epoch(number)) for number in range(1, 4))


@pytest.mark.parametrize(("aps", "expected"), [([0.5, 0.4], 1.0), (None, 2.0)], ids=["hold-out", "none"])
def test_a_training_that_failed_goes_back_to_good_weights(aps: list[float] | None, expected: float) -> None:
    detector = small()
    followed = course(detector, Scripted(aps) if aps else None)
    for number in (1, 2):
        set_bias(detector, float(number))
        followed.on_epoch(epoch(number))
    set_bias(detector, float("nan"))
    assert followed.go_back_to_good()
    assert bias(detector) == expected


def test_a_training_that_failed_at_once_has_nothing_to_go_back_to() -> None:
    assert not course(small(), Scripted([])).go_back_to_good()
    assert not course(small(), None).go_back_to_good()


def test_a_full_disk_leaves_the_old_model_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    detector = small()
    old = checkpoint.save(detector.model, detector.metadata, tmp_path)
    content = old.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    set_bias(detector, 1.0)
    with pytest.raises(DiskFull, match="no room for the new model") as refused:
        outcome.finish(course(detector, None), tmp_path, incumbent=None, body_images=1)
    assert refused.value.code == "disk_full"
    assert [path.name for path in tmp_path.iterdir()] == [old.name]
    assert old.read_bytes() == content
