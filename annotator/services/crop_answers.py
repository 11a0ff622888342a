"""What becomes of a judged page of crops: boxes, rejections, and a way back."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from annotator.errors import InvalidInput
from annotator.models import Box, CropPage, CropReview, Image, Prediction, RejectedSuggestion
from annotator.services import annotations
from annotator.services.boxes import BoxValues
from annotator.services.effort import CROPS_ACCEPTED
from annotator.services.queue import OPEN
from annotator.services.revisions import BoxChange

NAMESPACE = uuid.UUID("6f1c1f0e-3d0c-5f7e-9a53-8a7c1d5b2e40")  # Of the revisions that pages write.
CROPS_UNDONE = "crops.undo"

Item = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """An image whose crops were not accepted, and why: `gone`, `finished`, `leased` or `changed`."""

    image: int
    file_name: str
    crops: int
    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an answer.

    planted_found: how many of the planted crops were marked wrong; missed: positions of the others
    revisions: the revision that each image got, by its id as text
    """

    accepted: int = 0
    rejected: int = 0
    planted: int = 0
    planted_found: int = 0
    missed: list[int] = field(default_factory=list)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    revisions: dict[str, int] = field(default_factory=dict)


def answer_page(page: CropPage, *, wrong: Collection[int], active_seconds: float = 0) -> Outcome:
    """Accept all crops but those at the positions in wrong. A repeated answer finds the first one's outcome.

    Raises InvalidInput for a position that is not on the page.
    """
    if out_of_range := [place for place in wrong if not 0 <= place < len(page.items)]:
        raise InvalidInput(f"There is no crop {min(out_of_range)} on this page.", field="wrong")
    with transaction.atomic():
        # This row is the lock: of two simultaneous answers one counts.
        taken = CropPage.objects.filter(pk=page.pk, answered_at=None).update(answered_at=timezone.now())
        page.refresh_from_db()
        if taken:
            _keep_answer(page, set(wrong), active_seconds=active_seconds)
    return Outcome(**page.outcome or {})


def _keep_answer(page: CropPage, wrong: set[int], *, active_seconds: float) -> None:
    suggested = [(place, item) for place, item in enumerate(page.items) if not item["planted"]]
    planted = {place for place, item in enumerate(page.items) if item["planted"]}
    _remember_rejected(page, [item for place, item in suggested if place in wrong])
    accepted, skipped, revisions = _accept(
        page, [item for place, item in suggested if place not in wrong], active_seconds=active_seconds
    )
    outcome = Outcome(
        accepted=accepted,
        rejected=sum(place in wrong for place, _ in suggested),
        planted=len(planted),
        planted_found=len(planted & wrong),
        missed=sorted(planted - wrong),
        skipped=[asdict(row) for row in skipped],
        revisions={str(image): number for image, number in revisions.items()},
    )
    page.wrong, page.outcome, page.answers = sorted(wrong), asdict(outcome), page.answers + 1
    if page.planted_found is None:
        page.planted_found = outcome.planted_found
    page.save(update_fields=["wrong", "outcome", "answers", "planted_found"])


def _remember_rejected(page: CropPage, items: Sequence[Item]) -> None:
    there = set(Image.objects.filter(pk__in=[item["image"] for item in items]).values_list("pk", flat=True))
    RejectedSuggestion.objects.bulk_create(
        RejectedSuggestion(
            image_id=item["image"],
            category_id=page.category_id,
            page=page,
            **dict(zip(("x1", "y1", "x2", "y2"), item["box"], strict=True)),
        )
        for item in items
        if item["image"] in there
    )


def _accept(
    page: CropPage, items: Sequence[Item], *, active_seconds: float
) -> tuple[int, list[Skipped], dict[int, int]]:
    """How many became boxes, what was passed over, and the new revision of each image."""
    by_image = _by_image(items)
    images = Image.objects.select_related("leased_to").in_bulk(by_image)
    kept = set(Prediction.objects.filter(pk__in={item["prediction"] for item in items}).values_list("pk", flat=True))
    accepted, skipped, revisions = 0, [], {}
    for image_id, crops in sorted(by_image.items()):  # In one order for all, so that nobody waits in a circle.
        image = images.get(image_id)
        obstacle = _obstacle(image, crops, person=page.person)
        if image is None or obstacle is not None:
            code, text = obstacle or ("gone", "")
            name = image.file_name if image else ""
            skipped.append(Skipped(image=image_id, file_name=name, crops=len(crops), code=code, text=text))
            continue
        seconds = active_seconds * len(crops) / len(items)
        change = BoxChange(
            id=_revision_id(page, image_id),
            upsert=tuple(_box(page, item) for item in crops),
            based_on_id=crops[0]["prediction"] if crops[0]["prediction"] in kept else None,
            effort={"active_seconds": round(seconds, 2), "operations": {CROPS_ACCEPTED: len(crops)}},
        )
        saved = annotations.save(image, author=page.person, base_revision=image.revision, change=change)
        revisions[image_id] = saved.number
        accepted += len(crops)
    # What was passed over comes again, on a later page.
    page.reviews.filter(image__in=[row.image for row in skipped]).delete()
    return accepted, skipped, revisions


