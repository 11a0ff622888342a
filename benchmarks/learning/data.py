"""A data set of one or several COCO files, and which of its images show nearly the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from detector.acquisition.descriptors import describe
from detector.dataset import Annotations, read_annotations
from detector.errors import AnnotationsRefused
from detector.images import ImageRefused, load_upright
from detector.structures import Category, Example

THUMBNAIL = (32, 24)
NEAR_COPY = 0.95  # Correlation of two thumbnails; in BCCD one pair has .98, and the next .67.


@dataclass(frozen=True, kw_only=True, eq=False)
class DataSet:
    """Images are named by their place in examples. Boxes are the truth; crowds are left out."""

    categories: tuple[Category, ...]
    examples: tuple[Example, ...]
    groups: tuple[int, ...]  # For each image the first one that shows nearly the same.
    refused: tuple[str, ...] = ()  # File names of images that cannot be read.

    @cached_property
    def descriptors(self) -> list[NDArray[np.uint8]]:
        """What each image looks like at first sight."""
        return [describe(example.path) for example in self.examples]

    def __len__(self) -> int:
        return len(self.examples)

    def take(self, places: Sequence[int]) -> list[Example]:
        return [self.examples[place] for place in places]

    def boxes(self, places: Sequence[int]) -> int:
        return sum(self.examples[place].box_count for place in places)


def read_data(files: Sequence[Path], images: Path, *, limit: int | None = None) -> DataSet:
    """All images of the files, which are splits of one set. limit: take so many, evenly. Raises AnnotationsRefused."""
    parts = [read_annotations(file, images) for file in files]
    categories = _categories(parts)
    examples = [_in_ids_of(example, part, categories) for part in parts for example in part.examples]
    examples.sort(key=lambda example: example.path.name)
    thumbnails: list[NDArray[np.float64]] = []
    kept: list[Example] = []
    refused: list[str] = []
    for example in _evenly(examples, limit):
        try:
            thumbnails.append(thumbnail(example.path))
            kept.append(replace(_without_crowds(example), image_id=len(kept)))
        except (ImageRefused, OSError):
            refused.append(example.path.name)
    groups = near_copies(np.array(thumbnails))
    return DataSet(categories=categories, examples=tuple(kept), groups=tuple(groups), refused=tuple(refused))


def thumbnail(path: Path) -> NDArray[np.float64]:
    """[768], grey, with mean 0 and length 1. Raises ImageRefused, OSError."""
    picture = load_upright(path.read_bytes(), max_side=4 * max(THUMBNAIL))
    values = np.asarray(picture.convert("L").resize(THUMBNAIL, Image.Resampling.BOX), np.float64).ravel()
    values -= values.mean()
    return values / max(float(np.linalg.norm(values)), 1e-9)


def near_copies(thumbnails: NDArray[np.float64]) -> list[int]:
    """For each of N the first that it resembles, over any number of steps; itself where there is none."""
    group = list(range(len(thumbnails)))
    alike = thumbnails @ thumbnails.T >= NEAR_COPY if len(thumbnails) else np.empty((0, 0))
    for first, second in np.argwhere(np.triu(alike, 1)):
        low, high = sorted((group[first], group[second]))
        group = [low if number == high else number for number in group]
    return group


def _categories(parts: Sequence[Annotations]) -> tuple[Category, ...]:
    """Those of the first file; the others must name the same ones, under whatever ids."""
    names = {category.name for category in parts[0].categories}
    for part in parts[1:]:
        if {category.name for category in part.categories} != names:
            raise AnnotationsRefused("The files name different categories, so they are not splits of one set.")
    return parts[0].categories


def _in_ids_of(example: Example, part: Annotations, categories: Sequence[Category]) -> Example:
    ids = {category.name: category.id for category in categories}
    to_ours = {category.id: ids[category.name] for category in part.categories}
    ours = torch.tensor([to_ours[int(id_)] for id_ in example.category_ids], dtype=torch.int64)
    return replace(example, category_ids=ours)


def _without_crowds(example: Example) -> Example:
    counted = ~example.crowd
    return replace(
        example, boxes=example.boxes[counted], category_ids=example.category_ids[counted], crowd=example.crowd[counted]
    )


def _evenly(examples: Sequence[Example], limit: int | None) -> list[Example]:
    if limit is None or limit >= len(examples):
        return list(examples)
    return [examples[place * len(examples) // limit] for place in range(limit)]
