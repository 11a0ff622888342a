"""What a model saw in hold-out images beside what people had drawn there, as numbers and as a file.

The labels are in the file too: they may be corrected later, and what was measured stays what it was.
"""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """One image, without crowd regions. Boxes are x1, y1, x2, y2 in pixels of the upright image."""

    image_id: int
    truth: Numbers  # [M, 4]
    truth_ids: Integers  # [M] categories
    found: Numbers  # [N, 4], the best score first
    found_ids: Integers  # [N]
    scores: Numbers  # [N]
    probabilities: Numbers  # [N] that each is right, by what was fitted on other images; the scores where there is none
    visible: Flags  # [N]: people are shown it
    seconds: float | None = None  # A simulated person's, with what is shown,
    manual_seconds: float | None = None  # and without.


def scene(row: Mapping[str, Any]) -> Scene:
    """From a row of the file: {"image_id", "truth": [[id, x1, y1, x2, y2]], "found": [[id, x1, y1, x2, y2, score,
    probability | null, shown]], "seconds", "manual_seconds"}"""
    truth = np.array(row["truth"], dtype=np.float64).reshape(-1, 5)
    found = np.array(row["found"], dtype=np.float64).reshape(-1, 8)  # null becomes not a number.
    found = found[np.argsort(-found[:, 5], kind="stable")]
    return Scene(
        image_id=row["image_id"],
        truth=truth[:, 1:],
        truth_ids=truth[:, 0].astype(np.int64),
        found=found[:, 1:5],
        found_ids=found[:, 0].astype(np.int64),
        scores=found[:, 5],
        probabilities=np.where(np.isnan(found[:, 6]), found[:, 5], found[:, 6]),
        visible=found[:, 7] > 0,
        seconds=row.get("seconds"),
        manual_seconds=row.get("manual_seconds"),
    )


def scenes(rows: Iterable[Mapping[str, Any]]) -> list[Scene]:
    return [scene(row) for row in rows]


def to_bytes(document: Document) -> bytes:
    """The same content gives the same bytes."""
    return gzip.compress(orjson.dumps(document), mtime=0)


def from_bytes(content: bytes) -> Document:
    document: Document = orjson.loads(gzip.decompress(content))
    return document


def categories(images: Sequence[Scene]) -> list[int]:
    """Ids of those that have boxes or were found."""
    ids = [np.empty(0, dtype=np.int64), *(part for one in images for part in (one.truth_ids, one.found_ids))]
    return [int(id_) for id_ in np.unique(np.concatenate(ids))]


def areas(boxes: Numbers) -> Numbers:
    """Of boxes [N, 4], in square pixels."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    return np.asarray(np.maximum(widths, 0) * np.maximum(heights, 0))


def ious(boxes: Numbers, others: Numbers) -> Numbers:
    """Intersection over union [N, M]; 0 where neither has an area."""
    sides = np.minimum(boxes[:, None, 2:], others[None, :, 2:]) - np.maximum(boxes[:, None, :2], others[None, :, :2])
    shared = np.maximum(sides[..., 0], 0) * np.maximum(sides[..., 1], 0)
    union = areas(boxes)[:, None] + areas(others)[None] - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def match(overlaps: Numbers, *, at_least: float) -> Integers:
    """The true box [N] that each detection is, or -1: one to one, the first rows choose first, each the best left.

    overlaps: IoU [N, M], 0 where the two may not be matched
    """
    matched, free = np.full(len(overlaps), -1), overlaps.copy()
    for row in np.flatnonzero((overlaps >= at_least).any(axis=1)) if overlaps.size else ():
        column = free[row].argmax()
        if free[row, column] >= at_least:
            matched[row] = column
            free[:, column] = -1
    return matched


def same_class(found_ids: ArrayLike, truth_ids: ArrayLike) -> Flags:
    """[N, M]"""
    return np.asarray(np.asarray(found_ids)[:, None] == np.asarray(truth_ids)[None])
