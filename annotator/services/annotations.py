"""The boxes of an image, saved as revisions that are only ever appended.

Of two simultaneous saves one becomes the next revision; the other is merged on
top of it when they touched different boxes, and refused, with both sides, when
they changed the same one. A save costs what it changed, not what the image holds.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from annotator.errors import InvalidInput, RevisionConflict, RevisionReused, UnknownRevision
from annotator.models import Category, Image, ModelVersion, Prediction, Revision
from annotator.services import boxes, revisions
from annotator.services.revisions import BoxChange, Step

ATTEMPTS = 20  # Of a save that others keep overtaking.


@dataclass(frozen=True)
class Adjustment:
    """A box that was not stored as it came: `clamped` to the image, or `dropped` for want of area."""

    key: uuid.UUID
    code: str


@dataclass(frozen=True)
class SavedRevision:
    """The new revision, and what others had changed since the one that the client knew.

    merged_by: the user names of those others, in the order in which they saved
    """

    id: uuid.UUID
    number: int
    state: str
    merged_upsert: tuple[dict[str, Any], ...] = ()
    merged_delete: tuple[str, ...] = ()
    merged_by: tuple[str, ...] = ()
    adjusted: tuple[Adjustment, ...] = ()


def boxes_of(image: Image) -> list[dict[str, Any]]:
    """The boxes as JSON, in the order in which they came."""
    return [boxes.row_as_json(row) for row in image.boxes.order_by("id").values("key", *boxes.FIELDS)]


def save(image: Image, *, author: User | None, base_revision: int, change: BoxChange) -> SavedRevision:
    """Add the next revision, merged with what others did since base_revision.

    Raises RevisionConflict, with both sides, when the same box changed twice;
    UnknownRevision for a base that does not exist; InvalidInput for a category
    of another project; RevisionReused for an id that another image has.
    """
    change, adjusted = _fit(image, change)
    for attempt in range(ATTEMPTS):
        # On top of the revision that the caller just read there is nothing to look for: had the image changed since,
        # or were this a repeated request, its number or its id would be taken.
        looks_first = attempt > 0 or base_revision != image.revision
        try:
            with transaction.atomic():
                repeated = looks_first and _find_repeated(image, change)
                if looks_first:
                    image.refresh_from_db(fields=["revision", "state", "box_count"])
                saved = _save_once(image, author=author, base_revision=base_revision, change=change, repeated=repeated)
        except IntegrityError:
            continue  # The same request twice: the other one's revision is found next time.
        if saved is not None:
            return replace(saved, adjusted=adjusted)
    raise RevisionConflict(f"“{image.file_name}” is changed by others faster than it can be saved.", conflicts=[])


def _save_once(
    image: Image, *, author: User | None, base_revision: int, change: BoxChange, repeated: bool
) -> SavedRevision | None:
    """None when somebody else became the next revision first."""
    if not 0 <= base_revision <= image.revision:
        raise UnknownRevision(f"“{image.file_name}” has no revision {base_revision}; the newest is {image.revision}.")
    theirs = _changed_since(image, base_revision, but=change.id)
    before = _boxes(image, [*change.delete, *(box.key for box in change.upsert), *map(uuid.UUID, theirs)])
    if not repeated:
        changes = _changes(change, before)
        _refuse_conflicts(image, changes, theirs=theirs, before=before)
        _check_references(image, change, before=before)
        if changes or change.kind or change.state not in (None, image.state):
            written = revisions.append([Step(image, change, changes)], author=author)
        else:
            # Nothing to write, unless somebody saved between our look at the image and at its boxes.
            written = not Image.objects.filter(pk=image.pk, revision__gt=image.revision).exists()
        if not written:
            return None
    mine = {str(box.key) for box in change.upsert} | {str(key) for key in change.delete}
    return SavedRevision(
        id=change.id,
        number=image.revision,
        state=image.state,
        merged_upsert=tuple(before[key] for key in theirs if key in before and key not in mine),
        merged_delete=tuple(key for key in theirs if key not in before and key not in mine),
        merged_by=tuple(dict.fromkeys(name for key, name in theirs.items() if name and key not in mine)),
    )


def _find_repeated(image: Image, change: BoxChange) -> bool:
    """Whether this very request was saved before, its answer lost on the way."""
    image_id = Revision.objects.filter(pk=change.id).values_list("image_id", flat=True).first()
    if image_id not in (None, image.pk):
        raise RevisionReused(f"The revision id {change.id} belongs to another image.", field="id")
    return image_id is not None


def _changed_since(image: Image, base_revision: int, *, but: uuid.UUID) -> dict[str, str | None]:
    """Keys of the boxes that others changed, in order, each with who was the last to do so."""
    if base_revision == image.revision:
        return {}
    newer = image.revisions.filter(number__gt=base_revision).exclude(pk=but)
    rows = newer.order_by("number").values_list("changes", "author__username")
    return {row["key"]: author for changes, author in rows for row in changes}


def _boxes(image: Image, keys: Iterable[uuid.UUID]) -> dict[str, dict[str, Any]]:
    rows = image.boxes.filter(key__in=set(keys)).values("key", *boxes.FIELDS)
    return {str(row["key"]): boxes.row_as_json(row) for row in rows}


def _changes(change: BoxChange, before: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """`[{key, before, after}]` for what differs from the present state; the last word on a key counts."""
    after: dict[str, dict[str, Any] | None] = {str(box.key): boxes.as_json(box) for box in change.upsert}
    after |= {str(key): None for key in change.delete}
    return [
        {"key": key, "before": before.get(key), "after": box} for key, box in after.items() if before.get(key) != box
    ]


def _refuse_conflicts(
    image: Image,
    changes: list[dict[str, Any]],
    *,
    theirs: Mapping[str, str | None],
    before: Mapping[str, dict[str, Any]],
) -> None:
    conflicts = [
        {"key": row["key"], "mine": row["after"], "theirs": before.get(row["key"]), "by": theirs[row["key"]]}
        for row in changes
        if row["key"] in theirs
    ]
    if conflicts:
        raise RevisionConflict(
            f"{len(conflicts)} of your boxes on “{image.file_name}” were changed by somebody else.",
            revision=image.revision,
            conflicts=conflicts,
        )


def _check_references(image: Image, change: BoxChange, *, before: Mapping[str, dict[str, Any]]) -> None:
    """Nothing of another project may be named. An archived category may: work done offline is not lost."""
    known = before.values()  # What the image's boxes refer to was looked up when they were saved.
    _require_known(
        {box.category_id for box in change.upsert} - {box["category"] for box in known},
        Category.objects.filter(project=image.project_id),
        "category",
    )
    _require_known(
        {box.model_version_id for box in change.upsert if box.model_version_id}
        - {box["model_version"] for box in known},
        ModelVersion.objects.filter(project=image.project_id),
        "model_version",
    )
    _require_known(
        {change.based_on_id} if change.based_on_id else set(), Prediction.objects.filter(image=image), "based_on"
    )


def _require_known(ids: set[int], known: Any, field_name: str) -> None:
    if not ids:
        return
    missing = ids - set(known.filter(pk__in=ids).values_list("pk", flat=True))
    if missing:
        raise InvalidInput(f"There is no {field_name} {min(missing)} in this project.", field=field_name)


def _fit(image: Image, change: BoxChange) -> tuple[BoxChange, tuple[Adjustment, ...]]:
    """Cut boxes to the image; one that has no area left is dropped."""
    fitted = [(box, boxes.clamp(box, width=image.width, height=image.height)) for box in change.upsert]
    adjusted = [Adjustment(box.key, "clamped" if kept else "dropped") for box, kept in fitted if kept != box]
    return replace(change, upsert=tuple(kept for _, kept in fitted if kept)), tuple(adjusted)
