"""What the queue remembers of what a detector saw in an image: its doubtful detections, one of a kind.

A few kilobytes an image, so that a batch can be chosen from thousands without looking at any of them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detector.acquisition.uncertainty import binary_entropy
from detector.scores.matching import areas, intersections
from detector.structures import Detections

KEPT = 20
COUNTED = 10  # Of these count for how much an image teaches: else the most crowded image would always win.
SAME = 0.9  # Cosine of two detections of a class, from which the second teaches nothing that the first does not.
WIDTH = 64  # Features are projected to so many numbers, which keeps their angles well enough (Johnson-Lindenstrauss).
CHANCE_OF_A_COIN = 0.5

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sketch:
    """The most doubtful detections of an image, the most doubtful first."""

    category_ids: Integers  # [K]
    scores: Numbers  # [K] in 0..1
    doubts: Numbers  # [K] in 0..1
    features: Numbers  # [K, F], of length 1

    def __len__(self) -> int:
        return len(self.scores)

    def informativeness(self, weights: Mapping[int, float]) -> float:
        """V: the sum of weight times doubt over the COUNTED detections with most of it.

        weights: of a category id, 1 where there is none
        """
        worth = self.doubts * [weights.get(int(id_), 1.0) for id_ in self.category_ids]
        return float(np.sort(worth)[::-1][:COUNTED].sum())

    def doubted(self) -> Integers:
        """Category ids of what is as doubtful as a coin or nearly so."""
        return self.category_ids[:COUNTED][self.doubts[:COUNTED] >= CHANCE_OF_A_COIN]

    def to_bytes(self) -> bytes:
        shape = np.array([len(self), self.features.shape[1]], dtype="<u2")
        halves = (self.scores, self.doubts, self.features.ravel())
        return b"".join(
            [shape.tobytes(), self.category_ids.astype("<i8").tobytes(), *(x.astype("<f2").tobytes() for x in halves)]
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Raises ValueError for anything but what to_bytes gave."""
        count, width = np.frombuffer(content, "<u2", count=2).tolist()
        ids = np.frombuffer(content, "<i8", count=count, offset=4)
        rest = np.frombuffer(content, "<f2", offset=4 + 8 * count).astype(np.float64)
        if len(rest) != count * (2 + width):
            raise ValueError("A sketch was cut off.")
        features = _of_length_1(rest[2 * count :].reshape(count, width))
        return cls(
            category_ids=ids.astype(np.int64), scores=rest[:count], doubts=rest[count : 2 * count], features=features
        )


def sketch(found: Detections, category_ids: ArrayLike, probabilities: ArrayLike) -> Sketch:
    """category_ids, probabilities: [N] of the detections"""
    ids, doubts = np.asarray(category_ids, dtype=np.int64), detection_doubts(found, probabilities)
    features = _of_length_1(np.asarray(found.features, dtype=np.float64))
    kept = _one_of_a_kind(doubts, ids, features)
    return Sketch(
        category_ids=ids[kept],
        scores=found.scores[kept].astype(np.float64),
        doubts=doubts[kept],
        features=_of_length_1(_projected(features[kept])),
    )


def detection_doubts(found: Detections, probabilities: ArrayLike) -> Numbers:
    """[N] in 0..1: the larger of the doubt that it is right at all, and of the mean doubt of which thing and where.

    Whether: binary entropy of the calibrated probability. Which: one minus the margin between the two most likely
    classes. Where: how far the detector moved the proposal (Kao et al. 2018), as far as there is anything.
    """
    right = np.asarray(probabilities, dtype=np.float64).clip(0, 1)
    if len(right) == 0:
        return np.empty(0)
    second, first = np.sort(np.asarray(found.distributions, dtype=np.float64), axis=1)[:, -2:].T
    moved = np.minimum(1, 2 * (1 - _overlaps(found.proposals, found.boxes))) * right
    doubts: Numbers = np.maximum(binary_entropy(right), (1 - (first - second)) / 2 + moved / 2).clip(0, 1)
    return doubts


def _overlaps(boxes: ArrayLike, others: ArrayLike) -> Numbers:
    """IoU [N] of each box with the one in the same row."""
    rows = np.asarray(boxes, dtype=np.float64), np.asarray(others, dtype=np.float64)
    shared = np.array([intersections(box, other)[0, 0] for box, other in zip(*rows, strict=True)])
    union = areas(rows[0]) + areas(rows[1]) - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def _one_of_a_kind(doubts: Numbers, category_ids: Integers, features: Numbers) -> Integers:
    """Rows of the most doubtful detections, without those that look like one before of the same category."""
    kept: list[int] = []
    for row in np.argsort(-doubts, kind="stable").tolist():
        alike = [other for other in kept if category_ids[other] == category_ids[row]]
        if not alike or (features[alike] @ features[row]).max() <= SAME:
            kept.append(row)
        if len(kept) == KEPT:
            break
    return np.array(kept, dtype=np.int64)


def _projected(features: Numbers) -> Numbers:
    return features if features.shape[1] <= WIDTH else features @ _projection(features.shape[1])


@lru_cache(maxsize=4)
def _projection(width: int) -> Numbers:
    """The same for all images, or their angles could not be compared."""
    return np.random.default_rng(0).normal(scale=WIDTH**-0.5, size=(width, WIDTH))


def _of_length_1(rows: Numbers) -> Numbers:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))