def _obstacle(image: Image | None, crops: Sequence[Item], *, person: User) -> tuple[str, str] | None:
    if image is None:
        return "gone", "The image was deleted."
    if image.state not in OPEN:
        return "finished", "Somebody finished it meanwhile."
    if image.leased_to not in (None, person) and image.leased_until and image.leased_until > timezone.now():
        return "leased", f"{image.leased_to} has it open."
    if image.revision != crops[0]["revision"]:
        return "changed", "Somebody changed its boxes meanwhile."
    return None


def _box(page: CropPage, item: Item) -> BoxValues:
    x1, y1, x2, y2 = item["box"]
    return BoxValues(
        key=prediction_key(item["prediction"], item["position"]),
        category_id=page.category_id,
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        origin=Box.Origin.ACCEPTED,
        model_version_id=page.model_version_id,
        score=item["score"],
    )


def prediction_key(prediction: int, position: int) -> uuid.UUID:
    """The key of a predicted box, as `predictionKey` of the editor makes it: a suggestion that is accepted here and
    in an open editor is one box. Version 8 of RFC 9562, a UUID whose meaning is its maker's own."""
    owner = f"{prediction:014x}"
    return uuid.UUID(hex=f"{owner[:12]}8{owner[12:]}0800000{position:010x}")


def _revision_id(page: CropPage, image_id: int, *, name: str = "accept") -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{name}:{page.pk}:{page.answers}:{image_id}")


def _by_image(items: Iterable[Item]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        found[item["image"]].append(item)
    return found


def undo_page(page: CropPage) -> int:
    """Take an answer back: its boxes go, unless somebody touched them since, and the page is open again.

    Returns how many boxes stayed. What the person has open otherwise is given up. The first answer's planted
    crops stay counted.
    """
    with transaction.atomic():
        others = CropPage.objects.filter(project=page.project_id, person=page.person_id, answered_at=None)
        others.exclude(pk=page.pk).delete()
        taken = CropPage.objects.filter(pk=page.pk, answered_at__isnull=False).update(
            answered_at=None, created_at=timezone.now()
        )
        page.refresh_from_db()
        return _take_back(page) if taken else 0


def _take_back(page: CropPage) -> int:
    page.rejected.all().delete()
    revisions = {int(image): number for image, number in page.outcome["revisions"].items()} if page.outcome else {}
    images = Image.objects.in_bulk(revisions)
    stayed = 0
    accepted = [item for place, item in enumerate(page.items) if not item["planted"] and place not in page.wrong]
    for image_id, items in sorted(_by_image(accepted).items()):
        image = images.get(image_id)
        if image is None or image.state not in OPEN or image.revision != revisions[image_id]:
            stayed += len(items) * (image_id in revisions)
            continue
        change = BoxChange(
            id=_revision_id(page, image_id, name="undo"),
            delete=tuple(prediction_key(item["prediction"], item["position"]) for item in items),
            effort={"operations": {CROPS_UNDONE: len(items)}},
        )
        number = annotations.save(image, author=page.person, base_revision=image.revision, change=change).number
        for item in page.items:
            if item["image"] == image_id:
                item["revision"] = number
    page.outcome = None
    page.save(update_fields=["outcome", "items"])
    _keep_images(page)
    return stayed


def _keep_images(page: CropPage) -> None:
    """The images of the page are its own again, also those that the answer had passed over."""
    page.reviews.all().delete()
    CropReview.objects.bulk_create(
        CropReview(
            image_id=image_id,
            category_id=page.category_id,
            model_version_id=page.model_version_id,
            threshold=page.threshold,
            page=page,
        )
        for image_id in Image.objects.filter(pk__in={item["image"] for item in page.items}).values_list("pk", flat=True)
    )
