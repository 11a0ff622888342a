"""From which probability on a suggestion is shown: where it saves a person's time.

A wrong suggestion is looked at and deleted; a right one saves drawing, if it does not take longer to put right. The
formula says where the two balance. On the hold-out the thresholds of the classes are then moved, one class after the
other, to where the simulated annotator is quicker; that also counts what a formula for one suggestion cannot see:
duplicates, and who takes whose place.

A hold-out of a few dozen images is easily believed too much: on cell pictures the formula alone took 57.3 s an image on
new images, the best thresholds of 24 hold-out images 57.7 s, and those of the new images themselves 56.7 s (means of 24
splits). So a class leaves the formula for a clear gain only, and goes no farther than it must.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.scores.calibrate import Calibration
from detector.scores.costs import Costs, Desk, manual_seconds
from detector.scores.fixing import fewest_drags
from detector.scores.matching import Integers, Numbers, Seen, match_same_class, true_boxes, usable

NEVER = 2.0  # A threshold above every probability.
FEWEST_LEARNED = 5  # Boxes of a class to learn from; below, what a detector says of it is a guess, whatever the score.
FEWEST_POSITIVES = 10  # Boxes of a class on the hold-out that were found; below, the formula stands alone.
GRID = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, NEVER)
ROUNDS = 2
SLACK = 0.01  # Of the hold-out's seconds: whoever saves less is not worth leaving the formula for.
USUAL_FIXES = 5.0  # How many boxes of all classes a class's own mean of fixing seconds is mixed with.
FOUND = 0.5  # IoU from which a suggestion is taken for a box of its class.

_NO_FIXES = (np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))


def break_even(costs: Costs, fix_seconds: float) -> float:
    """The probability from which a suggestion saves time, if a right one takes so long to fix.

    (look + delete) / (draw + delete - fix); NEVER if that is above 1: then it never does.
    """
    saved = costs.draw + costs.delete - fix_seconds
    least = (costs.look + costs.delete) / saved if saved > 0 else NEVER
    return least if least <= 1 else NEVER


def shown(category_ids: Integers, probabilities: Numbers, thresholds: Mapping[int, float]) -> NDArray[np.bool_]:
    """Which suggestions [N] a person gets to see; those of a category without a threshold never."""
    least = np.full(len(category_ids), NEVER)
    for id_, threshold in thresholds.items():
        least[category_ids == id_] = threshold
    return np.asarray(probabilities >= least, dtype=np.bool_)


def fix_seconds(seen: Sequence[Seen], *, tolerance: float, costs: Costs) -> dict[int, float]:
    """By category id: what putting right takes for a suggestion that is a true box of its class, 0 if it fits already.

    Means weighted by the scores, since the loosest boxes have the lowest and are not shown; few boxes of a class are
    mixed with those of all classes.
    """
    rows = [_fixes(usable(one), tolerance=tolerance, costs=costs) for one in seen]
    ids, seconds, weights = (np.concatenate(column) for column in zip(_NO_FIXES, *rows, strict=True))
    usual = float(seconds @ weights / weights.sum()) if weights.any() else costs.one_drag
    means = {}
    for id_ in categories(seen):
        own = ids == id_
        total, weight = seconds[own] @ weights[own], weights[own].sum()
        means[id_] = float((total + USUAL_FIXES * usual) / (weight + USUAL_FIXES))
    return means


def _fixes(one: Seen, *, tolerance: float, costs: Costs) -> tuple[Integers, Numbers, Numbers]:
    """Category ids, seconds and scores [P] of the detections that are true boxes."""
    matched = match_same_class(one, iou=FOUND)
    rows = matched >= 0
    truth, _ = true_boxes(one.example)
    drags, _ = fewest_drags(one.found.boxes[rows].astype(np.float64), truth[matched[rows]], tolerance=tolerance)
    seconds = np.minimum(np.where(drags > 0, costs.decide + costs.drag * drags, 0), costs.redraw)
    return one.category_ids[rows], seconds, one.found.scores[rows].astype(np.float64)


def fit_thresholds(
    seen: Sequence[Seen], calibration: Calibration, *, tolerance: float, costs: Costs
) -> dict[int, float]:
    """By category id, for all that were drawn or found: the probability from which a suggestion is shown.

    Above 1 means never; so it is for all if suggestions cost more than they save.
    """
    images = [usable(one) for one in seen]
    probabilities = [calibration.probabilities(one.found, one.category_ids) for one in images]
    fixes = fix_seconds(images, tolerance=tolerance, costs=costs)
    formula = {id_: break_even(costs, fix) for id_, fix in fixes.items()}
    trial = Trial.prepare(images, probabilities, tolerance=tolerance, costs=costs)
    thresholds = trial.descend(formula, movable=_frequent(images))
    nothing = sum(manual_seconds(one.example.box_count, costs) for one in images)
    if images and trial.seconds(thresholds) > nothing:
        return dict.fromkeys(thresholds, NEVER)
    return thresholds


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The hold-out, laid out for trying thresholds."""

    desks: list[Desk]
    ids: list[Integers]  # Of the suggestions of each image, the most probable first,
    probabilities: list[Numbers]  # and these.

    @classmethod
    def prepare(
        cls, seen: Sequence[Seen], probabilities: Sequence[Numbers], *, tolerance: float, costs: Costs
    ) -> "Trial":
        desks = [
            Desk.lay_out(
                one.found.boxes, one.category_ids, said, *true_boxes(one.example), tolerance=tolerance, costs=costs
            )
            for one, said in zip(seen, probabilities, strict=True)
        ]
        return cls(
            desks=desks,
            ids=[one.category_ids[desk.order] for one, desk in zip(seen, desks, strict=True)],
            probabilities=[said[desk.order] for said, desk in zip(probabilities, desks, strict=True)],
        )

    def seconds(self, thresholds: Mapping[int, float]) -> float:
        """Of the simulated annotator for all images."""
        return sum(self.seconds_by_image(thresholds))

    def seconds_by_image(self, thresholds: Mapping[int, float]) -> list[float]:
        rows = zip(self.desks, self.ids, self.probabilities, strict=True)
        return [desk.seconds_for(shown(ids, said, thresholds)) for desk, ids, said in rows]

    def descend(self, formula: Mapping[int, float], *, movable: Sequence[int]) -> dict[int, float]:
        """Coordinate descent from the formula, one class after the other."""
        thresholds, slack = dict(formula), SLACK * self.seconds(formula)
        for _ in range(ROUNDS):
            for id_ in movable:
                thresholds[id_] = self._nearest_good(id_, thresholds, formula[id_], slack=slack)
        return thresholds

    def _nearest_good(self, id_: int, thresholds: Mapping[int, float], formula: float, *, slack: float) -> float:
        options = np.array([formula, *GRID])
        rows = zip(self.desks, self.ids, self.probabilities, strict=True)
        totals = np.sum(
            [
                _seconds_by_option(desk, ids == id_, said, shown(ids, said, thresholds), options)
                for desk, ids, said in rows
                if (ids == id_).any()
            ],
            axis=0,
        )
        good = options[totals <= totals.min() + slack]
        return float(good[np.abs(good - formula).argmin()])


def _seconds_by_option(
    desk: Desk, of_class: NDArray[np.bool_], said: Numbers, visible: NDArray[np.bool_], options: Numbers
) -> Numbers:
    """[O] seconds for one image, with each of the options as the threshold of one class."""
    rows = np.flatnonzero(of_class)
    counts, which = np.unique((said[rows] >= options[:, None]).sum(axis=1), return_inverse=True)
    seconds = []
    for count in counts:  # The most probable come first, so their number says which they are.
        visible[rows] = np.arange(len(rows)) < count
        seconds.append(desk.seconds_for(visible))
    return np.array(seconds)[which]


def categories(seen: Sequence[Seen]) -> list[int]:
    drawn = {int(id_) for one in seen for id_ in true_boxes(one.example)[1]}
    return sorted(drawn | {int(id_) for one in seen for id_ in one.category_ids})


def _frequent(seen: Sequence[Seen]) -> list[int]:
    """Categories with enough boxes that were found."""
    found = [one.category_ids[match_same_class(one, iou=FOUND) >= 0] for one in seen]
    ids, counts = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *found]), return_counts=True)
    return [int(id_) for id_ in ids[counts >= FEWEST_POSITIVES]]
