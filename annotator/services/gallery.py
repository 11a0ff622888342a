"""Many images at a glance: shown with their boxes, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import F, Q, TextField, Window
from django.db.models.functions import Cast, RowNumber

from annotator.models import Box, Image, ModelVersion, Prediction, Project
from annotator.services import blind, comments, crops, predictions
from annotator.services.queue import OPEN

MAX_BOXES = 200  # Of one image: a thumbnail shows no more.

BoxRow = tuple[int, float, float, float, float]


@dataclass(frozen=True)
class Glance:
    """An image with what is drawn on its thumbnail, in pixels of the upright image.

    boxes: `(category_id, x1, y1, x2, y2)`
    predicted: `[category_id, x1, y1, x2, y2, score]`; only for images that are still open
    open_comments: remarks that nobody has resolved
    """

    image: Image
    boxes: list[BoxRow] = field(default_factory=list)
    predicted: list[list[Any]] = field(default_factory=list)
    open_comments: int = 0


def look_at(project: Project, image_ids: Sequence[int]) -> list[Glance]:
    """The project's images of these ids, in the order given; ids that are gone, or not its own, are left out."""
    rows = project.images.select_related("leased_to").in_bulk(image_ids)
    return glance_at(project, [rows[pk] for pk in image_ids if pk in rows])


def glance_at(project: Project, images: Sequence[Image]) -> list[Glance]:
    """The images, in the order given."""
    boxes = _boxes(images)
    predicted = _predicted(project, [image.pk for image in images if image.state in OPEN and not blind.is_blind(image)])
    remarks = comments.open_counts(images)
    return [
        Glance(image, boxes.get(image.pk, []), predicted.get(image.pk, []), remarks.get(image.pk, 0))
        for image in images
    ]


def _predicted(project: Project, image_ids: Sequence[int]) -> dict[int, list[list[Any]]]:
    """What `predictions.active_prediction` gives for each, above the thresholds and of living categories.

    Read as text, and without a model version per row: decoding JSON is the dearest part of a page.
    """
    if not image_ids:
        return {}
    used = Q(model_version__is_active=True) | Q(model_version__origin=ModelVersion.Origin.IMPORTED)
    seen = Prediction.objects.filter(used, image__in=image_ids, model_version__project=project)
    # The last one counts: the newest of an outside model, and before that the active model's.
    rows = seen.order_by("model_version__is_active", "id").annotate(text=Cast("boxes", TextField()))
    newest = {
        image_id: (model_id, text) for image_id, model_id, text in rows.values_list("image", "model_version", "text")
    }
    models = {model_id for model_id, _ in newest.values()}
    rows_of_models = ModelVersion.objects.filter(pk__in=models) if models else ()
    thresholds = {model.pk: predictions.thresholds_in_use(model) for model in rows_of_models}
    archived = predictions.archived_categories(project.pk) if models else set()
    rejected = crops.rejected(list(newest)) if newest else {}
    return {
        image_id: [
            box
            for box in _shown(orjson.loads(text), thresholds[model_id], archived=archived)
            if not crops.is_rejected(box, rejected.get(image_id, []), tolerance=project.tolerance)
        ]
        for image_id, (model_id, text) in newest.items()
    }


def _shown(
    boxes: Sequence[Sequence[Any]], thresholds: Mapping[str, float], *, archived: Collection[int]
) -> list[list[Any]]:
    return [list(box[:6]) for box in boxes if predictions.is_shown(box, thresholds) and box[0] not in archived]


def _boxes(images: Sequence[Image]) -> dict[int, list[BoxRow]]:
    found: dict[int, list[BoxRow]] = defaultdict(list)
    few = [image.pk for image in images if 0 < image.box_count <= MAX_BOXES]
    many = [image.pk for image in images if image.box_count > MAX_BOXES]
    for rows in (_rows(few), _first_rows(many)):
        for image_id, *box in rows:
            found[image_id].append((box[0], box[1], box[2], box[3], box[4]))
    return found


_FIELDS = ("image_id", "category_id", "x1", "y1", "x2", "y2")


def _rows(image_ids: list[int]) -> Iterable[Sequence[Any]]:
    return Box.objects.filter(image__in=image_ids).order_by("id").values_list(*_FIELDS) if image_ids else ()


def _first_rows(image_ids: list[int]) -> Iterable[Sequence[Any]]:
    """The first boxes of crowded images, counted by the database: one of them may have ten thousand."""
    if not image_ids:
        return ()
    place = Window(RowNumber(), partition_by=F("image_id"), order_by="id")
    crowded = Box.objects.filter(image__in=image_ids).annotate(place=place).filter(place__lte=MAX_BOXES)
    return crowded.order_by("id").values_list(*_FIELDS)
