"""How sure a figure is: the hold-out images drawn again and again with replacement (Efron 1979).

Two models are drawn together: the same images for both, so that what is hard for both falls out of their difference.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from annotator.services.measuring.precision import IOUS, Tally, average_precision
from annotator.services.measuring.scenes import Document, Numbers, Scene, categories

DRAWS, FEWEST_DRAWS = 500, 100
WORK = 3_000_000  # Detections that are counted again for one figure.
OUTER = (2.5, 97.5)  # Percentiles: 95 of 100 intervals hold what they are about.


def drawn(images: int, *, draws: int, seed: int = 0) -> Numbers:
    """[draws + 1, images]: how often each image is drawn. The first row has each once: the figure itself."""
    random = np.random.default_rng(seed)
    shares = np.full(images, 1 / images) if images else np.empty(0)
    chosen = random.multinomial(images, shares, size=draws) if images else np.empty((draws, 0))
    return np.concatenate([np.ones((1, images)), chosen])


def draws_for(images: Sequence[Scene]) -> int:
    """Fewer where there is much to count, and the interval is narrow anyway."""
    detections = sum(len(one.scores) for one in images) + 100 * len(categories(images))
    return int(np.clip(WORK // max(detections, 1), FEWEST_DRAWS, DRAWS))


def figure(values: ArrayLike) -> Document | None:
    """{"value", "low", "high"}: the first of the values, and between what 95 of 100 others lie. None of nothing."""
    numbers = np.asarray(values, dtype=np.float64)
    others = numbers[1:][np.isfinite(numbers[1:])]
    if not np.isfinite(numbers[0]):
        return None
    low, high = np.percentile(others, OUTER) if len(others) else (numbers[0], numbers[0])
    return {"value": float(numbers[0]), "low": float(low), "high": float(high)}


def precision_draws(tallies: Sequence[Tally], weights: Numbers) -> Numbers:
    """[K, D, T] of the categories that have boxes."""
    found = [average_precision(one, weights) for one in tallies if one.positives[0].sum()]
    return np.array(found).reshape(-1, len(weights), len(IOUS))


def mean_over_categories(draws: Numbers) -> Numbers:
    """[D, T] of [K, D, T]; a category that is not in a draw does not count in it."""
    counted = np.isfinite(draws)
    total = np.where(counted, draws, 0).sum(axis=0)
    mean = np.divide(total, counted.sum(axis=0), out=np.full(total.shape, np.nan), where=counted.any(axis=0))
    return np.asarray(mean)


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Not a number where the whole is nothing."""
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))
