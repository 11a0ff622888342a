"""The last images of a set, in an order in which each resembles the one before: fewer changes of what to look for.

When the detector learns no more, or hardly an image is left for it to help with, what an image would teach does not
matter. A greedy tour by nearest neighbours is mostly within a quarter of the shortest one (Johnson &
McGeoch 1997), and begins where people are.
"""

from collections.abc import Sequence

import numpy as np

from detector.acquisition import reasons
from detector.acquisition.balanced import CHOSEN, LAST, Batch, Candidate, Pick
from detector.acquisition.descriptors import standardised
from detector.acquisition.diversity import apart, compressed


def alike(pool: Sequence[Candidate], latest: Candidate | None, *, size: int, seed: int) -> Batch:
    """size images of the pool, each the one most like that before it, from the latest finished image on.

    latest: None where nothing is finished; then it begins with the first of the pool
    """
    everything = [*pool, latest] if latest else [*pool]
    descriptors = np.array([one.descriptor for one in everything])
    looks = compressed(standardised(descriptors), seed=seed)
    left, here = list(range(len(pool))), len(pool) if latest else 0
    picks: list[Pick] = []
    while left and len(picks) < size:
        gaps = [apart(everything[here].sketch, everything[row].sketch, looks[here], looks[row]) for row in left]
        place = int(np.argmin(gaps))
        here = left.pop(place)
        picks.append(_pick(pool[here], gap=gaps[place]))
    return Batch(phase=LAST, weight=0.0, seed=seed, picks=picks)


def _pick(candidate: Candidate, *, gap: float) -> Pick:
    parts = {"unlikeness": round(gap, 4)}
    return Pick(image_id=candidate.image_id, share=CHOSEN, probability=1.0, parts=parts, reason=reasons.ALIKE)
