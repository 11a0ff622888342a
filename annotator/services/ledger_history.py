"""What became of suggestions on finished images, and how long each image took: read from its history.

An image counts up to when it was first finished: what a reviewer changes later is another kind of work. A suggestion is
one that was shown by the thresholds and rules of that time, or one that was used although they hid it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from annotator.models import Box, ModelVersion, Prediction, Project, Revision
from annotator.services import predictions, showing
from annotator.services.effort import CROPS_ACCEPTED, LONGEST_SECONDS
from annotator.services.overlap import most

NEWEST = 2000  # Images that are looked at.
SAME_SCORE = 5e-4  # Scores are stored with four digits.
NEARLY = 0.05  # Pixels: what is stored is rounded.
ADDED = "added"
FROM_SUGGESTIONS = (Box.Origin.ACCEPTED, Box.Origin.ADJUSTED)
SIDES = ("x1", "y1", "x2", "y2")

Fates = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Finished:
    """One image, up to when it was first finished.

    boxes: how many it had then
    seconds: None where they were not measured, or where boxes came from elsewhere
    model_id: whose suggestions it had; None without
    fates: by category, how many of its suggestions came to each of `saving.FATES`, and under "added" how many boxes
        were drawn beside them
    """

    image_id: int
    author_id: int | None
    boxes: int
    seconds: float | None
    is_blind: bool
    model_id: int | None = None
    fates: Fates = field(default_factory=dict)

    @property
    def suggestions(self) -> int:
        return sum(count for row in self.fates.values() for fate, count in row.items() if fate != ADDED)

    @property
    def is_aided(self) -> bool:
        return self.suggestions > 0


def finished_images(project: Project, *, models: Sequence[int] | None = None, newest: int = NEWEST) -> list[Finished]:
    """The newest finished images of a project, or those of them with suggestions of these models."""
    finishes = _first_finishes(project, models, newest)
    shown = _what_was_shown(project, finishes)
    histories = _histories(finishes)
    return [_read(finish, histories[image], shown.get(image)) for image, finish in finishes.items()]


def _first_finishes(project: Project, models: Sequence[int] | None, newest: int) -> dict[int, Revision]:
    rows = Revision.objects.filter(image__project=project, kind=Revision.Kind.FINISH).order_by("-created_at")
    if models is not None:
        rows = rows.filter(based_on__model_version__in=models)
    return {row.image_id: row for row in rows.defer("changes")[:newest]}  # The oldest of an image comes last.


@dataclass(frozen=True)
class Shown:
    """boxes: of the prediction, as they are stored; is_shown: whether each was above its threshold."""

    model_id: int
    boxes: Sequence[Sequence[Any]]
    is_shown: Sequence[bool]


def _what_was_shown(project: Project, finishes: Mapping[int, Revision]) -> dict[int, Shown]:
    """By image; of blind ones nothing."""
    based_on = {
        finish.based_on_id: image
        for image, finish in finishes.items()
        if finish.based_on_id and not finish.effort.get("blind")
    }
    rows = Prediction.objects.filter(pk__in=based_on).annotate(text=Cast("boxes", TextField()))
    seen = list(rows.values_list("pk", "model_version", "text", "predicted_seconds", "manual_seconds"))
    limits = _Limits.of(project, {model for _, model, *_ in seen})
    found = {}
    for pk, model, text, seconds, by_hand in seen:
        boxes = orjson.loads(text)
        image = based_on[pk]
        is_withheld = seconds is not None and by_hand is not None and seconds > by_hand
        thresholds = limits.at(model, finishes[image].created_at)
        flags = [not is_withheld and predictions.is_shown(box, thresholds) for box in boxes]
        found[image] = Shown(model, boxes, flags)
    return found


@dataclass(frozen=True)
class _Limits:
    """From which probability categories were shown at a time."""

    thresholds: Mapping[int, Mapping[str, float]]
    trainings: Mapping[int, int]
    rules: Sequence[Any]

    @classmethod
    def of(cls, project: Project, model_ids: Iterable[int]) -> "_Limits":
        models = ModelVersion.objects.select_related("parent").in_bulk(list(model_ids))
        rules = showing.rules_of(project.pk)
        return cls(
            thresholds={pk: model.thresholds for pk, model in models.items()},
            trainings={pk: showing.training_of(model).pk for pk, model in models.items()} if rules else {},
            rules=rules,
        )

    def at(self, model: int, moment: datetime) -> Mapping[str, float]:
        if not self.rules:
            return self.thresholds[model]
        held = showing.standings(self.rules, self.trainings[model], at=moment)
        hidden = {str(category): predictions.NEVER for category, standing in held.items() if standing.is_hidden}
        return {**self.thresholds[model], **hidden}


def _histories(finishes: Mapping[int, Revision]) -> dict[int, list[tuple[str, Any, Any]]]:
    """Kind, changes and effort of each revision of the images, up to the one that finished them."""
    rows = Revision.objects.filter(image__in=finishes).order_by("number")
    histories: dict[int, list[tuple[str, Any, Any]]] = defaultdict(list)
    for image, number, kind, changes, effort in rows.values_list("image", "number", "kind", "changes", "effort"):
        if number <= finishes[image].number:
            histories[image].append((kind, changes, effort))
    return histories


def _read(finish: Revision, history: Sequence[tuple[str, Any, Any]], shown: Shown | None) -> Finished:
    boxes: dict[str, Any] = {}
    for _, changes, _ in history:
        boxes |= {change["key"]: change["after"] for change in changes}
    there = [box for box in boxes.values() if box]
    fates: Fates = {}
    if shown:
        rejected = sum(effort.get("operations", {}).get("reject", 0) for _, _, effort in history)
        fates = fates_of(there, shown.boxes, shown.is_shown, model_id=shown.model_id, rejected=rejected)
    return Finished(
        image_id=finish.image_id,
        author_id=finish.author_id,
        boxes=len(there),
        seconds=_seconds(history, there),
        is_blind=bool(finish.effort.get("blind")),
        model_id=shown.model_id if shown else None,
        fates=fates,
    )


def _seconds(history: Sequence[tuple[str, Any, Any]], boxes: Sequence[Mapping[str, Any]]) -> float | None:
    """Of all that people did to it. None where part of the work was done elsewhere, or so long that nobody worked."""
    efforts = [effort for _, _, effort in history]
    spent = sum(float(effort.get("active_seconds", 0)) for effort in efforts)
    elsewhere = any(CROPS_ACCEPTED in effort.get("operations", {}) for effort in efforts)
    imported = any(box["origin"] == Box.Origin.IMPORTED for box in boxes)
    return None if elsewhere or imported or not 0 < spent <= LONGEST_SECONDS else spent


def fates_of(
    boxes: Sequence[Mapping[str, Any]],
    suggested: Sequence[Sequence[Any]],
    is_shown: Sequence[bool],
    *,
    model_id: int,
    rejected: int = 0,
) -> dict[int, Counter[str]]:
    """By category, what became of suggestions, and how many boxes were drawn beside them.

    boxes: as `boxes.as_json` writes them; suggested: as a prediction stores them
    rejected: how many of them somebody rejected. Which ones is not known: the surest of those that were not used
    """
    fates: dict[int, Counter[str]] = defaultdict(Counter)
    left = dict(enumerate(suggested))
    for box in boxes:
        if box["origin"] == Box.Origin.DRAWN:
            fates[box["category"]][ADDED] += 1
        elif box["origin"] in FROM_SUGGESTIONS and box["model_version"] in (None, model_id):
            place = _origin(box, left)
            if place is not None:
                suggestion = left.pop(place)
                fates[suggestion[0]][_fate(box, suggestion)] += 1
    unused = [suggestion for place, suggestion in left.items() if is_shown[place]]
    for number, suggestion in enumerate(unused):
        fates[suggestion[0]]["deleted" if number < rejected else "left"] += 1
    return fates


def _origin(box: Mapping[str, Any], left: Mapping[int, Sequence[Any]]) -> int | None:
    """Which of the suggestions the box began as: one of the same score, and of these the one that it covers most."""
    alike = [
        place
        for place, suggestion in left.items()
        if box["score"] is not None and abs(box["score"] - suggestion[5]) <= SAME_SCORE
    ]
    if len(alike) < 2:
        return alike[0] if alike else None
    corners = [box[side] for side in SIDES]
    return max(alike, key=lambda place: most(corners, [tuple(left[place][1:5])]))


def _fate(box: Mapping[str, Any], suggestion: Sequence[Any]) -> str:
    is_moved = any(abs(box[side] - suggestion[1 + at]) > NEARLY for at, side in enumerate(SIDES))
    is_renamed = box["category"] != suggestion[0]
    return {
        (False, False): "kept",
        (True, False): "moved",
        (False, True): "relabelled",
        (True, True): "moved_and_relabelled",
    }[is_moved, is_renamed]
