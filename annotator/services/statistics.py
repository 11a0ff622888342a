"""How far a project is, what it cost people, and what the models make of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Avg, Count, FloatField, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate

from annotator.models import Box, Category, Comment, Image, Membership, ModelVersion, Project, Revision, Role
from annotator.services import conditions, effort, training
from annotator.services.kept import until_next_revision
from annotator.services.queue import OPEN
from annotator.services.stopping import StopHint, stop_hint

DAYS = 90  # Of the past that are shown.
_HOLDOUT = Q(split=Image.Split.HOLDOUT)
_NOTHING = {
    "images": 0,
    **dict.fromkeys(Image.State.values, 0),
    "boxes": 0,
    "open_comments": 0,
    "holdout": 0,
    "holdout_done": 0,
}


@dataclass(frozen=True, kw_only=True)
class CountedCategory:
    category: Category
    box_count: int


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A project as its members see it in the list."""

    project: Project
    role: Role
    counts: dict[str, int]
    categories: list[CountedCategory]
    active_model: ModelVersion | None


def overviews(projects: Sequence[Project], user: User) -> list[Overview]:
    """In the order given, by a fixed number of queries. The user must be a member of all, or a superuser."""
    ids = [project.pk for project in projects]
    roles = dict(Membership.objects.filter(user=user, project__in=ids).values_list("project", "role"))
    counts = _counts(ids)
    models = {model.project_id: model for model in ModelVersion.objects.filter(project__in=ids, is_active=True)}
    categories = counted_categories(Category.objects.filter(project__in=ids))
    return [
        Overview(
            project=project,
            role=Role.MANAGER if user.is_superuser else Role(roles[project.pk]),
            counts=counts.get(project.pk, _NOTHING),
            categories=[row for row in categories if row.category.project_id == project.pk],
            active_model=models.get(project.pk),
        )
        for project in projects
    ]


