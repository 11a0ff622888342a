"""Uncertainty is a number between sure and not at all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from detector.acquisition.uncertainty import detection_uncertainty, image_uncertainty

Floats = NDArray[np.float64]


@st.composite
def distributions(draw: st.DrawFn, *, fewest: int = 0) -> Floats:
    shape = draw(st.tuples(st.integers(fewest, 12), st.integers(2, 6)))
    weights = draw(arrays(np.float64, shape, elements=st.floats(1e-6, 1)))
    rows: Floats = weights / weights.sum(axis=1, keepdims=True)
    return rows


@given(distributions())
def test_uncertainty_stays_between_0_and_1(rows: Floats) -> None:
    assert 0 <= image_uncertainty(rows) <= 1


@given(distributions(fewest=1), st.randoms(use_true_random=False))
def test_neither_the_order_of_detections_nor_that_of_categories_matters(rows: Floats, random: object) -> None:
    order = np.random.default_rng(0).permutation(len(rows))
    categories = np.random.default_rng(1).permutation(rows.shape[1] - 1) + 1
    shuffled = rows[order][:, [0, *categories]]
    assert np.isclose(image_uncertainty(rows), image_uncertainty(shuffled))


@given(distributions(fewest=1))
def test_what_is_surely_background_changes_nothing(rows: Floats) -> None:
    background = np.zeros((100, rows.shape[1]))
    background[:, 0] = 1
    assert np.isclose(image_uncertainty(np.concatenate([rows, background])), image_uncertainty(rows))


@given(distributions(fewest=1))
def test_each_sure_find_lowers_the_doubtful_share(rows: Floats) -> None:
    sure = np.eye(rows.shape[1])[[1]]
    assert image_uncertainty(np.concatenate([rows, sure])) <= image_uncertainty(rows)


def test_one_weak_find_is_less_of_a_riddle_than_many_coins() -> None:
    weak, coin = [0.7, 0.3], [0.5, 0.5]
    assert image_uncertainty(np.array([weak])) < image_uncertainty(np.array([coin] * 10))


def test_a_hundred_faint_boxes_do_not_hide_that_one_image_is_clearer_than_another() -> None:
    faint = [[0.9, 0.1]] * 100
    clear, unclear = [[0.02, 0.98]] * 10, [[0.4, 0.6]] * 10
    assert image_uncertainty(np.array(clear + faint)) < image_uncertainty(np.array(unclear + faint)) - 0.1


def test_an_image_without_detections_scores_0() -> None:
    assert image_uncertainty(np.empty((0, 4))) == 0


def test_sure_of_a_thing_is_no_doubt_and_a_coin_is_the_most() -> None:
    sure, thing_or_nothing, one_of_two = [0, 1, 0], [0.5, 0.5, 0], [0, 0.5, 0.5]
    assert detection_uncertainty(np.array([sure, thing_or_nothing, one_of_two])).round(6).tolist() == [0, 1, 1]


def test_doubt_between_categories_counts_though_the_scores_are_the_same() -> None:
    rivals, spread = [0.1, 0.6, 0.3, 0.0], [0.1, 0.6, 0.15, 0.15]
    first, second = detection_uncertainty(np.array([rivals, spread]))
    assert first > second
