"""The steps from scores to suggestions, one added to the other, and the simulated annotator's seconds after each."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.scoring.aids import Aided, aided
from detector.images import read_header
from detector.scores.assess import recalls
from detector.scores.calibrate import expected_calibration_error, fit_calibration
from detector.scores.costs import Costs, manual_seconds
from detector.scores.edge_bias import fit_edge_bias
from detector.scores.matching import Numbers, Seen, correct, match_same_class, true_boxes, usable
from detector.scores.seconds import mean_error_share, predicted_seconds, rank_correlation
from detector.scores.thresholds import FOUND, Trial, break_even, categories, fit_thresholds, fix_seconds

Thresholds = Callable[[Sequence[Seen], float, Costs], dict[int, float]]

DOUBTFUL = 0.05  # Spread of an edge as a share of the side, from which the editor points at it.


def seconds_by_step(
    holdout: Mapping[str, Sequence[Seen]], test: Mapping[str, Sequence[Seen]], *, tolerance: float, costs: Costs
) -> dict[str, float]:
    """By step: mean seconds an image of test, with all that is fitted fitted on the hold-out. By way: what was seen."""
    helped = _aided(holdout["voted"], test["voted"], tolerance, costs)
    return {
        "by hand": float(np.mean([manual_seconds(one.example.box_count, costs) for one in test["plain"]])),
        "raw scores from .5": _raw(test["plain"], tolerance=tolerance, costs=costs),
        "+ calibration, break-even": _spent(holdout["plain"], test["plain"], _formula, tolerance, costs),
        "+ thresholds by class": _spent(holdout["plain"], test["plain"], _fitted, tolerance, costs),
        "+ box voting": _spent(holdout["voted"], test["voted"], _fitted, tolerance, costs),
        "+ second look": _spent(holdout["twice"], test["twice"], _fitted, tolerance, costs),
        "+ edge bias": _spent(*_without_bias(holdout["twice"], test["twice"]), _fitted, tolerance, costs),
        "voting and the magnet": helped.magnet,
        "+ crop gallery": helped.gallery,
    }


def honesty(holdout: Sequence[Seen], test: Sequence[Seen], *, tolerance: float, costs: Costs) -> dict[str, float]:
    """What probabilities and predicted seconds are worth on new images."""
    calibration = fit_calibration(holdout, iou=FOUND)
    thresholds = _fitted(holdout, tolerance, costs)
    right, said = correct(test, iou=FOUND), [calibration.probabilities(one.found, one.category_ids) for one in test]
    recall, fix = recalls(holdout), fix_seconds(holdout, tolerance=tolerance, costs=costs)
    foreseen = [
        predicted_seconds(one.found, one.category_ids, q, thresholds, costs, recall=recall, fix=fix)
        for one, q in zip(test, said, strict=True)
    ]
    spent = Trial.prepare(test, said, tolerance=tolerance, costs=costs).seconds_by_image(thresholds)
    return {
        "D-ECE of scores": expected_calibration_error(np.concatenate([one.found.scores for one in test]), right),
        "D-ECE of probabilities": expected_calibration_error(np.concatenate(said), right),
        "MAPE of predicted seconds": mean_error_share(foreseen, spent),
        "rank correlation of predicted seconds": rank_correlation(foreseen, spent),
    }


def doubts(test: Sequence[Seen]) -> dict[str, float]:
    """How far edges of right boxes are off, as a share of the side: those whose spread is doubtful, and the others."""
    errors, spreads = [np.empty(0)], [np.empty(0)]
    for one in test:
        matched = match_same_class(one, iou=FOUND)
        boxes, truth = one.found.boxes[matched >= 0], true_boxes(one.example)[0][matched[matched >= 0]]
        sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
        errors.append((np.abs(truth - boxes) / sides).ravel())
        spreads.append((one.found.spread[matched >= 0] / sides).ravel())
    off, doubtful = np.concatenate(errors), np.concatenate(spreads) > DOUBTFUL
    return {
        "doubtful edges": float(doubtful.mean()),
        "doubtful edges are off by": _mean(off[doubtful]),
        "other edges are off by": _mean(off[~doubtful]),
    }


def _raw(test: Sequence[Seen], *, tolerance: float, costs: Costs) -> float:
    images = [usable(one) for one in test]
    scores = [one.found.scores.astype(np.float64) for one in images]
    trial = Trial.prepare(images, scores, tolerance=tolerance, costs=costs)
    return trial.seconds(dict.fromkeys(categories(images), 0.5)) / len(images)


def _spent(
    holdout: Sequence[Seen], test: Sequence[Seen], thresholds: Thresholds, tolerance: float, costs: Costs
) -> float:
    images = [usable(one) for one in test]
    calibration = fit_calibration(holdout, iou=FOUND)
    said = [calibration.probabilities(one.found, one.category_ids) for one in images]
    least = thresholds(holdout, tolerance, costs)
    return Trial.prepare(images, said, tolerance=tolerance, costs=costs).seconds(least) / len(images)


def _aided(holdout: Sequence[Seen], test: Sequence[Seen], tolerance: float, costs: Costs) -> Aided:
    images = [usable(one) for one in test]
    calibration = fit_calibration(holdout, iou=FOUND)
    said = [calibration.probabilities(one.found, one.category_ids) for one in images]
    return aided(images, said, _fitted(holdout, tolerance, costs), tolerance=tolerance, costs=costs)


def _formula(holdout: Sequence[Seen], tolerance: float, costs: Costs) -> dict[int, float]:
    fixes = fix_seconds(holdout, tolerance=tolerance, costs=costs)
    return {id_: break_even(costs, fix) for id_, fix in fixes.items()}


def _fitted(holdout: Sequence[Seen], tolerance: float, costs: Costs) -> dict[int, float]:
    return fit_thresholds(holdout, fit_calibration(holdout, iou=FOUND), tolerance=tolerance, costs=costs)


def _without_bias(holdout: Sequence[Seen], test: Sequence[Seen]) -> tuple[list[Seen], list[Seen]]:
    bias = fit_edge_bias(holdout)

    def corrected(one: Seen) -> Seen:
        header = read_header(one.example.path.read_bytes())
        found = bias.corrected(one.found, one.category_ids, width=header.width, height=header.height)
        return one._replace(found=found)

    return [corrected(one) for one in holdout], [corrected(one) for one in test]


def _mean(numbers: Numbers) -> float:
    return float(numbers.mean()) if len(numbers) else 0.0
