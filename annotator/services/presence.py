"""Who else looks at an image: rows that live for seconds, refreshed by the pages that are open.

A page asks far more often than it is written down, so that many open pages cost a database few writes.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from annotator.models import Image, Presence

SEEN_FOR = timedelta(seconds=45)  # Without another word, somebody is gone.
WRITTEN_EVERY = timedelta(seconds=15)


@dataclass(frozen=True)
class Sight:
    """What somebody at an image should know: who else is there, and whose revision is the newest.

    others: user names, in the order of the alphabet
    """

    others: list[str]
    revision: int
    revised_by: str | None


def look_at(image: Image, user: User) -> Sight:
    """Say that the person looks at the image, and hear who else does."""
    now = timezone.now()
    seen = image.presences.filter(seen_at__gt=now - SEEN_FOR).values_list("user", "user__username", "seen_at")
    by_user = {row[0]: row for row in seen}
    known = by_user.pop(user.pk, None)
    if known is None or known[2] < now - WRITTEN_EVERY:
        _write(image, user)
    return Sight(sorted(name for _, name, _ in by_user.values()), image.revision, _revised_by(image))


def leave(image: Image, user: User) -> None:
    image.presences.filter(user=user).delete()


def _write(image: Image, user: User) -> None:
    """Also forgets who is gone from here, and where this person no longer is: rows do not pile up."""
    now = timezone.now()
    Presence.objects.filter(Q(image=image) | Q(user=user), seen_at__lt=now - SEEN_FOR).delete()
    Presence.objects.bulk_create(
        [Presence(image=image, user=user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["image", "user"],
        update_fields=["seen_at"],
    )


def _revised_by(image: Image) -> str | None:
    if image.revision == 0:
        return None
    return image.revisions.filter(number=image.revision).values_list("author__username", flat=True).first()
