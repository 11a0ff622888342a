"""A back end by its name, and a predictor with it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import torch

from detector import checkpoint
from detector.fast.backends import F32, Backend, CudaBackend, TorchBackend
from detector.fast.openvino import NotCalibrated, OpenVinoBackend, is_available
from detector.fast.predictor import Predictor
from detector.structures import Detector

EXACT = f"torch-{F32}"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A back end against the plain model, on the same pictures."""

    backend: str
    cut: float  # Least objectness of a proposal.
    speed: float  # Times as fast.
    matched: float  # Share of boxes.
    mean_iou: float
    ap50_loss: float | None  # None without truth.
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Made once for a model version and kind of device, and stored with it."""

    backend: str = EXACT
    cut: float = 0.0
    trials: tuple[Trial, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Raises KeyError or TypeError for anything but what to_json gave."""
        trials = tuple(Trial(**trial) for trial in document["trials"])
        return cls(backend=document["backend"], cut=document["cut"], trials=trials)

    @property
    def by_speed(self) -> list[tuple[str, float]]:
        """Back ends with their cuts: the chosen one, then what else was right, the fastest first."""
        others = sorted((trial for trial in self.trials if trial.accepted), key=lambda trial: -trial.speed)
        return [(self.backend, self.cut), *((trial.backend, trial.cut) for trial in others), (EXACT, 0.0)]


def predictor_for(
    weights: Path, *, choice: Choice | None = None, folder: Path | None = None, device: torch.device | str = "cpu"
) -> Predictor:
    """From a checkpoint, with the chosen back end, or the fastest other one that was right and can be had here.

    Without a choice in float32, which needs none. folder keeps OpenVINO's graphs. Raises CheckpointRefused.
    """
    return predictor_of(checkpoint.load(weights, device), choice or Choice(), folder=folder)


def predictor_of(detector: Detector, choice: Choice, *, folder: Path | None = None) -> Predictor:
    """As predictor_for, from a detector in memory."""
    for name, cut in choice.by_speed:
        with suppress(NotCalibrated):
            if is_possible(name, detector.device):
                return Predictor(detector, backend_named(name, detector, folder=folder), cut=cut)
    return Predictor.exact(detector)


def is_possible(name: str, device: torch.device) -> bool:
    maker, precision = name.split("-")
    if maker == "torch":
        return True
    return device.type == "cuda" if maker == "cuda" else device.type == "cpu" and is_available(precision)


def backend_named(
    name: str, detector: Detector, *, folder: Path | None = None, calibration: tuple[torch.Tensor, ...] = ()
) -> Backend:
    """Raises NotCalibrated for eight bits whose graphs are not in the folder, where calibration is empty."""
    maker, precision = name.split("-")
    if maker == "openvino":
        return OpenVinoBackend(detector.model, precision=precision, folder=folder, calibration=calibration)
    return CudaBackend(detector.model) if maker == "cuda" else TorchBackend(detector.model, precision=precision)
