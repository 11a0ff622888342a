"""Which detection is which box that people drew.

Pure functions of numbers. Crowd regions are neither to be found nor a mistake to have found.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detector.structures import Detections, Example

IN_CROWD = 0.5  # Share of a detection that lies in a crowd region, from which it counts for nothing.
SAME_OBJECT = 0.3  # IoU from which a detection that lies in a crowd still is about a counted box.

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]


class Seen(NamedTuple):
    """What people drew in an image, and what a detector saw in it."""

    example: Example
    category_ids: Integers  # [N], of what was found
    found: Detections  # [N]


def true_boxes(example: Example) -> tuple[Numbers, Integers]:
    """Boxes [M, 4] in pixels and category ids [M], without crowds."""
    counted = ~example.crowd.numpy()
    return example.boxes.numpy()[counted].astype(np.float64), example.category_ids.numpy()[counted]


def usable(seen: Seen) -> Seen:
    """Without the detections that are not finite, have no area, or lie in a crowd region and on no counted box."""
    example, category_ids, found = seen
    boxes = found.boxes.astype(np.float64)
    keep = np.isfinite(boxes).all(axis=1) & np.isfinite(found.scores)
    with np.errstate(invalid="ignore"):
        keep &= (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    crowd = example.crowd.numpy()
    if crowd.any():
        inside = shares(boxes, example.boxes.numpy()[crowd].astype(np.float64)).max(axis=1) >= IN_CROWD
        on_a_box = ious(boxes, true_boxes(example)[0]).max(axis=1, initial=0) >= SAME_OBJECT
        keep &= ~inside | on_a_box
    return seen if keep.all() else Seen(example, category_ids[keep], found[keep])


def intersections(boxes: ArrayLike, others: ArrayLike) -> Numbers:
    """Areas [N, M] that boxes [N, 4] and others [M, 4] share, in square pixels."""
    rows, columns = _corners(boxes)[:, None], _corners(others)[None]
    sides = np.minimum(rows[..., 2:], columns[..., 2:]) - np.maximum(rows[..., :2], columns[..., :2])
    return np.asarray(sides.clip(0).prod(axis=-1))


def areas(boxes: ArrayLike) -> Numbers:
    """Of boxes [..., 4], in square pixels; 0 for one that is turned inside out."""
    corners = np.asarray(boxes, dtype=np.float64)
    return np.asarray((corners[..., 2:] - corners[..., :2]).clip(0).prod(axis=-1))


def ious(boxes: ArrayLike, others: ArrayLike) -> Numbers:
    """Intersection over union [N, M] of boxes [N, 4] and others [M, 4]; 0 where neither has an area."""
    shared = intersections(boxes, others)
    union = areas(boxes)[:, None] + areas(others)[None] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def ious_by_row(boxes: Numbers, others: Numbers) -> Numbers:
    """Intersection over union [..., N] of boxes [..., N, 4] and others [N, 4], each with its own."""
    sides = np.minimum(boxes[..., 2:], others[..., 2:]) - np.maximum(boxes[..., :2], others[..., :2])
    shared = sides.clip(0).prod(axis=-1)
    union = areas(boxes) + areas(others) - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def shares(boxes: ArrayLike, others: ArrayLike) -> Numbers:
    """Share [N, M] of each of boxes [N, 4] that lies in each of others [M, 4]."""
    shared, own = intersections(boxes, others), areas(boxes)[:, None]
    return np.divide(shared, own, out=np.zeros_like(shared), where=own > 0)


def match(overlaps: Numbers, confidences: ArrayLike, *, at_least: float) -> Integers:
    """The true box [N] that each detection is, or -1: one to one, the most confident first, each takes the best left.

    overlaps: IoU [N, M], 0 where the two may not be matched
    """
    matched = np.full(len(overlaps), -1)
    order = np.argsort(-np.asarray(confidences), kind="stable")
    near: NDArray[np.bool_] = np.any(overlaps >= at_least, axis=1)  # Of a hundred detections, most are near nothing.
    free = overlaps.copy()
    for row in order[near[order]]:
        column = free[row].argmax()
        if free[row, column] >= at_least:
            matched[row] = column
            free[:, column] = -1
    return matched


def match_same_class(seen: Seen, *, iou: float, confidences: ArrayLike | None = None) -> Integers:
    """As match; only boxes of the same category, by the scores unless other confidences are given."""
    boxes, ids = true_boxes(seen.example)
    overlaps = ious(seen.found.boxes, boxes) * (seen.category_ids[:, None] == ids[None])
    return match(overlaps, seen.found.scores if confidences is None else confidences, at_least=iou)


def correct(seen: Sequence[Seen], *, iou: float) -> NDArray[np.bool_]:
    """For the detections of all images in a row: is it the right class in the right place?"""
    parts = [match_same_class(one, iou=iou) >= 0 for one in seen]
    return np.concatenate([np.empty(0, dtype=np.bool_), *parts])


def _corners(boxes: ArrayLike) -> Numbers:
    return np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
