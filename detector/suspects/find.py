"""Which labels a detector doubts, from what it sees in images that it has not learnt from.

Pure functions of numbers. After ObjectLab (Tkachenko et al. 2023: similarity, pooling of boxes) and FiftyOne's
mistakenness (the detector's confidence decides how much a disagreement means), restated from their formulas, with
calibrated probabilities in place of scores: small data make detectors that are seldom sure, and then sure of anything.

Each label gets one finding, its most doubtful explanation; each detection that no label explains gets one. Doubts are
comparable between kinds, so that one queue holds them all, the worst first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.scores.matching import Integers, Numbers, ious

SAME_PLACE = 0.5  # IoU from which two boxes are about one object.
NEAR = 0.1  # IoU from which a box may be meant for an object that it misses.
USED = 0.3
UNFOUNDED_WEIGHT = 0.5


class Kind(StrEnum):
    OVERLOOKED = "overlooked"  # The detector sees an object that has no box.
    MISPLACED = "misplaced"  # It sees the object elsewhere.
    SWAPPED = "swapped"  # It sees another category there.
    UNFOUNDED = "unfounded"  # It sees nothing there.


class Boxes(NamedTuple):
    """Rows belong together. confidences: probabilities that the boxes are right; 1 for labels."""

    corners: Numbers  # [N, 4] in pixels
    categories: Integers  # [N]
    confidences: Numbers  # [N] in 0..1


@dataclass(frozen=True, kw_only=True)
class Finding:
    """label, seen: rows of the boxes it is about, None where there is none
    doubt: 0..1, that the label is wrong; overlap: IoU of the label and what was seen, or of an overlooked object and
    the label next to it"""

    kind: Kind
    label: int | None
    seen: int | None
    doubt: float
    overlap: float


@dataclass(frozen=True, kw_only=True)
class Norm:
    """What is usual in a category: how far boxes and detections agree, and what share of the boxes is found."""

    overlap: float  # Median IoU of those that are about one object.
    spread: float  # Median absolute deviation of it.
    recall: float  # Share of the labels that a detection of the category supports.


UNKNOWN = Norm(overlap=0.85, spread=0.05, recall=0.8)
TYPICAL = 20  # Labels that the unknown norm counts for.


def norms(labels: Sequence[Boxes], seen: Sequence[Boxes]) -> dict[int, Norm]:
    """By category, over all images. Medians, since some of the labels are wrong."""
    overlaps: dict[int, list[float]] = {}
    for ours, theirs in zip(labels, seen, strict=True):
        for category, best in zip(ours.categories.tolist(), _best_of_own(ours, theirs), strict=True):
            overlaps.setdefault(category, []).append(float(best))
    return {category: _norm(np.array(values)) for category, values in overlaps.items()}


def _norm(overlaps: Numbers) -> Norm:
    """Drawn to what is usual elsewhere as long as there are few."""
    agreeing = overlaps[overlaps >= SAME_PLACE]
    trust = len(agreeing) / (len(agreeing) + TYPICAL)
    middle = float(np.median(agreeing)) if len(agreeing) else UNKNOWN.overlap
    spread = float(np.median(np.abs(agreeing - middle))) if len(agreeing) else UNKNOWN.spread
    return Norm(
        overlap=trust * middle + (1 - trust) * UNKNOWN.overlap,
        spread=trust * spread + (1 - trust) * UNKNOWN.spread,
        recall=(len(agreeing) + TYPICAL * UNKNOWN.recall) / (len(overlaps) + TYPICAL),
    )


def _best_of_own(labels: Boxes, seen: Boxes) -> Numbers:
    """[M] for each label the IoU with the detection of its category that is surest and near; 0 where there is none."""
    if not len(labels.corners) or not len(seen.corners):
        return np.zeros(len(labels.corners))
    overlaps = ious(labels.corners, seen.corners) * (labels.categories[:, None] == seen.categories[None])
    worth = overlaps * seen.confidences
    return np.asarray(overlaps[np.arange(len(overlaps)), worth.argmax(axis=1)])


def find(labels: Boxes, seen: Boxes, usual: Mapping[int, Norm]) -> list[Finding]:
    """One finding for each label, and one for each detection that no label explains.

    usual: as `norms` gives it, for the categories that it knows
    """
    overlaps = ious(labels.corners, seen.corners)  # [M, N]
    explained = _explained(labels, seen, overlaps)
    findings = [
        max(_of_label(row, labels, seen, overlaps[row], explained, usual), key=lambda finding: finding.doubt)
        for row in range(len(labels.corners))
    ]
    used = {finding.seen for finding in findings if finding.kind is Kind.MISPLACED and finding.doubt >= USED}
    return [*findings, *_overlooked(seen, overlaps, skip=used)]


def _explained(labels: Boxes, seen: Boxes, overlaps: Numbers) -> Integers:
    """[N] the label of its own category that each detection is about, -1 where there is none."""
    if not len(labels.corners):
        return np.full(len(seen.corners), -1)
    own = overlaps * (labels.categories[:, None] == seen.categories[None])
    best = own.argmax(axis=0)
    return np.where(own.max(axis=0) >= NEAR, best, -1)


def _of_label(
    row: int, labels: Boxes, seen: Boxes, overlaps: Numbers, explained: Integers, usual: Mapping[int, Norm]
) -> Iterator[Finding]:
    """Every explanation of a label being wrong. overlaps: [N] of this label"""
    norm = usual.get(int(labels.categories[row]), UNKNOWN)
    own = seen.categories == labels.categories[row]
    there = overlaps >= SAME_PLACE
    support = (seen.confidences * (own & there)).max(initial=0)

    near = own & (overlaps >= NEAR) & (explained == row)
    if near.any():
        place = int(np.argmax(np.where(near, seen.confidences * overlaps, -1)))
        doubt = seen.confidences[place] * displaced(float(overlaps[place]), norm)
        yield _finding(Kind.MISPLACED, row, place, doubt, overlaps)

    other = ~own & there & _free(explained, overlaps)
    if other.any():
        place = int(np.argmax(np.where(other, seen.confidences, -1)))
        yield _finding(Kind.SWAPPED, row, place, seen.confidences[place] * (1 - support), overlaps)

    anything = (seen.confidences * there).max(initial=0)
    yield Finding(
        kind=Kind.UNFOUNDED, label=row, seen=None, doubt=UNFOUNDED_WEIGHT * norm.recall * (1 - anything), overlap=0.0
    )


def _free(explained: Integers, overlaps: Numbers) -> NDArray[np.bool_]:
    return explained < 0


def _finding(kind: Kind, label: int, seen: int, doubt: float, overlaps: Numbers) -> Finding:
    return Finding(kind=kind, label=label, seen=seen, doubt=float(doubt), overlap=float(overlaps[seen]))


def displaced(overlap: float, norm: Norm) -> float:
    """0..1, how sure a box is out of place that overlaps so much with where the object is seen."""
    deviations = (norm.overlap - overlap) / max(1.4826 * norm.spread, 0.02)
    return float(1 / (1 + np.exp(-(deviations - 3))))


def _overlooked(seen: Boxes, overlaps: Numbers, *, skip: set[int | None]) -> list[Finding]:
    most = overlaps.max(axis=0, initial=0)
    findings: list[Finding] = []
    taken: list[int] = []
    for place in np.argsort(-seen.confidences, kind="stable").tolist():
        if place in skip or most[place] >= SAME_PLACE:
            continue
        if taken and ious(seen.corners[[place]], seen.corners[taken]).max() >= SAME_PLACE:
            continue
        taken.append(place)
        doubt = float(seen.confidences[place] * (1 - most[place]))
        findings.append(Finding(kind=Kind.OVERLOOKED, label=None, seen=place, doubt=doubt, overlap=float(most[place])))
    return findings
