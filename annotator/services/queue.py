"""Which image a person gets next, and the lease that keeps two people from starting on the same one.

A lease is a courtesy: saving needs none, the revision protects the boxes.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from annotator.errors import LeaseHeld
from annotator.models import Image, Project
from annotator.services import batches, blind, revisions

OPEN = (Image.State.TODO, Image.State.RETURNED)
FIRST_IMAGES = 20  # Of these, half come from the hold-out: they are drawn by hand anyway (no model yet).
HOLDOUT_EVERY = 8


@dataclass(frozen=True)
class Reason:
    """Why this image comes now: a stable code and a sentence."""

    code: str
    text: str


@dataclass(frozen=True)
class LeasedImage:
    image: Image
    reason: Reason


RETURNED = Reason("returned", "A reviewer sent this image back.")
WANTED = Reason("wanted", "A manager asked for this image first.")
HOLDOUT = Reason("holdout", "Part of the hold-out: models are measured on it, never trained.")
BLIND = Reason("holdout", f"Part of the hold-out, {blind.WORDS}.")
FILE_ORDER = Reason("file_order", "Next in the order of the file names.")
RANDOM = Reason("random", "Drawn at random.")
REASON_CODES = (
    "informative", "typical", "similar", "random", "uncertain", "quick_win", "file_order",
    "holdout", "returned", "wanted",
)  # fmt: skip
UNSEEN = Reason("random", "Drawn at random: no model has seen it yet.")


def lease_next(project: Project, user: User, *, exclude: Collection[int] = (), count: int = 1) -> list[LeasedImage]:
    """Lease up to count images, the most useful first.

    exclude: ids that the person has at hand already
    """
    return lease_up_to(count, exclude, lambda at_hand: _lease_one(project, user, exclude=at_hand))


def lease_up_to(
    count: int, exclude: Collection[int], lease_one: Callable[[set[int]], LeasedImage | None]
) -> list[LeasedImage]:
    """One after the other, as long as there are any; lease_one is told the ids that are at hand already."""
    leased: list[LeasedImage] = []
    while len(leased) < count:
        found = lease_one({*exclude, *(row.image.pk for row in leased)})
        if found is None:
            break
        leased.append(found)
    return leased


def _lease_one(project: Project, user: User, *, exclude: Collection[int]) -> LeasedImage | None:
    free = project.images.filter(is_free_for(user), state__in=OPEN).exclude(pk__in=exclude)
    for candidates in _in_order(project, user, free):
        # A lost race leads to the next candidate, never to a lock.
        for image in candidates.select_related("leased_to")[:10]:
            if take(image, user):
                return LeasedImage(image, _reason(project, image))
    return None


def _in_order(project: Project, user: User, free: QuerySet[Image]) -> Iterator[QuerySet[Image]]:
    # What is kept for the person already: opened before, or fetched ahead.
    yield free.filter(leased_to=user).order_by("leased_until", "id")
    yield free.filter(state=Image.State.RETURNED).order_by("id")
    yield free.filter(state=Image.State.TODO, wanted_since__isnull=False).order_by("wanted_since", "id")
    if _holdout_is_due(project):
        yield free.filter(split=Image.Split.HOLDOUT, state=Image.State.TODO).order_by("sha256")
    todo = free.filter(state=Image.State.TODO)
    yield from _by_choice(project, todo.filter(split=Image.Split.TRAIN))
    yield _ordered(project, todo.filter(split=Image.Split.HOLDOUT))


def _by_choice(project: Project, images: QuerySet[Image]) -> Iterator[QuerySet[Image]]:
    if project.acquisition == Project.Acquisition.BALANCED:
        yield images.filter(batch_position__isnull=False).order_by("batch_position", "id")
    if project.acquisition == Project.Acquisition.QUICK_WINS:
        yield images.filter(predicted_seconds__isnull=False).order_by("predicted_seconds", "id")
    yield _ordered(project, images)


def _ordered(project: Project, images: QuerySet[Image]) -> QuerySet[Image]:
    if project.acquisition == project.Acquisition.FILE_ORDER:
        return images.order_by("file_name", "id")
    if project.acquisition == project.Acquisition.RANDOM:
        return images.order_by("sha256")  # As good as dice, and the same for everybody.
    return images.order_by("-priority", "id")


def _holdout_is_due(project: Project) -> bool:
    """Half of the first twenty images, every eighth later."""
    handed_out = Q(state__in=revisions.SETTLED) | Q(leased_until__gt=timezone.now())
    counts = project.images.filter(handed_out).aggregate(
        images=Count("id"), holdout=Count("id", filter=Q(split=Image.Split.HOLDOUT))
    )
    if counts["images"] < FIRST_IMAGES:
        return bool(counts["holdout"] * 2 < counts["images"])
    return bool(counts["images"] % HOLDOUT_EVERY == 0)


def _reason(project: Project, image: Image) -> Reason:
    if image.state == Image.State.RETURNED:
        return RETURNED
    if image.wanted_since is not None:
        return WANTED
    if image.split == Image.Split.HOLDOUT:
        # Where no model has seen the image there is nothing to withhold.
        return BLIND if blind.is_blind(image) and image.predictions.exists() else HOLDOUT
    return _chosen(project, image)


def _chosen(project: Project, image: Image) -> Reason:
    """Why an image to learn from was chosen, by the order of the project."""
    if project.acquisition == project.Acquisition.FILE_ORDER:
        return FILE_ORDER
    if project.acquisition == project.Acquisition.RANDOM:
        return RANDOM
    if project.acquisition == project.Acquisition.BALANCED and image.batch_position is not None:
        entry = batches.entry_of(image)
        return Reason(entry.reason_code, entry.reason) if entry else RANDOM
    if project.acquisition == project.Acquisition.QUICK_WINS and image.predicted_seconds is not None:
        return Reason("quick_win", f"About {image.predicted_seconds:.0f} s of work, the least among the images left.")
    if image.priority < 1:
        return UNSEEN
    percent = 100 * (image.priority - 1)
    return Reason("uncertain", f"The model is unsure here: {percent:.0f} % doubt, the most among the images left.")


def renew_lease(image: Image, user: User) -> datetime:
    """Keep the image, or take it when nobody has it. Raises LeaseHeld."""
    until = take(image, user)
    if until is None:
        image.refresh_from_db(fields=["leased_to", "leased_until"])
        raise LeaseHeld(f"{image.leased_to} is working on “{image.file_name}”.", leased_to=str(image.leased_to))
    return until


def release_lease(image: Image, user: User) -> None:
    """Give the image back; nothing happens when somebody else has it."""
    Image.objects.filter(pk=image.pk, leased_to=user).update(leased_to=None, leased_until=None)


def take(image: Image, user: User) -> datetime | None:
    """Until when the image is the user's now; None when somebody else has it."""
    until = timezone.now() + timedelta(seconds=settings.IMAGE_LEASE_SECONDS)
    taken = Image.objects.filter(is_free_for(user), pk=image.pk).update(leased_to=user, leased_until=until)
    if not taken:
        return None
    image.leased_to, image.leased_until = user, until
    return until


def is_free_for(user: User) -> Q:
    """Images that nobody else has open."""
    return Q(leased_until=None) | Q(leased_until__lte=timezone.now()) | Q(leased_to=user)
