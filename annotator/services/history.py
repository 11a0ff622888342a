"""Going back: the boxes of any revision, by a replay of the changes up to it."""

import uuid
from typing import Any

from django.contrib.auth.models import User

from annotator.errors import UnknownRevision
from annotator.models import Image, Revision
from annotator.services import annotations, boxes, revisions


def restore(image: Image, *, author: User, number: int) -> annotations.SavedRevision:
    """Bring back the boxes of an earlier revision, as a new revision. Raises UnknownRevision."""
    if not 0 <= number <= image.revision:
        raise UnknownRevision(f"“{image.file_name}” has no revision {number}; the newest is {image.revision}.")
    then = boxes_at(image, number)
    now = {box["key"] for box in annotations.boxes_of(image)}
    change = revisions.BoxChange(
        id=uuid.uuid4(),
        upsert=tuple(boxes.from_json(box) for box in then.values()),
        delete=tuple(uuid.UUID(key) for key in now - then.keys()),
        kind=Revision.Kind.RESTORE,
    )
    return annotations.save(image, author=author, base_revision=image.revision, change=change)


def boxes_at(image: Image, number: int) -> dict[str, dict[str, Any]]:
    """The boxes after the revision of that number, by key: a replay of all changes up to it."""
    found: dict[str, dict[str, Any]] = {}
    for changes in image.revisions.filter(number__lte=number).order_by("number").values_list("changes", flat=True):
        for row in changes:
            found.pop(row["key"], None)
            if row["after"] is not None:
                found[row["key"]] = row["after"]
    return found
