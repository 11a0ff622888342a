"""What happens beside a training: telling, measuring, keeping what was best, and saying when it is enough."""

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from detector.report import Report
from detector.structures import Detector, TrainConfig
from detector.training.holdout import Holdout, Look
from detector.training.train import Clock, Epoch, Step


@dataclass(kw_only=True, eq=False)
class Course:
    report: Report
    detector: Detector
    config: TrainConfig
    clock: Clock
    holdout: Holdout | None
    history: list[dict[str, Any]] = field(default_factory=list)
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

    def on_epoch(self, epoch: Epoch) -> bool:
        """Whether it is enough."""
        look = self._measure(epoch)
        metrics = look.metrics if look else None
        entry = {
            "epoch": epoch.number,
            "loss": sum(epoch.losses.values()),
            **epoch.losses,
            "learning_rate": epoch.learning_rate,
            "seconds": round(epoch.seconds, 3),
            "metrics": metrics.to_json() if metrics else None,
        }
        self.history.append(entry)
        self.report.event("epoch", **entry)
        patience = self.config.patience
        return patience is not None and self._without_gain >= patience

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
