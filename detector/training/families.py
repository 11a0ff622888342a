"""Busy generated scenes for pretraining: six families of shapes in every size, colour, texture and sharpness.

What a detector can learn here is what all objects share: closed contours, sizes and tight boxes. The families
are the classes. The same seed gives the same scene. (Contours matter most in formula-driven pretraining:
Kataoka et al. 2022, arXiv 2206.09132.)
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from detector.shapes import KnownBox

SMOOTHING = 2  # Masks are drawn this much larger and scaled down.
CORNERS = 48  # Of an outline that is round.
SMALLEST, LARGEST = 8.0, 90.0  # Half the length of a shape, in pixels.
MOST_COVERED = 0.45  # Of a shape's box by that of another.
LEAST_INSIDE = 0.4  # Of a shape's box; what sticks out of the picture is cut off.
MOST_SHAPES = 24
FILLED = 0.9  # Of the picture's area by boxes: then it is full.
TRIES = 4

Random = np.random.Generator
Floats = NDArray[np.float64]
Picture = NDArray[np.float32]  # [h, w, 3] in 0..255
Outline = Floats  # [N, 2] x and y around the origin, within the unit circle or nearly so


@dataclass(frozen=True)
class Style:
    """What the shapes of one scene have in common, as objects of one kind do."""

    size: float
    spread: float  # Of sizes, as the standard deviation of their logarithms.
    blur: float
    solid: float  # 1 covers what lies behind, less lets it shine through.


def scene(seed: int, *, side: int = 256) -> tuple[Image.Image, list[KnownBox]]:
    """A square picture and its shapes, with their boxes cut off at its edges, in drawing order."""
    random = np.random.default_rng(seed)
    style = _style(random)
    picture = _ground(random, side)
    boxes: list[KnownBox] = []
    for _ in range(_count(random, style, side) * TRIES):
        name = FAMILIES[random.integers(len(FAMILIES))]
        outline = _placed(random, OUTLINES[name](random), style, side)
        box = _visible(name, outline, side)
        if box is None or any(_covered(box, other) > MOST_COVERED for other in boxes):
            continue
        _draw(random, picture, name, outline, style)
        boxes.append(box)
        if sum(_area(each) for each in boxes) > FILLED * side**2:
            break
    return _seen_through_a_lens(random, picture), boxes


def _style(random: Random) -> Style:
    size = math.exp(random.uniform(math.log(SMALLEST * 1.2), math.log(LARGEST * 0.7)))
    return Style(size=size, spread=random.uniform(0.05, 0.7), blur=random.uniform(0, 1.2), solid=random.uniform(0.5, 1))


def _count(random: Random, style: Style, side: int) -> int:
    room = (side / (2 * style.size)) ** 2
    return int(np.clip(room * random.uniform(0.05, 0.6), 1, MOST_SHAPES / TRIES * 2))


def _ellipse(random: Random) -> Outline:
    return _around(np.ones(CORNERS))


def _polygon(random: Random) -> Outline:
    corners = int(random.integers(3, 7))
    angles = (np.arange(corners) + random.uniform(-0.25, 0.25, corners)) * 2 * math.pi / corners
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _star(random: Random) -> Outline:
    radii = np.ones(2 * random.integers(4, 8))
    radii[::2] = random.uniform(0.35, 0.6)
    return _around(radii)


def _blob(random: Random) -> Outline:
    """A wavy circle: a few low frequencies with random phases."""
    angles = np.linspace(0, 2 * math.pi, CORNERS, endpoint=False)
    waves = [random.uniform(0, 0.5 / n) * np.cos(n * angles + random.uniform(0, 7)) for n in (2, 3, 4, 5)]
    radii: Floats = 1 + np.sum(waves, axis=0)
    return _around(radii / radii.max())


def _around(radii: Floats) -> Outline:
    angles = np.linspace(0, 2 * math.pi, len(radii), endpoint=False)
    return np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])


OUTLINES: dict[str, Callable[[Random], Outline]] = {
    "ellipse": _ellipse,
    "polygon": _polygon,
    "star": _star,
    "blob": _blob,
    "ring": _ellipse,
    "contour": _blob,
}
FAMILIES = tuple(OUTLINES)


def _placed(random: Random, outline: Outline, style: Style, side: int) -> Outline:
    """Stretched, turned, scaled, and put anywhere in the picture, in its pixels."""
    size = np.clip(style.size * math.exp(random.normal(0, style.spread)), SMALLEST, LARGEST)
    turn, squeeze = random.uniform(0, 2 * math.pi), random.uniform(0.55, 1)
    turned = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    placed: Outline = (outline * [size, size * squeeze]) @ turned + random.uniform(0, side, 2)
    return placed


def _visible(name: str, outline: Outline, side: int) -> KnownBox | None:
    low, high = outline.min(axis=0), outline.max(axis=0)
    cut = np.clip([low, high], 0, side)
    inside = (cut[1] - cut[0]).prod() / (high - low).prod()
    return KnownBox(name, *map(float, cut.ravel())) if inside >= LEAST_INSIDE else None


def _area(box: KnownBox) -> float:
    return (box.x2 - box.x1) * (box.y2 - box.y1)


def _covered(box: KnownBox, other: KnownBox) -> float:
    across = min(box.x2, other.x2) - max(box.x1, other.x1)
    down = min(box.y2, other.y2) - max(box.y1, other.y1)
    return max(0.0, across) * max(0.0, down) / min(_area(box), _area(other))


def _draw(random: Random, picture: Picture, name: str, outline: Outline, style: Style) -> None:
    """Paint the shape into picture, with an edge as soft as the scene's."""
    margin = math.ceil(3 * style.blur) + 1
    limits = picture.shape[1::-1]
    left, top = np.clip(np.floor(outline.min(axis=0)).astype(int) - margin, 0, limits)
    right, bottom = np.clip(np.ceil(outline.max(axis=0)).astype(int) + margin, 0, limits)
    mask = _mask(random, name, outline - [left, top], (int(right - left), int(bottom - top)))
    alpha = np.asarray(mask.filter(ImageFilter.GaussianBlur(style.blur)), np.float32)[..., None] / 255
    behind = picture[top:bottom, left:right]
    paint = _paint(random, behind)
    alpha = alpha * (1.0 if name in {"ring", "contour"} else style.solid)
    behind += alpha * (paint - behind)


