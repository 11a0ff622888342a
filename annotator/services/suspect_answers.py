"""What people say of a doubted label: their fix is a revision like any other, and can be taken back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from annotator.errors import InvalidInput, SuspectOutdated, SuspectSettled
from annotator.models import Box, Image, Revision, Suspect
from annotator.services import annotations, boxes, suspects
from annotator.services.revisions import BoxChange

Kind, State, Answer = Suspect.Kind, Suspect.State, Suspect.Answer

NAMESPACE = uuid.UUID("0b0a4f3e-6c0f-5d0e-8f57-2f6a3c1d9b11")  # Of what answers write.
WITHOUT_FIX = {Answer.RIGHT: State.RIGHT, Answer.WRONG: State.WRONG, Answer.SKIP: State.SKIPPED}
OF_LABELS = (Answer.CHANGE, Answer.DELETE, Answer.WRONG, Answer.RIGHT, Answer.SKIP)
OF_IMAGES = (Answer.RIGHT, Answer.WRONG, Answer.SKIP)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """revision: the number that the image has now; None where nothing was changed"""

    suspect: Suspect
    revision: int | None


def possible(suspect: Suspect) -> tuple[str, ...]:
    """The answers that a question takes, the likeliest first."""
    if suspect.kind == Kind.INCOMPLETE:
        return OF_IMAGES
    if suspect.kind == Kind.OVERLOOKED:
        return (Answer.ADD, Answer.RIGHT, Answer.SKIP)
    if suspect.kind == Kind.SWAPPED:
        return (Answer.CHANGE, Answer.TAKE, *OF_LABELS[1:])
    return (Answer.TAKE, *OF_LABELS) if suspect.kind == Kind.MISPLACED else OF_LABELS


def answer(suspect: Suspect, *, by: User, answer: str, category_id: int | None = None) -> Answered:
    """Remember what a person said, and save the fix if it is one. The same answer again changes nothing.

    category_id: what the box is; by default what the model says
    Raises InvalidInput, SuspectSettled when somebody was faster, SuspectOutdated when the label has changed since it
    was asked, and as `annotations.save`.
    """
    if answer not in possible(suspect):
        raise InvalidInput(f"“{answer}” answers no question of this kind.", field="answer")
    with transaction.atomic():
        unanswered = Suspect.objects.filter(pk=suspect.pk, state__in=[State.OPEN, State.SKIPPED])
        state = WITHOUT_FIX.get(Answer(answer), State.WRONG)
        taken = unanswered.update(state=state, answer=answer, answered_by=by, answered_at=timezone.now())
        suspect.refresh_from_db()
        if not taken:
            return _repeated(suspect, by=by, answer=answer)
        if answer == Answer.SKIP:
            return Answered(suspect=suspect, revision=None)
        image = _image_if_unchanged(suspect)
        change = _change(suspect, Answer(answer), category_id)
        revision = (
            annotations.save(image, author=by, base_revision=image.revision, change=change).number if change else None
        )
        _close_others(suspect)
    return Answered(suspect=suspect, revision=revision)


def undo(suspect: Suspect, *, by: User) -> Answered:
    """Take an answer back: the box is as it was, and the question open again.

    Raises SuspectOutdated when somebody has touched the box since; then all stays as it is.
    """
    with transaction.atomic():
        answered = Suspect.objects.filter(pk=suspect.pk).exclude(state=State.OPEN)
        revision_id, answers = _revision_id(suspect), suspect.answers + 1
        taken = answered.update(state=State.OPEN, answer="", answered_by=None, answered_at=None, answers=answers)
        revision = Revision.objects.filter(pk=revision_id).select_related("image").first() if taken else None
        number = _take_back(suspect, revision, by=by) if revision else None
        suspect.refresh_from_db()
    return Answered(suspect=suspect, revision=number)


def _repeated(suspect: Suspect, *, by: User, answer: str) -> Answered:
    if suspect.answer != answer or suspect.answered_by_id != by.pk:
        raise SuspectSettled(f"{suspect.answered_by or 'Somebody'} has answered this meanwhile.")
    revision = Revision.objects.filter(pk=_revision_id(suspect)).first()
    return Answered(suspect=suspect, revision=revision.number if revision else None)


def _image_if_unchanged(suspect: Suspect) -> Image:
    image = Image.objects.get(pk=suspect.image_id)
    if not suspects.still_stands(suspect, suspects.boxes_by_image([image.pk])[image.pk]):
        raise SuspectOutdated(f"Somebody has changed this in “{image.file_name}” since it was asked.")
    return image


def _change(suspect: Suspect, answer: Suspect.Answer, category_id: int | None) -> BoxChange | None:
    """The revision that an answer writes, if it writes one."""
    if answer in WITHOUT_FIX:
        return None
    label = dict(suspect.label or {})
    how: dict[str, Any] = {"id": _revision_id(suspect), "effort": {"operations": {f"suspects.{answer}": 1}}}
    if answer == Answer.DELETE:
        return BoxChange(delete=(uuid.UUID(label["key"]),), **how)
    if answer == Answer.CHANGE:
        category = category_id or (suspect.seen or {}).get("category")
        if category is None:
            raise InvalidInput("Say which category the box has.", field="category")
        return BoxChange(upsert=(boxes.from_json({**label, "category": category}),), **how)
    return BoxChange(upsert=(boxes.from_json({**_EMPTY, **label, **_as_seen(suspect, category_id)}),), **how)


_EMPTY = {"occluded": False, "truncated": False, "crowd": False}


def _as_seen(suspect: Suspect, category_id: int | None) -> dict[str, Any]:
    """The model's box, for the label or as a new one."""
    seen: Mapping[str, Any] = suspect.seen or {}
    x1, y1, x2, y2 = seen["box"]
    label: Mapping[str, Any] = suspect.label or {"key": str(uuid.uuid5(NAMESPACE, f"box:{suspect.pk}"))}
    return {
        "key": label["key"],
        "category": category_id or seen["category"],
        "x1": x1,
        "y1": y1,
        "x2": x2,
        "y2": y2,
        "origin": Box.Origin.ACCEPTED,
        "model_version": suspect.model_version_id,
        "score": seen.get("score"),
    }


def _close_others(suspect: Suspect) -> None:
    """What else is doubted in a label that is right need not be asked."""
    if suspect.state == State.RIGHT and suspect.box_key is not None:
        others = Suspect.objects.filter(image=suspect.image_id, box_key=suspect.box_key, state=State.OPEN)
        others.exclude(kind=Kind.AUDIT).delete()


def _take_back(suspect: Suspect, revision: Revision, *, by: User) -> int:
    """The number of the revision that restores what the answer changed."""
    image = revision.image
    present = suspects.boxes_by_image([image.pk])[image.pk]
    upsert, delete = [], []
    for row in revision.changes:
        if present.get(row["key"]) != row["after"]:
            raise SuspectOutdated(f"Somebody has changed the box in “{image.file_name}” since.")
        if row["before"] is None:
            delete.append(uuid.UUID(row["key"]))
        else:
            upsert.append(boxes.from_json(row["before"]))
    change = BoxChange(
        id=uuid.uuid5(NAMESPACE, f"undo:{revision.pk}"),
        upsert=tuple(upsert),
        delete=tuple(delete),
        effort={"operations": {"suspects.undo": 1}},
    )
    return annotations.save(image, author=by, base_revision=image.revision, change=change).number


def _revision_id(suspect: Suspect) -> uuid.UUID:
    """Another one for each answer, and the same for the same answer: a repeated request finds its own revision."""
    return uuid.uuid5(NAMESPACE, f"answer:{suspect.pk}:{suspect.answers}")
