"""Anchors follow the boxes, and stay within reach of other ones."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detector.anchors import CLOSEST, USUAL, fit_anchors

sides = st.lists(st.tuples(st.floats(0.5, 600), st.floats(0.5, 600)), max_size=60)


@given(sides)
def test_every_map_has_two_sizes_apart_and_there_are_three_ratios(boxes: list[tuple[float, float]]) -> None:
    anchors = fit_anchors(np.array(boxes, dtype=float).reshape(-1, 2), [1] * len(boxes))
    assert len(anchors.sizes) == len(USUAL.sizes)
    for low, high in anchors.sizes:
        assert 0 < low < high
    assert all(wide < tall for wide, tall in pairwise(anchors.ratios))
    assert anchors.ratios[2] / anchors.ratios[0] >= CLOSEST**2 * 0.99


def test_no_boxes_leave_the_usual_anchors() -> None:
    assert fit_anchors(np.empty((0, 2)), []) == USUAL


def test_boxes_of_one_size_fit_their_map_and_leave_the_others() -> None:
    anchors = fit_anchors(np.full((20, 2), 60.0), [1] * 20)
    assert anchors.sizes[0] == USUAL.sizes[0]
    low, high = anchors.sizes[1]
    assert low < 60 < high
    assert anchors.sizes[2:] == USUAL.sizes[2:]


def test_a_rare_category_has_the_same_say_as_a_frequent_one() -> None:
    frequent, rare = np.full((90, 2), 50.0), np.full((10, 2), 70.0)
    low, high = fit_anchors(np.concatenate([frequent, rare]), [1] * 90 + [2] * 10).sizes[1]
    assert low == 50
    assert high == 70


def test_tall_boxes_give_tall_anchors() -> None:
    tall = np.column_stack([np.full(20, 20.0), np.full(20, 60.0)])
    assert fit_anchors(tall, [1] * 20).ratios[1] == 3
