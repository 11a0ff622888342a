"""Which images of a project fit a question, and in which order.

A whole answer is a list of ids: 100,000 of them are read in a fraction of a second, tell a page how long it is,
let it jump to the middle, and stay what they were while a person works through them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from annotator.models import Box, Comment, Image, ModelVersion, Prediction, Project
from annotator.services import blind, registry

Span = tuple[float | None, float | None]
Dates = tuple[datetime | None, datetime | None]

# Descending with a minus. Where a value is missing, the image comes last either way.
ORDERINGS = (
    "id", "-id", "file_name", "-file_name", "-finished_at", "finished_at", "-box_count", "box_count",
    "-priority", "predicted_seconds", "-predicted_seconds",
)  # fmt: skip
IDS_AT_ONCE = 5000  # In one statement: SQLite takes 32,766 values.
ROUNDING = 1e-9  # A box on the line between two spans is in the upper one, however a product was rounded.
NULLABLE = ("finished_at", "predicted_seconds")


@dataclass(frozen=True, kw_only=True)
class ImageFilter:
    """Empty means "any". Spans are from and to, both included, None where there is no limit.

    categories, every_category, without_categories: with a box of any of these, of each of these, of none of these
    box_size, box_aspect, box_x, box_y: one of the boxes has this square root of its area in pixels, this width by
        height, and its middle there, as a share of the image; with categories, it is one of theirs. These spans are
        half open, the upper limit is not in them: what lies on the line between two is in one of them
    top_score, low_score: confidence, 0 to 1, of the best and of the least suggestion that is shown
    suggestions: how many are shown; all three are of the model in use, or of `suggested_by`
    megapixels: millions of pixels
    boxes_by, suggested_by: a model version that suggested one of the boxes, or that has looked at the image
    has_open_comments: with a remark that nobody has resolved
    search: part of the file name, capitals or not
    """

    ids: Sequence[int] = ()
    states: Sequence[str] = ()
    split: str | None = None
    categories: Sequence[int] = ()
    every_category: Sequence[int] = ()
    without_categories: Sequence[int] = ()
    box_size: Span | None = None
    box_aspect: Span | None = None
    box_x: Span | None = None
    box_y: Span | None = None
    boxes: Span | None = None
    top_score: Span | None = None
    low_score: Span | None = None
    suggestions: Span | None = None
    seconds: Span | None = None
    width: Span | None = None
    height: Span | None = None
    megapixels: Span | None = None
    finished_by: Sequence[int] = ()
    uploaded: Dates | None = None
    finished: Dates | None = None
    boxes_by: int | None = None
    suggested_by: int | None = None
    has_open_comments: bool = False
    search: str = ""


def find_images(project: Project, asked: ImageFilter) -> QuerySet[Image]:
    images = project.images.all()
    for condition in (_plain(asked), _spans(asked)):
        images = images.filter(condition)
    if asked.megapixels:
        # As floats: the product of two of PostgreSQL's integers need not fit into one.
        pixels = Cast("width", FloatField()) * Cast("height", FloatField()) / 1e6
        images = images.alias(megapixels=pixels).filter(_between("megapixels", asked.megapixels))
    return _by_suggestions(project, _by_what_is_on_it(images, asked), asked)


def _plain(asked: ImageFilter) -> Q:
    named = {
        "pk__in": asked.ids,
        "split": asked.split,
        "finished_by__in": asked.finished_by,
        "file_name__icontains": asked.search,
    }
    return Q(**{path: value for path, value in named.items() if value}) & _in_states(asked.states)


def _in_states(states: Sequence[str]) -> Q:
    """Several by those that they leave out: SQLite would ask its index for each state and each id of another list."""
    if len(states) < 2:
        return Q(state__in=states) if states else Q()
    return ~Q(state__in=[state for state in Image.State.values if state not in states])


def _spans(asked: ImageFilter) -> Q:
    return (
        _between("box_count", asked.boxes)
        & _between("predicted_seconds", asked.seconds)
        & _between("width", asked.width)
        & _between("height", asked.height)
        & _between("created_at", asked.uploaded)
        & _between("finished_at", asked.finished)
    )


def _between(path: str, span: Span | Dates | None) -> Q:
    least, greatest = span or (None, None)
    found = Q()
    if least is not None:
        found &= Q(**{f"{path}__gte": least})
    if greatest is not None:
        found &= Q(**{f"{path}__lte": greatest})
    return found


def _by_what_is_on_it(images: QuerySet[Image], asked: ImageFilter) -> QuerySet[Image]:
    of_image = Box.objects.filter(image=OuterRef("pk"))
    shaped = _shaped(of_image, asked)
    if asked.categories:
        shaped = shaped.filter(category__in=asked.categories)
    if shaped is not of_image:
        images = images.filter(Exists(shaped))
    for category in asked.every_category:
        images = images.filter(Exists(of_image.filter(category=category)))
    if asked.without_categories:
        images = images.filter(~Exists(of_image.filter(category__in=asked.without_categories)))
    if asked.boxes_by is not None:
        images = images.filter(Exists(of_image.filter(model_version=asked.boxes_by)))
    if asked.has_open_comments:
        remarks = Comment.objects.filter(image=OuterRef("pk"), thread=None, resolved_at=None)
        images = images.filter(Exists(remarks))
    return images


def _shaped(boxes: QuerySet[Box], asked: ImageFilter) -> QuerySet[Box]:
    """The same boxes where nothing is asked of their shape or place."""
    width, height = F("x2") - F("x1"), F("y2") - F("y1")
    measures = (
        (asked.box_size, width * height, Value(1.0), 2),
        (asked.box_aspect, width, height, 1),
        (asked.box_x, F("x1") + F("x2"), 2.0 * F("image__width"), 1),
        (asked.box_y, F("y1") + F("y2"), 2.0 * F("image__height"), 1),
    )
    for number, (span, measure, unit, power) in enumerate(measures):
        least, below = span or (None, None)
        if least is not None or below is not None:
            boxes = boxes.alias(**{f"measure{number}": measure})
        if least is not None:
            boxes = boxes.filter(**{f"measure{number}__gte": (least**power - ROUNDING) * unit})
        if below is not None:
            boxes = boxes.filter(**{f"measure{number}__lt": (below**power - ROUNDING) * unit})
    return boxes


def _by_suggestions(project: Project, images: QuerySet[Image], asked: ImageFilter) -> QuerySet[Image]:
    """By a list, not row by row: the index over confidences answers it without the rows, which hold all boxes."""
    shown = (
        _between("greatest_confidence", asked.top_score)
        & _between("least_confidence", asked.low_score)
        & _between("shown", asked.suggestions)
    )
    if asked.suggested_by is None and not shown:
        return images
    model = _model(project, asked.suggested_by)
    images = images.filter(pk__in=Prediction.objects.filter(shown, model_version=model).values("image"))
    # What models see in blind images is not told by a filter either.
    return blind.without_blind(images) if shown else images


def _model(project: Project, asked: int | None) -> ModelVersion | int | None:
    """As `predictions.active_prediction` chooses; where there is none it matches no prediction."""
    if asked is not None:
        return asked
    outside = project.model_versions.filter(origin=ModelVersion.Origin.IMPORTED)
    return registry.active_model(project) or outside.order_by("-number").first()


def in_order(images: QuerySet[Image], ordering: str) -> QuerySet[Image]:
    """ordering: one of ORDERINGS; where it says equal, by id"""
    field, descending = ordering.removeprefix("-"), ordering.startswith("-")
    if field == "id":
        return images.order_by(ordering)
    column = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
    return images.order_by(column if field in NULLABLE else ordering, "id")


def known_ids(project: Project, ids: Sequence[int]) -> set[int]:
    """Those of the ids that are images of the project."""
    known: set[int] = set()
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = ids[start : start + IDS_AT_ONCE]
        known.update(project.images.filter(pk__in=some).values_list("pk", flat=True))
    return known


def ids_of(images: QuerySet[Image]) -> list[int]:
    """The ids alone, straight from the cursor: Django's own way takes twice as long for 100,000."""
    sql, parameters = images.values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]
