"""A random sample of the labels, judged by people who are not told what a model says: how many labels are wrong.

A list of doubtful labels says nothing of that: the best methods find a third of the real errors. The sample is drawn
once and for ever by the hash of the box, so it has nothing to do with what any model sees.
"""

import hashlib
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.db import transaction

from annotator.models import Box, Image, Project, Suspect
from annotator.services import boxes

SHARE = 0.1  # Of the labels,
FEWEST, MOST = 20, 100  # but no fewer and no more.
NORMAL_95 = 1.959964

Key = tuple[int, uuid.UUID]  # Image and box.


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """How many labels are wrong, of all boxes in finished images.

    judged: labels of the sample that count; wrong: of these; passed: that nobody could judge
    low, high: the 95 % interval (Wilson 1927); None, as the rate, while nothing was judged
    """

    sample: int
    judged: int
    wrong: int
    passed: int
    rate: float | None
    low: float | None
    high: float | None


def estimate(project: Project) -> Estimate:
    """From the sample in its random order, up to the first label that was not judged.

    What lies behind that may have been judged because a model doubted it, so it does not count yet.
    """
    states = list(
        project.suspects.filter(kind=Suspect.Kind.AUDIT).order_by("audit_place").values_list("state", flat=True)
    )
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
    """Ask about the boxes of the sample as they are now. What was judged stays judged."""
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


def _sample(project: Project) -> dict[Key, float]:
    """The boxes with the smallest hashes, each with its hash as a number in [0, 1)."""
    there = Box.objects.filter(image__project=project, image__state=Image.State.DONE)
    size = min(MOST, max(FEWEST, round(SHARE * there.count())))
    keys = there.values_list("image_id", "key").iterator(chunk_size=5000)
    drawn = nsmallest(size, ((_place(project.salt, key), (image, key)) for image, key in keys))
    return {key: place for place, key in drawn}


def _place(salt: str, key: uuid.UUID) -> float:
    digest = hashlib.sha256(f"{salt}\0audit\0{key}".encode()).hexdigest()
    return int(digest[:13], 16) / 16**13


def _labels(keys: Mapping[Key, float]) -> dict[Key, dict[str, Any]]:
    rows = Box.objects.filter(key__in=[key for _, key in keys]).values("image_id", "key", *boxes.FIELDS)
    found = {(row["image_id"], row["key"]): boxes.row_as_json(row) for row in rows}
    return {key: label for key, label in found.items() if key in keys}
