"""Anchors follow the boxes, and stay within reach of other ones."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detector.network.anchors import CLOSEST, USUAL, fit_anchors
from detector.structures import Anchors

sides = st.lists(st.tuples(st.floats(0.5, 600), st.floats(0.5, 600)), max_size=60)
kinds_of_objects = st.lists(st.tuples(st.floats(14, 300), st.floats(1 / 3, 3)), min_size=1, max_size=3)


def reached(boxes: np.ndarray, anchors: Anchors, *, iou: float = 0.5) -> float:
    """The share of boxes [N, 2] whose IoU with an anchor around the same centre is at least iou."""
    best = np.zeros(len(boxes))
    for size in (size for sizes in anchors.sizes for size in sizes):
        for ratio in anchors.ratios:
            anchor = np.array([size / ratio**0.5, size * ratio**0.5])
            shared = np.minimum(boxes, anchor).prod(axis=1)
            best = np.maximum(best, shared / (boxes.prod(axis=1) + size**2 - shared))
    return float((best >= iou).mean())


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


@given(kinds_of_objects, st.integers(0, 2**32))
def test_nearly_every_box_is_within_reach_whatever_objects_there_are(
    objects: list[tuple[float, float]], seed: int
) -> None:
    """Objects of up to three kinds, each with sizes and shapes that vary as those of blood cells do."""
    random = np.random.default_rng(seed)
    sizes = np.concatenate([size * np.exp(random.normal(0, 0.2, 60)) for size, _ in objects])
    ratios = np.concatenate([ratio * np.exp(random.normal(0, 0.15, 60)) for _, ratio in objects])
    boxes = np.column_stack([sizes / ratios**0.5, sizes * ratios**0.5])
    labels = np.repeat(np.arange(len(objects)), 60).tolist()
    assert reached(boxes, fit_anchors(boxes, labels)) >= 0.9


def test_flat_and_tall_objects_are_reached_that_the_usual_anchors_miss() -> None:
    boxes = np.array([[100.0, 20.0]] * 20 + [[20.0, 100.0]] * 20)
    assert reached(boxes, USUAL) == 0
    assert reached(boxes, fit_anchors(boxes, [1] * 20 + [2] * 20), iou=0.7) == 1
