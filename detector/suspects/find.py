"""Which labels a detector doubts, from what it sees in images that it has not learnt from.

Pure functions of numbers. ObjectLab (Tkachenko et al. 2023) and FiftyOne's mistakenness hold each label against the
detections near it and let the detector's confidence decide what a disagreement means. Here first every detection that
is about a label is taken out, one to one; what is left is held against the labels that nothing supports. Calibrated
probabilities stand in place of scores, since small data make detectors that are seldom sure.

Where somebody drew a box, an object is likely: the question is only what it is and where, so half a certainty says
much. Where nobody did, it says less. So doubts of all kinds fit into one queue, the worst first; on blood cells with
planted errors about nine in ten are right from a doubt of 0.8 on, and four in ten at 0.5.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from detector.scores.matching import Integers, Numbers, ious, match

SAME_PLACE = 0.5  # IoU from which two boxes are about one object.
NEAR = 0.1  # IoU from which a box may be meant for an object that it misses.
USED = 0.3
TOLERATED = 3.0  # Deviations from what is usual, from which a box is rather out of place than not.
NEITHER = 0.05  # What speaks for no category at all, beside what speaks for one and the other.
ALONE = 0.8  # What a certainty is worth that no label supports: it is often the detector's own mistake.
INVENTED = 0.02  # Share of labels that are about nothing, as far as anybody knows before looking.


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
    """What is usual in a category, where a label and a detection are about one object."""

    overlap: float  # Median IoU,
    overlap_spread: float  # and its median absolute deviation.
    shift: float  # The same of the distance between centres, as a share of the detection's sides.
    shift_spread: float
    recall: float  # Share of the labels that a detection is about.


UNKNOWN = Norm(overlap=0.85, overlap_spread=0.05, shift=0.05, shift_spread=0.02, recall=0.8)
TYPICAL = 20  # Labels that the unknown norm counts for.
NORMAL_DEVIATION = 1.4826  # Standard deviations in a median absolute one.
LEAST_DEVIATION = 0.02  # Nobody draws more exactly.


def norms(labels: Sequence[Boxes], seen: Sequence[Boxes]) -> dict[int, Norm]:
    """By category, over all images. Medians, since some of the labels are wrong."""
    pairs: dict[int, list[tuple[float, float]]] = {}
    counts: Counter[int] = Counter()
    for ours, theirs in zip(labels, seen, strict=True):
        counts.update(ours.categories.tolist())
        overlaps = ious(ours.corners, theirs.corners)
        for place, row in enumerate(_explained(ours, theirs, overlaps).tolist()):
            if row >= 0:
                shift = shifted(ours.corners[row], theirs.corners[place])
                pairs.setdefault(int(ours.categories[row]), []).append((float(overlaps[row, place]), shift))
    return {id_: _norm(np.array(pairs.get(id_, ())).reshape(-1, 2), labels=count) for id_, count in counts.items()}


def _norm(pairs: Numbers, *, labels: int) -> Norm:
    """Drawn to what is usual elsewhere as long as there are few. pairs: [N, 2] of IoU and shift"""
    trust = len(pairs) / (len(pairs) + TYPICAL)
    middle = np.median(pairs, axis=0) if len(pairs) else np.zeros(2)
    spread = np.median(np.abs(pairs - middle), axis=0) if len(pairs) else np.zeros(2)
    known = np.array([middle[0], spread[0], middle[1], spread[1]])
    usual = np.array([UNKNOWN.overlap, UNKNOWN.overlap_spread, UNKNOWN.shift, UNKNOWN.shift_spread])
    overlap, overlap_spread, shift, shift_spread = (trust * known + (1 - trust) * usual).tolist()
    return Norm(
        overlap=overlap,
        overlap_spread=overlap_spread,
        shift=shift,
        shift_spread=shift_spread,
        recall=(len(pairs) + TYPICAL * UNKNOWN.recall) / (labels + TYPICAL),
    )


def shifted(box: Numbers, seen: Numbers) -> float:
    """Distance between the centres of two boxes [4], as a share of the sides of what was seen."""
    sides = seen[2:] - seen[:2]
    return float(np.linalg.norm((box[:2] + box[2:] - seen[:2] - seen[2:]) / 2 / sides))


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
    used = {finding.seen for finding in findings if finding.seen is not None and finding.doubt >= USED}
    return [*findings, *_overlooked(seen, overlaps, skip=used)]


def _explained(labels: Boxes, seen: Boxes, overlaps: Numbers) -> Integers:
    """[N] the label that each detection is about, -1 where there is none: one to one, of one category, in one place."""
    own = overlaps * (labels.categories[:, None] == seen.categories[None])
    return match(own.T, seen.confidences * own.max(axis=0, initial=0), at_least=SAME_PLACE)


def _of_label(
    row: int, labels: Boxes, seen: Boxes, overlaps: Numbers, explained: Integers, usual: Mapping[int, Norm]
) -> Iterator[Finding]:
    """Every explanation of a label being wrong. overlaps: [N] of this label"""
    norm = usual.get(int(labels.categories[row]), UNKNOWN)
    own = seen.categories == labels.categories[row]
    there = overlaps >= SAME_PLACE
    support = (seen.confidences * (own & there)).max(initial=0)

    near = own & (overlaps >= NEAR) & ((explained == row) | (explained < 0))
    if near.any():
        place = int(np.argmax(np.where(near, seen.confidences * overlaps, -1)))
        shift = shifted(labels.corners[row], seen.corners[place])
        doubt = seen.confidences[place] ** 0.5 * displaced(float(overlaps[place]), shift, norm)
        yield _finding(Kind.MISPLACED, row, place, doubt, overlaps)

    other = ~own & there & (explained < 0)
    if other.any():
        place = int(np.argmax(np.where(other, seen.confidences, -1)))
        q = seen.confidences[place]
        yield _finding(Kind.SWAPPED, row, place, q / (q + support + NEITHER), overlaps)

    anything = (seen.confidences * there).max(initial=0)
    doubt = (1 - anything) * INVENTED / (INVENTED + 1 - norm.recall)  # Bayes: real objects are missed too.
    yield Finding(kind=Kind.UNFOUNDED, label=row, seen=None, doubt=float(doubt), overlap=0.0)


def _finding(kind: Kind, label: int, seen: int, doubt: float, overlaps: Numbers) -> Finding:
    return Finding(kind=kind, label=label, seen=seen, doubt=float(doubt), overlap=float(overlaps[seen]))


def displaced(overlap: float, shift: float, norm: Norm) -> float:
    """0..1, how sure a box is out of place, from how far its IoU and its shift are from what is usual."""
    by_overlap = (norm.overlap - overlap) / max(NORMAL_DEVIATION * norm.overlap_spread, LEAST_DEVIATION)
    by_shift = (shift - norm.shift) / max(NORMAL_DEVIATION * norm.shift_spread, LEAST_DEVIATION)
    return float(1 / (1 + np.exp(TOLERATED - (by_overlap + by_shift) / 2)))


def _overlooked(seen: Boxes, overlaps: Numbers, *, skip: set[int]) -> list[Finding]:
    most = overlaps.max(axis=0, initial=0)
    findings: list[Finding] = []
    taken: list[int] = []
    for place in np.argsort(-seen.confidences, kind="stable").tolist():
        if place in skip or most[place] >= SAME_PLACE:
            continue
        if taken and ious(seen.corners[[place]], seen.corners[taken]).max() >= SAME_PLACE:
            continue
        taken.append(place)
        doubt = float(ALONE * seen.confidences[place] * (1 - most[place]))
        findings.append(Finding(kind=Kind.OVERLOOKED, label=None, seen=place, doubt=doubt, overlap=float(most[place])))
    return findings
