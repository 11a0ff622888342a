"""What is known of one forward pass, as questions about it need it. Numbers only: no database and no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.errors import InvalidInput

TEACH = "It knows those that had boxes when it was trained."
NEVER = 1.0  # A display threshold above it shows nothing.
TOLD = 5  # Categories of a distribution.

Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What people see of a final box. confidence: what is held against the threshold

    threshold: None where the project has no such category; reason: why the category is never shown, where it is not
    """

    confidence: float
    threshold: float | None
    is_shown: bool
    reason: str = ""

    @property
    def is_below(self) -> bool:
        """Hidden for its confidence, and not for its category."""
        return self.threshold is not None and self.confidence < self.threshold <= NEVER


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A trace as questions need it.

    arrays: as `detector.trace` writes them; names: by label, from 1; categories: ids by label, None where there is none
    level_names: of the maps; finals: one for each final box
    """

    arrays: Mapping[str, Numbers]
    names: Sequence[str]
    categories: Sequence[int | None]
    level_names: Sequence[str]
    settings: Mapping[str, Any]
    finals: Sequence[Shown]

    def name(self, label: int) -> str:
        return self.names[label - 1]

    def called(self, label: int) -> str:
        return f"“{self.name(label)}”"

    def label_of(self, category: int) -> int:
        """Raises InvalidInput for a category that the model was not taught."""
        if category not in self.categories:
            raise InvalidInput(f"The model knows no category {category}.", hint=TEACH, field="category")
        return self.categories.index(category) + 1


def iou(boxes: Numbers, box: Any) -> Numbers:
    """Intersection over union of boxes [N, 4] with one box: [N] in 0..1."""
    boxes, box = np.asarray(boxes, np.float64).reshape(-1, 4), np.asarray(box, np.float64)
    sides = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    shared = sides.clip(min=0).prod(1)
    whole = (boxes[:, 2:] - boxes[:, :2]).prod(1) + (box[2:] - box[:2]).prod() - shared
    found: Numbers = shared / np.maximum(whole, np.finfo(np.float64).tiny)
    return found


def distribution(facts: Facts, row: int) -> list[dict[str, Any]]:
    """Background first, then the likeliest categories."""
    chances = facts.arrays["distributions"][row]
    labels = chances[1:].argsort()[::-1][:TOLD] + 1
    told = [{"category": None, "name": "background", "p": rounded(chances[0])}]
    return told + [
        {"category": facts.categories[label - 1], "name": facts.name(label), "p": rounded(chances[label])}
        for label in labels
    ]


def rounded(value: Any) -> float:
    return round(float(value), 4)


def corners(box: Numbers) -> list[float]:
    return [round(float(value), 1) for value in box]
