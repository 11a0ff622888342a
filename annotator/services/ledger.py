"""The assist ledger: what became of suggestions, what they saved, and what is shown because of it.

Figures of people are for themselves: each sees their own, and how the others spread without names; managers see the
project's. Nobody is compared with anybody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from django.contrib.auth.models import User

from annotator.models import ModelVersion, Project
from annotator.services import effort, hiding, ledger_history, registry, saving, showing
from annotator.services.kept import until_next_revision
from annotator.services.ledger_history import ADDED, Finished
from annotator.services.saving import ENOUGH, FATES, ByHand, Saving

FEWEST_PEOPLE = 4  # For a spread in which nobody is to be recognised,
FEWEST_IMAGES_OF_ONE = 10  # each with so many images with suggestions.


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one person, or of all.

    aided, unaided, blind: finished images with suggestions, without, and of these by lot
    saving: as `saving.as_json` writes it
    models: `{"model", "number", "images", "suggestions", "kept", "moved", "relabelled", "deleted", "added"}`, the
        newest first
    """

    aided: int
    unaided: int
    blind: int
    saving: dict[str, Any] | None
    text: str
    models: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Between people: the lower quartile, the median and the upper quartile of the share of suggestions kept."""

    people: int
    kept: list[float]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """everybody: with the shares by model for managers only. categories: of the model in use"""

    everybody: Figures
    mine: Figures
    spread: Spread | None
    categories: list[dict[str, Any]]
    newest: int


def ledger_of(project: Project, user: User, *, is_manager: bool) -> Ledger:
    images, costs = _images(project), effort.ledger_of(project)
    numbers = dict(project.model_versions.values_list("pk", "number"))
    everybody = _figures(images, costs, numbers if is_manager else {})
    return Ledger(
        everybody=everybody,
        mine=_figures([image for image in images if image.author_id == user.pk], costs, numbers),
        spread=spread_of(images),
        categories=_categories(project, costs),
        newest=ledger_history.NEWEST,
    )


def _images(project: Project) -> list[Finished]:
    return until_next_revision(project, "ledger", partial(ledger_history.finished_images, project))


def _figures(images: Sequence[Finished], costs: effort.Ledger, numbers: dict[int, int]) -> Figures:
    found = saving_of(images, costs)
    aided = sum(image.is_aided for image in images)
    return Figures(
        aided=aided,
        unaided=len(images) - aided,
        blind=sum(image.is_blind for image in images),
        saving=saving.as_json(found),
        text=words(found, is_by_lot=is_by_lot(images)),
        models=[
            {"model": model, "number": numbers[model], **row}
            for model, row in sorted(shares(images).items(), reverse=True)
            if model in numbers
        ],
    )


def saving_of(images: Sequence[Finished], costs: effort.Ledger) -> Saving | None:
    by_hand = ByHand(image=costs.costs.image, draw=costs.costs.draw, images=costs.images)
    aided = [(image.boxes, image.seconds) for image in images if image.is_aided and image.seconds is not None]
    return saving.estimate(aided, _compared(images), by_hand)


def _compared(images: Sequence[Finished]) -> list[tuple[int, float]]:
    """Images that were finished without suggestions: those by lot, as soon as there are enough of them."""
    only_blind = is_by_lot(images)
    return [
        (image.boxes, image.seconds)
        for image in images
        if image.seconds is not None and not image.is_aided and (image.is_blind or not only_blind)
    ]


def is_by_lot(images: Sequence[Finished]) -> bool:
    return sum(image.is_blind and image.seconds is not None for image in images) >= ENOUGH


def words(found: Saving | None, *, is_by_lot: bool) -> str:
    """What the estimate says, for people."""
    if found is None:
        return (
            "Nothing can be said yet: no image was finished with suggestions while its seconds were measured. "
            "Finish a few in the editor once a model suggests boxes."
        )
    say = partial(_in_unit, unit=_unit(max(abs(found.low), abs(found.high))))
    interval = f"95 %: {say(found.low)} to {say(found.high)}"
    basis = f"{found.images} images with suggestions, compared with {found.compared} " + (
        "that were drawn by lot to have none" if is_by_lot else "without"
    )
    few = "" if min(found.images, found.compared) >= ENOUGH else " That is little to go by: the interval is wide."
    if found.low > 0:
        return f"Suggestions saved about {say(found.saved)} so far ({interval}), by {basis}.{few}"
    if found.high < 0:
        losses = f"95 %: {say(-found.high)} to {say(-found.low)}"
        return f"Suggestions cost about {say(-found.saved)} more than they saved ({losses}), by {basis}.{few}"
    return f"Whether suggestions save time cannot be told yet ({interval} saved), by {basis}.{few}"


MINUS = "\N{MINUS SIGN}"
UNITS = ((5400, 3600, "h", 1), (60, 60, "min", 0), (0, 1, "s", 0))
Unit = tuple[int, int, str, int]


def _unit(seconds: float) -> Unit:
    """From so many seconds on, how many seconds it has, its name, and decimals."""
    return next(unit for unit in UNITS if seconds >= unit[0])


def _in_unit(seconds: float, *, unit: Unit) -> str:
    _, length, name, decimals = unit
    return f"{seconds / length:.{decimals}f} {name}".replace("-", MINUS)


def shares(images: Iterable[Finished]) -> dict[int, dict[str, int]]:
    """By model: what became of its suggestions, and what was drawn beside them."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for image in images:
        if image.model_id is not None and image.is_aided:
            found[image.model_id]["images"] += 1
            for fates in image.fates.values():
                found[image.model_id].update(fates)
    return {model: _row(counts) for model, counts in found.items()}


