"""When a training is worth its time, and what it begins with.

A new model comes after a quarter more finished images than the last one had, so that all trainings together cost about
five times the last; sooner where many boxes are new, or the last one is long ago.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from annotator.models import Box, Image, Job, ModelVersion, Project, Revision
from annotator.services import jobs, registry

FIRST_TRAINING = 10  # Finished images before the first model.
BOXES_TO_LEARN = 2  # Boxes that some category must have before a model can learn anything.
MANY_BOXES = 150  # New or changed ones; they are worth a training however few images they are in.
LONG_AGO = timedelta(minutes=15)
FEW_IMAGES = 5  # Enough for a training when the last one is long ago.
FRESH = "fresh"  # From the base weights, not from the model in use.

OVERTAKEN = 0.1  # Share of the boxes it learns from that may change before a training begins again.

ADAPT_EVERY = 4  # Finished images.
ADAPT_FINISHED_AT_MOST = 2000  # In a larger set a few more images change nothing that is worth
ADAPT_OPEN_AT_MOST = 5000  # looking at all open images again.


def finished(project: Project) -> QuerySet[Image]:
    return project.images.filter(state=Image.State.DONE, split=Image.Split.TRAIN)


def last_training(project: Project) -> Job | None:
    return project.jobs.filter(kind=Job.Kind.TRAIN).exclude(state=Job.State.CANCELLED).order_by("-created_at").first()


def began_at(job: Job) -> datetime:
    """From when on what people finish is news to it: it freezes its images when it starts, not when it is asked for."""
    return job.started_at or job.created_at


@dataclass(frozen=True)
class News:
    """What people finished since the last training began."""

    images: int
    boxes: int
    last: Job | None


def news(project: Project) -> News:
    last = last_training(project)
    new = finished(project)
    if last:
        new = new.filter(finished_at__gt=began_at(last))
    counts = new.aggregate(images=Count("id"), boxes=Sum("box_count"))
    return News(images=counts["images"], boxes=counts["boxes"] or 0, last=last)


def corrections(project: Project) -> int:
    """Images finished since the last training began."""
    return news(project).images


def corrections_needed(project: Project) -> int:
    """How many more finished images start a training; 0 when they are there, or enough boxes or time."""
    new = news(project)
    if new.last is None:
        return max(FIRST_TRAINING - new.images, 0)
    if new.images and new.boxes >= MANY_BOXES:
        return 0
    if new.images >= FEW_IMAGES and began_at(new.last) + LONG_AGO <= timezone.now():
        return 0
    before = finished(project).count() - new.images
    return max(project.retrain_after - new.images, -(-before // 4) - new.images, 0)


def can_learn(project: Project) -> bool:
    boxes = Box.objects.filter(image__in=finished(project), crowd=False)
    return boxes.values("category").annotate(boxes=Count("id")).filter(boxes__gte=BOXES_TO_LEARN).exists()


def step_to_first_model(project: Project) -> str:
    """What a project without a model needs before it has one, in a sentence for people."""
    if project.jobs.filter(kind=Job.Kind.TRAIN, state__in=jobs.OPEN).exists():
        return "The first model is being trained: its suggestions come by themselves."
    done = finished(project).count()
    if done < FIRST_TRAINING:
        left = FIRST_TRAINING - done
        images = "image" if left == 1 else "images"
        return f"Finish {left} {'more ' if done else ''}{images} by hand, then train the first model."
    if not can_learn(project):
        return f"Draw at least {BOXES_TO_LEARN} boxes of one category, then train the first model."
    return f"Train the first model: {done} images are finished."


def params(project: Project) -> dict[str, Any]:
    """What the next training begins with: the model in use, or the base weights where that led nowhere or far enough.

    Weights that are warmed up again and again end worse than fresh ones (Ash & Adams 2020): the promotion decides
    between the two.
    """
    trained = project.model_versions.filter(origin=ModelVersion.Origin.TRAINED).exclude(mode=ModelVersion.INSTANT)
    newest = trained.order_by("-number").first()
    if newest is None:
        return {}
    if not newest.is_active and not newest.promotions.exists():
        return {"start": FRESH, "why": f"Model {newest.number} was not better than the one before."}
    fresh = trained.exclude(start="model").select_related("dataset_version").order_by("-number").first()
    had = fresh.dataset_version.counts.get("train", 0) if fresh and fresh.dataset_version else 0
    if had and finished(project).count() >= 2 * had:
        return {"start": FRESH, "why": "There are twice as many images as at the last fresh start."}
    return {}


def touched_share(project: Project, images: Collection[int], *, boxes: int, since: datetime) -> float:
    """The share of the boxes that were changed, deleted or added in these images; at most 1.

    images: ids of those that are learned from, and boxes how many are in them
    """
    revisions = Revision.objects.filter(created_at__gt=since, image__project=project)
    touched = {
        (image, change["key"])
        for image, changes in revisions.values_list("image_id", "changes")
        if image in images
        for change in changes
    }
    return min(len(touched) / max(boxes, 1), 1.0)


def is_adaptation_due(project: Project) -> bool:
    """Whether the model in use should learn from the last few finished images at once, before the next training."""
    active = registry.active_model(project)
    if active is None or active.origin != ModelVersion.Origin.TRAINED:
        return False
    learning = project.jobs.filter(kind__in=[Job.Kind.TRAIN, Job.Kind.ADAPT])
    if learning.filter(state__in=jobs.OPEN).exists():
        return False
    last = learning.exclude(state=Job.State.CANCELLED).order_by("-created_at").first()
    new = finished(project).filter(finished_at__gt=began_at(last)) if last else finished(project)
    return bool(new.count() >= ADAPT_EVERY and _is_small(project))


def _is_small(project: Project) -> bool:
    still_open = project.images.filter(state__in=[Image.State.TODO, Image.State.RETURNED]).count()
    return finished(project).count() <= ADAPT_FINISHED_AT_MOST and still_open <= ADAPT_OPEN_AT_MOST