def _mask(random: Random, name: str, outline: Outline, size: tuple[int, int]) -> Image.Image:
    large = Image.new("L", (size[0] * SMOOTHING, size[1] * SMOOTHING))
    draw = ImageDraw.Draw(large)
    draw.polygon(_points(outline), fill=255)
    if name in {"ring", "contour"}:
        kept = random.uniform(0.4, 0.75) if name == "ring" else 1 - min(0.2, 2.5 / np.ptp(outline, axis=0).min() * 2)
        middle = (outline.min(axis=0) + outline.max(axis=0)) / 2
        draw.polygon(_points(middle + (outline - middle) * kept), fill=0)
    return large.reduce(SMOOTHING)


def _points(outline: Outline) -> Sequence[tuple[float, float]]:
    # Half a pixel less: a polygon's pixel (n, n) is drawn whole.
    return [(float(x) * SMOOTHING - 0.5, float(y) * SMOOTHING - 0.5) for x, y in outline]


def _paint(random: Random, behind: Picture) -> Picture:
    """A sheet for the size of behind: a colour unlike it, plain, striped, shaded or grained."""
    height, width = behind.shape[:2]
    there = behind.mean(axis=(0, 1))
    color = max(random.uniform(0, 255, (4, 3)), key=lambda each: abs(each - there).sum() * random.uniform(0.5, 1))
    other = color + random.normal(0, 45, 3)
    kind = int(random.integers(4))
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    angle = random.uniform(0, math.pi)
    along = columns * math.cos(angle) + rows * math.sin(angle)
    paint: Picture = (color + _blend(random, kind, along)[..., None] * (other - color)).astype(np.float32)
    return paint


def _blend(random: Random, kind: int, along: Picture) -> Floats:
    """How much of the other colour there is, 0..1. along: [h, w] distances in the direction of the pattern."""
    if kind == 1:
        stripes: Floats = 0.5 + 0.5 * np.sin(along * 2 * math.pi / random.uniform(4, 20))
        return stripes
    if kind == 2:
        return (along - along.min()) / (np.ptp(along) + 1)  # type: ignore[no-any-return]
    return random.uniform(0, 1, along.shape) if kind == 3 else np.zeros(along.shape)


def _ground(random: Random, side: int) -> Picture:
    """Clouds of related colours with scratches: nothing there is closed."""
    color = random.uniform(20, 235, 3)
    coarse = random.normal(0, random.uniform(2, 25), (int(random.integers(2, 9)), int(random.integers(2, 9)), 3))
    clouds = Image.fromarray((color + coarse).clip(0, 255).astype(np.uint8))
    clouds = clouds.resize((side, side), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(clouds)
    for _ in range(random.integers(0, 8)):
        ends = [tuple(random.uniform(0, side, 2)) for _end in range(2)]
        shade = tuple(int(value) for value in (color + random.normal(0, 40, 3)).clip(0, 255))
        draw.line(ends, fill=shade, width=int(random.integers(1, 4)))
    return np.array(clouds, dtype=np.float32)


def _seen_through_a_lens(random: Random, picture: Picture) -> Image.Image:
    """Blur of the whole and noise on top."""
    noisy = picture + random.normal(0, random.uniform(0, 12), picture.shape)
    sharp = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
    return sharp.filter(ImageFilter.GaussianBlur(random.uniform(0, 1))) if random.random() < 0.5 else sharp
