"""Revisions, each written as the next one of its image: what it changes, and what becomes of the image's state."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from annotator.models import Image, Revision
from annotator.services import boxes
from annotator.services.boxes import BoxValues

KIND_OF_STATE = {
    Image.State.DONE: Revision.Kind.FINISH,
    Image.State.SKIPPED: Revision.Kind.SKIP,
    Image.State.TODO: Revision.Kind.REOPEN,
    Image.State.UNSURE: Revision.Kind.UNSURE,
    Image.State.RETURNED: Revision.Kind.REVIEW,
}
SETTLED = (Image.State.DONE, Image.State.SKIPPED, Image.State.UNSURE)  # Whoever had the image is through with it.


@dataclass(frozen=True, kw_only=True)
class BoxChange:
    """What one save does. `id` is made by the client, so that a repeated request finds its own revision.

    kind: where the state does not say it; REVIEW makes `done` a reviewer's approval
    reason: why the image is skipped or returned, or what is unsure about it
    """

    id: uuid.UUID
    upsert: tuple[BoxValues, ...] = ()
    delete: tuple[uuid.UUID, ...] = ()
    state: str | None = None
    kind: str | None = None
    based_on_id: int | None = None
    effort: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """One revision, ready to be written.

    changes: `[{key, before, after}]`, what it changes in the image's present boxes
    """

    image: Image
    change: BoxChange
    changes: list[dict[str, Any]]


def append(steps: Sequence[Step], *, author: User | None) -> bool:
    """Write the next revision of each image as it is; False, at the first whose number somebody else took.

    `annotations.save`, `imports` and `bulk` come here, after all that may be refused. To be called in a transaction,
    which the caller rolls back after a False.
    """
    if not all(_take_number(step, author=author) for step in steps):
        return False
    _write(steps, author=author)
    return True


def _take_number(step: Step, *, author: User | None) -> bool:
    """Move the image to its next revision, unless somebody else did. This row is the lock."""
    image, change = step.image, step.change
    made = sum(row["before"] is None for row in step.changes) - sum(row["after"] is None for row in step.changes)
    values: dict[str, Any] = {"revision": image.revision + 1, "box_count": image.box_count + made}
    if change.state:
        values |= _state_values(step, author)
    elif image.state == Image.State.DONE:
        values["finished_at"] = timezone.now()  # A correction of a finished image is news to the next training.
    taken = Image.objects.filter(pk=image.pk, revision=image.revision).update(**values)
    if taken:
        for name, value in values.items():
            setattr(image, name, value)
    return bool(taken)


def _state_values(step: Step, author: User | None) -> dict[str, Any]:
    image, change, now = step.image, step.change, timezone.now()
    if change.kind == Revision.Kind.REVIEW and change.state == Image.State.DONE:
        return {
            "state": change.state,
            **_FREE,
            **_finished(step, now, image.finished_by or author),
            **_seen(now, author),
        }
    if change.state in SETTLED:
        return {"state": change.state, **_FREE, "finished_at": now, "finished_by": author}
    if change.state == Image.State.RETURNED:
        return {"state": change.state, **_FREE, "finished_at": None, "finished_by": None, **_seen(now, author)}
    return {"state": change.state, "finished_at": None, "finished_by": None}


_FREE: dict[str, Any] = {"leased_to": None, "leased_until": None, "wanted_since": None}


def _finished(step: Step, now: datetime, by: User | None) -> dict[str, Any]:
    """An approval is news to the next training only where it changed something; the work stays its author's."""
    is_news = step.image.state != Image.State.DONE or step.changes
    return {"finished_at": now, "finished_by": by} if is_news else {}


def _seen(now: datetime, by: User | None) -> dict[str, Any]:
    return {"reviewed_at": now, "reviewed_by": by}


def _write(steps: Sequence[Step], *, author: User | None) -> None:
    changed = [(step.image, row) for step in steps for row in step.changes]
    boxes.store([(image, row["after"]) for image, row in changed if row["after"] is not None])
    for step in steps:
        if gone := [row["key"] for row in step.changes if row["after"] is None]:
            step.image.boxes.filter(key__in=gone).delete()
    Revision.objects.bulk_create([_revision(step, author=author) for step in steps])


def _revision(step: Step, *, author: User | None) -> Revision:
    image, change = step.image, step.change
    return Revision(
        id=change.id,
        image=image,
        number=image.revision,
        author=author,
        kind=change.kind or (KIND_OF_STATE[Image.State(change.state)] if change.state else Revision.Kind.EDIT),
        state=image.state,
        changes=step.changes,
        reason=change.reason,
        based_on_id=change.based_on_id,
        effort=dict(change.effort),
    )
