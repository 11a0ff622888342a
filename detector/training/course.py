"""What happens beside a training: telling, measuring, keeping what was best, and saying when it is enough."""

import resource
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from detector.report import Report
from detector.structures import Detector, TrainConfig
from detector.training.board import Board
from detector.training.film import Film
from detector.training.holdout import Holdout, Look
from detector.training.train import Clock, Epoch, Step

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # Bytes in what the operating system counts memory by.


@dataclass(kw_only=True, eq=False)
class Course:
    """history: an entry per epoch, with all that was measured; reels: what the detector saw after it in a few images"""

    report: Report
    detector: Detector
    config: TrainConfig
    clock: Clock
    holdout: Holdout | None
    board: Board | None = None
    history: list[dict[str, Any]] = field(default_factory=list)
    reels: list[dict[str, Any]] = field(default_factory=list)
    _film: Film = field(default_factory=Film)
    _last_good: dict[str, Tensor] = field(default_factory=dict)
    _without_gain: int = 0  # Measurements since the best one.

    def __post_init__(self) -> None:
        if self.holdout:
            self.holdout.probe(self.detector)
            self.clock.reserved_seconds = self.holdout.expected_seconds

    def on_step(self, step: Step) -> None:
        self.report.step(
            step=step.number,
            total=step.total,
            loss=round(step.loss, 4),
            progress=round(step.progress, 4),
            eta_seconds=round(step.eta_seconds, 1),
        )
        if self.board:
            self.board.step(step.number, step.loss)

    def on_epoch(self, epoch: Epoch) -> bool:
        """Whether it is enough."""
        started = time.monotonic()
        look = self._measure(epoch)
        patience = self.config.patience
        is_enough = patience is not None and self._without_gain >= patience
        entry = {
            "epoch": epoch.number,
            "loss": sum(epoch.losses.values()),
            **epoch.losses,
            "learning_rate": epoch.learning_rate,
            "accuracy": _rounded(epoch.accuracy),
            "object_accuracy": _rounded(epoch.object_accuracy),
            "seconds": round(epoch.seconds, 3),
            "measuring_seconds": round(time.monotonic() - started, 3),
            **_peak_memory(self.detector.device),
            "is_enough": is_enough,
            "metrics": look.metrics.to_json() if look and look.metrics else None,
        }
        self._tell(entry, look)
        return is_enough

    def _tell(self, entry: dict[str, Any], look: Look | None) -> None:
        frames = self._film.frames(look.seen) if look else []
        self.history.append(entry)
        if frames:
            self.reels.append({"epoch": entry["epoch"], "frames": frames})
        if self.board:
            self.board.epoch(entry)
        self.report.event("epoch", **entry, frames=frames)

    def _measure(self, epoch: Epoch) -> Look | None:
        if self.holdout is None:
            state = self.detector.model.state_dict()
            self._last_good = {name: tensor.detach().cpu().clone() for name, tensor in state.items()}
            return None
        in_time = self.clock.limit_seconds is None or self.holdout.is_affordable(elapsed=self.clock.elapsed)
        if not in_time and not epoch.is_last:
            return None
        look = self.holdout.measure(self.detector)
        self._without_gain = 0 if self.holdout.keep_if_best(self.detector, look) else self._without_gain + 1
        self.clock.reserved_seconds = self.holdout.expected_seconds
        return look

    def go_back_to_good(self) -> bool:
        """Put back the best weights, or the last that were whole, if an epoch came so far."""
        if self.holdout and self.holdout.best:
            self.holdout.restore_best(self.detector)
            return True
        if self._last_good:
            self.detector.model.load_state_dict(self._last_good)
        return bool(self._last_good)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _peak_memory(device: torch.device) -> dict[str, int | None]:
    """The most that the process has had so far, and its GPU; None without one."""
    on_gpu = device.type == "cuda"
    return {
        "memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT,
        "gpu_memory_bytes": torch.cuda.max_memory_allocated(device) if on_gpu else None,
    }
