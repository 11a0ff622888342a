"""Two models on the same images with the same labels. Numbers in, numbers out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from annotator.services.measuring.bootstrap import drawn, draws_for, figure
from annotator.services.measuring.figures import IOU_50, measure_draws
from annotator.services.measuring.outcomes import Outcome, outcome
from annotator.services.measuring.precision import Tally, average_precision, tallies_of
from annotator.services.measuring.scenes import Document, Numbers, Scene

Sides = tuple[Sequence[Scene], Sequence[Scene]]


def paired(before: Sequence[Scene], after: Sequence[Scene], *, labels_of_after: bool) -> Sides:
    """The images that both saw, in one order and with one set of labels.

    labels_of_after: or those of before. Seconds are of the labels that they were simulated with: where those have
    changed they are unknown.
    """
    left, right = ({one.image_id: one for one in images} for images in (before, after))
    both = sorted(left.keys() & right.keys())
    labels: Mapping[int, Scene] = right if labels_of_after else left
    return [_with_labels(left[id_], labels[id_]) for id_ in both], [
        _with_labels(right[id_], labels[id_]) for id_ in both
    ]


def _with_labels(one: Scene, labels: Scene) -> Scene:
    if np.array_equal(one.truth, labels.truth) and np.array_equal(one.truth_ids, labels.truth_ids):
        return one
    return replace(one, truth=labels.truth, truth_ids=labels.truth_ids, seconds=None, manual_seconds=None)


def compared(sides: Sides) -> Document:
    """JSON: what `api.evaluations` describes. Each difference is that of the second model to the first."""
    outcomes = tuple([outcome(one) for one in images] for images in sides)
    tallies = tuple(tallies_of(images) for images in sides)
    weights = drawn(len(sides[0]), draws=min(draws_for(images) for images in sides))
    before, after = (
        measure_draws(images, what, counted, weights)
        for images, what, counted in zip(sides, outcomes, tallies, strict=True)
    )
    rows = _per_image(sides, outcomes)
    return {
        "images": len(sides[0]),
        "boxes": sum(len(one.truth) for one in sides[0]),
        "draws": len(weights) - 1,
        "measures": {name: _difference(before[name], after[name]) for name in before},
        "categories": _categories(tallies, weights),
        "per_image": rows,
        "better": sum(after < before for _, before, after, _, _ in rows),
        "worse": sum(after > before for _, before, after, _, _ in rows),
        "only_before": sum(row[3] for row in rows),
        "only_after": sum(row[4] for row in rows),
    }


def _difference(before: Numbers, after: Numbers) -> Document:
    return {"before": figure(before), "after": figure(after), "difference": figure(after - before)}


def _categories(tallies: Sequence[Mapping[int, Tally]], weights: Numbers) -> list[Document]:
    """AP50 of those that have boxes. A model that never names a category finds none of it."""
    rows = []
    for id_ in sorted(set().union(*tallies)):
        boxes = max(int(counted[id_].positives[0].sum()) for counted in tallies if id_ in counted)
        if boxes:
            draws = [average_precision(one[id_], weights, thresholds=[IOU_50])[:, 0] for one in tallies]
            rows.append({"category": id_, "boxes": boxes, **_difference(draws[0], draws[1])})
    return rows


def _per_image(sides: Sides, outcomes: Sequence[Sequence[Outcome]]) -> list[list[int]]:
    """[image id, errors before, after, boxes that only the first found, only the second], what got better first."""
    rows = []
    for one, before, after in zip(sides[0], *outcomes, strict=True):
        flips = [int((before.found & ~after.found).sum()), int((after.found & ~before.found).sum())]
        rows.append([one.image_id, before.lost + before.false, after.lost + after.false, *flips])
    return sorted(rows, key=lambda row: (row[2] - row[1], row[3] - row[4], row[0]))
