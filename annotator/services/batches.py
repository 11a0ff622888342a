"""The frozen batch of the balanced queue: which images are asked for next, and why.

A batch replaces the one before only where nobody has an image open: what was leased or fetched ahead keeps its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Case, Count, Max, PositiveIntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from annotator.models import Image, ModelVersion, Project, QueueBatch, QueueEntry
from annotator.services.stopping import stop_hint

SMALLEST, LARGEST = 8, 32
SHARE_OF_FINISHED = 0.25
FEW_LEFT = 0.15  # Of the images: from there on nothing is gained by an order that teaches a model.
RUNNING_LOW = 3  # Images left of a batch, from which the next one is chosen.


@dataclass(frozen=True, kw_only=True)
class Place:
    """One image of a batch, with the reason for it. See QueueEntry."""

    image_id: int
    share: str
    parts: dict[str, float] = field(default_factory=dict)
    selection_probability: float = 1.0
    reason_code: str
    reason: str


def batch_size(project: Project) -> int:
    """A quarter of the finished training images, at least 8 and at most 32."""
    finished = project.images.filter(state=Image.State.DONE, split=Image.Split.TRAIN).count()
    return min(max(int(SHARE_OF_FINISHED * finished), SMALLEST), LARGEST)


def newest_batch(project: Project) -> QueueBatch | None:
    return project.queue_batches.order_by("-id").prefetch_related("entries__image").first()


def waiting(project: Project) -> QuerySet[Image]:
    """The images of the batch that nobody has open yet, in its order."""
    return project.images.filter(
        at_nobodys_hand(), state=Image.State.TODO, split=Image.Split.TRAIN, batch_position__isnull=False
    ).order_by("batch_position", "id")


def candidates(project: Project) -> QuerySet[Image]:
    """Open training images that nobody has at hand: the hold-out is never chosen, it is drawn."""
    return project.images.filter(at_nobodys_hand(), state=Image.State.TODO, split=Image.Split.TRAIN)


def at_nobodys_hand() -> Q:
    return Q(leased_until=None) | Q(leased_until__lte=timezone.now())


def is_last_phase(project: Project) -> bool:
    """Whether what an image would teach matters no more: few are left, or more of them will not help the model."""
    is_open = Q(state__in=[Image.State.TODO, Image.State.RETURNED])
    counts = project.images.aggregate(images=Count("id"), still_open=Count("id", filter=is_open))
    return bool(counts["still_open"] < FEW_LEFT * counts["images"]) or stop_hint(project).is_reached


def is_wanted(project: Project, model: ModelVersion | None) -> bool:
    """Whether a new batch should be chosen: the last one runs out, or the model in use has seen more since."""
    if project.acquisition != Project.Acquisition.BALANCED or not candidates(project).exists():
        return False
    newest = project.queue_batches.order_by("-id").first()
    if newest is None or _is_outdated(newest, model):
        return True
    left = waiting(project).count()
    return left == 0 or (left < RUNNING_LOW and candidates(project).filter(batch_position=None).exists())


def _is_outdated(batch: QueueBatch, model: ModelVersion | None) -> bool:
    """Another model has seen images since, or the batch was chosen when it had seen a part of them only."""
    if model is None or not model.predictions.exists():
        return False
    if batch.model_version_id != model.pk:
        return True
    last = model.predictions.order_by("-id").values_list("created_at", flat=True)[0]
    if last < batch.created_at:
        return False
    still_open = batch.project.images.filter(state__in=[Image.State.TODO, Image.State.RETURNED])
    return not still_open.exclude(predictions__model_version=model).exists()


@transaction.atomic
def freeze_batch(
    project: Project,
    places: Sequence[Place],
    *,
    model: ModelVersion | None,
    phase: str,
    seed: int,
    informativeness_weight: float,
    pool: int,
) -> QueueBatch:
    """Log a batch and let the queue serve it, in this order, in the place of the one before."""
    batch = QueueBatch.objects.create(
        project=project,
        model_version=model,
        phase=phase,
        seed=seed,
        informativeness_weight=informativeness_weight,
        pool=pool,
    )
    project.images.filter(at_nobodys_hand(), batch_position__isnull=False).update(batch_position=None)
    first = _first_free_position(project)
    entries = [
        QueueEntry(
            batch=batch,
            image_id=place.image_id,
            position=first + number,
            share=place.share,
            parts=place.parts,
            selection_probability=place.selection_probability,
            reason_code=place.reason_code,
            reason=place.reason[:300],
        )
        for number, place in enumerate(places)
    ]
    QueueEntry.objects.bulk_create(entries)
    _take_places(project, entries)
    return batch


def _first_free_position(project: Project) -> int:
    held = project.images.filter(state=Image.State.TODO, batch_position__isnull=False)
    last = held.aggregate(last=Max("batch_position"))["last"]
    return 0 if last is None else last + 1


def _take_places(project: Project, entries: Sequence[QueueEntry]) -> None:
    if not entries:
        return
    positions = Case(
        *(When(pk=entry.image_id, then=Value(entry.position)) for entry in entries),
        output_field=PositiveIntegerField(),
    )
    chosen = project.images.filter(pk__in=[entry.image_id for entry in entries])
    # Somebody may have opened one by another way in the meantime: it is at hand, and needs no place.
    chosen.filter(at_nobodys_hand()).update(batch_position=positions)


def entry_of(image: Image) -> QueueEntry | None:
    """Why the image stands in the batch that it was last chosen for."""
    return image.queue_entries.order_by("-id").first()
