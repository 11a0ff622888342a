"""The figures of a model card, from what the model saw in the hold-out images. Numbers in, numbers out."""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from annotator.services.measuring.bootstrap import (
    drawn,
    draws_for,
    figure,
    mean_over_categories,
    precision_draws,
    ratio,
)
from annotator.services.measuring.outcomes import Outcome, confusion, errors, outcome
from annotator.services.measuring.precision import SIZES, Tally, average_precision, curves, tallies_of
from annotator.services.measuring.reliability import reliability
from annotator.services.measuring.scenes import Document, Numbers, Scene

IOU_50, IOU_75 = 0, 5  # Places in IOUS.


def figures_of(images: Sequence[Scene]) -> Document:
    """JSON: what `api.evaluations` describes, by category id."""
    outcomes = [outcome(one) for one in images]
    tallies = tallies_of(images)
    weights = drawn(len(images), draws=draws_for(images))
    return {
        "images": len(images),
        "boxes": sum(len(one.truth) for one in images),
        "draws": len(weights) - 1,
        "measures": measures(images, outcomes, tallies, weights),
        "categories": [_category(id_, one, images, outcomes, weights) for id_, one in tallies.items()],
        "curve": _mean_curve(list(tallies.values()), len(images)),
        "sizes": _sizes(list(tallies.values()), len(images)),
        "confusion": [list(cell) for cell in confusion(outcomes)],
        "error_counts": [
            {"category": id_, "counts": counts}
            for id_, counts in errors(zip(images, outcomes, strict=True)).items()
        ],
        "reliability": reliability(images),
        "per_image": [
            [one.image_id, what.right, what.lost, what.false] for one, what in zip(images, outcomes, strict=True)
        ],
    }  # fmt: skip


def measures(
    images: Sequence[Scene], outcomes: Sequence[Outcome], tallies: dict[int, Tally], weights: Numbers
) -> Document:
    """Each a figure with its interval, or null where there is nothing to measure it by."""
    return {name: figure(draws) for name, draws in measure_draws(images, outcomes, tallies, weights).items()}


def measure_draws(
    images: Sequence[Scene], outcomes: Sequence[Outcome], tallies: dict[int, Tally], weights: Numbers
) -> dict[str, Numbers]:
    """[D] each; the first is the figure itself."""
    means = mean_over_categories(precision_draws(list(tallies.values()), weights))
    right, lost, false = (
        weights @ np.array([getattr(one, name) for one in outcomes], dtype=np.float64)
        for name in ("right", "lost", "false")
    )
    return {
        "ap": means.mean(axis=1),
        "ap50": means[:, IOU_50],
        "ap75": means[:, IOU_75],
        "precision": ratio(right, right + false),
        "recall": ratio(right, right + lost),
        "errors_per_image": ratio(lost + false, weights.sum(axis=1)),
        "seconds": _mean_seconds([one.seconds for one in images], weights),
        "manual_seconds": _mean_seconds([one.manual_seconds for one in images], weights),
    }


def _mean_seconds(seconds: Sequence[float | None], weights: Numbers) -> Numbers:
    """Of an image; nothing unless they are known for all."""
    if any(value is None for value in seconds):
        return np.full(len(weights), np.nan)
    return ratio(weights @ np.array(seconds, dtype=np.float64), weights.sum(axis=1))


def _category(
    id_: int, counted: Tally, images: Sequence[Scene], outcomes: Sequence[Outcome], weights: Numbers
) -> Document:
    boxes = int(counted.positives[0].sum())
    draws = average_precision(counted, weights) if boxes else np.full((1, 1), np.nan)
    return {
        "category": id_,
        "boxes": boxes,
        "ap": figure(draws.mean(axis=1)),
        "ap50": figure(draws[:, IOU_50]),
        "curve": _rounded_curve(curves(counted, weights[:1], thresholds=[IOU_50])[0, 0]) if boxes else None,
        "shown": _shown(id_, boxes, images, outcomes),
    }


def _shown(id_: int, boxes: int, images: Sequence[Scene], outcomes: Sequence[Outcome]) -> Document:
    """The operating point: what people get to see of a category."""
    rows = list(zip(images, outcomes, strict=True))
    shown = sum(int((one.found_ids[what.rows] == id_).sum()) for one, what in rows)
    right = sum(int((one.truth_ids[what.found] == id_).sum()) for one, what in rows)
    return {
        "count": shown,
        "precision": right / shown if shown else None,
        "recall": right / boxes if boxes else None,
    }


def _mean_curve(tallies: Sequence[Tally], images: int) -> list[float] | None:
    """Over the categories that have boxes."""
    once = np.ones((1, images))
    found = [curves(one, once, thresholds=[IOU_50])[0, 0] for one in tallies if one.positives[0].sum()]
    return _rounded_curve(np.mean(found, axis=0)) if found else None


def _rounded_curve(values: Numbers) -> list[float]:
    return [round(float(value), 3) for value in values]


def _sizes(tallies: Sequence[Tally], images: int) -> list[Document]:
    weights, rows = np.ones((1, images)), []
    for place, name in enumerate(SIZES):
        found = [
            float(average_precision(one, weights, size=place).mean()) for one in tallies if one.positives[place].sum()
        ]
        boxes = sum(int(one.positives[place].sum()) for one in tallies)
        rows.append({"size": name, "boxes": boxes, "ap": fmean(found) if found else None})
    return rows
