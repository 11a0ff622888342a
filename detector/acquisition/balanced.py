"""Which images to ask people for next: those that teach the detector most for a person's time.

    V(I) = sum of w_c u(d) over its most doubtful detections; S(I) = seconds of a person; A = V / S
    score = weight * rank(A) + (1 - weight) * rank(typicality)

The weight grows with the detector: what a young one is unsure of says little, and images that look like many others
teach it more (Hacohen et al. 2022). A fifth of each batch is drawn at random before anything else: images in which
nothing was found would never come up otherwise, and what is measured on them is fair. The rest are the best images
that have little in common, by farthest-first traversal.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from detector.acquisition import reasons
from detector.acquisition.descriptors import standardised
from detector.acquisition.diversity import apart, clusters, compressed, farthest_first, typicality
from detector.acquisition.reasons import Reason
from detector.acquisition.sketch import Sketch

RANDOM_SHARE = 0.2
POOL = 4  # Times as many images as are chosen compete for how little they have in common.
FEWEST_LABELLED = 10  # Images; below, no model has anything to say.
USELESS, GOOD = 0.2, 0.6  # Average precision (AP50) at which the detector's opinion begins to count, and counts alone.
UNKNOWN_AP50 = 0.4  # Without a hold-out, half and half.
NEAR_COPY = 0.005  # Of unlikeness.
MOST_CLUSTERS = 200
USUAL_SECONDS = 30.0  # Of an image of which nothing is known.
COLD, WARM, LAST = "cold", "warm", "last"
CHOSEN, RANDOM = "chosen", "random"

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """An image as the queue knows it."""

    image_id: int
    descriptor: NDArray[np.uint8]  # As descriptors.describe gives it.
    sketch: Sketch | None = None  # None: the detector in use has not seen it.
    seconds: float | None = None  # That a person is expected to need.


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What the detector has learned so far, as far as it was measured."""

    labelled: int  # Finished images.
    ap50: float | None  # On the hold-out.
    boxes: Mapping[int, int] = field(default_factory=dict)  # That people confirmed, by category id.
    precision: Mapping[int, float] = field(default_factory=dict)  # On the hold-out, 0 to 1, by category id.
    names: Mapping[int, str] = field(default_factory=dict)  # By category id.

    @property
    def is_useful(self) -> bool:
        return self.labelled >= FEWEST_LABELLED and self.weight > 0

    @property
    def weight(self) -> float:
        """Of the detector's opinion against how typical an image is, 0..1."""
        ap50 = UNKNOWN_AP50 if self.ap50 is None else self.ap50
        return min(max((ap50 - USELESS) / (GOOD - USELESS), 0.0), 1.0)


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One image of a batch, and why."""

    image_id: int
    share: str  # CHOSEN or RANDOM.
    probability: float  # Of being in the batch, given the pool and the share.
    parts: Mapping[str, float]  # What the score was made of.
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Batch:
    """In the order in which people should get the images. The same seed gives the same batch."""

    phase: str  # COLD, WARM, or LAST.
    weight: float
    seed: int
    picks: list[Pick]


def balanced(
    pool: Sequence[Candidate], labelled: Sequence[Candidate], knowledge: Knowledge, *, size: int, seed: int
) -> Batch:
    """size images of the pool.

    seed: 0 to 2**32 - 1
    labelled: finished images to keep away from; those without a sketch count only while nothing but looks does
    """
    rng = np.random.default_rng(seed)
    size = min(size, len(pool))
    count = _random_count(size, rng) if size < len(pool) else 0
    drawn = [int(row) for row in rng.permutation(len(pool))[:count]]
    is_warm = knowledge.is_useful and any(one.sketch is not None for one in pool)
    scene = _Scene(pool, labelled, knowledge, drawn, size - count, seed)
    chosen = scene.warm() if is_warm else scene.cold()
    lottery = [_by_lot(pool[row], count / len(pool)) for row in drawn]
    return Batch(
        phase=WARM if is_warm else COLD,
        weight=knowledge.weight if is_warm else 0.0,
        seed=seed,
        picks=_spread(chosen, lottery),
    )


def class_weights(knowledge: Knowledge) -> dict[int, float]:
    """w_c in 0.5..3: more for what is hard (Yang et al. 2024, alpha 0.3, bound 0.2) and for what is rare."""
    counts = knowledge.boxes
    mean = sum(counts.values()) / max(len(counts), 1)
    return {
        id_: min(max(_difficulty(knowledge.precision.get(id_, 0.5)) * math.sqrt(mean / max(count, 1)), 0.5), 3.0)
        for id_, count in counts.items()
    }


def _difficulty(precision: float) -> float:
    return 1 + 0.2 * 0.3 * math.log(1 + (math.exp(1 / 0.3) - 1) * (1 - min(max(precision, 0.0), 1.0)))


def _random_count(size: int, rng: np.random.Generator) -> int:
    """A fifth; where that is no whole number, the fraction is drawn too."""
    whole, fraction = divmod(RANDOM_SHARE * size, 1)
    return int(whole) + int(rng.random() < fraction)


class _Scene:
    """The pool before one batch is chosen from it."""

    def __init__(
        self,
        pool: Sequence[Candidate],
        labelled: Sequence[Candidate],
        knowledge: Knowledge,
        drawn: Sequence[int],
        count: int,
        seed: int,
    ) -> None:
        self.pool, self.knowledge, self.drawn, self.count, self.seed = pool, knowledge, drawn, count, seed
        self.everything = [*pool, *labelled]  # Rows below are places in it.
        looks = standardised(np.array([one.descriptor for one in self.everything]).reshape(len(self.everything), -1))
        self.looks = compressed(looks, seed=seed)
        self.typical = typicality(self.looks[: len(pool)])
        self.free = [row for row in range(len(pool)) if row not in set(drawn)]

    def cold(self) -> list[Pick]:
        """The most typical image of each cluster that has none that is finished or drawn, large clusters first."""
        if not self.count:
            return []
        taken = [*self.drawn, *range(len(self.pool), len(self.everything))]
        labels = clusters(self.looks, min(len(taken) + self.count, MOST_CLUSTERS), seed=self.seed)
        sizes, used = Counter(labels.tolist()), Counter(labels[taken].tolist())
        ranked = sorted(self.free, key=lambda row: (-self.typical[row], row))
        rows: list[int] = []
        while len(rows) < self.count:
            left = [row for row in ranked if row not in set(rows)]
            best = min(left, key=lambda row: (used[labels[row]], -sizes[labels[row]]))  # The first is most typical.
            used[labels[best]] += 1
            rows.append(best)
        return [self._pick(row, {"typicality": float(self.typical[row])}, reasons.TYPICAL) for row in rows]

    def warm(self) -> list[Pick]:
        """The best images by score, as far as they have little in common."""
        weights = class_weights(self.knowledge)
        values = np.array([one.sketch.informativeness(weights) if one.sketch else 0.0 for one in self.pool])
        known = [one.seconds for one in self.pool if one.seconds is not None]
        usual = float(np.median(known)) if known else USUAL_SECONDS
        seconds = np.array([usual if one.seconds is None else max(one.seconds, 1.0) for one in self.pool])
        ours, weight = _ranks(values / seconds), self.knowledge.weight
        theirs = _ranks(self.typical)
        score = weight * ours + (1 - weight) * theirs
        competing = self._competing(sorted(self.free, key=lambda row: (-score[row], row)))
        taken = [*self.drawn, *self._seen_labelled()]
        picks = []
        for row, gap in farthest_first(competing, taken, self._distance, count=self.count):
            parts = {
                "informativeness": float(values[row]),
                "seconds": float(seconds[row]),
                "rank": float(ours[row]),
                "typicality": float(theirs[row]),
                "score": float(score[row]),
                "unlikeness": gap,
            }
            taught = weight * ours[row] >= (1 - weight) * theirs[row]
            one = self.pool[row]
            words = reasons.informative(one.sketch, one.seconds, self.knowledge.names) if taught else reasons.TYPICAL
            picks.append(self._pick(row, parts, words))
        return picks

    def _competing(self, ranked: Sequence[int]) -> list[int]:
        """The best rows, without near copies of better ones as long as there are others."""
        wanted = POOL * self.count
        best = list(islice(self._without_copies(ranked), wanted))
        if len(best) < self.count:
            best += [row for row in ranked if row not in set(best)][: self.count - len(best)]
        return best

    def _without_copies(self, ranked: Sequence[int]) -> Iterator[int]:
        kept: list[int] = list(self.drawn)
        for row in ranked:
            if all(self._distance(row, other) > NEAR_COPY for other in kept):
                kept.append(row)
                yield row

    def _seen_labelled(self) -> list[int]:
        """Features of two models cannot be compared: only what the one in use has seen."""
        return [row for row in range(len(self.pool), len(self.everything)) if self.everything[row].sketch is not None]

    def _distance(self, row: int, other: int) -> float:
        one, two = self.everything[row].sketch, self.everything[other].sketch
        return apart(one, two, self.looks[row], self.looks[other])

    def _pick(self, row: int, parts: Mapping[str, float], reason: Reason) -> Pick:
        rounded = {name: round(value, 4) for name, value in parts.items()}
        return Pick(image_id=self.pool[row].image_id, share=CHOSEN, probability=1.0, parts=rounded, reason=reason)


def _ranks(values: Numbers) -> Numbers:
    """[N] in 0..1, equal values alike."""
    ranks: Numbers = (rankdata(values) - 1) / max(len(values) - 1, 1)
    return ranks


def _by_lot(candidate: Candidate, probability: float) -> Pick:
    return Pick(image_id=candidate.image_id, share=RANDOM, probability=probability, parts={}, reason=reasons.RANDOM)


def _spread(chosen: Sequence[Pick], drawn: Sequence[Pick]) -> list[Pick]:
    """The drawn ones evenly among the others: whoever stops half-way has done a fair part of both."""
    places = [((number + 1) / (len(picks) + 1), pick) for picks in (chosen, drawn) for number, pick in enumerate(picks)]
    return [pick for _, pick in sorted(places, key=lambda place: place[0])]