def _counts(project_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    # An image knows how many boxes it has: nobody counts a million rows for a number on a card.
    rows = (
        Image.objects.filter(project__in=project_ids)
        .values("project_id")
        .annotate(
            images=Count("id"),
            **{state: Count("id", filter=Q(state=state)) for state in Image.State.values},
            boxes=Sum("box_count"),
            holdout=Count("id", filter=_HOLDOUT),
            holdout_done=Count("id", filter=_HOLDOUT & Q(state=Image.State.DONE)),
        )
    )
    open_comments = dict(_open_comments(project_ids))
    counts = {row.pop("project_id"): row for row in rows}
    return {key: {**row, "open_comments": open_comments.get(key, 0)} for key, row in counts.items()}


def _open_comments(project_ids: Sequence[int]) -> QuerySet[Comment, tuple[int, int]]:
    remarks = Comment.objects.filter(image__project__in=project_ids, thread=None, resolved_at=None)
    return remarks.values_list("image__project").annotate(remarks=Count("id")).order_by()


def counted_categories(categories: QuerySet[Category]) -> list[CountedCategory]:
    """Categories in the order of their COCO ids, each with its number of boxes."""
    boxes = Box.objects.filter(category__in=categories.values("pk")).values_list("category")
    counts = dict(boxes.annotate(boxes=Count("id")).order_by())
    return [CountedCategory(category=row, box_count=counts.get(row.pk, 0)) for row in categories.order_by("coco_id")]


@dataclass(frozen=True, kw_only=True)
class Statistics:
    progress: dict[str, int]
    per_category: list[dict[str, int]]
    finished_per_day: list[dict[str, Any]]
    effort: dict[str, float]
    acceptance: dict[str, int]
    models: list[dict[str, Any]]
    next_training: dict[str, Any]
    time_left: dict[str, Any]
    stop_hint: StopHint
    costs: dict[str, Any]
    sway: dict[str, Any]
    cues: conditions.Comparison


def statistics_of(project: Project) -> Statistics:
    return Statistics(
        progress=_counts([project.pk]).get(project.pk, _NOTHING),
        per_category=_per_category(project),
        finished_per_day=_finished_per_day(project),
        effort=_effort(project),
        acceptance=_acceptance(project),
        models=_models(project),
        next_training={
            "corrections": training.corrections(project),
            "needed": training.corrections_needed(project),
            "mode": project.auto_train,
        },
        time_left=_time_left(project),
        stop_hint=stop_hint(project),
        costs=_costs(project),
        sway=_sway(project),
        cues=until_next_revision(project, "cues", partial(conditions.of_cues, project)),
    )


def _sway(project: Project) -> dict[str, Any]:
    found = until_next_revision(project, "sway", partial(conditions.of_suggestions, project))
    return {**asdict(found), "text": conditions.sway_words(found)}


def _time_left(project: Project) -> dict[str, Any]:
    """Images that the model has no estimate for count as the mean of the others."""
    known = project.images.filter(state__in=OPEN).aggregate(
        images=Count("id"), predicted_images=Count("predicted_seconds"), seconds=Avg("predicted_seconds")
    )
    mean = known.pop("seconds")
    return {**known, "seconds": None if mean is None else round(mean * known["images"], 1)}


def _costs(project: Project) -> dict[str, Any]:
    ledger = effort.ledger_of(project)
    known = {"images": ledger.images, "needed": effort.ENOUGH_IMAGES, "is_enough": ledger.is_enough}
    return {**asdict(ledger.costs), **known}


def _per_category(project: Project) -> list[dict[str, int]]:
    boxes = Box.objects.filter(category__project=project)
    rows = boxes.values("category_id").annotate(boxes=Count("id"), images=Count("image", distinct=True))
    return [
        {"category": row["category_id"], "boxes": row["boxes"], "images": row["images"]}
        for row in rows.order_by("category_id")
    ]


def _finished_per_day(project: Project) -> list[dict[str, Any]]:
    days = project.images.filter(finished_at__isnull=False).annotate(day=TruncDate("finished_at")).values_list("day")
    rows: list[tuple[date, int]] = list(days.annotate(images=Count("id")).order_by("-day")[:DAYS])
    return [{"day": day, "images": images} for day, images in reversed(rows)]


@dataclass(frozen=True)
class Work:
    images: int
    boxes: int


@dataclass(frozen=True)
class Today:
    """What was finished since a moment: by one person, and by all together."""

    mine: Work
    everybody: Work


def work_since(project: Project, user: User, moment: datetime) -> Today:
    """Skipped images and doubts are no finished work."""
    done = project.images.filter(state=Image.State.DONE, finished_at__gte=moment)
    return Today(mine=_work(done.filter(finished_by=user)), everybody=_work(done))


def _work(images: QuerySet[Image]) -> Work:
    found = images.aggregate(images=Count("id"), boxes=Sum("box_count"))
    return Work(images=found["images"], boxes=found["boxes"] or 0)


def _effort(project: Project) -> dict[str, float]:
    """Seconds that people were at work, as their editors measured, and on how many images."""
    measured = Revision.objects.filter(image__project=project, effort__active_seconds__isnull=False)
    seconds = Cast(KeyTextTransform("active_seconds", "effort"), FloatField())
    found = measured.aggregate(active_seconds=Sum(seconds), images=Count("image", distinct=True))
    return {"active_seconds": round(found["active_seconds"] or 0, 1), "images": found["images"]}


def _acceptance(project: Project) -> dict[str, int]:
    """Where the boxes of finished images came from: the measure of how much the detector helps."""
    boxes = Box.objects.filter(image__project=project, image__state=Image.State.DONE).values_list("origin")
    return {**dict.fromkeys(Box.Origin.values, 0), **dict(boxes.annotate(boxes=Count("id")).order_by())}


def _models(project: Project) -> list[dict[str, Any]]:
    """The models that were measured, oldest first: the learning curve."""
    measured = project.model_versions.filter(metrics__isnull=False).select_related("dataset_version")
    return [
        {
            "number": model.number,
            "ap": model.metrics["ap"],
            "ap50": model.metrics["ap50"],
            "created_at": model.created_at,
            "images": model.dataset_version.counts.get("images") if model.dataset_version else None,
        }
        for model in measured.order_by("number")
        if model.metrics
    ]
