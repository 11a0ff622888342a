"""What a bulk action does to each image of a batch: the next revision, or nothing, and why not."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator.models import Box, BulkAction, Image, Revision
from annotator.services import boxes
from annotator.services.revisions import SETTLED, BoxChange, Step

Action, State = BulkAction.Action, Image.State

# Which states each leads out of; images in others stay as they are.
FROM = {
    Action.FINISH: (State.TODO, State.RETURNED, State.UNSURE),
    Action.SKIP: (State.TODO, State.RETURNED, State.UNSURE),
    Action.REVIEW: (State.TODO, State.RETURNED, State.DONE),
    Action.REOPEN: (State.DONE, State.SKIPPED, State.UNSURE),
    Action.FIRST: (State.TODO,),
}
TO = {
    Action.FINISH: State.DONE,
    Action.SKIP: State.SKIPPED,
    Action.REVIEW: State.UNSURE,
    Action.REOPEN: State.TODO,
}


@dataclass
class Plan:
    """steps: the revisions to write. left_alone: images that somebody has open, or has changed since"""

    steps: list[Step] = field(default_factory=list)
    left_alone: int = 0


def revision_id(bulk: BulkAction, image_id: int) -> uuid.UUID:
    """The same for the same action and image, so that a job that runs again finds what it has written."""
    return uuid.uuid5(bulk.pk, str(image_id))


def in_use(bulk: BulkAction) -> Q:
    """Images that somebody else has open."""
    others = Q(leased_until__gt=timezone.now(), leased_to__isnull=False)
    return others & ~Q(leased_to=bulk.author_id) if bulk.author_id else others


def eligible(bulk: BulkAction, images: QuerySet[Image]) -> QuerySet[Image]:
    """Those that the action would change, if nobody else had them open."""
    if bulk.action in FROM:
        images = images.filter(state__in=FROM[Action(bulk.action)])
    if bulk.action == Action.FIRST:
        return images.filter(wanted_since=None)
    if bulk.action in (Action.RELABEL, Action.DELETE_BOXES):
        return images.filter(pk__in=Box.objects.filter(category=bulk.params["category"]).values("image"))
    return images


def plan(bulk: BulkAction, images: Sequence[Image]) -> Plan:
    """images: eligible ones, nobody else's"""
    if bulk.undoes is not None:
        return _undo(bulk, bulk.undoes, images)
    if bulk.action == Action.RELABEL:
        return _change_boxes(bulk, images, lambda box: {**box, "category": bulk.params["to"]})
    if bulk.action == Action.DELETE_BOXES:
        return _change_boxes(bulk, images, lambda box: None)
    return _move(bulk, images)


def _move(bulk: BulkAction, images: Sequence[Image]) -> Plan:
    state, reason = TO[Action(bulk.action)], bulk.params.get("reason", "")
    return Plan([_step(bulk, image, [], state=state, reason=reason) for image in images])


def _change_boxes(
    bulk: BulkAction, images: Sequence[Image], change: Callable[[dict[str, Any]], dict[str, Any] | None]
) -> Plan:
    found = _boxes(images, category=bulk.params["category"])
    steps = []
    for image in images:
        changes = [{"key": key, "before": box, "after": change(box)} for key, box in found[image.pk].items()]
        if changes:
            steps.append(_step(bulk, image, changes))
    return Plan(steps)


def _undo(bulk: BulkAction, undone: BulkAction, images: Sequence[Image]) -> Plan:
    """Back to what each image was, as far as nobody has changed the same boxes, or the state, since."""
    ids = [revision_id(undone, image.pk) for image in images]
    written = {row.image_id: row for row in Revision.objects.filter(pk__in=ids)}
    present = _boxes([image for image in images if image.pk in written])
    states = _states_before(written.values())
    made = Plan()
    for image in images:
        if image.pk not in written:
            continue
        step, is_whole = _reverse(bulk, image, written[image.pk], present[image.pk], states[image.pk])
        made.steps += [step] if step else []
        made.left_alone += not is_whole
    return made


def _reverse(
    bulk: BulkAction, image: Image, written: Revision, present: Mapping[str, dict[str, Any]], state_before: str
) -> tuple[Step | None, bool]:
    """The step back, and whether all of it could be taken back."""
    untouched = [row for row in written.changes if present.get(row["key"]) == row["after"]]
    changes = [{"key": row["key"], "before": row["after"], "after": row["before"]} for row in untouched]
    is_moved = written.state != state_before
    state = state_before if is_moved and image.state == written.state else None
    is_whole = len(changes) == len(written.changes) and (not is_moved or state is not None)
    if not changes and state is None:
        return None, is_whole
    return _step(bulk, image, changes, state=state, kind=Revision.Kind.RESTORE), is_whole


def _states_before(revisions: Iterable[Revision]) -> dict[int, str]:
    """The state before each of these revisions, by image."""
    found = {row.image_id: str(State.TODO) for row in revisions}
    number = {row.image_id: row.number for row in revisions}
    earlier = Revision.objects.filter(image__in=found).order_by("number").values_list("image", "number", "state")
    for image_id, this, state in earlier:
        if this < number[image_id]:
            found[image_id] = state
    return found


def finished_before(images: Iterable[Image]) -> list[Image]:
    """Images that an undo has put back into a settled state, with the person and the time of then."""
    settled = [image for image in images if image.state in SETTLED]
    kinds = (Revision.Kind.FINISH, Revision.Kind.SKIP, Revision.Kind.UNSURE, Revision.Kind.IMPORT)
    rows = Revision.objects.filter(image__in=settled, kind__in=kinds).order_by("number")
    last = {(row.image_id, row.state): row for row in rows.only("image_id", "state", "author_id", "created_at")}
    for image in settled:
        if (row := last.get((image.pk, image.state))) is not None:
            image.finished_by_id, image.finished_at = row.author_id, row.created_at
    return settled


def _boxes(images: Sequence[Image], **filters: Any) -> dict[int, dict[str, dict[str, Any]]]:
    """Boxes as JSON, by image and key."""
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    rows = Box.objects.filter(image__in=images, **filters).order_by("id").values("image_id", "key", *boxes.FIELDS)
    for row in rows:
        found[row["image_id"]][str(row["key"])] = boxes.row_as_json(row)
    return found


def _step(bulk: BulkAction, image: Image, changes: list[dict[str, Any]], **values: Any) -> Step:
    return Step(image, BoxChange(id=revision_id(bulk, image.pk), **values), changes)
