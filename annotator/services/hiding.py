"""Suggestions of a category that cost people more than they save are hidden, and it is said why.

The ledger judges the model in use by what people did with its suggestions, and those of its adaptations: never by an
older model's, and never by few. What it hides stays hidden until the next model, or until a manager says otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from annotator.models import Category, ModelVersion, Project
from annotator.services import effort, ledger_history, registry, saving, showing
from annotator.services.ledger_history import Finished
from annotator.services.saving import FATES, Worth

FEWEST_SUGGESTIONS = 20  # Of the category,
FEWEST_IMAGES = 8  # on so many images.
NEWEST = 400  # Images with suggestions of one model that are looked at.
RECENT = timedelta(minutes=5)  # Longer than between two looks at what was finished.


def worth_by_category(images: Iterable[Finished], costs: effort.Ledger) -> dict[int, Worth]:
    """What a suggestion of each category saved, of those that people saw."""
    rows: dict[int, list[list[int]]] = defaultdict(list)
    for image in images:
        for category, fates in image.fates.items():
            counts = [fates.get(fate, 0) for fate in FATES]
            if any(counts):
                rows[category].append(counts)
    steps, spread = asdict(costs.costs), saving.ByHand(image=0, draw=0, images=costs.images).spread
    return {category: saving.worth_of(counts, steps, spread=spread) for category, counts in rows.items()}


def is_harmful(worth: Worth) -> bool:
    """Whether the whole interval lies on the side of costing time."""
    return worth.suggestions >= FEWEST_SUGGESTIONS and worth.images >= FEWEST_IMAGES and worth.high < 0


def sentence(name: str, model: int, worth: Worth, fates: Mapping[str, int]) -> str:
    """Why a category is hidden, with the figures."""
    used = {
        "kept": fates.get("kept", 0),
        "moved": fates.get("moved", 0),
        "relabelled": fates.get("relabelled", 0) + fates.get("moved_and_relabelled", 0),
    }
    unused = fates.get("deleted", 0) + fates.get("left", 0)
    return (
        f"Of {worth.suggestions} suggestions of “{name[:60]}” by model {model} on {worth.images} images, "
        f"{', '.join(f'{count} {fate}' for fate, count in used.items())} and {unused} deleted or left out: "
        f"each cost about {-worth.seconds:.1f} s more than it saved (95 %: {-worth.high:.1f} to {-worth.low:.1f} s)."
    )


def judge(project: Project) -> dict[int, str]:
    """Hide the categories of the model in use that were found to cost time. Returns the new ones with the reasons."""
    model = registry.active_model(project)
    if model is None:
        return {}
    training = showing.training_of(model)
    images = ledger_history.finished_images(project, models=family_of(training), newest=NEWEST)
    worth = worth_by_category(images, effort.ledger_of(project))
    harmful = [category for category, found in worth.items() if is_harmful(found)]
    new = set(harmful) - showing.is_known(training, harmful)
    names = dict(Category.objects.filter(pk__in=new).values_list("pk", "name"))
    fates = fates_by_category(images)
    reasons = {pk: sentence(name, training.number, worth[pk], fates[pk]) for pk, name in names.items()}
    showing.hide_measured(training, reasons)
    return reasons


def family_of(training: ModelVersion) -> list[int]:
    """The model and its adaptations, each adapted from it or from another of them."""
    family, newest = [training.pk], [training.pk]
    while newest:
        adapted = ModelVersion.objects.filter(parent__in=newest, mode=ModelVersion.INSTANT)
        newest = list(adapted.values_list("pk", flat=True))
        family += newest
    return family


def fates_by_category(images: Sequence[Finished]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for image in images:
        for category, fates in image.fates.items():
            for fate, count in fates.items():
                found[category][fate] += count
    return found


def lately_worked_on() -> QuerySet[Project]:
    """Projects with a model in use, in which images were finished since the last look or so."""
    since = timezone.now() - RECENT
    return Project.objects.filter(images__finished_at__gte=since, model_versions__is_active=True).distinct()
