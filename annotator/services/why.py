"""Why a detector missed an object, and how it came to a box: answers read from the arrays of a trace.

Numbers in, words out: knows no database and no network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.errors import InvalidInput

TEACH = "It knows those that had boxes when it was trained."
SAME = 0.5  # Intersection over union from which a box is about the object.
FAINT = 0.01  # Score below which a class was not seen at all.
TOLD = 5  # Proposals, and categories of a distribution.
BEYOND = -2  # As in the trace: the limit of boxes took it.
NEVER = 1.0  # A display threshold above it shows nothing.

Numbers = NDArray[Any]
Box = Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What people see of a final box. confidence: what is held against the threshold, None for no category of ours"""

    confidence: float
    threshold: float | None
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A trace as questions need it.

    arrays: as `detector.trace` writes them; names: by label, from 1; categories: ids by label, None where there is none
    level_names: of the maps; finals: one for each final box
    """

    arrays: Mapping[str, Numbers]
    names: Sequence[str]
    categories: Sequence[int | None]
    level_names: Sequence[str]
    settings: Mapping[str, Any]
    finals: Sequence[Shown]

    def name(self, label: int) -> str:
        return self.names[label - 1]

    def label_of(self, category: int) -> int:
        """Raises InvalidInput for a category that the model was not taught."""
        if category not in self.categories:
            raise InvalidInput(f"The model knows no category {category}.", hint=TEACH, field="category")
        return self.categories.index(category) + 1


def why_missed(facts: Facts, box: Box, label: int) -> dict[str, Any]:
    """At which stage an object was lost. box: x1, y1, x2, y2 in pixels of the original; label: its class, from 1"""
    arrays = facts.arrays
    overlaps = iou(arrays["proposals"], box)
    about = np.flatnonzero(overlaps >= SAME)
    answer = {
        **NOTHING,
        "proposals": _best_proposals(facts, overlaps),
        "iou": _rounded(overlaps.max(initial=0.0)),
    }
    seen = about if len(about) else overlaps.argsort()[::-1][:1]
    best = seen[arrays["distributions"][seen, label].argmax()] if len(seen) else None
    if best is not None:
        answer |= {"distribution": _distribution(facts, int(best)), "score": _p(facts, int(best), label)}
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
        "iou": _rounded(overlaps[rank]),
        "score": _rounded(final.confidence),
        "threshold": final.threshold,
    }
    if shown:
        sentence = f"It was not missed: box {rank + 1} is {_a(facts, label)} and overlaps it by {overlaps[rank]:.2f}."
        return {"verdict": "found", "stage": None, "sentence": sentence, **numbers}
    return {"verdict": "hidden", "stage": "post", "sentence": _hidden(facts, rank, label), **numbers}


def _hidden(facts: Facts, rank: int, label: int) -> str:
    final = facts.finals[rank]
    found = f"It was found as {_a(facts, label)}, box {rank + 1}"
    if final.threshold is None or final.confidence >= final.threshold:
        return f"{found}, but boxes of that category are not shown."
    if final.threshold > NEVER:
        return f"{found}, but the model is not trusted with that category yet: none of them is shown."
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
    numbers = {"stage": "post", "score": _rounded(scores.max())}
    if by < 0:
        limit = facts.settings["max_detections"]
        sentence = f"It had a score of {scores.max():.2f}, but the {limit} boxes that are kept at most had better ones."
        return {"verdict": "beyond_limit", "sentence": sentence, **numbers}
    shared = float(arrays["candidate_iou"][best])
    sentence = (
        f"It was seen as {_a(facts, label)} with a score of {scores.max():.2f}, but box {by + 1}, with "
        f"{arrays['final_scores'][by]:.2f}, overlaps it by {shared:.2f} and was taken for the same object."
    )
    numbers |= {"threshold": facts.settings["nms"], "by": {**_final(facts, by), "iou": _rounded(shared)}}
    return {"verdict": "suppressed", "sentence": sentence, **numbers}


def _by_class(facts: Facts, row: int, box: Box, label: int) -> dict[str, Any]:
    """A proposal was about it, but no box of the right class came of it."""
    chances = facts.arrays["distributions"][row]
    score, limit = float(chances[label]), facts.settings["score"]
    numbers = {"stage": "heads", "score": _rounded(score), "threshold": limit}
    if score > limit:
        shared = iou(facts.arrays["refined"][row, label][None], box)[0]
        sentence = (
            f"It was seen as {_a(facts, label)} with {score:.2f}, but the box was moved: it overlaps by {shared:.2f}."
        )
        return {"verdict": "misplaced", "sentence": sentence, **numbers}
    others = np.where(np.arange(len(chances)) == label, 0.0, chances)
    others[0] = 0.0
    other = int(others.argmax())
    if others[other] > limit:
        sentence = (
            f"A proposal was about it, but it was taken for {_a(facts, other)} ({others[other]:.2f}): "
            f"{facts.name(label)} has {score:.3f}."
        )
        return {"verdict": "other_category", "sentence": sentence, **numbers}
    if score >= FAINT and score >= others[other]:
        sentence = f"It was seen as {_a(facts, label)}, but with {score:.3f} only: {limit:g} is needed."
        return {"verdict": "below_threshold", "sentence": sentence, **numbers}
    sentence = f"A proposal was about it, but the detector took it for background ({chances[0]:.2f})."
    return {"verdict": "background", "sentence": sentence, **numbers}


def why_this(facts: Facts, rank: int) -> dict[str, Any]:
    """The way of a final box through all stages. rank: from 0"""
    label = int(facts.arrays["final_labels"][rank])
    row = int(facts.arrays["final_rows"][rank])
    final = facts.finals[rank]
    steps = [
        _anchor_step(facts, row),
        _patch_step(facts, row),
        _class_step(facts, row, label),
        _refinement_step(facts, row, label),
        *_finishing_steps(facts, rank),
    ]
    words = "is shown" if final.is_shown else "is hidden"
    sentence = f"Box {rank + 1} is {_a(facts, label)} with a confidence of {final.confidence:.2f}, and {words}."
    return {"detection": rank, "sentence": sentence, "steps": steps}


def _anchor_step(facts: Facts, row: int) -> dict[str, Any]:
    arrays = facts.arrays
    level, anchor = facts.level_names[int(arrays["levels"][row])], arrays["anchors"][row]
    objectness, shared = float(arrays["objectness"][row]), float(iou(arrays["proposals"][row][None], anchor)[0])
    width, height = float(anchor[2] - anchor[0]), float(anchor[3] - anchor[1])
    sentence = (
        f"An anchor of {width:.0f} x {height:.0f} pixels on map {level} had an objectness of {objectness:.2f}: "
        f"it became proposal {row + 1} of {len(arrays['objectness'])}."
    )
    return {
        "stage": "proposals",
        "sentence": sentence,
        "level": level,
        "anchor": _corners(anchor),
        "objectness": _rounded(objectness),
        "proposal": row,
        "iou": _rounded(shared),
    }


def _patch_step(facts: Facts, row: int) -> dict[str, Any]:
    level = facts.level_names[int(facts.arrays["pooled_from"][row])]
    sentence = f"Its features were cut out of map {level}, as a box of its size is, and pooled to a patch."
    return {"stage": "pooling", "sentence": sentence, "level": level}


def _class_step(facts: Facts, row: int, label: int) -> dict[str, Any]:
    chances = facts.arrays["distributions"][row]
    sentence = f"The patch was taken for {_a(facts, label)} with {chances[label]:.2f}, background had {chances[0]:.2f}."
    return {
        "stage": "heads",
        "sentence": sentence,
        "distribution": _distribution(facts, row),
        "score": _rounded(chances[label]),
    }


def _refinement_step(facts: Facts, row: int, label: int) -> dict[str, Any]:
    before, after = facts.arrays["proposals"][row], facts.arrays["refined"][row, label]
    shared = float(iou(before[None], after)[0])
    sentence = f"The proposal was moved to fit: before and after overlap by {shared:.2f}."
    boxes = {"before": _corners(before), "after": _corners(after)}
    return {"stage": "heads", "sentence": sentence, "iou": _rounded(shared), **boxes}


def _finishing_steps(facts: Facts, rank: int) -> list[dict[str, Any]]:
    arrays, final = facts.arrays, facts.finals[rank]
    score, limit = float(arrays["final_scores"][rank]), facts.settings["score"]
    gone = int((arrays["candidate_by"] == rank).sum())
    shared = float(iou(arrays["final_before"][rank][None], arrays["final_boxes"][rank])[0])
    shown = {"confidence": _rounded(final.confidence), "threshold": final.threshold, "is_shown": final.is_shown}
    sentences: list[tuple[str, dict[str, Any]]] = [
        (f"Its score of {score:.2f} is above the {limit:g} that a box needs.", {"score": _rounded(score)}),
        (f"It suppressed {_counted(gone)} of the same class around it.", {"suppressed": gone}),
        (f"The boxes that agree on it moved its edges: {shared:.2f} of it stayed.", {"iou": _rounded(shared)}),
        (_threshold_sentence(final), shown),
    ]
    if not facts.settings["tighten"]:
        del sentences[2]
    return [{"stage": "post", "sentence": sentence, **numbers} for sentence, numbers in sentences]


def _threshold_sentence(final: Shown) -> str:
    if final.threshold is None:
        return "The project has no such category, so nobody is shown it."
    if final.is_shown:
        return f"Its confidence of {final.confidence:.2f} reaches the {final.threshold:.2f} from which it is shown."
    if final.confidence >= final.threshold:
        return "Boxes of that category are not shown."
    if final.threshold > NEVER:
        return "The model is not trusted with that category yet: none of them is shown."
    return f"Its confidence of {final.confidence:.2f} is below the {final.threshold:.2f} from which it is shown."


def iou(boxes: Numbers, box: Any) -> Numbers:
    """Intersection over union of boxes [N, 4] with one box: [N] in 0..1."""
    boxes, box = np.asarray(boxes, np.float64).reshape(-1, 4), np.asarray(box, np.float64)
    sides = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    shared = sides.clip(min=0).prod(1)
    whole = (boxes[:, 2:] - boxes[:, :2]).prod(1) + (box[2:] - box[:2]).prod() - shared
    found: Numbers = shared / np.maximum(whole, np.finfo(np.float64).tiny)
    return found


def _best_proposals(facts: Facts, overlaps: Numbers) -> list[dict[str, Any]]:
    return [
        {
            "proposal": int(row),
            "iou": _rounded(overlaps[row]),
            "objectness": _rounded(facts.arrays["objectness"][row]),
        }
        for row in overlaps.argsort(kind="stable")[::-1][:TOLD]
        if overlaps[row] > 0
    ]


def _distribution(facts: Facts, row: int) -> list[dict[str, Any]]:
    """Background first, then the likeliest categories."""
    chances = facts.arrays["distributions"][row]
    labels = chances[1:].argsort()[::-1][:TOLD] + 1
    told = [{"category": None, "name": "background", "p": _rounded(chances[0])}]
    return told + [
        {"category": facts.categories[label - 1], "name": facts.name(label), "p": _rounded(chances[label])}
        for label in labels
    ]


def _final(facts: Facts, rank: int) -> dict[str, Any]:
    box, score = facts.arrays["final_boxes"][rank], facts.arrays["final_scores"][rank]
    return {"rank": rank, "box": _corners(box), "score": _rounded(score)}


def _p(facts: Facts, row: int, label: int) -> float:
    return _rounded(facts.arrays["distributions"][row, label])


def _a(facts: Facts, label: int) -> str:
    return f"“{facts.name(label)}”"


def _counted(amount: int) -> str:
    return {0: "no box", 1: "1 box"}.get(amount, f"{amount} boxes")


def _rounded(value: Any) -> float:
    return round(float(value), 4)


def _corners(box: Numbers) -> list[float]:
    return [round(float(value), 1) for value in box]
