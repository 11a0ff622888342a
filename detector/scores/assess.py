"""What a detector is worth to the people who correct it, by the hold-out.

Everything that is fitted on the hold-out (calibration, thresholds) is judged by cross-fitting: the seconds of an image
come from what was fitted on the others. What is handed out for use is fitted on all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from detector.scores.calibrate import Calibration, expected_calibration_error, fit_calibration, split
from detector.scores.costs import DEFAULT, Costs, manual_seconds
from detector.scores.matching import Integers, Numbers, Seen, correct, match_same_class, true_boxes, usable
from detector.scores.seconds import mean_error_share, predicted_seconds, rank_correlation
from detector.scores.thresholds import FOUND, Trial, break_even, categories, fit_thresholds, fix_seconds, shown


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """What people need for each step, and how exact they have to be."""

    costs: Costs = DEFAULT
    tolerance: float = 0.75  # IoU from which a box is good enough.


USUAL = Yardstick()


@dataclass(frozen=True, kw_only=True)
class CategoryAssessment:
    boxes: int  # That people drew in the hold-out.
    recall: float  # Share of them that is among the detections, shown or not.
    shown_recall: float  # Share of them that a person is shown, by thresholds fitted on other images.
    fix_seconds: float  # To put a right suggestion in its place.


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """tolerance: IoU from which a box is good enough. Lists have an entry for each hold-out image, in one order."""

    tolerance: float
    costs: Costs
    calibration: Calibration  # Score to the probability of being the right class in about the right place,
    tight_calibration: Calibration  # and of being good enough as it is.
    thresholds: dict[int, float]  # By category id; above 1 means never.
    calibration_error: float  # D-ECE of the probabilities, cross-fitted;
    raw_calibration_error: float  # that of the scores.
    image_ids: list[int]
    seconds: list[float]  # Of the simulated annotator, with suggestions,
    manual_seconds: list[float]  # without any,
    predicted_seconds: list[float]  # and as they were foreseen.
    boxes_per_image: float  # That are shown.
    finite: bool  # No box or score was infinite or not a number.
    per_category: dict[int, CategoryAssessment]  # By category id.

    @property
    def seconds_error(self) -> float:
        """Mean share by which the foreseen seconds are wrong."""
        return mean_error_share(self.predicted_seconds, self.seconds)

    @property
    def seconds_rank_correlation(self) -> float:
        return rank_correlation(self.predicted_seconds, self.seconds)

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "calibration": self.calibration.to_json(),
            "tight_calibration": self.tight_calibration.to_json(),
            "thresholds": {str(id_): value for id_, value in self.thresholds.items()},
            "per_category": {str(id_): asdict(row) for id_, row in self.per_category.items()},
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for anything but what to_json gave."""
        rows = document["per_category"].items()
        return cls(
            **{
                **document,
                "costs": Costs(**document["costs"]),
                "calibration": Calibration.from_json(document["calibration"]),
                "tight_calibration": Calibration.from_json(document["tight_calibration"]),
                "thresholds": {int(id_): float(value) for id_, value in document["thresholds"].items()},
                "per_category": {int(id_): CategoryAssessment(**row) for id_, row in rows},
            }
        )


