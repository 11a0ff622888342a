"""The same pictures, boxes and counts for every product. Knows none of them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.stand.pictures import HEIGHT, WIDTH, pictures, scattered

CATEGORIES = ("disc", "ring", "dot")


@dataclass(frozen=True)
class NamedBox:
    """Pixels, x1 < x2, y1 < y2; category: its name"""

    x1: float
    y1: float
    x2: float
    y2: float
    category: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class Picture:
    """A JPEG file, and the boxes on it: the first is nearest to the middle."""

    name: str
    content: bytes
    boxes: tuple[NamedBox, ...]
    width: int = WIDTH
    height: int = HEIGHT


def usual_number_of_boxes(number: int) -> int:
    """13 or 14: 13.4 in the mean."""
    return 14 if number % 5 < 2 else 13


def make_pictures(count: int, *, boxes: int | None = None) -> Iterator[Picture]:
    """boxes: on each; by default 13.4 in the mean"""
    for number, content in enumerate(pictures(count)):
        wanted = usual_number_of_boxes(number) if boxes is None else boxes
        yield Picture(f"picture-{number:06}.jpg", content, _boxes(wanted, number))


def _boxes(count: int, seed: int) -> tuple[NamedBox, ...]:
    return tuple(
        NamedBox(rect.x1, rect.y1, rect.x2, rect.y2, CATEGORIES[rect.category]) for rect in scattered(count, seed=seed)
    )
