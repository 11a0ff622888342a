"""What it changes to show people something: images of one condition beside those of another, drawn by lot.

* Suggestions: half of the hold-out is finished without (`services.blind`). If people find fewer boxes there, they need
  the suggestions; if they agree less with the model there, suggestions sway them.
* Marks of unsure edges: one image in twenty goes without (`isAudited` in the editor).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.models import Image, ModelVersion, Prediction, Project, Revision
from annotator.services import predictions

ENOUGH = 8  # Images of each condition, for an interval.
NEWEST = 5000  # Revisions that are looked at.
DRAWS = 2000
SAME_BOX = 0.5  # IoU.

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Finished:
    """One image, up to when it was first finished.

    agreement: F1 of its boxes and those that the model in use at the time would have shown
    """

    boxes: float
    seconds: float | None = None
    agreement: float | None = None


MEASURES = ("boxes", "seconds", "agreement")


@dataclass(frozen=True, kw_only=True)
class Gap:
    """with - without; low and high are the bounds of the 95 % interval, None while there are too few images."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Means an image; None where nothing was measured."""

    images: int
    boxes: float | None
    seconds: float | None
    agreement: float | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    shown: Condition
    held_back: Condition
    boxes: Gap | None
    seconds: Gap | None
    agreement: Gap | None


def compare(shown: Sequence[Finished], held_back: Sequence[Finished]) -> Comparison:
    gaps = {name: _gap(_known(shown, name), _known(held_back, name)) for name in MEASURES}
    return Comparison(shown=_condition(shown), held_back=_condition(held_back), **gaps)


def sway_words(found: Comparison) -> str:
    """What the comparison of suggestions says, for people."""
    shown, held_back, gap = found.shown, found.held_back, found.agreement
    if gap is None or gap.low is None or gap.high is None:
        return (
            f"Too early to say whether suggestions sway people: {shown.images} hold-out images were finished with "
            f"them and {held_back.images} without, and it takes {ENOUGH} of each."
        )
    rates = (
        f"People agree with the model on {100 * (shown.agreement or 0):.0f} % of the boxes where they see its "
        f"suggestions, and on {100 * (held_back.agreement or 0):.0f} % where they do not"
    )
    if gap.low <= 0 <= gap.high:
        return f"{rates}: no more of a difference than chance makes."
    return f"{rates}: a difference of {100 * gap.low:.0f} to {100 * gap.high:.0f} points, so suggestions sway them."


def of_suggestions(project: Project) -> Comparison:
    """Finished hold-out images of which a model had an opinion: those that showed it, and those that did not."""
    finishes = _first_finishes(project)
    seen = _what_models_saw(finishes)
    histories = _histories(finishes)
    shown: list[Finished] = []
    held_back: list[Finished] = []
    for image_id, finish in finishes.items():
        is_blind = bool(finish.effort.get("blind"))
        if image_id in seen and (is_blind or finish.based_on_id):
            (held_back if is_blind else shown).append(_finished(histories[image_id], seen[image_id]))
    return compare(shown, held_back)


def of_cues(project: Project) -> Comparison:
    """Finished images with unsure edges: those whose edges were marked, and those where they were not."""
    marked = Revision.objects.filter(
        image__project=project, image__state=Image.State.DONE, effort__cues__in=["shown", "audited"]
    )
    seconds: dict[str, dict[int, float]] = {"shown": defaultdict(float), "audited": defaultdict(float)}
    boxes: dict[int, int] = {}
    for image, count, effort in marked.order_by("-created_at").values_list("image", "image__box_count", "effort")[
        :NEWEST
    ]:
        seconds[effort["cues"]][image] += effort.get("active_seconds", 0.0)
        boxes[image] = count
    shown, audited = (
        [Finished(boxes=boxes[image], seconds=spent) for image, spent in seconds[name].items()]
        for name in ("shown", "audited")
    )
    return compare(shown, audited)


def _first_finishes(project: Project) -> dict[int, Revision]:
    rows = Revision.objects.filter(
        image__project=project, image__split=Image.Split.HOLDOUT, kind=Revision.Kind.FINISH
    ).order_by("-created_at")
    return {row.image_id: row for row in rows.defer("changes")[:NEWEST]}  # The oldest of an image comes last.


