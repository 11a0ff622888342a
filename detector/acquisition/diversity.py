"""How unlike images are, which ones stand for many, and how to take some that have little in common."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans  # type: ignore[import-untyped]
from sklearn.decomposition import PCA  # type: ignore[import-untyped]
from sklearn.neighbors import NearestNeighbors  # type: ignore[import-untyped]

from detector.acquisition.sketch import Sketch

NEIGHBOURS = 20
AXES = 32  # Of the principal ones: beyond them there is noise, and time to lose.
NOTHING_ALIKE = 2.0

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]


def compressed(rows: Numbers, *, seed: int) -> Numbers:
    """[N, D] in at most AXES principal axes."""
    axes = min(AXES, *rows.shape)
    if len(rows) < 2 or not rows.any():
        return rows[:, :axes]
    found: Numbers = PCA(axes, svd_solver="randomized", random_state=seed).fit_transform(rows)
    return found


def typicality(rows: Numbers) -> Numbers:
    """[N] above 0: one by the mean distance to the nearest neighbours (Hacohen et al. 2022). High in a crowd.

    rows: [N, D]
    """
    count = min(NEIGHBOURS, len(rows) - 1)
    if count < 1:
        return np.ones(len(rows))
    distances, _ = NearestNeighbors(n_neighbors=count + 1).fit(rows).kneighbors(rows)
    return np.asarray(1 / (distances[:, 1:].mean(axis=1) + 1e-6))


def clusters(rows: Numbers, count: int, *, seed: int) -> Integers:
    """[N] numbers of at most count clusters of the rows [N, D], by k-means."""
    count = min(count, len(np.unique(rows, axis=0)))
    labels: Integers = KMeans(count, n_init=1, random_state=seed).fit_predict(rows).astype(np.int64)
    return labels


def unlikeness(one: Sketch, other: Sketch) -> float:
    """D, in 0..2: the mean over detections, weighted by score, of the distance to the nearest one of the same
    category in the other image, made symmetric. The distance is one minus the cosine, and 2 where there is none.

    0 where neither image has a detection.
    """
    if len(one) == 0 and len(other) == 0:
        return 0.0
    if len(one) == 0 or len(other) == 0:
        return NOTHING_ALIKE
    distances = (1 - one.features @ other.features.T).clip(0)
    distances[one.category_ids[:, None] != other.category_ids[None]] = NOTHING_ALIKE
    there = np.average(distances.min(axis=1), weights=one.scores + 1e-6)
    back = np.average(distances.min(axis=0), weights=other.scores + 1e-6)
    return float((there + back) / 2)


def apart(one: Sketch | None, other: Sketch | None, looks: Numbers, others_looks: Numbers) -> float:
    """How far two images are from each other, in 0..2: by what the detector saw, or by looks where it saw nothing in
    either or has not looked at one.

    looks: [D] in principal axes
    """
    if one is None or other is None or len(one) + len(other) == 0:
        return 1 - _cosine(looks, others_looks)
    return unlikeness(one, other)


def _cosine(one: Numbers, other: Numbers) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / lengths if lengths else 1.0


def farthest_first(
    candidates: Sequence[int], taken: Sequence[int], distance: Callable[[int, int], float], *, count: int
) -> list[tuple[int, float]]:
    """Up to count of the candidates, each as far as can be from all that were taken before, with that distance.

    candidates: in the order in which they are preferred; the first is taken first where nothing was taken yet
    """
    left = list(candidates)
    nearest = [min((distance(row, other) for other in taken), default=np.inf) for row in left]
    found: list[tuple[int, float]] = []
    while left and len(found) < count:
        place = int(np.argmax(nearest))
        row, gap = left.pop(place), nearest.pop(place)
        found.append((row, min(gap, NOTHING_ALIKE)))
        nearest = [min(gap, distance(other, row)) for other, gap in zip(left, nearest, strict=True)]
    return found
