"""From a detector's score to the probability that the box is right.

Scores rank detections; they say nothing of how often a detection is right, and a detector that learnt from a few
images is sure of everything. For each class a line through the log odds puts that right (Platt 1999), with a term for
the size of the box, since small boxes are wrong more often at the same score:

    q = sigmoid(slope_c * logit(score) + area * log(A / A_mean) + offset_c)

Slopes and offsets of the classes are drawn to those of all classes together, so that a class that was seen a few times
gets a sensible line too. A slope is never negative: a higher score never means less.

Isotonic regression on top made it worse on new images of cells, even with 1,800 detections to learn from (D-ECE .038
instead of .037, log loss .361 instead of .356), so there is none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit

from detector.scores.matching import Integers, Numbers, Seen, areas, correct, usable
from detector.structures import Detections

BINS = 10
FOLDS = 5
SURE = 1e-4  # Scores are kept so far from 0 and 1: the log odds have to be finite.
SHRINKAGE = 1.0  # Of a class to all classes, and of the slope and the area term to those that change nothing.
LOOSE = 0.01  # Of the common offset: it is what calibration is for.


@dataclass(frozen=True, kw_only=True)
class Line:
    slope: float
    offset: float


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How to read the scores of one detector."""

    iou: float  # From which a box counted as right.
    common: Line  # For classes that were not seen.
    area: float
    mean_log_area: float  # Of boxes, in log square pixels.
    lines: Mapping[int, Line]  # By category id.

    def probabilities(self, found: Detections, category_ids: Integers) -> Numbers:
        """That each of the detections [N] is right, [N] in 0..1."""
        ids = np.asarray(category_ids)
        slopes, offsets = np.full(len(ids), self.common.slope), np.full(len(ids), self.common.offset)
        for id_, line in self.lines.items():
            slopes[ids == id_], offsets[ids == id_] = line.slope, line.offset
        sizes = log_areas(found) - self.mean_log_area
        return np.asarray(expit(slopes * log_odds(found.scores) + self.area * sizes + offsets))

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        return {**document, "lines": {str(id_): line for id_, line in document["lines"].items()}}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for anything but what to_json gave."""
        lines = {int(id_): Line(**line) for id_, line in document["lines"].items()}
        return cls(**{**document, "common": Line(**document["common"]), "lines": lines})


def fit_calibration(seen: Sequence[Seen], *, iou: float) -> Calibration:
    """From images that nothing was learnt from. Scores are taken as they are where there is nothing to fit."""
    images = [usable(one) for one in seen]
    ids = np.concatenate([np.empty(0, dtype=np.int64), *(one.category_ids for one in images)])
    odds = np.concatenate([np.empty(0), *(log_odds(one.found.scores) for one in images)])
    sizes = np.concatenate([np.empty(0), *(log_areas(one.found) for one in images)])
    mean = float(sizes.mean()) if len(sizes) else 0.0
    fit = _fit(odds, sizes - mean, ids, correct(images, iou=iou).astype(np.float64))
    return Calibration(iou=iou, mean_log_area=mean, **fit)


def cross_fitted(seen: Sequence[Seen], *, iou: float, folds: int = FOLDS) -> list[Numbers]:
    """Probabilities for each image, by a calibration that was fitted on others: what they are worth on new images."""
    probabilities: list[Numbers] = [np.empty(0)] * len(seen)
    for rest, fold in split(len(seen), folds=folds):
        calibration = fit_calibration([seen[place] for place in rest], iou=iou)
        for place in fold:
            probabilities[place] = calibration.probabilities(seen[place].found, seen[place].category_ids)
    return probabilities


def split(count: int, *, folds: int = FOLDS) -> list[tuple[Integers, Integers]]:
    """(The rest, a fold) for each of the folds, places below count; always the same. A lone image has no rest."""
    shuffled = np.random.default_rng(0).permutation(count)
    parts = [np.sort(part) for part in np.array_split(shuffled, min(folds, count))] if count else []
    return [(np.setdiff1d(shuffled, part), part) for part in parts]


def expected_calibration_error(probabilities: ArrayLike, right: ArrayLike, *, bins: int = BINS) -> float:
    """D-ECE (Kueppers et al. 2020): the mean distance between what is said and what is, over bins of equal width.

    probabilities: [N] in 0..1; right: [N] bool. 0 where there is no detection.
    """
    said, was = np.asarray(probabilities, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if len(said) == 0:
        return 0.0
    places = np.minimum((said * bins).astype(int), bins - 1)
    surplus = np.bincount(places, weights=said - was, minlength=bins)
    return float(np.abs(surplus).sum() / len(said))


def log_odds(scores: ArrayLike) -> Numbers:
    return np.asarray(logit(np.clip(np.asarray(scores, dtype=np.float64), SURE, 1 - SURE)))


def log_areas(found: Detections) -> Numbers:
    """In log square pixels; a box is taken to cover one at least."""
    return np.asarray(np.log(np.maximum(areas(found.boxes), 1.0)))


def _fit(odds: Numbers, sizes: Numbers, ids: Integers, right: Numbers) -> dict[str, Any]:
    """The most likely lines, with a Gaussian prior for what they are drawn to."""
    known = np.unique(ids)
    loss = _penalised_loss(odds, sizes, np.searchsorted(known, ids), right, classes=len(known))
    start = np.concatenate([[1.0, 0.0, 0.0], np.ones(len(known)), np.zeros(len(known))])
    bounds = [(0, None), (None, None), (None, None)] + [(0, None)] * len(known) + [(None, None)] * len(known)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x.tolist()
    slopes, offsets = best[3 : 3 + len(known)], best[3 + len(known) :]
    lines = zip(known.tolist(), slopes, offsets, strict=True)
    return {
        "common": Line(slope=best[0], offset=best[1]),
        "area": best[2],
        "lines": {id_: Line(slope=slope, offset=offset) for id_, slope, offset in lines},
    }


def _penalised_loss(
    odds: Numbers, sizes: Numbers, classes_of: NDArray[np.integer[Any]], right: Numbers, *, classes: int
) -> Callable[[Numbers], tuple[float, Numbers]]:
    """Of [common slope, common offset, area, slopes of the classes, their offsets]: the loss and its gradient."""

    def loss(values: Numbers) -> tuple[float, Numbers]:
        slope, offset, area = values[:3]
        slopes, offsets = values[3 : 3 + classes], values[3 + classes :]
        logits = slopes[classes_of] * odds + offsets[classes_of] + area * sizes
        apart_slopes, apart_offsets = slopes - slope, offsets - offset
        prior = SHRINKAGE * ((slope - 1) ** 2 + area**2 + (apart_slopes**2).sum() + (apart_offsets**2).sum())
        total = (np.logaddexp(0, logits) - right * logits).sum() + (prior + LOOSE * offset**2) / 2

        errors = expit(logits) - right
        by_slope = np.bincount(classes_of, weights=errors * odds, minlength=classes)
        by_offset = np.bincount(classes_of, weights=errors, minlength=classes)
        gradient = np.concatenate(
            [
                [SHRINKAGE * (slope - 1 - apart_slopes.sum()), LOOSE * offset - SHRINKAGE * apart_offsets.sum()],
                [(errors * sizes).sum() + SHRINKAGE * area],
                by_slope + SHRINKAGE * apart_slopes,
                by_offset + SHRINKAGE * apart_offsets,
            ]
        )
        return float(total), gradient

    return loss
