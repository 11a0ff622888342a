"""Anchors fitted to the boxes at hand.

Each map of the pyramid is responsible for a range of sizes. Within its range it gets the two sizes
that lie at the quartiles of the boxes found there; a map without boxes keeps its usual sizes, so
that a later, different box is not out of reach. Knows numbers only.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detector.structures import Anchors

USUAL = Anchors(sizes=((24.0, 32.0), (48.0, 64.0), (96.0, 128.0), (192.0, 256.0)), ratios=(0.7, 1.0, 1.4))
FEWEST = 5  # Boxes on a map below which its usual sizes are the better guess.
CLOSEST = 1.25  # Two sizes, and two ratios, of a map differ at least by this factor.
SMALLEST = 6.0
LONGEST = 6.0  # Height by width, or width by height.

Floats = NDArray[np.float64]


def fit_anchors(sides: Floats, labels: Sequence[int]) -> Anchors:
    """sides: [N, 2] width and height in pixels at network size, above 0; labels: [N].

    Each category has the same say however many boxes it has: the rare ones are the hard ones.
    """
    if len(sides) == 0:
        return USUAL
    weights = _category_weights(np.asarray(labels))
    sizes = np.sqrt(sides[:, 0] * sides[:, 1])
    ratios = sides[:, 1] / sides[:, 0]
    return Anchors(sizes=tuple(_sizes_of_maps(sizes, weights)), ratios=_ratios(ratios, weights))


def _category_weights(labels: NDArray[np.int64]) -> Floats:
    _, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
    weights: Floats = 1.0 / counts[inverse]
    return weights


def _sizes_of_maps(sizes: Floats, weights: Floats) -> list[tuple[float, ...]]:
    borders = [float(np.sqrt(finer[-1] * coarser[0])) for finer, coarser in pairwise(USUAL.sizes)]
    fitted = []
    for usual, low, high in zip(USUAL.sizes, [0.0, *borders], [*borders, np.inf], strict=True):
        on_map = (sizes >= low) & (sizes < high)
        fitted.append(_quartiles(sizes[on_map], weights[on_map]) if on_map.sum() >= FEWEST else usual)
    return fitted


def _quartiles(sizes: Floats, weights: Floats) -> tuple[float, ...]:
    low, high = np.exp(_quantiles(np.log(sizes.clip(min=SMALLEST)), weights, (0.25, 0.75)))
    low, high = _apart(low, high)
    return (round(low, 1), round(high, 1))


def _ratios(ratios: Floats, weights: Floats) -> tuple[float, ...]:
    logs = np.log(ratios.clip(1 / LONGEST, LONGEST))
    flat, middle, tall = np.exp(_quantiles(logs, weights, (0.15, 0.5, 0.85)))
    flat, tall = min(flat, middle / CLOSEST), max(tall, middle * CLOSEST)
    return (round(float(flat), 3), round(float(middle), 3), round(float(tall), 3))


def _apart(low: float, high: float) -> tuple[float, float]:
    if high / low >= CLOSEST:
        return float(low), float(high)
    middle = float(np.sqrt(low * high))
    return middle / CLOSEST**0.5, middle * CLOSEST**0.5


def _quantiles(values: Floats, weights: Floats, shares: tuple[float, ...]) -> Floats:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) - weights[order] / 2
    quantiles: Floats = np.interp(shares, reached / weights.sum(), values[order])
    return quantiles
