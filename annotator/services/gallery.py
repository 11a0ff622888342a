"""Many images at a glance: found by filters, shown with their boxes, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from annotator.models import Box, Image, Project
from annotator.services import predictions
from annotator.services.queue import OPEN

MAX_BOXES = 200  # Of one image: a thumbnail shows no more.

BoxRow = tuple[int, float, float, float, float]


@dataclass(frozen=True)
class Glance:
    """An image with what is drawn on its thumbnail, in pixels of the upright image.

    boxes: `(category_id, x1, y1, x2, y2)`
    predicted: `[category_id, x1, y1, x2, y2, score]`; only for images that are still open
    """

    image: Image
    boxes: list[BoxRow] = field(default_factory=list)
    predicted: list[list[Any]] = field(default_factory=list)


def find_images(
    project: Project,
    *,
    states: Collection[str] = (),
    split: str | None = None,
    category_id: int | None = None,
    search: str = "",
) -> QuerySet[Image]:
    """category_id: only images with a box of this category
    search: part of the file name, capitals or not
    """
    images = project.images.select_related("leased_to")
    if states:
        images = images.filter(state__in=states)
    if split:
        images = images.filter(split=split)
    if category_id is not None:
        images = images.filter(Exists(Box.objects.filter(image=OuterRef("pk"), category=category_id)))
    if search:
        images = images.filter(file_name__icontains=search)
    return images


def glance_at(project: Project, images: Sequence[Image]) -> list[Glance]:
    """The images, in the order given."""
    boxes = _boxes(images)
    open_ids = [image.pk for image in images if image.state in OPEN]
    seen = predictions.active_predictions(project, open_ids) if open_ids else {}
    return [
        Glance(
            image,
            boxes=boxes.get(image.pk, []),
            predicted=[box[:6] for box in predictions.shown_boxes(seen[image.pk])] if image.pk in seen else [],
        )
        for image in images
    ]


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
