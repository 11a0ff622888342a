"""What models saw. Written once, never a label: only a person's revision makes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from annotator.models import Category, Image, ModelVersion, Prediction, Project
from annotator.services import showing
from annotator.services.queue import OPEN

MAX_BOXES = 100
DEFAULT_THRESHOLD = 0.5
NEVER = 2.0  # A threshold above every probability.
ROWS_AT_ONCE = 400  # In one statement, each with several values: SQLite has its limits.


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One image as a model saw it.

    boxes: `[[category_id, x1, y1, x2, y2, score, probability | None], …]` in pixels of the upright image, each
        with the four standard deviations of its edges behind it where they are known
    value: the model's uncertainty, 0 to 1
    embedding: what the queue compares images by, as `detector.acquisition.sketch` writes it
    predicted_seconds, manual_seconds: of a person, with these suggestions and without; None where unknown
    """

    image_id: int
    boxes: Sequence[Sequence[Any]]
    value: float
    embedding: bytes | None = None
    predicted_seconds: float | None = None
    manual_seconds: float | None = None

    @property
    def least_seconds(self) -> float | None:
        """Suggestions that cost more than they save are not shown."""
        known = [seconds for seconds in (self.predicted_seconds, self.manual_seconds) if seconds is not None]
        return min(known, default=None)


@transaction.atomic
def record_predictions(model: ModelVersion, seen: Sequence[Seen]) -> int:
    """Store predictions; an image that has one of this model keeps it, so a repeated run changes nothing.

    Returns how many were new.
    """
    limits = thresholds_in_use(model)
    parts = [seen[start : start + ROWS_AT_ONCE] for start in range(0, len(seen), ROWS_AT_ONCE)]
    return sum(_record(model, part, limits) for part in parts)


def _record(model: ModelVersion, seen: Sequence[Seen], limits: Mapping[str, float]) -> int:
    known = set(model.predictions.filter(image__in=[row.image_id for row in seen]).values_list("image_id", flat=True))
    new = [row for row in seen if row.image_id not in known]
    Prediction.objects.bulk_create([_prediction(model, row, limits) for row in new], ignore_conflicts=True)
    if model.is_active:
        _order_by(new)
    return len(new)


def _prediction(model: ModelVersion, seen: Seen, limits: Mapping[str, float]) -> Prediction:
    boxes = _best(seen.boxes)
    shown = [confidence(box) for box in boxes if is_shown(box, limits)]
    return Prediction(
        image_id=seen.image_id,
        model_version=model,
        boxes=boxes,
        shown=len(shown),
        least_confidence=min(shown, default=None),
        greatest_confidence=max(shown, default=None),
        value=seen.value,
        embedding=seen.embedding,
        predicted_seconds=seen.predicted_seconds,
        manual_seconds=seen.manual_seconds,
    )


def _best(boxes: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(box) for box in sorted(boxes, key=lambda box: -box[5])[:MAX_BOXES]]


def _order_by(rows: Sequence[Seen]) -> None:
    """The queue reads indexed columns: images that a model has seen come before those that none has."""
    if not rows:
        return
    priority = Case(*(When(pk=row.image_id, then=Value(1 + row.value)) for row in rows), output_field=FloatField())
    # Where nothing is known of any image, PostgreSQL would take the column of nulls for text.
    seconds = Cast(Case(*(When(pk=row.image_id, then=Value(row.least_seconds)) for row in rows)), FloatField())
    Image.objects.filter(pk__in=[row.image_id for row in rows]).update(priority=priority, predicted_seconds=seconds)


def reprioritise(model: ModelVersion) -> None:
    """Order the queue by what a model saw before, when it comes back into use."""
    columns = ("image_id", "value", "predicted_seconds", "manual_seconds")
    rows = list(model.predictions.filter(image__state__in=OPEN).values(*columns))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _order_by([Seen(boxes=(), **row) for row in rows[start : start + ROWS_AT_ONCE]])


