"""Somebody who makes an image right, and what it costs: the simulated annotator of docs/learning.md, with noise."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.loop.truth import Suggestion, TrueBox, compare
from detector.scores.costs import Costs
from detector.scores.fixing import fewest_drags

TOLERANCE = 0.75
Operations = Counter[str]


@dataclass(frozen=True)
class Answer:
    """boxes: as the editor sends them; seconds: without noise; operations: how often each step was taken

    by_category: fates of suggestions, as the ledger names them
    """

    boxes: list[dict[str, Any]]
    seconds: float
    operations: Operations
    by_category: dict[str, Counter[str]]


def answer(
    shown: Sequence[Suggestion], needed: Sequence[TrueBox], costs: Costs, ids: Mapping[str, int], model: int | None
) -> Answer:
    """Keep what fits, fix what is near, delete the rest, draw what is missing; whatever is cheaper."""
    verdict = compare(shown, needed)
    steps: Operations = Counter(image=1, look=len(shown))
    fates: dict[str, Counter[str]] = {name: Counter() for name in ids}
    boxes, drags = [], 0
    for suggestion, truth in [*verdict.kept, *verdict.adjusted]:
        count, corners = _fix(suggestion, truth)
        is_renamed = suggestion.category != truth.category
        fix = (costs.decide + costs.drag * count if count else 0) + costs.change_class * is_renamed
        if fix > costs.redraw:
            steps.update(delete=1, draw=1)
            fates[suggestion.category]["deleted"] += 1
            boxes.append(_box(truth.category, truth.corners, ids))
            continue
        steps.update(fix=int(count > 0), change_class=int(is_renamed))
        drags += count
        fates[suggestion.category][_fate(count > 0, is_renamed)] += 1
        boxes.append(_box(truth.category, corners, ids, suggestion=suggestion, model=model))
    steps.update(delete=len(verdict.extra), draw=len(verdict.missing))
    for extra in verdict.extra:
        fates[extra.category]["deleted"] += 1
    boxes += [_box(truth.category, truth.corners, ids) for truth in verdict.missing]
    seconds = (
        costs.image + costs.look * steps["look"] + costs.draw * steps["draw"] + costs.delete * steps["delete"]
        + costs.decide * steps["fix"] + costs.drag * drags + costs.change_class * steps["change_class"]
    )  # fmt: skip
    return Answer(boxes=boxes, seconds=seconds, operations=steps, by_category=fates)


def _fix(suggestion: Suggestion, truth: TrueBox) -> tuple[int, tuple[float, ...]]:
    drags, fixed = fewest_drags(np.array([suggestion.corners]), np.array([truth.corners]), tolerance=TOLERANCE)
    return int(drags[0]), tuple(fixed[0].round(2).tolist())


def _fate(is_moved: bool, is_renamed: bool) -> str:
    if is_moved and is_renamed:
        return "moved_and_relabelled"
    return "moved" if is_moved else "relabelled" if is_renamed else "kept"


def _box(
    category: str,
    corners: Sequence[float],
    ids: Mapping[str, int],
    *,
    suggestion: Suggestion | None = None,
    model: int | None = None,
) -> dict[str, Any]:
    values = dict(zip(("x1", "y1", "x2", "y2"), corners, strict=True))
    box = {"key": uuid.uuid4(), "category_id": ids[category], **values}
    if suggestion is None:
        return {**box, "origin": "drawn"}
    is_same = suggestion.category == category and tuple(corners) == suggestion.corners
    origin = "accepted" if is_same else "adjusted"
    return {**box, "origin": origin, "model_version_id": model, "score": suggestion.score}
