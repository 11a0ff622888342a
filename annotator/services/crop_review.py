"""The crop gallery: suggestions of one category side by side, judged page by page.

A person marks the wrong ones and accepts the rest. Accepted ones become boxes of images that stay open: what the
model missed is found only by looking at the whole image. A page is kept as it was served, so that an answer names
positions and nothing else.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from annotator.models import Category, CropPage, CropReview, ModelVersion, Project
from annotator.services import crops, planted
from annotator.services.crops import Crop, LookedThrough

THRESHOLDS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5)  # That people choose from, the strictest first.
PAGE_CROPS = 48
PAGE_CROPS_AT_MOST = 60  # But for an image that has more of its own: its crops stay together.
IMAGES_A_PAGE = 1000  # Looked through for one page.
IMAGES_COUNTED = 500  # For the numbers on the categories.
KEPT_FOR = timedelta(minutes=15)  # An open page's images are nobody else's for so long.
RECENT_PAGES = 50  # That a person's hit rate is made of.


@dataclass(frozen=True, kw_only=True)
class HitRate:
    """Of the planted crops that were shown, how many were marked wrong."""

    planted: int = 0
    found: int = 0


@dataclass(frozen=True, kw_only=True)
class CategoryCrops:
    """counts: open suggestions from each of the thresholds on, in their order"""

    category_id: int
    counts: list[int]


@dataclass(frozen=True, kw_only=True)
class CropOverview:
    """is_whole: False where more images wait than were counted, so that the counts are lower bounds
    everybody: of all people together; None for those who do not manage the project
    """

    model: ModelVersion | None
    thresholds: tuple[float, ...] = THRESHOLDS
    categories: list[CategoryCrops]
    is_whole: bool
    mine: HitRate
    everybody: HitRate | None


def overview(project: Project, user: User, *, is_manager: bool) -> CropOverview:
    """What there is to judge, by category, in the images that the model is surest of."""
    model = crops.model_for_crops(project)
    counts, is_whole = _counts(project, model, user) if model else ({}, True)
    living = project.categories.filter(archived=False)
    nothing = [0] * len(THRESHOLDS)
    return CropOverview(
        model=model,
        categories=[
            CategoryCrops(category_id=pk, counts=counts.get(pk, nothing)) for pk in living.values_list("pk", flat=True)
        ],
        is_whole=is_whole,
        mine=hit_rate(project, user),
        everybody=hit_rate(project) if is_manager else None,
    )


def _counts(project: Project, model: ModelVersion, user: User) -> tuple[dict[int, list[int]], bool]:
    counts: dict[int, list[int]] = {}
    for number, looked in enumerate(crops.look_through(project, model, user, threshold=THRESHOLDS[-1])):
        if number == IMAGES_COUNTED:
            return counts, False
        for crop in looked.crops:
            row = counts.setdefault(crop.category_id, [0] * len(THRESHOLDS))
            for place, threshold in enumerate(THRESHOLDS):
                row[place] += crop.confidence >= threshold
    return counts, True


def hit_rate(project: Project, user: User | None = None) -> HitRate:
    """A person's of late, or that of all people since the beginning."""
    pages = project.crop_pages.filter(planted_found__isnull=False)
    if user is not None:
        recent = pages.filter(person=user).order_by("-id").values("pk")[:RECENT_PAGES]
        pages = project.crop_pages.filter(pk__in=list(recent.values_list("pk", flat=True)))
    sums = pages.aggregate(planted=Sum("planted"), found=Sum("planted_found"))
    return HitRate(planted=sums["planted"] or 0, found=sums["found"] or 0)


@dataclass(frozen=True, kw_only=True)
class ServedPage:
    """page: None when nothing was found; is_last: whether all images were looked through for it"""

    page: CropPage | None
    is_last: bool = False


def serve_page(
    project: Project, user: User, *, category: Category, threshold: float, dice: random.Random | None = None
) -> ServedPage:
    """The next page of a category, the most certain suggestions first.

    It is the page that the person has open already, if it is of the same kind; any other is given up.
    """
    model = crops.model_for_crops(project)
    if model is None:
        return ServedPage(page=None, is_last=True)
    wanted = CropPage(project=project, person=user, category=category, threshold=threshold, model_version=model)
    try:
        with transaction.atomic():
            open_page = _open_page(wanted)
            return ServedPage(page=open_page) if open_page else _new_page(wanted, dice or random.SystemRandom())
    except IntegrityError:  # The same request twice: the other one made the page.
        return ServedPage(page=project.crop_pages.filter(person=user, answered_at=None).first())


def _open_page(wanted: CropPage) -> CropPage | None:
    """The person's own. Pages that others left lying are cleared away, and what they kept is free again."""
    still_open = CropPage.objects.filter(project=wanted.project_id, answered_at=None)
    mine = still_open.filter(person=wanted.person_id).first()
    still_open.filter(created_at__lt=timezone.now() - KEPT_FOR).exclude(person=wanted.person_id).delete()
    if mine is None:
        return None
    if all(getattr(mine, name) == getattr(wanted, name) for name in ("category_id", "threshold", "model_version_id")):
        return mine
    mine.delete()
    return None


def _new_page(page: CropPage, dice: random.Random) -> ServedPage:
    images, is_last = _choose(page)
    taken = [looked for looked in images if looked.crops]
    if taken:
        _fill(page, taken, dice)
        page.save()
    # Images without any are looked through once, and not again for each page.
    CropReview.objects.bulk_create(
        CropReview(
            image=looked.image,
            category=page.category,
            model_version=page.model_version,
            threshold=page.threshold,
            page=page if looked.crops else None,
        )
        for looked in images
    )
    return ServedPage(page=page if taken else None, is_last=is_last)


def _choose(page: CropPage) -> tuple[list[LookedThrough], bool]:
    """Images to take crops of, or found to have none; and whether these are all there are."""
    chosen: list[LookedThrough] = []
    count = 0
    found = crops.look_through(
        page.project, page.model_version, page.person, threshold=page.threshold, category_id=page.category_id
    )
    for looked in found:
        if len(chosen) == IMAGES_A_PAGE or (count and count + len(looked.crops) > PAGE_CROPS_AT_MOST):
            return chosen, False
        chosen.append(looked)
        count += len(looked.crops)
        if count >= PAGE_CROPS:
            return chosen, False
    return chosen, True


def _fill(page: CropPage, taken: Sequence[LookedThrough], dice: random.Random) -> None:
    """The suggested crops by certainty, and planted ones anywhere between them."""
    found = sorted((crop for looked in taken for crop in looked.crops), key=lambda crop: -crop.confidence)
    images = {looked.image.pk: looked.image for looked in taken}
    items = [_suggested_item(crop, revision=images[crop.image_id].revision) for crop in found]
    wrong = planted.plant(taken, category_id=page.category_id, crops=len(found), dice=dice)
    for image_id, box in wrong:
        items.insert(dice.randrange(len(items) + 1), _planted_item(image_id, box, revision=images[image_id].revision))
    page.items, page.planted = items, len(wrong)


def _suggested_item(crop: Crop, *, revision: int) -> dict[str, Any]:
    return {
        "image": crop.image_id,
        "revision": revision,
        "prediction": crop.prediction_id,
        "position": crop.position,
        "box": list(crop.box),
        "score": crop.score,
        "planted": False,
    }


def _planted_item(image_id: int, box: Sequence[float], *, revision: int) -> dict[str, Any]:
    return {
        "image": image_id,
        "revision": revision,
        "prediction": None,
        "position": None,
        "box": list(box),
        "score": None,
        "planted": True,
    }
