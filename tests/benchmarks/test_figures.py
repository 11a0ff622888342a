"""Statistics by known values, and curves that only rise."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.learning.figures import area, as_ratio, estimate, half_width, reaches, rising, sign_flip_p


def test_six_pairs_of_one_sign_reach_their_smallest_p() -> None:
    assert sign_flip_p(np.array([1.0, 2, 3, 4, 5, 6])) == pytest.approx(2 / 64)
    assert sign_flip_p(np.array([-1.0, -1, -1, -1, -1, -1])) == pytest.approx(2 / 64)


def test_five_pairs_cannot_be_significant() -> None:
    assert sign_flip_p(np.full(5, 3.0)) > 0.05


def test_a_flip_that_changes_nothing_counts_against() -> None:
    assert sign_flip_p(np.zeros(6)) == 1
    assert sign_flip_p(np.array([1.0, -1.0])) == 1


def test_p_is_the_share_of_all_signs() -> None:
    values = np.array([0.3, -0.1, 0.4, 0.2, -0.05, 0.25, 0.6])
    sums = [abs(sum(signs * values)) for signs in itertools.product([1, -1], repeat=7)]
    assert sign_flip_p(values) == pytest.approx(np.mean([total >= abs(values.sum()) - 1e-12 for total in sums]))


@pytest.mark.parametrize("count", [0, 21])
def test_p_is_refused_where_it_cannot_be_exact(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 20"):
        sign_flip_p(np.ones(count))


def test_the_interval_of_ten_seeds_is_as_the_protocol_says() -> None:
    values = np.tile([-1.0, 1.0], 5)
    assert half_width(values / values.std(ddof=1)) == pytest.approx(0.715, abs=0.001)


def test_the_interval_is_students() -> None:
    found = estimate([1.0, 2.0, 3.0])
    assert found.mean == 2
    assert found.high - found.mean == pytest.approx(4.303 / math.sqrt(3), abs=0.001)


def test_one_seed_has_no_interval() -> None:
    assert estimate([3.0]).high == math.inf


def test_ratios_are_of_geometric_means() -> None:
    found = as_ratio(estimate(np.log2([0.5, 2.0])))
    assert found.mean == pytest.approx(1)
    assert found.values == pytest.approx((0.5, 2.0))


def test_a_goal_is_reached_between_two_points_by_log_effort() -> None:
    assert reaches([1, 4, 16], [0.2, 0.4, 0.6], 0.5) == pytest.approx(8)
    assert reaches([1, 4, 16], [0.2, 0.4, 0.6], 0.6) == pytest.approx(16)


def test_a_goal_may_be_met_at_once_or_never() -> None:
    assert reaches([3, 4], [0.5, 0.6], 0.4) == pytest.approx(3)
    assert reaches([3, 4], [0.5, 0.6], 0.7) == math.inf


def test_a_dip_does_not_take_back_what_was_reached() -> None:
    assert rising([0.1, 0.4, 0.3, 0.5]).tolist() == [0.1, 0.4, 0.4, 0.5]
    assert reaches([1, 2, 4, 8], [0.1, 0.4, 0.3, 0.5], 0.4) == pytest.approx(2)


@given(
    scores=st.lists(st.floats(0, 1), min_size=2, max_size=8),
    low=st.floats(0, 1),
    high=st.floats(0, 1),
)
def test_a_higher_goal_never_takes_less(scores: list[float], low: float, high: float) -> None:
    efforts = [2.0**place for place in range(len(scores))]
    low, high = sorted((low, high))
    assert reaches(efforts, scores, low) <= reaches(efforts, scores, high) * (1 + 1e-9)


def test_the_area_is_the_mean_score_over_log_effort() -> None:
    assert area([1, 4], [0.2, 0.6], low=1, high=4) == pytest.approx(0.4)
    assert area([1, 4, 16], [0.5, 0.5, 0.5], low=2, high=8) == pytest.approx(0.5)
    assert area([1, 4], [0.2, 0.6], low=2, high=2) == pytest.approx(0.4)


def test_who_learns_earlier_has_the_larger_area() -> None:
    early = area([1, 2, 4, 8], [0.1, 0.5, 0.6, 0.6], low=1, high=8)
    late = area([1, 2, 4, 8], [0.1, 0.2, 0.4, 0.6], low=1, high=8)
    assert early > late
