"""What suggestions save people, from what was measured: estimators on plain numbers.

*How long would it have taken by hand?* Images that were finished without suggestions say what an image with so many
boxes takes: a straight line, by weighted least squares (the spread of times grows with their mean), together with EIGHT
images as the fitted costs of steps predict them, so that a few images do not decide alone. What the images with
suggestions took less than the line says was saved.

*How sure is that?* The bootstrap over images (Efron & Tibshirani 1993): images are drawn anew, with and without
suggestions apart, and with each draw the costs of steps are off by as much as the keystroke-level model is known to be
(21 %, Card, Moran & Newell 1983), less so the more was measured. The bounds are the 2.5 % and 97.5 % quantiles.

Assumed is that images of either kind are alike but for their number of boxes, and so are the people who had them. Of
blind hold-out images that is true: they are drawn by lot. Images from before the first model were also the first that
people did, which flatters the model; so as soon as there are ENOUGH blind ones, only these are compared with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

EIGHT = 8.0  # Images' worth of what the costs of steps predict.
DRAWS = 1000
COST_SPREAD = 0.21  # Of the keystroke-level model, as a share of what it predicts.
COST_IMAGES = 20.0  # The spread is that without any measured image; it falls as if the model were so many of them.
QUANTILES = (0.025, 0.975)
ENOUGH = 8  # Images of a kind.


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What drawing costs, as fitted to all steps of the project: the starting point of the line.

    image, draw: seconds an image, and a box
    images: how many were measured for that
    """

    image: float
    draw: float
    images: int = 0

    @property
    def spread(self) -> float:
        """The standard deviation of the costs' logarithm."""
        return COST_SPREAD * float(np.sqrt(COST_IMAGES / (COST_IMAGES + self.images)))


@dataclass(frozen=True, kw_only=True)
class Saving:
    """Over images with suggestions. low and high are the bounds of the 95 % interval.

    images, compared: how many with suggestions, and without
    seconds: mean of an image with suggestions; by_hand: what the same images would have taken without
    saved: seconds in all; negative where suggestions cost more than they saved
    """

    images: int
    compared: int
    seconds: float
    by_hand: float
    by_hand_low: float
    by_hand_high: float
    saved: float
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.saved / (self.by_hand * self.images) if self.by_hand else 0.0


def estimate(aided: ArrayLike, unaided: ArrayLike, costs: ByHand) -> Saving | None:
    """aided [N, 2], unaided [M, 2]: boxes and seconds of each image. None where no image had suggestions."""
    with_, without = (np.asarray(rows, dtype=np.float64).reshape(-1, 2) for rows in (aided, unaided))
    if not len(with_):
        return None
    rng = np.random.default_rng(0)
    by_hand = _by_hand(with_, without[None], np.array([[costs.image, costs.draw]]), with_[None, :, 0])[0]
    rows = _drawn(rng, with_)
    factors = np.exp(rng.normal(0, costs.spread, (DRAWS, 2)))
    drawn = _by_hand(with_, _drawn(rng, without), factors * [costs.image, costs.draw], rows[:, :, 0])
    saved = (drawn - rows[:, :, 1]).sum(axis=1)
    low, high = np.quantile(saved, QUANTILES)
    hand_low, hand_high = np.quantile(drawn.mean(axis=1), QUANTILES)
    return Saving(
        images=len(with_),
        compared=len(without),
        seconds=float(with_[:, 1].mean()),
        by_hand=float(by_hand.mean()),
        by_hand_low=float(hand_low),
        by_hand_high=float(hand_high),
        saved=float((by_hand - with_[:, 1]).sum()),
        low=float(low),
        high=float(high),
    )


def _drawn(rng: np.random.Generator, rows: Numbers) -> Numbers:
    """[DRAWS, N, 2]"""
    drawn: Numbers = rows[rng.integers(max(len(rows), 1), size=(DRAWS, len(rows)))]
    return drawn


def _by_hand(aided: Numbers, unaided: Numbers, costs: Numbers, boxes: Numbers) -> Numbers:
    """[D, N] seconds that images with so many boxes take by hand.

    aided: [N, 2]; unaided: [D, M, 2]; costs: [D, 2] of an image and of a box; boxes: [D, N]
    """
    usual = costs.mean(axis=0)
    expected = np.column_stack([np.ones(len(aided)), aided[:, 0]])
    weights = 1 / np.maximum(expected @ usual, 1e-9)
    held = EIGHT * np.einsum("n,ni,nj->ij", weights, expected, expected) / len(aided)
    rows = np.stack([np.ones(unaided.shape[:2]), unaided[:, :, 0]], axis=-1)
    weighted = rows / np.maximum(rows @ usual, 1e-9)[:, :, None]
    curvature = held + np.einsum("dmi,dmj->dij", weighted, rows)
    target = np.einsum("ij,dj->di", held, costs) + np.einsum("dmi,dm->di", weighted, unaided[:, :, 1])
    # All images may have the same number of boxes: then any line through the mean will do.
    lines = (np.linalg.pinv(curvature, hermitian=True) @ target[:, :, None])[:, :, 0]
    seconds: Numbers = np.maximum(lines[:, :1] + lines[:, 1:] * boxes, 0.0)
    return seconds


# What people make of a suggestion; "left" is neither used nor rejected, and only looked at.
FATES = ("kept", "moved", "relabelled", "moved_and_relabelled", "deleted", "left")


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What one suggestion of a category saves, in seconds; negative where it costs more. With the 95 % interval."""

    suggestions: int
    images: int
    seconds: float
    low: float
    high: float


def worth_of(fates: ArrayLike, steps: dict[str, float], *, spread: float) -> Worth:
    """A suggestion that is used saves drawing; all are looked at, and what is wrong with them is put right.

    fates: [N, 6] how many suggestions of the category came to which of FATES, in each image that had some
    steps: seconds for `look`, `draw`, `fix`, `delete` and `change_class`
    spread: of the logarithm of these seconds
    """
    counts = np.asarray(fates, dtype=np.float64).reshape(-1, len(FATES))
    if not counts.sum():
        return Worth(suggestions=0, images=0, seconds=0.0, low=0.0, high=0.0)
    rng = np.random.default_rng(0)
    names = list(steps)
    usual = np.array([steps[name] for name in names])
    drawn = usual * np.exp(rng.normal(0, spread, (DRAWS, len(names))))
    rows = counts[rng.integers(len(counts), size=(DRAWS, len(counts)))].sum(axis=1)
    each = (rows * _gains(drawn, names)).sum(axis=1) / np.maximum(rows.sum(axis=1), 1)
    low, high = np.quantile(each, QUANTILES)
    mean = (counts.sum(axis=0) * _gains(usual[None], names)[0]).sum() / counts.sum()
    return Worth(
        suggestions=int(counts.sum()), images=len(counts), seconds=float(mean), low=float(low), high=float(high)
    )


def _gains(seconds: Numbers, names: Sequence[str]) -> Numbers:
    """[D, 6] of each of FATES. seconds: [D, steps]"""
    of = {name: seconds[:, place] for place, name in enumerate(names)}
    used = of["draw"] - of["look"]
    return np.column_stack(
        [
            used,
            used - of["fix"],
            used - of["change_class"],
            used - of["fix"] - of["change_class"],
            -of["look"] - of["delete"],
            -of["look"],
        ]
    )


def as_json(saving: Saving | None) -> dict[str, Any] | None:
    if saving is None:
        return None
    known = {name: round(float(value), 2) for name, value in vars(saving).items()}
    return {**known, "images": saving.images, "compared": saving.compared, "share": round(saving.share, 4)}
