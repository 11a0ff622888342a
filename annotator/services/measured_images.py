"""Hold-out images with what models saw in them, page by page: the best, the worst, and where two models differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from annotator.models import Evaluation, Image
from annotator.services.evaluations import comparison, figures, scenes_of, sides_of
from annotator.services.measuring.outcomes import Outcome, outcome
from annotator.services.measuring.scenes import Scene

BOXES_AT_MOST = 400  # Of one image: more cannot be told apart on a thumbnail.

Order = Literal["worst", "best"]
Change = Literal["better", "worse", "same"]


@dataclass(frozen=True, kw_only=True)
class MeasuredImage:
    """truth: [category, x1, y1, x2, y2, by whom it was found], where the bit 1 stands for the first model and the bit 2
    for the second

    shown: for each model [category, x1, y1, x2, y2, probability, place in KINDS]
    """

    image: Image
    right: list[int]  # For each model,
    missed: list[int]
    false: list[int]
    seconds: list[float | None]
    truth: list[list[float]]
    shown: list[list[list[float]]]
    boxes: int  # That are there; of truth and of shown only the first are given.


@dataclass(frozen=True, kw_only=True)
class Page:
    images: list[MeasuredImage]
    total: int


def of_one(evaluation: Evaluation, *, order: Order, offset: int, limit: int) -> Page:
    rows = figures(evaluation)["per_image"]
    sign = -1 if order == "best" else 1
    ids = [row[0] for row in sorted(rows, key=lambda row: (sign * _f1(row), -row[1] if sign < 0 else -row[2] - row[3]))]
    return _page(evaluation, ids, [scenes_of(evaluation)], offset=offset, limit=limit)


def of_two(before: Evaluation, after: Evaluation, *, change: Change, offset: int, limit: int) -> Page:
    """Those that changed most first; of those with as many errors as before those with the most boxes that flipped."""
    rows = comparison(before, after)["per_image"]
    if change == "better":
        chosen = [row for row in rows if row[2] < row[1]]
    elif change == "worse":
        chosen = [row for row in reversed(rows) if row[2] > row[1]]
    else:
        chosen = sorted((row for row in rows if row[2] == row[1]), key=lambda row: -row[3] - row[4])
    return _page(after, [row[0] for row in chosen], sides_of(before, after), offset=offset, limit=limit)


def _f1(row: Sequence[int]) -> float:
    """Of an image [id, right, missed, false]; 1 where there is nothing and nothing is shown."""
    _, right, missed, false = row
    return 2 * right / (2 * right + missed + false) if right + missed + false else 1.0


def _page(
    evaluation: Evaluation, ids: Sequence[int], sides: Sequence[Sequence[Scene]], *, offset: int, limit: int
) -> Page:
    """Images that were deleted since are left out."""
    project = evaluation.model_version.project
    there = set(project.images.filter(split=Image.Split.HOLDOUT).values_list("pk", flat=True))
    wanted = [id_ for id_ in ids if id_ in there]
    shown = wanted[offset : offset + limit]
    images, by_id = project.images.in_bulk(shown), [{one.image_id: one for one in side} for side in sides]
    return Page(images=[_measured(images[id_], [side[id_] for side in by_id]) for id_ in shown], total=len(wanted))


def _measured(image: Image, seen: Sequence[Scene]) -> MeasuredImage:
    outcomes = [outcome(one) for one in seen]
    found = np.stack([what.found.astype(np.int64) << place for place, what in enumerate(outcomes)]).sum(axis=0)
    rows = zip(seen[0].truth_ids.tolist(), seen[0].truth.tolist(), found.tolist(), strict=True)
    return MeasuredImage(
        image=image,
        right=[what.right for what in outcomes],
        missed=[what.lost for what in outcomes],
        false=[what.false for what in outcomes],
        seconds=[one.seconds for one in seen],
        truth=[[id_, *box, by] for id_, box, by in rows][:BOXES_AT_MOST],
        shown=[_shown(one, what)[:BOXES_AT_MOST] for one, what in zip(seen, outcomes, strict=True)],
        boxes=len(seen[0].truth),
    )


def _shown(one: Scene, what: Outcome) -> list[list[Any]]:
    rows = what.rows
    columns = (one.found_ids[rows], one.found[rows], one.probabilities[rows], what.kinds)
    ids, boxes, probabilities, kinds = (column.tolist() for column in columns)
    return [
        [id_, *box, probability, kind]
        for id_, box, probability, kind in zip(ids, boxes, probabilities, kinds, strict=True)
    ]
