"""What waits for a reviewer, and in which order: doubts first, then what came back, then a sample.

The verdict itself is a revision like any other: see `annotations.save`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet

from annotator.models import Comment, Image, Project, Revision
from annotator.services.queue import LeasedImage, Reason, is_free_for, lease_up_to, take

# One finished image in ten, by the first digits of its hash: the same ones for everybody.
SAMPLED_BELOW = "1a"
UNSURE = Q(state=Image.State.UNSURE)
AGAIN = Q(state=Image.State.DONE, reviewed_at__isnull=False, reviewed_at__lt=F("finished_at"))
SAMPLED = Q(state=Image.State.DONE, reviewed_at=None, sha256__lt=SAMPLED_BELOW)
REASON_CODES = ("unsure", "again", "sampled")
CANDIDATES = 10  # Looked at for one that nobody else takes at the same moment.
_SAID = (Revision.Kind.REVIEW, Revision.Kind.UNSURE, Revision.Kind.SKIP)
_STATES_WITH_NOTE = (Image.State.RETURNED, Image.State.UNSURE, Image.State.SKIPPED)


@dataclass(frozen=True)
class Note:
    """Why an image is in its state: who put it there, and in which words, if any."""

    author: str | None
    text: str
    at: datetime


def note_of(image: Image) -> Note | None:
    """What was said when the image was skipped, returned or sent to review; None in other states."""
    if image.state not in _STATES_WITH_NOTE:
        return None
    said = image.revisions.filter(state=image.state, kind__in=_SAID).select_related("author").order_by("-number")
    revision = said.first()
    if revision is None:
        return None
    return Note(revision.author.username if revision.author else None, revision.reason, revision.created_at)


def waiting(project: Project) -> dict[str, int]:
    """How many images wait for a reviewer, by reason; and how many remarks are open."""
    counts = project.images.aggregate(
        unsure=Count("id", filter=UNSURE), again=Count("id", filter=AGAIN), sampled=Count("id", filter=SAMPLED)
    )
    remarks = Comment.objects.filter(image__project=project, thread=None, resolved_at=None)
    return {**counts, "open_comments": remarks.count()}


def lease_next(project: Project, reviewer: User, *, exclude: Collection[int] = (), count: int = 1) -> list[LeasedImage]:
    """Lease up to count images that wait for a verdict.

    exclude: ids that the reviewer has at hand already
    """
    return lease_up_to(count, exclude, lambda at_hand: _lease_one(project, reviewer, exclude=at_hand))


def _lease_one(project: Project, reviewer: User, *, exclude: Collection[int]) -> LeasedImage | None:
    free = project.images.filter(is_free_for(reviewer)).exclude(pk__in=exclude)
    for code, candidates in _in_order(reviewer, free):
        for image in candidates.select_related("leased_to", "finished_by")[:CANDIDATES]:
            if take(image, reviewer):
                return LeasedImage(image, Reason(code, _words(code, image)))
    return None


def _in_order(reviewer: User, free: QuerySet[Image]) -> Iterator[tuple[str, QuerySet[Image]]]:
    yield "unsure", free.filter(UNSURE).order_by("finished_at", "id")
    yield "again", free.filter(AGAIN).order_by("finished_at", "id")
    # Nobody is sampled by themselves; a doubt of one's own may be looked at a second time.
    yield "sampled", free.filter(SAMPLED).exclude(finished_by=reviewer).order_by("sha256", "id")


def _words(code: str, image: Image) -> str:
    who = image.finished_by.username if image.finished_by else "Somebody"
    if code == "again":
        return f"{who} changed it after a review."
    if code == "sampled":
        return f"One finished image in ten is looked at. {who} finished this one."
    note = note_of(image)
    return f"{who} is unsure: “{note.text}”" if note and note.text else f"{who} is unsure about this image."
