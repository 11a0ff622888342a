"""Pictures and boxes to measure with: the same for the same seed, and as many as one asks for."""

import io
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 640, 480
BYTES = 30_000  # About so many has a picture of this size from a microscope or a web camera.
KINDS = 40
QUALITIES = range(95, 20, -3)


@dataclass(frozen=True)
class Rect:
    """Pixels, x1 < x2, y1 < y2; category: an index into the names that are in use"""

    x1: float
    y1: float
    x2: float
    y2: float
    category: int

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2


def pictures(count: int, *, folder: Path | None = None) -> Iterator[bytes]:
    """JPEG files, no two with the same bytes.

    folder: take its *.jpg in turn; by default drawn ones of 640x480 and about 30 kB
    """
    kinds = [path.read_bytes() for path in sorted(folder.glob("*.jp*g"))] if folder else list(map(_draw, range(KINDS)))
    if not kinds:
        raise SystemExit(f"There is no *.jpg in {folder}.")
    for number in range(count):
        yield with_comment(kinds[number % len(kinds)], f"picture {number}")


def with_comment(jpeg: bytes, words: str) -> bytes:
    """The same picture in other bytes: a comment right after the start of the file."""
    comment = words.encode()
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]


def _draw(seed: int) -> bytes:
    """Discs and noise, as sharp as gives about 30 kB."""
    chance = random.Random(seed)
    noise = Image.frombytes("L", (WIDTH, HEIGHT), chance.randbytes(WIDTH * HEIGHT)).filter(
        ImageFilter.GaussianBlur(1.2)
    )
    picture = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), noise))
    pencil = ImageDraw.Draw(picture)
    for rect in scattered(14, seed=seed):
        color = tuple(chance.randrange(60, 250) for _ in range(3))
        pencil.ellipse((rect.x1, rect.y1, rect.x2, rect.y2), fill=color, outline=(40, 20, 60), width=2)
    return min((_encode(picture, quality) for quality in QUALITIES), key=lambda content: abs(len(content) - BYTES))


def _encode(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def scattered(
    count: int, *, width: int = WIDTH, height: int = HEIGHT, categories: int = 3, seed: int = 0
) -> Sequence[Rect]:
    """Boxes on a loose grid that do not overlap, the one nearest to the middle first."""
    chance = random.Random(seed * 1_000_003 + count)
    columns = max(1, math.ceil(math.sqrt(count * width / height)))
    rows = math.ceil(count / columns)
    cell_width, cell_height = width / columns, height / max(rows, 1)
    rects = []
    for number in range(count):
        x = (number % columns + 0.5 + chance.uniform(-0.08, 0.08)) * cell_width
        y = (number // columns + 0.5 + chance.uniform(-0.08, 0.08)) * cell_height
        half_width, half_height = (side * chance.uniform(0.28, 0.38) for side in (cell_width, cell_height))
        corners = (x - half_width, y - half_height, x + half_width, y + half_height)
        x1, y1, x2, y2 = (round(value, 2) for value in corners)
        rects.append(Rect(x1, y1, x2, y2, chance.randrange(categories)))
    middle = (width / 2, height / 2)
    return sorted(rects, key=lambda rect: math.dist(rect.middle, middle))
