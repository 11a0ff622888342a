"""Random samples, judged by people who are not told what a model says: how many labels are wrong, and how many images
lack an object.

A list of doubtful labels says nothing of that: the best methods find a third of the real errors. The samples are drawn
once and for ever by the hash of the box or the image, so they have nothing to do with what any model sees.
"""

import hashlib
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.db import transaction

from annotator.models import Box, Image, Project, Revision, Suspect
from annotator.services import boxes

SHARE = 0.1  # Of the labels,
FEWEST, MOST = 20, 100  # but no fewer and no more.
IMAGE_SHARE = 0.05  # Of the finished images,
FEWEST_IMAGES, MOST_IMAGES = 10, 50  # but no fewer and no more.
NORMAL_95 = 1.959964

Key = tuple[int, uuid.UUID]  # Image and box.


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """How many labels are wrong, of all boxes in finished images; or how many of these images lack an object.

    judged: labels or images of the sample that count; wrong: of these; passed: that nobody could judge
    low, high: the 95 % interval (Wilson 1927); None, as the rate, while nothing was judged
    """

    sample: int
    judged: int
    wrong: int
    passed: int
    rate: float | None
    low: float | None
    high: float | None


def estimate(project: Project, kind: Suspect.Kind = Suspect.Kind.AUDIT) -> Estimate:
    """From the sample of labels, or of whole images, in its random order, up to the first that was not judged.

    What lies behind that may have been judged because a model doubted it, so it does not count yet.
    """
    states = list(project.suspects.filter(kind=kind).order_by("audit_place").values_list("state", flat=True))
    first_open = next((place for place, state in enumerate(states) if state == Suspect.State.OPEN), len(states))
    begun = states[:first_open]
    wrong = begun.count(Suspect.State.WRONG)
    judged = wrong + begun.count(Suspect.State.RIGHT)
    low, high = wilson(wrong, judged) if judged else (None, None)
    return Estimate(
        sample=len(states),
        judged=judged,
        wrong=wrong,
        passed=len(begun) - judged,
        rate=wrong / judged if judged else None,
        low=low,
        high=high,
    )


def wilson(hits: int, tries: int, *, z: float = NORMAL_95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): sensible for few tries and for shares near 0 and 1. tries > 0"""
    share, squared = hits / tries, z * z / tries
    middle = (share + squared / 2) / (1 + squared)
    half = z / (1 + squared) * math.sqrt(share * (1 - share) / tries + squared / (4 * tries))
    return max(middle - half, 0.0), min(middle + half, 1.0)


@transaction.atomic
def draw(project: Project) -> None:
    """Ask about the boxes and the images of the samples as they are now."""
    _draw_labels(project)
    _draw_images(project)


def _draw_labels(project: Project) -> None:
    """What was judged stays judged."""
    wanted = _sample(project)
    asked = project.suspects.filter(kind=Suspect.Kind.AUDIT)
    asked.filter(state__in=[Suspect.State.OPEN, Suspect.State.SKIPPED]).delete()
    judged = set(asked.values_list("image_id", "box_key"))
    fresh = {key: place for key, place in wanted.items() if key not in judged}
    Suspect.objects.bulk_create(
        Suspect(
            project=project,
            image_id=image,
            kind=Suspect.Kind.AUDIT,
            category_id=label["category"],
            box_key=key,
            label=label,
            audit_place=fresh[image, key],
        )
        for (image, key), label in _labels(fresh).items()
    )


def _draw_images(project: Project) -> None:
    """What was judged stays judged, but for a complete image whose labels have changed since.

    One that lacked an object has mostly been mended because it was drawn: asked again, it would speak for no other.
    """
    asked = project.suspects.filter(kind=Suspect.Kind.INCOMPLETE)
    asked.filter(state__in=[Suspect.State.OPEN, Suspect.State.SKIPPED]).delete()
    complete = asked.filter(state=Suspect.State.RIGHT)
    Suspect.objects.filter(pk__in=[row.pk for row in complete if has_changed(row)]).delete()
    judged = set(asked.values_list("image_id", flat=True))
    Suspect.objects.bulk_create(
        Suspect(
            project=project,
            image_id=image,
            kind=Suspect.Kind.INCOMPLETE,
            as_of=revision,
            audit_place=place,
        )
        for place, image, revision in _sample_of_images(project)
        if image not in judged
    )


def has_changed(asked: Suspect) -> bool:
    """Whether somebody has changed a label of the whole image that is asked about."""
    newer = Revision.objects.filter(image=asked.image_id, number__gt=asked.as_of)
    return newer.exclude(changes=[]).exists()


def _sample_of_images(project: Project) -> list[tuple[float, int, int]]:
    """The finished images with the smallest hashes: the hash as a number in [0, 1), id, and revision."""
    there = project.images.filter(state=Image.State.DONE)
    size = min(MOST_IMAGES, max(FEWEST_IMAGES, round(IMAGE_SHARE * there.count())))
    images = there.values_list("pk", "revision", "sha256").iterator(chunk_size=5000)
    return nsmallest(size, ((_place(project.salt, sha256), pk, revision) for pk, revision, sha256 in images))


def _sample(project: Project) -> dict[Key, float]:
    """The boxes with the smallest hashes, each with its hash as a number in [0, 1)."""
    there = Box.objects.filter(image__project=project, image__state=Image.State.DONE)
    size = min(MOST, max(FEWEST, round(SHARE * there.count())))
    keys = there.values_list("image_id", "key").iterator(chunk_size=5000)
    drawn = nsmallest(size, ((_place(project.salt, key), (image, key)) for image, key in keys))
    return {key: place for place, key in drawn}


def _place(salt: str, key: uuid.UUID | str) -> float:
    digest = hashlib.sha256(f"{salt}\0audit\0{key}".encode()).hexdigest()
    return int(digest[:13], 16) / 16**13


def _labels(keys: Mapping[Key, float]) -> dict[Key, dict[str, Any]]:
    rows = Box.objects.filter(key__in=[key for _, key in keys]).values("image_id", "key", *boxes.FIELDS)
    found = {(row["image_id"], row["key"]): boxes.row_as_json(row) for row in rows}
    return {key: label for key, label in found.items() if key in keys}