def assess(seen: Sequence[Seen], *, tolerance: float = 0.75, costs: Costs = DEFAULT) -> Assessment | None:
    """seen: what the detector saw in the hold-out images, low scores too. None where nobody drew a box in them."""
    images = [usable(one) for one in seen]
    if not any(len(true_boxes(one.example)[0]) for one in images):
        return None
    new = _cross_fit(images, tolerance=tolerance, costs=costs)
    calibration = fit_calibration(images, iou=FOUND)
    right = correct(images, iou=FOUND)
    return Assessment(
        tolerance=tolerance,
        costs=costs,
        calibration=calibration,
        tight_calibration=fit_calibration(images, iou=tolerance),
        thresholds=fit_thresholds(images, calibration, tolerance=tolerance, costs=costs),
        calibration_error=expected_calibration_error(np.concatenate([one.probabilities for one in new]), right),
        raw_calibration_error=expected_calibration_error(np.concatenate([one.found.scores for one in images]), right),
        image_ids=[one.example.image_id for one in images],
        seconds=[one.seconds for one in new],
        manual_seconds=[manual_seconds(one.example.box_count, costs) for one in images],
        predicted_seconds=[one.predicted for one in new],
        boxes_per_image=float(np.mean([one.visible.sum() for one in new])),
        finite=all(np.isfinite(one.found.boxes).all() and np.isfinite(one.found.scores).all() for one in seen),
        per_category=_per_category(images, new, fix_seconds(images, tolerance=tolerance, costs=costs)),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _New:
    """An image as one would meet it that nothing was fitted on."""

    probabilities: Numbers  # [N]
    visible: NDArray[np.bool_]  # [N]
    seconds: float
    predicted: float


def _cross_fit(images: Sequence[Seen], *, tolerance: float, costs: Costs) -> list[_New]:
    new: dict[int, _New] = {}
    for rest, fold in split(len(images)):
        known = [images[place] for place in rest]
        calibration = fit_calibration(known, iou=FOUND)
        thresholds = fit_thresholds(known, calibration, tolerance=tolerance, costs=costs)
        fixes = fix_seconds(known, tolerance=tolerance, costs=costs)
        found = recalls(known)
        for place in fold:
            new[int(place)] = _meet(
                images[place], calibration, thresholds, tolerance=tolerance, costs=costs, recall=found, fix=fixes
            )
    return [new[place] for place in range(len(images))]


def _meet(
    one: Seen,
    calibration: Calibration,
    thresholds: Mapping[int, float],
    *,
    tolerance: float,
    costs: Costs,
    recall: Mapping[int, float],
    fix: Mapping[int, float],
) -> _New:
    usual = dict.fromkeys(
        categories([one]), break_even(costs, costs.one_drag)
    )  # For a category that is met first here.
    least = {**usual, **thresholds}
    said = calibration.probabilities(one.found, one.category_ids)
    trial = Trial.prepare([one], [said], tolerance=tolerance, costs=costs)
    return _New(
        probabilities=said,
        visible=shown(one.category_ids, said, least),
        seconds=trial.seconds(least),
        predicted=predicted_seconds(one.found, one.category_ids, said, least, costs, recall=recall, fix=fix),
    )


def recalls(seen: Sequence[Seen]) -> dict[int, float]:
    """By category id: share of the boxes that are among the detections, one to one."""
    return {id_: found / boxes for id_, (boxes, found) in _counts(seen, [slice(None)] * len(seen)).items()}


def _counts(seen: Sequence[Seen], rows: Sequence[NDArray[np.bool_] | slice]) -> dict[int, tuple[int, int]]:
    """By category id: boxes, and how many of them are found in the rows [N] of each image."""
    drawn: list[Integers] = [np.empty(0, dtype=np.int64)]
    found: list[Integers] = [np.empty(0, dtype=np.int64)]
    for one, chosen in zip(seen, rows, strict=True):
        some = Seen(one.example, one.category_ids[chosen], one.found[chosen])
        drawn.append(true_boxes(one.example)[1])
        found.append(some.category_ids[match_same_class(some, iou=FOUND) >= 0])
    all_drawn, all_found = np.concatenate(drawn), np.concatenate(found)
    return {int(id_): (int((all_drawn == id_).sum()), int((all_found == id_).sum())) for id_ in np.unique(all_drawn)}


def _per_category(
    images: Sequence[Seen], new: Sequence[_New], fixes: Mapping[int, float]
) -> dict[int, CategoryAssessment]:
    everything = _counts(images, [slice(None)] * len(images))
    visible = _counts(images, [one.visible for one in new])
    return {
        id_: CategoryAssessment(
            boxes=boxes,
            recall=found / boxes,
            shown_recall=visible[id_][1] / boxes,
            fix_seconds=fixes[id_],
        )
        for id_, (boxes, found) in everything.items()
    }