def _what_models_saw(finishes: Mapping[int, Revision]) -> dict[int, list[Sequence[Any]]]:
    """By image: the boxes that the newest prediction from before it was finished would show."""
    seen = Prediction.objects.filter(image__in=finishes).order_by("id").values_list("pk", "image", "created_at")
    newest = {image: pk for pk, image, made in seen if made <= finishes[image].created_at}
    rows = Prediction.objects.filter(pk__in=newest.values()).values_list("image", "model_version", "boxes")
    thresholds = dict(
        ModelVersion.objects.filter(pk__in={model for _, model, _ in rows}).values_list("pk", "thresholds")
    )
    return {
        image: [box for box in boxes if predictions.is_shown(box, thresholds[model])] for image, model, boxes in rows
    }


def _histories(finishes: Mapping[int, Revision]) -> dict[int, list[tuple[Any, Any]]]:
    """Changes and effort of each revision of the images, up to the one that finished them."""
    rows = Revision.objects.filter(image__in=finishes).order_by("number")
    histories: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for image, number, changes, effort in rows.values_list("image", "number", "changes", "effort"):
        if number <= finishes[image].number:
            histories[image].append((changes, effort))
    return histories


def _finished(history: Iterable[tuple[Any, Any]], seen: Sequence[Sequence[Any]]) -> Finished:
    boxes: dict[str, Any] = {}
    spent: list[float] = []
    for changes, effort in history:
        boxes |= {change["key"]: change["after"] for change in changes}
        spent += [effort["active_seconds"]] if "active_seconds" in effort else []
    drawn = [[box["category"], box["x1"], box["y1"], box["x2"], box["y2"]] for box in boxes.values() if box]
    return Finished(
        boxes=len(drawn),
        seconds=sum(spent) if spent else None,
        agreement=_f1(_rows(drawn), _rows([box[:5] for box in seen])),
    )


def _rows(boxes: Sequence[Sequence[Any]]) -> Numbers:
    return np.array(boxes, dtype=np.float64).reshape(-1, 5)


def _f1(drawn: Numbers, seen: Numbers) -> float:
    """seen: the most confident first. 1 where there is nothing in either."""
    if len(drawn) + len(seen) == 0:
        return 1.0
    overlaps = _ious(seen[:, 1:], drawn[:, 1:]) * (seen[:, :1] == drawn[None, :, 0])
    same = 0
    for row in range(len(seen) if len(drawn) else 0):
        best = int(overlaps[row].argmax())
        if overlaps[row, best] >= SAME_BOX:
            overlaps[:, best] = 0  # One to one.
            same += 1
    return 2 * same / (len(drawn) + len(seen))


def _ious(one: Numbers, other: Numbers) -> Numbers:
    low, high = np.maximum(one[:, None, :2], other[None, :, :2]), np.minimum(one[:, None, 2:], other[None, :, 2:])
    shared = (high - low).clip(0).prod(axis=2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (one, other)]
    ious: Numbers = shared / (areas[0][:, None] + areas[1][None] - shared)
    return ious


def _known(images: Sequence[Finished], name: str) -> list[float]:
    return [value for value in (getattr(image, name) for image in images) if value is not None]


def _condition(images: Sequence[Finished]) -> Condition:
    known = {name: _known(images, name) for name in MEASURES}
    means = {name: round(fmean(values), 3) if values else None for name, values in known.items()}
    return Condition(images=len(images), **means)


def _gap(shown: Sequence[float], held_back: Sequence[float]) -> Gap | None:
    """The bootstrap of two independent samples (Efron & Tibshirani 1993)."""
    if not shown or not held_back:
        return None
    mean = round(fmean(shown) - fmean(held_back), 3)
    if min(len(shown), len(held_back)) < ENOUGH:
        return Gap(mean=mean, low=None, high=None)
    rng = np.random.default_rng(0)
    drawn = [
        np.array(values)[rng.integers(len(values), size=(DRAWS, len(values)))].mean(axis=1)
        for values in (shown, held_back)
    ]
    low, high = np.quantile(drawn[0] - drawn[1], [0.025, 0.975])
    return Gap(mean=mean, low=round(float(low), 3), high=round(float(high), 3))
