"""What was seen of one forward pass."""

import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.fast.finish import Finisher
from detector.fast.predictor import Look, Predictor
from detector.fast.watching import Stage, Watcher
from detector.pixels import Pixels
from detector.structures import Floats


class Clock(Watcher):
    """Measures the stages, and keeps of each pooled proposal how active its bins are."""

    def __init__(self, device: torch.device, bins: int) -> None:
        self.seconds = dict.fromkeys(Stage, 0.0)
        self.patches: list[Tensor] = []  # [N, bins] each, RMS over channels.
        self._device, self._bins = device, bins
        self._last = time.perf_counter()

    def done(self, stage: Stage) -> None:
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        now = time.perf_counter()
        self.seconds[stage] += now - self._last
        self._last = now

    def pooled(self, rows: Tensor) -> None:
        self.done(Stage.POOLING)
        bins = rows.float().view(len(rows), self._bins, rows.shape[1] // self._bins)
        self.patches.append(root_mean_square(bins))
        self._last = time.perf_counter()  # Looking on is no part of a stage.

    def ms(self, stage: Stage) -> float:
        return round(1000 * self.seconds[stage], 2)


@dataclass(frozen=True)
class Level:
    """One map of the pyramid."""

    name: str  # p and the stride's power of two, as in the paper.
    stride: int
    size: tuple[int, int]  # Height and width in cells.
    cells: Tensor  # [h * w, C]


@dataclass(frozen=True)
class Sight:
    """One picture's way through a predictor. All boxes that leave are in pixels of the upright original."""

    predictor: Predictor
    picture: Pixels
    finisher: Finisher
    look: Look
    clock: Clock

    @cached_property
    def levels(self) -> list[Level]:
        """Finest first. The coarsest is every second cell of the one before: nothing is pooled from it."""
        maps, cells = self.look.maps, self.look.dense.cells[0]
        channels = cells.shape[1]
        *pooled, last = maps
        parts = list(torch.split(cells, [height * width for height, width in pooled]))
        height, width = pooled[-1]
        parts.append(parts[-1].view(height, width, channels)[::2, ::2].reshape(-1, channels))
        names: list[str] = []
        for size in maps:
            name = f"p{self._stride(size).bit_length() - 1}"
            names.append(f"{name}b" if name in names else name)
        return [
            Level(name, self._stride(size), size, part.float())
            for name, size, part in zip(names, [*pooled, last], parts, strict=True)
        ]

    def _stride(self, size: tuple[int, int]) -> int:
        """Pixels at network size for one cell."""
        return int(2 ** round(np.log2(self.look.batch.padded[0] / size[0])))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width at network size, without padding."""
        return self.picture.values.shape[1], self.picture.values.shape[2]

    def in_the_original(self, boxes: Tensor, *, clip: bool = True) -> Floats:
        """[..., 4] from pixels at network size, number for number as detections are."""
        across, down = self.picture.scale
        found: NDArray[Any] = boxes.float().cpu().numpy() / np.array([across, down] * 2, dtype=np.float32)
        limits = np.array([self.picture.width, self.picture.height] * 2, dtype=np.float32)
        return np.minimum(found, limits) if clip else found


def root_mean_square(values: Tensor) -> Tensor:
    """[..., C] -> [...]"""
    return values.square().mean(-1).sqrt()
