"""The simulated person: what the images of a round cost by hand, or with what a model suggests.

Two finished sets are kept apart, one for each tolerance, and three persons: each has suggestions whose thresholds were
fitted to that tolerance and that person's seconds, as a project would have them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detector.scores.assess import Assessment, assess
from detector.scores.costs import PROFILES, Costs, Review, manual_seconds, review
from detector.scores.matching import Numbers, Seen, true_boxes
from detector.scores.seconds import predicted_seconds
from detector.scores.thresholds import shown
from detector.structures import Example

TOLERANCES = (0.75, 0.9)
COUNTS = ("looks", "adjusted", "drags", "deleted", "added", "reclassified")


@dataclass(frozen=True, order=True)
class Cell:
    """A person and what is good enough for them."""

    profile: str
    tolerance: float  # IoU.

    @property
    def costs(self) -> Costs:
        return PROFILES[self.profile]

    def __str__(self) -> str:
        return f"{self.profile} {self.tolerance:g}"


HEADLINE = Cell("default", 0.75)
CELLS = tuple(Cell(profile, tolerance) for profile in PROFILES for tolerance in TOLERANCES)

Advice = Mapping[Cell, Assessment]  # How each person is shown what a model found.


def advise(seen: Sequence[Seen]) -> dict[Cell, Assessment]:
    """seen: the hold-out. Empty where it cannot tell anything."""
    judged = {cell: assess(seen, tolerance=cell.tolerance, costs=cell.costs) for cell in CELLS}
    return {cell: assessment for cell, assessment in judged.items() if assessment is not None}


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one image took. predicted: headline seconds as foretold; None by hand."""

    seconds: Mapping[Cell, float]
    counts: Mapping[str, int]  # Of the headline's person.
    predicted: float | None
    boxes: Numbers = field(repr=False)  # [M, 4] as the headline's person leaves them, in the order of the truth.


def by_hand(example: Example) -> Work:
    count = example.box_count
    return Work(
        seconds={cell: manual_seconds(count, cell.costs) for cell in CELLS},
        counts={**dict.fromkeys(COUNTS, 0), "added": count},
        predicted=None,
        boxes=true_boxes(example)[0],
    )


def with_suggestions(seen: Seen, advice: Advice) -> Work:
    if HEADLINE not in advice:
        return by_hand(seen.example)
    reviews = {cell: _review(seen, cell, advice[cell]) for cell in CELLS}
    headline = reviews[HEADLINE]
    return Work(
        seconds={cell: review.seconds for cell, review in reviews.items()},
        counts={name: getattr(headline, name) for name in COUNTS},
        predicted=foretell(seen, advice[HEADLINE], HEADLINE.costs),
        boxes=headline.boxes,
    )


def probabilities(seen: Seen, assessment: Assessment) -> Numbers:
    """That each of the detections [N] is right, 0 to 1."""
    return assessment.calibration.probabilities(seen.found, seen.category_ids)


def visible(seen: Seen, assessment: Assessment) -> NDArray[np.bool_]:
    """Which of the detections [N] a person is shown."""
    return shown(seen.category_ids, probabilities(seen, assessment), assessment.thresholds)


def foretell(seen: Seen, assessment: Assessment, costs: Costs) -> float:
    """Seconds that the image will take, before anybody has looked at it."""
    known = assessment.per_category
    return predicted_seconds(
        seen.found,
        seen.category_ids,
        probabilities(seen, assessment),
        assessment.thresholds,
        costs,
        recall={id_: entry.recall for id_, entry in known.items()},
        fix={id_: entry.fix_seconds for id_, entry in known.items()},
    )


def _review(seen: Seen, cell: Cell, assessment: Assessment) -> Review:
    rows = visible(seen, assessment)
    return review(
        seen.found.boxes[rows],
        seen.category_ids[rows],
        probabilities(seen, assessment)[rows],
        *true_boxes(seen.example),
        tolerance=cell.tolerance,
        costs=cell.costs,
    )
