"""What each step costs the people of a project, fitted to what their editors measured.

One ledger for a project and none for a person: seconds are for planning, not for comparing people. Pauses of more than
twenty seconds are not in them: the editor counts none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.models import Box, Project, Revision
from annotator.services.kept import until_next_revision

IMAGES_AT_MOST = 2000  # The newest: people get quicker.
PRIOR_IMAGES = 20.0  # The prior counts as much as so many measured images.
LONGEST_SECONDS = 600.0  # An image that took longer says more about the day than about the work.
ENOUGH_IMAGES = 30  # From here on the project's own costs decide; they still are drawn to the usual ones.
AT_MOST = 4.0  # Times more than usual, or less: what is beyond is a way of working, not of boxes.
ROUNDS = 200
REFITS = 12
HUBER = 1.345  # Deviations from which an image counts less; 95 % as good as least squares where nobody is disturbed.
NORMAL_DEVIATION = 1.4826  # Standard deviations in a median absolute one.
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

    @property
    def is_enough(self) -> bool:
        return self.images >= ENOUGH_IMAGES


def ledger_of(project: Project) -> Ledger:
    """Seconds of each step, fitted to the newest measured images of the project."""
    return until_next_revision(project, "costs", partial(_fitted, project))


def _fitted(project: Project) -> Ledger:
    counts, seconds = _measured(project)
    return Ledger(costs=fit_costs(counts, seconds), images=len(seconds))


def fit_costs(counts: Numbers, seconds: Numbers) -> StepCosts:
    """The costs that explain the seconds best, drawn to the prior while little is measured.

    Minimises the sum of Huber's loss of counts x - seconds + sum of PRIOR_IMAGES (scale (x - prior))², where scale is
    the mean weight of the step in an image, so that a rare step stays at its prior for longer. By weights that are
    fitted again and again (Huber 1964): an image during which the telephone rang counts as far as the others allow.
    No step is taken to cost less than a quarter or more than four times what is usual.

    counts: [N, 6] how often each of STEPS was taken in an image
    seconds: [N]
    """
    costs, weights = PRIOR, np.ones(len(counts))
    for _ in range(REFITS if len(counts) else 0):
        costs = _fit(counts, seconds, weights)
        off = np.abs(seconds - counts @ costs)
        usual = NORMAL_DEVIATION * float(np.median(off))
        weights = np.minimum(1, HUBER * usual / np.maximum(off, 1e-9)) if usual else weights
    bounded = costs.clip(PRIOR / AT_MOST, PRIOR * AT_MOST)
    return StepCosts(**dict(zip(STEPS, bounded.round(2).tolist(), strict=True)))


def _fit(counts: Numbers, seconds: Numbers, weights: Numbers) -> Numbers:
    """Weighted least squares, none below 0, by coordinate descent on the normal equations."""
    weighted = counts * weights[:, None]
    held = PRIOR_IMAGES * np.maximum((counts**2).mean(axis=0), 1.0)
    curvature = weighted.T @ counts + np.diag(held)
    target = weighted.T @ seconds + held * PRIOR
    costs = PRIOR.copy()
    for _ in range(ROUNDS):
        for step in range(len(costs)):
            rest = target[step] - curvature[step] @ costs + curvature[step, step] * costs[step]
            costs[step] = max(rest / curvature[step, step], 0.0)
    return costs


def _measured(project: Project) -> tuple[Numbers, Numbers]:
    """What was done to each measured image, and how long it took."""
    rows = Revision.objects.filter(image__project=project, effort__active_seconds__isnull=False).order_by("-created_at")
    seconds: dict[int, float] = {}
    steps: dict[int, Numbers] = {}
    for image, changes, effort in rows.values_list("image", "changes", "effort")[:IMAGES_AT_MOST]:
        if CROPS_ACCEPTED in effort.get("operations", {}):
            continue  # Judged among others of its category: nobody opened or searched the image.
        seconds[image] = seconds.get(image, 0.0) + float(effort["active_seconds"])
        steps[image] = steps.get(image, _one_image()) + _steps_in(changes) + _rejections(effort)
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


def _rejections(effort: Mapping[str, Any]) -> Numbers:
    """A suggestion that is rejected was looked at and deleted, but never was a box."""
    times = float(effort.get("operations", {}).get("reject", 0))
    return np.array([times * (name in ("look", "delete")) for name in STEPS])


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
