"""How often suggestions are right that are said to be right with such a probability."""

from collections.abc import Sequence

import numpy as np

from annotator.services.measuring.outcomes import FOUND
from annotator.services.measuring.scenes import Document, Flags, Numbers, Scene, ious, match, same_class

BINS = 10


def is_right(one: Scene) -> Flags:
    """[N], shown or not: the right class in about the right place, each true box once."""
    overlaps = ious(one.found, one.truth) * same_class(one.found_ids, one.truth_ids)
    return np.asarray(match(overlaps, at_least=FOUND) >= 0)


def reliability(images: Sequence[Scene]) -> Document:
    """Of the probabilities, and of the raw scores beside them."""
    right = np.concatenate([np.empty(0, dtype=np.bool_), *(is_right(one) for one in images)])
    said = np.concatenate([np.empty(0), *(one.probabilities for one in images)])
    raw = np.concatenate([np.empty(0), *(one.scores for one in images)])
    return {"calibrated": diagram(said, right), "raw": diagram(raw, right)}


def diagram(said: Numbers, right: Flags) -> Document:
    """Bins of equal width, and the mean distance of what is said from what is (D-ECE, Kueppers et al. 2020).

    said: [N] in 0..1; right: [N]
    """
    places = np.minimum((said * BINS).astype(int), BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    sums, hits = (np.bincount(places, weights=values, minlength=BINS) for values in (said, right))
    bins = [
        {"count": int(count), "said": float(total / count), "right": float(hit / count)} if count else {"count": 0}
        for count, total, hit in zip(counts, sums, hits, strict=True)
    ]
    error = float(np.abs(sums - hits).sum() / len(said)) if len(said) else None
    return {"error": error, "bins": [{"said": None, "right": None, **one} for one in bins]}
