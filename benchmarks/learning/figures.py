"""What pairs of seeds tell: mean difference, interval, exact test; and where on a curve a goal is reached."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

CONFIDENCE = 0.95
MOST_PAIRS = 20  # A million signs; more pairs would need a sample of them.

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean with its 95 % t interval; p from the exact sign-flip test that the mean is 0."""

    mean: float
    low: float
    high: float
    p: float
    values: tuple[float, ...]


def estimate(values: ArrayLike) -> Estimate:
    """values: one for each seed; for a comparison, the paired differences. One value has no interval."""
    numbers = np.asarray(values, dtype=np.float64)
    mean, half = float(numbers.mean()), half_width(numbers)
    return Estimate(
        mean=mean, low=mean - half, high=mean + half, p=sign_flip_p(numbers), values=tuple(numbers.tolist())
    )


def half_width(values: Numbers) -> float:
    """Of Student's interval: t (n - 1 degrees of freedom) times the standard error."""
    if len(values) < 2:
        return float("inf")
    quantile = stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)
    return float(quantile * values.std(ddof=1) / np.sqrt(len(values)))


def sign_flip_p(differences: Numbers) -> float:
    """Two-sided: the share of all 2^n choices of signs whose mean is at least as far from 0. Raises ValueError.

    Six pairs cannot get below 2 / 64 = .03, five not below .06.
    """
    if not 1 <= len(differences) <= MOST_PAIRS:
        raise ValueError(f"{len(differences)} pairs: the exact test is for 1 to {MOST_PAIRS}.")
    sums = np.zeros(1)
    for difference in np.abs(differences):
        sums = np.concatenate([sums + difference, sums - difference])
    observed = abs(float(differences.sum()))
    return float((np.abs(sums) >= observed - 1e-9 * max(observed, 1)).mean())


def as_ratio(logs: Estimate) -> Estimate:
    """From differences of log2 to ratios: the mean is the geometric one."""
    return Estimate(
        mean=2**logs.mean, low=2**logs.low, high=2**logs.high, p=logs.p, values=tuple(2**value for value in logs.values)
    )


def rising(scores: ArrayLike) -> Numbers:
    """The best so far: a model that got worse by chance would not be put in place of a better one."""
    return np.maximum.accumulate(np.asarray(scores, dtype=np.float64))


def reaches(effort: ArrayLike, scores: ArrayLike, goal: float) -> float:
    """The effort at which the rising curve gets to goal, linear in log2 effort; inf if it never does.

    effort: > 0, rising; where the first point is beyond the goal already, its effort
    """
    places, heights = np.log2(np.asarray(effort, dtype=np.float64)), rising(scores)
    if goal > heights[-1]:
        return float("inf")
    after = int(np.argmax(heights >= goal))
    if after == 0:
        return float(2 ** places[0])
    share = (goal - heights[after - 1]) / (heights[after] - heights[after - 1])
    return float(2 ** (places[after - 1] + share * (places[after] - places[after - 1])))


def area(effort: ArrayLike, scores: ArrayLike, *, low: float, high: float) -> float:
    """Mean score between two efforts, over log2 effort: the area under the rising curve by its width (AUBC)."""
    places, heights = np.log2(np.asarray(effort, dtype=np.float64)), rising(scores)
    ends = np.log2([low, high])
    if ends[0] == ends[1]:
        return float(np.interp(ends[0], places, heights))
    inner = places[(places > ends[0]) & (places < ends[1])]
    grid = np.concatenate([ends[:1], inner, ends[1:]])
    return float(np.trapezoid(np.interp(grid, places, heights), grid) / (ends[1] - ends[0]))
