"""How long a person will take for an image, before anybody has looked at it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import spearmanr

from detector.scores.costs import Costs
from detector.scores.matching import Integers, Numbers
from detector.scores.thresholds import shown
from detector.structures import Detections

LOWEST_RECALL = 0.1  # So that a class that was hardly ever found does not fill every image with guesses.


def predicted_seconds(
    found: Detections,
    category_ids: Integers,
    probabilities: Numbers,
    thresholds: Mapping[int, float],
    costs: Costs,
    *,
    recall: Mapping[int, float],
    fix: Mapping[int, float],
) -> float:
    """image + sum over shown of look + (1 - q) delete + q fix, + draw * (expected boxes that are not shown).

    Those are the unshown detections, as far as they are probable, and what the detector does not find at all: with a
    recall r and an expected number n of found boxes of a class, n (1 - r) / r more.

    Without thresholds nothing is shown: that is the work by hand. Suggestions are worth showing where they take less.

    category_ids, probabilities: [N] of the detections, all of them, unshown ones too
    recall: by category id, share of the boxes that are among the detections, shown or not; 1 where unknown
    fix: by category id, seconds to put a right suggestion in its place; one drag where unknown
    """
    visible = shown(category_ids, probabilities, thresholds)
    fixing = np.array([fix.get(int(id_), costs.one_drag) for id_ in category_ids])
    each = costs.look + (1 - probabilities) * costs.delete + probabilities * fixing
    reached = np.array([max(recall.get(int(id_), 1.0), LOWEST_RECALL) for id_ in category_ids])
    missed = (probabilities * (1 - reached) / reached).sum() + probabilities[~visible].sum()
    return float(costs.image + each[visible].sum() + costs.draw * missed)


def mean_error_share(predicted: ArrayLike, actual: ArrayLike) -> float:
    """MAPE: the mean of |predicted - actual| / actual, for seconds [N] above 0."""
    said, was = np.asarray(predicted, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    return float(np.mean(np.abs(said - was) / was)) if len(was) else 0.0


def rank_correlation(predicted: ArrayLike, actual: ArrayLike) -> float:
    """Spearman's, in -1..1; 0 where one of the two is always the same."""
    said, was = np.asarray(predicted, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    if len(was) < 2 or np.ptp(said) == 0 or np.ptp(was) == 0:
        return 0.0
    return float(spearmanr(said, was).statistic)
