"""Predicted seconds: the formula by hand, and that they come near on average."""

import numpy as np
import pytest

from detector.scores.costs import DEFAULT
from detector.scores.seconds import mean_error_share, predicted_seconds, rank_correlation
from tests.detector.seeing import detections

FOUND = detections([(1, 0.9, [0, 0, 9, 9]), (1, 0.4, [0, 0, 9, 9])])
IDS = np.array([1, 1])


def predicted(probabilities: list[float], *, recall: dict[int, float], fix: dict[int, float]) -> float:
    return predicted_seconds(FOUND, IDS, np.array(probabilities), {1: 0.5}, DEFAULT, recall=recall, fix=fix)


def test_the_formula_by_hand() -> None:
    shown = 1.0 + 0.2 * 2.73 + 0.8 * 1.5
    assert predicted([0.8, 0.25], recall={1: 1}, fix={1: 1.5}) == pytest.approx(7.8 + shown + 0.25 * 7)


def test_a_detector_that_misses_half_has_as_many_to_draw_as_it_found() -> None:
    all_found = predicted([0.8, 0.2], recall={1: 1}, fix={1: 0})
    assert predicted([0.8, 0.2], recall={1: 0.5}, fix={1: 0}) == pytest.approx(all_found + 7)
    assert np.isfinite(predicted([0.8, 0.2], recall={1: 0}, fix={1: 0}))


def test_what_is_unknown_is_found_and_takes_a_drag() -> None:
    known = predicted([0.8, 0.2], recall={1: 1}, fix={1: DEFAULT.one_drag})
    assert predicted([0.8, 0.2], recall={}, fix={}) == pytest.approx(known)


def test_an_image_without_detections_takes_as_long_as_opening_it() -> None:
    nothing = detections([])
    none = np.empty(0)
    assert predicted_seconds(nothing, none.astype(int), none, {}, DEFAULT, recall={}, fix={}) == DEFAULT.image


def test_error_and_rank_by_hand() -> None:
    assert mean_error_share([90, 220], [100, 200]) == pytest.approx(0.1)
    assert rank_correlation([1, 2, 30], [5, 6, 7]) == pytest.approx(1)
    assert rank_correlation([3, 2, 1], [5, 6, 7]) == pytest.approx(-1)
    assert rank_correlation([1, 1], [1, 2]) == 0
    assert rank_correlation([], []) == mean_error_share([], []) == 0