def unseen_images(project: Project, model: ModelVersion) -> QuerySet[Image]:
    return project.images.exclude(predictions__model_version=model)


def images_to_predict(project: Project, model: ModelVersion) -> QuerySet[Image]:
    """Open images that this model has not seen yet."""
    return unseen_images(project, model).filter(state__in=OPEN)


def in_order_of_need(images: QuerySet[Image]) -> QuerySet[Image]:
    """First what somebody has fetched ahead, then the queue's batch, then by priority."""
    return images.order_by(
        F("leased_until").desc(nulls_last=True), F("batch_position").asc(nulls_last=True), "-priority", "id"
    )


def active_prediction(image: Image) -> Prediction | None:
    """What the project's active model saw in the image; the newest of an outside model where there is no such model."""
    seen = Prediction.objects.filter(image=image, model_version__project=image.project_id).select_related(
        "model_version__project"
    )
    return (
        seen.filter(model_version__is_active=True).first()
        or seen.filter(model_version__origin=ModelVersion.Origin.IMPORTED).order_by("-id").first()
    )


def thresholds(model: ModelVersion) -> dict[str, float]:
    """From which probability the model itself would show boxes of a category, by category id; above 1 means never."""
    return {
        str(category): model.thresholds.get(str(category), DEFAULT_THRESHOLD)
        for category in model.categories
        if category
    }


def thresholds_in_use(model: ModelVersion) -> dict[str, float]:
    """The same, without the categories that are hidden from people (`services.showing`)."""
    return {**model.thresholds, **thresholds(model), **dict.fromkeys(map(str, showing.hidden(model)), NEVER)}


def reasons(model: ModelVersion) -> dict[str, str]:
    """By category id, in words: why a category is never suggested, where that is not for its threshold alone."""
    return {**model.threshold_reasons, **{str(category): why for category, why in showing.hidden(model).items()}}


def confidence(box: Sequence[Any]) -> float:
    """What a threshold is held against: the calibrated probability of a stored box, else its score."""
    score, probability = box[5:7]
    return float(score if probability is None else probability)


def is_shown(box: Sequence[Any], thresholds: Mapping[str, float]) -> bool:
    """Whether a stored box is suggested to people. thresholds: a model version's"""
    return confidence(box) >= thresholds.get(str(box[0]), DEFAULT_THRESHOLD)


def is_better_without(prediction: Prediction) -> bool:
    """Whether drawing by hand is expected to be quicker than correcting what is suggested."""
    seconds, by_hand = prediction.predicted_seconds, prediction.manual_seconds
    return seconds is not None and by_hand is not None and seconds > by_hand


def archived_categories(project_id: int) -> set[int]:
    """Categories that nobody draws any more: what a model sees of them is not shown."""
    archived = Category.objects.filter(project=project_id, archived=True)
    return set(archived.values_list("pk", flat=True))


def forget_superseded(project: Project, *, keep: int = 2) -> int:
    """Delete the predictions of trained models older than the last few, on images that are still open.

    Those of images that somebody has open stay: what is on a screen may be saved, and says what it was based on.
    """
    newest = project.model_versions.filter(origin=ModelVersion.Origin.TRAINED, is_active=False).order_by("-number")
    # The newest that were no mere adaptations too: the next model is compared with what they saw.
    kept = {*_first(newest, keep), *_first(newest.exclude(mode=ModelVersion.INSTANT), keep)}
    at_hand = Q(image__leased_until__gt=timezone.now())
    old = Prediction.objects.filter(model_version__in=newest, image__state__in=OPEN)
    superseded = old.exclude(model_version__in=kept).exclude(at_hand)
    gone = 0
    # In parts: revisions that were based on them are told so, and a statement has room for 65,535 numbers.
    while part := list(superseded.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        gone += Prediction.objects.filter(pk__in=part).delete()[0]
    return gone


def _first(models: QuerySet[ModelVersion], count: int) -> list[int]:
    return list(models.values_list("pk", flat=True)[:count])
