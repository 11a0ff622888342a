"""What models saw. Written once, never a label: only a person's revision makes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, FloatField, QuerySet, Value, When

from annotator.models import Category, Image, ModelVersion, Prediction, Project
from annotator.services.queue import OPEN

MAX_BOXES = 100
DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One image as a model saw it.

    boxes: `[[category_id, x1, y1, x2, y2, score, probability | None], …]` in pixels of the upright image
    value: the model's uncertainty, 0 to 1; the queue asks for high ones first
    """

    image_id: int
    boxes: Sequence[Sequence[Any]]
    value: float


@transaction.atomic
def record_predictions(model: ModelVersion, seen: Sequence[Seen]) -> int:
    """Store predictions; an image that has one of this model keeps it, so a repeated run changes nothing.

    Returns how many were new.
    """
    known = set(model.predictions.filter(image__in=[row.image_id for row in seen]).values_list("image_id", flat=True))
    new = [row for row in seen if row.image_id not in known]
    rows = [
        Prediction(image_id=row.image_id, model_version=model, boxes=_best(row.boxes), value=row.value) for row in new
    ]
    Prediction.objects.bulk_create(rows, ignore_conflicts=True)
    if model.is_active:
        _prioritise({row.image_id: row.value for row in new})
    return len(new)


def _best(boxes: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(box) for box in sorted(boxes, key=lambda box: -box[5])[:MAX_BOXES]]


def _prioritise(values: dict[int, float]) -> None:
    """The queue reads one indexed column: images that a model has seen come before those that none has."""
    if not values:
        return
    priority = Case(
        *(When(pk=image_id, then=Value(1 + value)) for image_id, value in values.items()), output_field=FloatField()
    )
    Image.objects.filter(pk__in=values).update(priority=priority)


def reprioritise(model: ModelVersion) -> None:
    """Order the queue by what a model saw before, when it comes back into use."""
    rows = model.predictions.filter(image__state__in=OPEN).values_list("image_id", "value")
    for start in range(0, len(rows), 500):
        _prioritise(dict(rows[start : start + 500]))


def images_to_predict(project: Project, model: ModelVersion) -> QuerySet[Image]:
    """Open images that this model has not seen yet."""
    return project.images.filter(state__in=OPEN).exclude(predictions__model_version=model)


def active_prediction(image: Image) -> Prediction | None:
    """What the project's active model saw in the image; the newest of an outside model where there is no such model."""
    seen = Prediction.objects.filter(image=image, model_version__project=image.project_id).select_related(
        "model_version"
    )
    return (
        seen.filter(model_version__is_active=True).first()
        or seen.filter(model_version__origin=ModelVersion.Origin.IMPORTED).order_by("-id").first()
    )


def thresholds(model: ModelVersion) -> dict[str, float]:
    """From which score boxes of a category are shown, by category id."""
    return {
        str(category): model.thresholds.get(str(category), DEFAULT_THRESHOLD)
        for category in model.categories
        if category
    }


def archived_categories(project_id: int) -> set[int]:
    """Categories that nobody draws any more: what a model sees of them is not shown."""
    archived = Category.objects.filter(project=project_id, archived=True)
    return set(archived.values_list("pk", flat=True))


def forget_superseded(project: Project, *, keep: int = 2) -> int:
    """Delete the predictions of trained models older than the last few, on images that are still open."""
    newest = project.model_versions.filter(origin=ModelVersion.Origin.TRAINED).order_by("-number")
    old = list(newest.filter(is_active=False).values_list("pk", flat=True)[keep:])
    gone, _ = Prediction.objects.filter(model_version__in=old, image__state__in=OPEN).delete()
    return gone
