"""Why a detector missed an object: at which stage it was lost, read from the arrays of a trace."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from annotator.services.facts import Facts, Numbers, corners, distribution, iou, rounded

SAME = 0.5  # Intersection over union from which a box is about the object.
FAINT = 0.01  # Score below which a class was not seen at all.
TOLD = 5  # Proposals.

Box = Sequence[float]


def why_missed(facts: Facts, box: Box, label: int) -> dict[str, Any]:
    """At which stage an object was lost. box: x1, y1, x2, y2 in pixels of the original; label: its class, from 1"""
    arrays = facts.arrays
    overlaps = iou(arrays["proposals"], box)
    about = np.flatnonzero(overlaps >= SAME)
    answer = {
        **NOTHING,
        "proposals": _best_proposals(facts, overlaps),
        "iou": rounded(overlaps.max(initial=0.0)),
    }
    seen = about if len(about) else overlaps.argsort()[::-1][:1]
    best = seen[arrays["distributions"][seen, label].argmax()] if len(seen) else None
    if best is not None:
        answer |= {"distribution": distribution(facts, int(best)), "score": _p(facts, int(best), label)}
    return answer | (
        _as_final(facts, box, label)
        or (_no_proposal(facts, overlaps) if not len(about) else None)
        or _as_candidate(facts, box, label)
        or _by_class(facts, int(about[arrays["distributions"][about, label].argmax()]), box, label)
    )


NOTHING: dict[str, Any] = {
    "stage": None,
    "proposals": [],
    "distribution": [],
    "score": None,
    "threshold": None,
    "by": None,
    "detection": None,
}


def _as_final(facts: Facts, box: Box, label: int) -> dict[str, Any] | None:
    """It was found, or is hidden by the display threshold."""
    arrays = facts.arrays
    overlaps = np.maximum(iou(arrays["final_boxes"], box), iou(arrays["final_before"], box))
    overlaps = np.where(arrays["final_labels"] == label, overlaps, 0.0)
    theirs = np.flatnonzero(overlaps >= SAME)
    if not len(theirs):
        return None
    shown = [rank for rank in theirs.tolist() if facts.finals[rank].is_shown]
    rank = max(shown or theirs.tolist(), key=overlaps.__getitem__)
    final = facts.finals[rank]
    numbers = {
        "detection": rank,
        "iou": rounded(overlaps[rank]),
        "score": rounded(final.confidence),
        "threshold": final.threshold,
    }
    if shown:
        sentence = (
            f"It was not missed: box {rank + 1} is {facts.called(label)} and overlaps it by {overlaps[rank]:.2f}."
        )
        return {"verdict": "found", "stage": None, "sentence": sentence, **numbers}
    return {"verdict": "hidden", "stage": "post", "sentence": _hidden(facts, rank, label), **numbers}


def _hidden(facts: Facts, rank: int, label: int) -> str:
    final = facts.finals[rank]
    found = f"It was found as {facts.called(label)}, box {rank + 1}"
    if not final.is_below:
        return f"{found}, but no box of that category is shown. {final.reason}".strip()
    return f"{found}, but its confidence of {final.confidence:.2f} is below the {final.threshold:.2f} that is shown."


def _no_proposal(facts: Facts, overlaps: Numbers) -> dict[str, Any]:
    best = overlaps.max(initial=0.0)
    closest = f"the closest overlaps it by {best:.2f}" if best else "none touches it"
    sentence = f"None of the {len(overlaps)} proposals is about it: {closest}, and {SAME:.1f} is needed."
    return {"verdict": "no_proposal", "stage": "proposals", "sentence": sentence, "threshold": SAME}


def _as_candidate(facts: Facts, box: Box, label: int) -> dict[str, Any] | None:
    """It had the right class and place, and lost to another box, or to the limit of boxes."""
    arrays = facts.arrays
    (ours,) = np.nonzero(arrays["candidate_labels"] == label)
    rows = arrays["candidate_rows"][ours]
    near = iou(arrays["refined"][rows, label], box) >= SAME
    ours, rows = ours[near], rows[near]
    if not len(ours):
        return None
    scores = arrays["distributions"][rows, label]
    best = ours[scores.argmax()]
    by = int(arrays["candidate_by"][best])
    numbers = {"stage": "post", "score": rounded(scores.max())}
    if by < 0:
        limit = facts.settings["max_detections"]
        sentence = f"It had a score of {scores.max():.2f}, but the {limit} boxes that are kept at most had better ones."
        return {"verdict": "beyond_limit", "sentence": sentence, **numbers}
    shared = float(arrays["candidate_iou"][best])
    sentence = (
        f"It was seen as {facts.called(label)} with a score of {scores.max():.2f}, but box {by + 1}, with "
        f"{arrays['final_scores'][by]:.2f}, overlaps it by {shared:.2f} and was taken for the same object."
    )
    numbers |= {"threshold": facts.settings["nms"], "by": {**_final(facts, by), "iou": rounded(shared)}}
    return {"verdict": "suppressed", "sentence": sentence, **numbers}


def _by_class(facts: Facts, row: int, box: Box, label: int) -> dict[str, Any]:
    """A proposal was about it, but no box of the right class came of it."""
    chances = facts.arrays["distributions"][row]
    score, limit = float(chances[label]), facts.settings["score"]
    numbers = {"stage": "heads", "score": rounded(score), "threshold": limit}
    if score > limit:
        shared = iou(facts.arrays["refined"][row, label][None], box)[0]
        seen = f"It was seen as {facts.called(label)} with {score:.2f}"
        sentence = f"{seen}, but the box was moved away: it overlaps by {shared:.2f}."
        return {"verdict": "misplaced", "sentence": sentence, **numbers}
    others = np.where(np.arange(len(chances)) == label, 0.0, chances)
    others[0] = 0.0
    other = int(others.argmax())
    if others[other] > limit:
        sentence = (
            f"A proposal was about it, but it was taken for {facts.called(other)} ({others[other]:.2f}): "
            f"{facts.name(label)} has {score:.3f}."
        )
        return {"verdict": "other_category", "sentence": sentence, **numbers}
    if score >= FAINT and score >= others[other]:
        sentence = f"It was seen as {facts.called(label)}, but with {score:.3f} only: {limit:g} is needed."
        return {"verdict": "below_threshold", "sentence": sentence, **numbers}
    sentence = f"A proposal was about it, but the detector took it for background ({chances[0]:.2f})."
    return {"verdict": "background", "sentence": sentence, **numbers}


def _best_proposals(facts: Facts, overlaps: Numbers) -> list[dict[str, Any]]:
    return [
        {
            "proposal": int(row),
            "iou": rounded(overlaps[row]),
            "objectness": rounded(facts.arrays["objectness"][row]),
        }
        for row in overlaps.argsort(kind="stable")[::-1][:TOLD]
        if overlaps[row] > 0
    ]


def _final(facts: Facts, rank: int) -> dict[str, Any]:
    box, score = facts.arrays["final_boxes"][rank], facts.arrays["final_scores"][rank]
    return {"rank": rank, "box": corners(box), "score": rounded(score)}


def _p(facts: Facts, row: int, label: int) -> float:
    return rounded(facts.arrays["distributions"][row, label])
