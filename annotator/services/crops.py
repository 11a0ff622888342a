"""The suggestions of a model, one by one, that nobody has decided on yet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from annotator.models import Box, CropReview, Image, ModelVersion, Project, RejectedSuggestion
from annotator.services import blind, predictions, queue
from annotator.services.overlap import most

SAME_OBJECT = 0.5  # Intersection over union from which a box of the category is the object that is suggested.
IDS_AT_ONCE = 1000
ROWS_AT_ONCE = 100

Box4 = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A suggestion, cut out of its image.

    position: among the prediction's boxes of categories that are not archived, as the API lists them
    confidence: what a threshold is held against
    """

    image_id: int
    prediction_id: int
    position: int
    category_id: int
    box: Box4
    score: float
    confidence: float


@dataclass(frozen=True, kw_only=True)
class LookedThrough:
    """An image with its open crops, and with all that is on it.

    seen: the prediction's boxes as they are stored; drawn: (category id, corners)
    """

    image: Image
    crops: list[Crop]
    seen: Sequence[Sequence[Any]] = ()
    drawn: Sequence[tuple[int, Box4]] = ()

    @property
    def everything(self) -> list[tuple[int, Box4]]:
        """What is suggested or drawn: (category id, corners)."""
        return [*self.drawn, *((box[0], _corners(box)) for box in self.seen)]


def model_for_crops(project: Project) -> ModelVersion | None:
    """Whose suggestions people see: the active model's, or else the newest outside model's."""
    models = project.model_versions
    return (
        models.filter(is_active=True).first()
        or models.filter(origin=ModelVersion.Origin.IMPORTED).order_by("-number").first()
    )


def look_through(
    project: Project, model: ModelVersion, user: User, *, threshold: float, category_id: int | None = None
) -> Iterator[LookedThrough]:
    """Open images with their undecided suggestions of at least that confidence, the most certain images first.

    Images that somebody else has open are left out. With a category, so are those whose crops of it are
    reviewed: the caller says when it has seen enough.
    """
    ids = _image_ids(project, model, user, threshold=threshold, category_id=category_id)
    archived = predictions.archived_categories(project.pk)
    for start in count(step=IDS_AT_ONCE):
        chosen = list(ids[start : start + IDS_AT_ONCE])
        for first in range(0, len(chosen), ROWS_AT_ONCE):
            rows = _with_suggestions(chosen[first : first + ROWS_AT_ONCE], model)
            decided = _decisions(rows, model, tolerance=project.tolerance)
            for image in rows:
                if not blind.is_blind(image):
                    boxes = [box for box in orjson.loads(image.suggestions) if box[0] not in archived]
                    yield _looked_through(image, boxes, decided, threshold=threshold, category_id=category_id)
        if len(chosen) < IDS_AT_ONCE:
            return


def _with_suggestions(image_ids: Sequence[int], model: ModelVersion) -> list[Any]:
    """The images in that order, each with what the model saw in it. JSON as text: decoding it is the dearest part."""
    seen = Image.objects.filter(pk__in=image_ids, predictions__model_version=model)
    rows = seen.annotate(prediction_id=F("predictions__id"), suggestions=Cast("predictions__boxes", TextField()))
    by_id = {row.pk: row for row in rows}
    return [by_id[image_id] for image_id in image_ids if image_id in by_id]


def _image_ids(
    project: Project, model: ModelVersion, user: User, *, threshold: float, category_id: int | None
) -> QuerySet[Any, int]:
    """Only ids are put in order: with the suggestions in hand that would cost several times as much."""
    images = project.images.filter(
        queue.is_free_for(user),
        state=Image.State.TODO,
        predictions__model_version=model,
        predictions__greatest_confidence__gte=threshold,
    )
    if category_id is not None:
        reviews = CropReview.objects.filter(
            image=OuterRef("pk"), category=category_id, model_version=model, threshold__lte=threshold
        )
        images = images.filter(~Exists(reviews))
    # Priority is 1 + the model's doubt.
    return images.order_by("priority", "-id").values_list("pk", flat=True)


@dataclass(frozen=True)
class _Decisions:
    """What people decided before: boxes and rejections by image, and from which threshold crops were reviewed."""

    drawn: Mapping[int, list[tuple[int, Box4]]]
    rejected: Mapping[int, list[tuple[int, Box4]]]
    reviewed_from: Mapping[tuple[int, int], float]
    thresholds: Mapping[str, float]
    tolerance: float


def _decisions(images: Sequence[Image], model: ModelVersion, *, tolerance: float) -> _Decisions:
    ids = [image.pk for image in images]
    reviews = CropReview.objects.filter(image__in=ids, model_version=model).order_by("-threshold")
    return _Decisions(
        drawn=_by_image(Box.objects.filter(image__in=[row.pk for row in images if row.box_count])),
        rejected=rejected(ids),
        reviewed_from={(image, category): value for image, category, value in reviews.values_list(*_REVIEW)},
        thresholds=predictions.thresholds_in_use(model),
        tolerance=tolerance,
    )


_REVIEW = ("image_id", "category_id", "threshold")


def rejected(image_ids: Sequence[int]) -> dict[int, list[tuple[int, Box4]]]:
    """What people called wrong, by image: (category id, corners)."""
    return _by_image(RejectedSuggestion.objects.filter(image__in=image_ids))


def is_rejected(box: Sequence[Any], rejections: Sequence[tuple[int, Box4]], *, tolerance: float) -> bool:
    """Whether a stored suggestion is, as far as the project cares, one that a person called wrong."""
    return bool(rejections) and most(box[1:5], (corners for name, corners in rejections if name == box[0])) >= tolerance


def _by_image(rows: QuerySet[Any]) -> dict[int, list[tuple[int, Box4]]]:
    found: dict[int, list[tuple[int, Box4]]] = defaultdict(list)
    for image, category, *box in rows.values_list("image_id", "category_id", "x1", "y1", "x2", "y2"):
        found[image].append((category, (box[0], box[1], box[2], box[3])))
    return found


def _looked_through(
    image: Any, boxes: Sequence[Sequence[Any]], decided: _Decisions, *, threshold: float, category_id: int | None
) -> LookedThrough:
    drawn = decided.drawn.get(image.pk, [])
    crops = [
        Crop(
            image_id=image.pk,
            prediction_id=image.prediction_id,
            position=position,
            category_id=box[0],
            box=_corners(box),
            score=box[5],
            confidence=predictions.confidence(box),
        )
        for position, box in enumerate(boxes)
        # Most boxes fail by one of the cheap questions, so these come first and as they are.
        if (box[5] if box[6] is None else box[6]) >= threshold
        and category_id in (None, box[0])
        and predictions.is_shown(box, decided.thresholds)
        and _is_undecided(image.pk, box, drawn, decided)
    ]
    return LookedThrough(image=image, crops=crops, seen=boxes, drawn=drawn)


def _is_undecided(image_id: int, box: Sequence[Any], drawn: list[tuple[int, Box4]], decided: _Decisions) -> bool:
    if predictions.confidence(box) >= decided.reviewed_from.get((image_id, box[0]), 2):
        return False
    if drawn and most(box[1:5], (corners for name, corners in drawn if name == box[0])) >= SAME_OBJECT:
        return False
    return not is_rejected(box, decided.rejected.get(image_id, []), tolerance=decided.tolerance)


def _corners(box: Sequence[Any]) -> Box4:
    return (box[1], box[2], box[3], box[4])
