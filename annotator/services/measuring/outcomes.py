"""What became of each box that people are shown, and of each that is there.

The kinds of error are those of TIDE (Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors",
ECCV 2020), asked in the order of its toolbox, of the suggestions that people are shown and not of all scores.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from annotator.services.measuring.scenes import Flags, Integers, Numbers, Scene, ious, match, same_class

FOUND = 0.5  # IoU from which a suggestion is the box,
NEARBY = 0.1  # and up to which it is about nothing.
RIGHT, LOCATION, CLASS, DUPLICATE, BACKGROUND, BOTH = range(6)
KINDS = ("right", "location", "class", "duplicate", "background", "both")
NOTHING = 0  # In the confusion matrix: a suggestion of nothing, or a box that nothing was suggested for.


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    rows: Integers  # [S] places among the detections of those that are shown
    kinds: Integers  # [S] places in KINDS
    found: Flags  # [M] true boxes that a right suggestion stands for
    missed: Flags  # [M] those that not even a wrong class or place points to
    confused: Callable[[], list[tuple[int, int]]]  # A comparison of models does without it.

    @property
    def confusion(self) -> list[tuple[int, int]]:
        """Category that is there, category that was suggested; NOTHING for neither."""
        return self.confused()

    @property
    def right(self) -> int:
        return int(self.found.sum())

    @property
    def lost(self) -> int:
        """True boxes that no right suggestion stands for."""
        return len(self.found) - self.right

    @property
    def false(self) -> int:
        return len(self.kinds) - self.right


def outcome(one: Scene) -> Outcome:
    rows = np.flatnonzero(one.visible)
    ids, overlaps = one.found_ids[rows], ious(one.found[rows], one.truth)
    own = overlaps * same_class(ids, one.truth_ids)
    matched = match(own, at_least=FOUND)
    found = np.zeros(len(one.truth), dtype=np.bool_)
    found[matched[matched >= 0]] = True
    kinds, pointed_at = _kinds(overlaps, own, matched)
    return Outcome(
        rows=rows,
        kinds=kinds,
        found=found,
        missed=~found & ~pointed_at,
        confused=partial(_confusion, overlaps, matched, ids, one.truth_ids),
    )


def _kinds(overlaps: Numbers, own: Numbers, matched: Integers) -> tuple[Integers, Flags]:
    """The kind of each suggestion [S], and which boxes [M] a wrong class or place was meant for."""
    kinds = np.full(len(overlaps), BACKGROUND)
    pointed_at = np.zeros(overlaps.shape[1], dtype=np.bool_)
    other = overlaps - own
    for row in range(len(overlaps)) if overlaps.shape[1] else ():
        if matched[row] >= 0:
            kinds[row] = RIGHT
        elif NEARBY <= own[row].max() < FOUND:
            kinds[row] = LOCATION
            pointed_at[own[row].argmax()] = True
        elif other[row].max() >= FOUND:
            kinds[row] = CLASS
            pointed_at[other[row].argmax()] = True
        elif own[row].max() >= FOUND:
            kinds[row] = DUPLICATE
        elif overlaps[row].max() > NEARBY:
            kinds[row] = BOTH
    return kinds, pointed_at


def _confusion(overlaps: Numbers, matched: Integers, found_ids: Integers, truth_ids: Integers) -> list[tuple[int, int]]:
    """Right ones first; of the rest each suggestion takes the best box left, whatever its category."""
    rest = overlaps.copy()
    rest[matched >= 0] = 0
    rest[:, matched[matched >= 0]] = 0
    taken = np.where(matched >= 0, matched, match(rest, at_least=FOUND))
    pairs = [
        (int(truth_ids[column]) if column >= 0 else NOTHING, int(id_))
        for id_, column in zip(found_ids, taken, strict=True)
    ]
    left = np.setdiff1d(np.arange(len(truth_ids)), taken)
    return [*pairs, *((int(truth_ids[column]), NOTHING) for column in left)]


def confusion(outcomes: Iterable[Outcome]) -> list[tuple[int, int, int]]:
    """(category that is there, category that was suggested, how often); NOTHING for neither. Without zeros."""
    counts = Counter(pair for one in outcomes for pair in one.confusion)
    return [(truth, found, count) for (truth, found), count in sorted(counts.items())]


def errors(images: Iterable[tuple[Scene, Outcome]]) -> dict[int, dict[str, int]]:
    """By category id: how many of each of KINDS, by the category that was suggested, and "missed" by what is there."""
    counts: dict[int, Counter[str]] = {}
    for one, what in images:
        for id_, kind in zip(one.found_ids[what.rows], what.kinds, strict=True):
            counts.setdefault(int(id_), Counter())[KINDS[kind]] += 1
        for id_ in one.truth_ids[what.missed]:
            counts.setdefault(int(id_), Counter())["missed"] += 1
    return {id_: {name: found[name] for name in (*KINDS, "missed")} for id_, found in sorted(counts.items())}