def _row(counts: Counter[str]) -> dict[str, int]:
    return {
        "images": counts["images"],
        "suggestions": sum(counts[fate] for fate in FATES),
        "kept": counts["kept"],
        "moved": counts["moved"],
        "relabelled": counts["relabelled"] + counts["moved_and_relabelled"],
        "deleted": counts["deleted"] + counts["left"],
        "added": counts[ADDED],
    }


def spread_of(images: Iterable[Finished]) -> Spread | None:
    by_person: dict[int, list[Finished]] = defaultdict(list)
    for image in images:
        if image.is_aided and image.author_id is not None:
            by_person[image.author_id].append(image)
    kept = [_kept_share(theirs) for theirs in by_person.values() if len(theirs) >= FEWEST_IMAGES_OF_ONE]
    if len(kept) < FEWEST_PEOPLE:
        return None
    return Spread(people=len(kept), kept=[round(float(share), 3) for share in np.quantile(kept, [0.25, 0.5, 0.75])])


def _kept_share(images: Sequence[Finished]) -> float:
    kept = sum(fates.get("kept", 0) for image in images for fates in image.fates.values())
    return kept / sum(image.suggestions for image in images)


def _categories(project: Project, costs: effort.Ledger) -> list[dict[str, Any]]:
    """Each category that is not archived: what suggestions of the model in use are worth, and what holds for it."""
    model = registry.active_model(project)
    training = showing.training_of(model) if model else None
    images = _of_training(project, training)
    worth = hiding.worth_by_category(images, costs)
    fates = hiding.fates_by_category(images)
    held = showing.standings(showing.rules_of(project.pk), training.pk if training else 0)
    return [
        {
            "category": category.pk,
            **_row(Counter(fates.get(category.pk, {}))),
            "images": found.images if found else 0,
            "worth": None if found is None else {key: round(float(value), 2) for key, value in asdict(found).items()},
            **asdict(held.get(category.pk, showing.Standing())),
        }
        for category in project.categories.filter(archived=False)
        for found in [worth.get(category.pk)]
    ]


def _of_training(project: Project, training: ModelVersion | None) -> list[Finished]:
    if training is None:
        return []
    return ledger_history.finished_images(project, models=hiding.family_of(training), newest=hiding.NEWEST)
