"""Generated pictures with known boxes: circles, squares and triangles on a busy ground.

For the sample project, for tests, and for a start without weights. The same seed gives the same picture.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SHAPE_CLASSES = ("circle", "square", "triangle")
SMOOTHING = 4  # Edges are drawn this much larger and scaled down.
MAX_COVERED = 0.3  # Of a box, by the box of another shape: more would hide what the shape is.

Points = list[tuple[float, float]]


class KnownBox(NamedTuple):
    """One shape: its class and the tight rectangle around it, in pixels."""

    name: str
    x1: float
    y1: float
    x2: float
    y2: float


def generate(seed: int, *, width: int = 320, height: int = 240, at_most: int = 8) -> tuple[Image.Image, list[KnownBox]]:
    """A picture with 1 to `at_most` shapes, some of which overlap, and their boxes in drawing order."""
    random = np.random.default_rng(seed)
    picture = _ground(random, width, height)
    boxes: list[KnownBox] = []
    for _ in range(random.integers(1, at_most + 1)):
        name = SHAPE_CLASSES[random.integers(len(SHAPE_CLASSES))]
        for _attempt in range(20):
            outline = _outline(random, name, width, height)
            box = _box(name, outline)
            if all(_covered(box, other) <= MAX_COVERED for other in boxes):
                left, top, right, bottom = frame = _frame(box)
                picture.paste(_paint(random, right - left, bottom - top), frame, _mask(outline, frame))
                boxes.append(box)
                break
    return _with_noise(random, picture), boxes


def _outline(random: np.random.Generator, name: str, width: int, height: int) -> Points:
    """Corners of a shape that lies wholly inside the picture."""
    radius = random.uniform(0.06, 0.19) * min(width, height)
    x, y = random.uniform(radius, width - radius), random.uniform(radius, height - radius)
    corners = {"circle": 64, "square": 4, "triangle": 3}[name]
    turn = random.uniform(0, 2 * math.pi)
    angles = [turn + 2 * math.pi * corner / corners for corner in range(corners)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _box(name: str, outline: Points) -> KnownBox:
    xs, ys = zip(*outline, strict=True)
    return KnownBox(name, min(xs), min(ys), max(xs), max(ys))


def _covered(box: KnownBox, other: KnownBox) -> float:
    """The part of the smaller box that the two share, 0..1."""
    across = min(box.x2, other.x2) - max(box.x1, other.x1)
    down = min(box.y2, other.y2) - max(box.y1, other.y1)
    smaller = min((b.x2 - b.x1) * (b.y2 - b.y1) for b in (box, other))
    return max(0.0, across) * max(0.0, down) / smaller


def _frame(box: KnownBox) -> tuple[int, int, int, int]:
    return math.floor(box.x1), math.floor(box.y1), math.ceil(box.x2), math.ceil(box.y2)


def _mask(outline: Points, frame: tuple[int, int, int, int]) -> Image.Image:
    left, top, right, bottom = frame
    large = Image.new("L", ((right - left) * SMOOTHING, (bottom - top) * SMOOTHING))
    # A polygon's pixel (n, n) is drawn whole: half a pixel less puts its edge where the box says.
    ImageDraw.Draw(large).polygon(
        [((x - left) * SMOOTHING - 0.5, (y - top) * SMOOTHING - 0.5) for x, y in outline], fill=255
    )
    return large.reduce(SMOOTHING)


def _ground(random: np.random.Generator, width: int, height: int) -> Image.Image:
    """Soft clouds of middling colours, and a few scratches, which are no shapes."""
    clouds = Image.fromarray(random.integers(70, 140, (4, 5, 3), np.uint8)).resize((width, height))
    draw = ImageDraw.Draw(clouds)
    for _ in range(random.integers(0, 6)):
        ends = [(random.uniform(0, width), random.uniform(0, height)) for _end in range(2)]
        draw.line(ends, fill=_color(random, 60, 160), width=int(random.integers(1, 3)))
    return clouds


def _paint(random: np.random.Generator, width: int, height: int) -> Image.Image:
    """A sheet of striped paint, clearly lighter or darker than the ground."""
    low, high = (170, 256) if random.random() < 0.5 else (0, 50)
    first, second = _color(random, low, high), _color(random, low, high)
    angle, period = random.uniform(0, math.pi), random.uniform(5, 16)
    rows, columns = np.mgrid[:height, :width]
    wave = np.sin((columns * math.cos(angle) + rows * math.sin(angle)) * 2 * math.pi / period)
    blend: NDArray[Any] = (0.5 + 0.5 * wave)[..., None]
    return Image.fromarray((blend * first + (1 - blend) * second).astype(np.uint8))


def _color(random: np.random.Generator, low: int, high: int) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in random.integers(low, high, 3))
    return red, green, blue


def _with_noise(random: np.random.Generator, picture: Image.Image) -> Image.Image:
    values = np.asarray(picture, np.float32) + random.normal(0, 6, (picture.height, picture.width, 3))
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))
