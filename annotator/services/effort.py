"""What each step costs the people of a project, fitted to what their editors measured.

One ledger for a project and none for a person: seconds are for planning, not for comparing people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.models import Box, Project, Revision

IMAGES_AT_MOST = 2000  # The newest: people get quicker.
PRIOR_IMAGES = 20.0  # The prior counts as much as so many measured images.
LONGEST_SECONDS = 600.0  # An image that took longer says more about the day than about the work.
ROUNDS = 200
CROPS_ACCEPTED = "crops.accept"  # The operation of the crop gallery.

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class StepCosts:
    """Seconds of a person for one step. The defaults are those that predictions are made with: the
    keystroke-level model (Card, Moran & Newell 1983) and extreme clicking (Papadopoulos et al. 2017)."""

    image: float = 7.8  # Open it, search it, confirm it.
    look: float = 1.0  # At one suggestion.
    draw: float = 7.0
    fix: float = 3.75
    delete: float = 2.73
    change_class: float = 2.93


STEPS = tuple(field.name for field in fields(StepCosts))
PRIOR = np.array([getattr(StepCosts(), name) for name in STEPS])


@dataclass(frozen=True, kw_only=True)
class Ledger:
    costs: StepCosts
    images: int  # That were measured.


def ledger_of(project: Project) -> Ledger:
    """Seconds of each step, fitted to the newest measured images of the project."""
    counts, seconds = _measured(project)
    return Ledger(costs=fit_costs(counts, seconds), images=len(seconds))


def fit_costs(counts: Numbers, seconds: Numbers) -> StepCosts:
    """The costs that explain the seconds best, none below 0, drawn to the prior while little is measured.

    Minimises |counts x - seconds|² + sum of PRIOR_IMAGES (scale (x - prior))² by coordinate descent, where scale
    is the prior itself's mean weight in an image, so that a rare step stays at its prior for longer.

    counts: [N, 6] how often each of STEPS was taken in an image
    seconds: [N]
    """
    scale = PRIOR_IMAGES * np.maximum((counts**2).mean(axis=0), 1.0) if len(counts) else np.ones_like(PRIOR)
    curvature = (counts**2).sum(axis=0) + scale
    costs = PRIOR.copy()
    rest = seconds - counts @ costs
    for _ in range(ROUNDS if len(counts) else 0):
        for step in range(len(costs)):
            pull = counts[:, step] @ rest + scale[step] * (PRIOR[step] - costs[step])
            new = max(costs[step] + pull / curvature[step], 0.0)
            rest -= counts[:, step] * (new - costs[step])
            costs[step] = new
    return StepCosts(**dict(zip(STEPS, costs.round(2).tolist(), strict=True)))


def _measured(project: Project) -> tuple[Numbers, Numbers]:
    """What was done to each measured image, and how long it took."""
    rows = Revision.objects.filter(image__project=project, effort__active_seconds__isnull=False).order_by("-created_at")
    seconds: dict[int, float] = {}
    steps: dict[int, Numbers] = {}
    for image, changes, effort in rows.values_list("image", "changes", "effort")[:IMAGES_AT_MOST]:
        if CROPS_ACCEPTED in effort.get("operations", {}):
            continue  # Judged among others of its category: nobody opened or searched the image.
        seconds[image] = seconds.get(image, 0.0) + float(effort["active_seconds"])
        steps[image] = steps.get(image, _one_image()) + _steps_in(changes)
    kept = [image for image, spent in seconds.items() if 0 < spent <= LONGEST_SECONDS]
    counts = np.array([steps[image] for image in kept]).reshape(-1, len(STEPS))
    return counts, np.array([seconds[image] for image in kept])


def _one_image() -> Numbers:
    return np.array([float(name == "image") for name in STEPS])


def _steps_in(changes: Iterable[Mapping[str, Any]]) -> Numbers:
    counts = dict.fromkeys(STEPS, 0.0)
    for change in changes:
        for name in _steps_of(change["before"], change["after"]):
            counts[name] += 1
    return np.array(list(counts.values()))


def _steps_of(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[str, ...]:
    if after is None:
        return ("delete",)
    if before is None:
        return FIRST_STEPS.get(after["origin"], ())
    moved: bool = any(before[side] != after[side] for side in ("x1", "y1", "x2", "y2"))
    renamed: bool = before["category"] != after["category"]
    return ("fix",) * moved + ("change_class",) * renamed


FIRST_STEPS: dict[str, tuple[str, ...]] = {
    Box.Origin.DRAWN: ("draw",),
    Box.Origin.ACCEPTED: ("look",),
    Box.Origin.ADJUSTED: ("look", "fix"),
}
