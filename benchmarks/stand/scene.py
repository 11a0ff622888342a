"""One picture with many boxes: sizes log-normal, places at random, smaller as they grow in number."""

import io
import math
import random
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.stand.pictures import Rect

NAMES = ("car", "person", "bicycle", "truck", "dog", "traffic light", "bus", "boat")
COLORS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#ffffff")
SPREAD = 0.5  # Of the logarithm of a side.
SMALLEST = 6.0
HELD = (48.0, 36.0)  # Pixels, the sides of the box in the middle that is moved and resized.


@dataclass(frozen=True)
class Scene:
    """width, height: pixels; boxes: the last one lies in the middle, above the others"""

    width: int
    height: int
    boxes: list[Rect]

    @property
    def held(self) -> Rect:
        return self.boxes[-1]

    def jpeg(self) -> bytes:
        """Soft noise, so that it is as dear to decode as a photograph."""
        noise = np.random.default_rng(7).integers(0, 255, (self.height // 8, self.width // 8, 3), dtype=np.uint8)
        buffer = io.BytesIO()
        Image.fromarray(noise).resize((self.width, self.height), Image.Resampling.BICUBIC).save(buffer, "JPEG")
        return buffer.getvalue()

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(box) for box in self.boxes]


def scene(count: int, *, width: int = 1920, height: int = 1280, seed: int = 7) -> Scene:
    chance = random.Random(seed)
    usual = 0.8 * math.sqrt(width * height / count)
    boxes = [_box(chance, usual, width, height) for _ in range(count - 1)]
    return Scene(width, height, [*boxes, _middle(width, height)])


def _box(chance: random.Random, usual: float, width: int, height: int) -> Rect:
    across = min(max(SMALLEST, usual * math.exp(SPREAD * chance.gauss(0, 1))), width / 2)
    down = min(max(SMALLEST, across * chance.uniform(0.5, 1.5)), height / 2)
    x, y = chance.uniform(0, width - across), chance.uniform(0, height - down)
    x1, y1, x2, y2 = (round(value, 2) for value in (x, y, x + across, y + down))
    return Rect(x1, y1, x2, y2, chance.randrange(len(NAMES)))


def _middle(width: int, height: int) -> Rect:
    x, y = width / 2, height / 2
    across, down = HELD
    return Rect(x - across / 2, y - down / 2, x + across / 2, y + down / 2, 0)
