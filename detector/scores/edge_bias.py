"""Edges that a detector always puts on the same side of the true ones, class by class, and how to put that right.

A constant error is what people's corrections show first. It is a share of the box's sides, so that it holds for small
and large boxes alike, and few boxes of a class say little: their mean is drawn to no correction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from detector.scores.matching import Integers, Numbers, Seen, match_same_class, true_boxes, usable
from detector.structures import Detections

SAME_BOX = 0.5  # IoU from which a detection and a box are compared.
NO_BIAS = 10.0  # How many boxes without any error a class's own boxes are mixed with.


@dataclass(frozen=True, kw_only=True)
class EdgeBias:
    """What to add to each edge, [x1, y1, x2, y2], as a share of the box's width and height. By category id."""

    shifts: Mapping[int, tuple[float, ...]]

    def corrected(self, found: Detections, category_ids: Integers, *, width: int, height: int) -> Detections:
        """The detections [N] of an image of so many pixels, with their boxes moved."""
        boxes = found.boxes.astype(np.float64)
        shifts = np.array([self.shifts.get(int(id_), (0.0,) * 4) for id_ in category_ids]).reshape(-1, 4)
        moved = (boxes + shifts * _sides(boxes)).clip(0, [width, height] * 2)
        return replace(found, boxes=moved.astype(np.float32))

    def to_json(self) -> dict[str, Any]:
        return {"shifts": {str(id_): list(shift) for id_, shift in self.shifts.items()}}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for anything but what to_json gave."""
        rows = document["shifts"].items()
        return cls(shifts={int(id_): tuple(float(edge) for edge in shift) for id_, shift in rows})


def fit_edge_bias(seen: Sequence[Seen]) -> EdgeBias:
    """From images whose boxes were not drawn by keeping this detector's: those would say that it is always right."""
    ids, errors = [np.empty(0, dtype=np.int64)], [np.empty((0, 4))]
    for one in map(usable, seen):
        matched = match_same_class(one, iou=SAME_BOX)
        rows = matched >= 0
        boxes = one.found.boxes[rows].astype(np.float64)
        ids.append(one.category_ids[rows])
        errors.append((true_boxes(one.example)[0][matched[rows]] - boxes) / _sides(boxes))
    all_ids, all_errors = np.concatenate(ids), np.concatenate(errors)
    shifts = {}
    for id_ in np.unique(all_ids).tolist():
        own = all_errors[all_ids == id_]
        shifts[id_] = tuple((own.sum(axis=0) / (len(own) + NO_BIAS)).tolist())
    return EdgeBias(shifts=shifts)


def _sides(boxes: Numbers) -> Numbers:
    """[N, 4]: width, height, width, height."""
    return np.tile(boxes[:, 2:] - boxes[:, :2], 2)
