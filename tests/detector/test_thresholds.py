"""What is shown: the formula's published values, and that a person never loses by it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.scores.calibrate import fit_calibration
from detector.scores.costs import CROWD, DEFAULT, EXPERT, PROFILES, Costs, manual_seconds
from detector.scores.matching import Seen
from detector.scores.thresholds import NEVER, SLACK, Trial, break_even, fit_thresholds, fix_seconds, shown
from tests.detector.pictures import example
from tests.detector.seeing import PLATELET, RED, WHITE, cells, looked_at, seen


@pytest.mark.parametrize(
    ("costs", "fix_seconds", "probability"),
    [
        (DEFAULT, 0, 0.38),
        (DEFAULT, 1.9, 0.48),
        (DEFAULT, 3.75, 0.62),
        (DEFAULT, 6.15, NEVER),
        (EXPERT, 0, 0.32),
        (EXPERT, 1.9, 0.49),
        (EXPERT, 3.75, NEVER),
        (CROWD, 0, 0.16),
        (CROWD, 6.15, 0.21),
        (DEFAULT, 20, NEVER),
    ],
)
def test_break_even_as_published(costs: Costs, fix_seconds: float, probability: float) -> None:
    assert break_even(costs, fix_seconds) == pytest.approx(probability, abs=0.006)


def test_shown_is_from_the_threshold_on_and_never_without_one() -> None:
    ids, probabilities = np.array([1, 1, 2, 3]), np.array([0.5, 0.4, 1.0, 1.0])
    assert shown(ids, probabilities, {1: 0.5, 2: NEVER}).tolist() == [True, False, False, False]


def seconds(images: list[Seen], thresholds: dict[int, float], costs: Costs, *, tolerance: float = 0.75) -> float:
    calibration = fit_calibration(images, iou=0.5)
    said = [calibration.probabilities(one.found, one.category_ids) for one in images]
    return Trial.prepare(images, said, tolerance=tolerance, costs=costs).seconds(thresholds)


def fitted(images: list[Seen], costs: Costs, *, tolerance: float = 0.75) -> dict[int, float]:
    return fit_thresholds(images, fit_calibration(images, iou=0.5), tolerance=tolerance, costs=costs)


@given(
    st.integers(0, 10**6),
    st.floats(0.1, 1),
    st.floats(0, 0.2),
    st.floats(0, 20),
    st.sampled_from(list(PROFILES)),
    st.sampled_from([0.6, 0.75, 0.9]),
)
@settings(max_examples=25, deadline=None)
def test_on_the_hold_out_nobody_loses_by_suggestions_nor_would_a_half_be_better(
    seed: int, recall: float, jitter: float, false_boxes: float, profile: str, tolerance: float
) -> None:
    costs = PROFILES[profile]
    images = looked_at(cells(10, seed=seed), recall=recall, jitter=jitter, false_boxes=false_boxes, seed=seed)
    thresholds = fitted(images, costs, tolerance=tolerance)
    spent = seconds(images, thresholds, costs, tolerance=tolerance)
    assert spent <= sum(manual_seconds(one.example.box_count, costs) for one in images) + 1e-6
    frequent = {id_: 0.5 if id_ == RED else threshold for id_, threshold in thresholds.items()}
    slack = 2 * SLACK * sum(manual_seconds(one.example.box_count, costs) for one in images)
    assert spent <= seconds(images, frequent, costs, tolerance=tolerance) + slack


def test_a_detector_that_sees_things_shows_nothing() -> None:
    images = looked_at(cells(10), recall=0.05, jitter=0.2, false_boxes=40)
    manual = sum(manual_seconds(one.example.box_count, EXPERT) for one in images)
    assert seconds(images, fitted(images, EXPERT), EXPERT) == pytest.approx(manual)


def test_the_more_drawing_costs_the_more_is_shown() -> None:
    images = looked_at(cells(30), recall=0.9, jitter=0.05, false_boxes=8)
    slow, usual = fitted(images, CROWD), fitted(images, DEFAULT)
    assert slow[RED] < usual[RED]
    assert set(usual) == {RED, WHITE, PLATELET}


def test_a_rare_category_follows_the_formula() -> None:
    images = looked_at(cells(6), recall=0.9, jitter=0.05, false_boxes=4)
    fixes = fix_seconds(images, tolerance=0.75, costs=DEFAULT)
    assert fitted(images, DEFAULT)[WHITE] == pytest.approx(break_even(DEFAULT, fixes[WHITE]))


def test_fixing_takes_no_time_where_all_fits_and_a_drag_where_nothing_is_known() -> None:
    image = example([[0, 0, 100, 100]] * 4, [1] * 4)
    exact = seen(image, [(1, 0.9, [0, 0, 100, 100])] * 4)
    loose = seen(image, [(2, 0.9, [0, 0, 100, 100]), (1, 0.9, [0, 0, 100, 60])])
    assert fix_seconds([exact], tolerance=0.75, costs=DEFAULT) == {1: 0}
    assert fix_seconds([loose], tolerance=0.75, costs=DEFAULT)[1] == pytest.approx(DEFAULT.one_drag)
    nothing = seen(image, [])
    assert fix_seconds([nothing], tolerance=0.75, costs=DEFAULT) == {1: pytest.approx(DEFAULT.one_drag)}
    assert fix_seconds([], tolerance=0.75, costs=DEFAULT) == {}


def test_the_same_images_give_the_same_thresholds() -> None:
    images = looked_at(cells(12), recall=0.9, jitter=0.05, false_boxes=4)
    assert fitted(images, DEFAULT) == fitted(images, DEFAULT)
