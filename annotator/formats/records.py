"""What an annotation file says, as plain values: images, categories, boxes in pixels of the upright image."""

import math
from dataclasses import dataclass, replace
from typing import Any

from annotator.errors import InvalidImport

SHOWN = 20  # Errors and names in a report; the rest is a count.
MIN_SIDE = 0.01  # Pixels. A thinner box vanishes in the 32-bit floats of a detector.

Id = int | str  # As it stands in the file.


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRecord:
    id: Id
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """width, height: as declared, None where the file does not say
    other_name: another name by which the image may go
    state, split, sha256: only in files of our own
    """

    id: Id
    file_name: str
    other_name: str = ""
    width: int | None = None
    height: int | None = None
    state: str = ""
    split: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRecord:
    """x1, y1, x2, y2: pixels, origin top left, right and lower edge exclusive; may lie outside the image still."""

    image_id: Id
    category_id: Id
    x1: float
    y1: float
    x2: float
    y2: float
    crowd: bool = False
    occluded: bool = False
    truncated: bool = False
    score: float | None = None

    @property
    def has_area(self) -> bool:
        return self.x2 - self.x1 >= MIN_SIDE and self.y2 - self.y1 >= MIN_SIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that one file says. Every box names an image and a category of the file."""

    images: tuple[ImageRecord, ...]
    categories: tuple[CategoryRecord, ...]
    boxes: tuple[BoxRecord, ...]
    dropped: int = 0  # Boxes without area in the file itself.
    notes: tuple[str, ...] = ()


def clamped(box: BoxRecord, *, width: int, height: int) -> BoxRecord | None:
    """The part of the box inside the image; None when nothing is left of it."""
    x1, x2 = (min(max(x, 0.0), float(width)) for x in (box.x1, box.x2))
    y1, y2 = (min(max(y, 0.0), float(height)) for y in (box.y1, box.y2))
    if (x1, y1, x2, y2) == (box.x1, box.y1, box.x2, box.y2):
        return box if box.has_area else None
    inside = replace(box, x1=x1, y1=y1, x2=x2, y2=y2)
    return inside if inside.has_area else None


def turned_upright(box: BoxRecord, *, orientation: int, width: int, height: int) -> BoxRecord:
    """A box drawn on the pixels as they are stored, moved to where it lies on the upright image.

    orientation: EXIF, 1..8
    width, height: of the upright image
    """
    x1, y1, x2, y2 = box.x1, box.y1, box.x2, box.y2
    if orientation >= 5:  # Stored lying on its side: rows are columns.
        x1, y1, x2, y2 = y1, x1, y2, x2
    if orientation in {2, 3, 6, 7}:
        x1, x2 = width - x2, width - x1
    if orientation in {3, 4, 7, 8}:
        y1, y2 = height - y2, height - y1
    return replace(box, x1=x1, y1=y1, x2=x2, y2=y2)


def is_number(value: Any) -> bool:
    """An int or float that is finite; True and "10" are none."""
    return type(value) in (int, float) and math.isfinite(value)


class Problems:
    """What is wrong with a file: the first twenty in words, the rest as a number."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.count = 0

    def add(self, text: str) -> None:
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(text)

    def refuse_if_any(self) -> None:
        """Raises InvalidImport, with the first twenty in `errors`."""
        if self.count:
            more = f" And {self.count - 1:,} more." if self.count > 1 else ""
            raise InvalidImport(f"{self.shown[0]}{more}", errors=self.shown, error_count=self.count)


def listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    few = ", ".join(f"“{name}”" for name in names[:5])
    return few if len(names) <= 5 else f"{few} and {len(names) - 5:,} more"
