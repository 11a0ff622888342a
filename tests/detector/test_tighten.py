"""Box voting: by hand, and what always holds."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from detector.fast.tighten import vote

KEPT = [10.0, 10, 110, 110]


def voted(boxes: list[list[float]], labels: list[int], scores: list[float]) -> tuple[Tensor, Tensor]:
    """The first is the one that was kept."""
    every = torch.tensor(boxes)
    return vote(every[:1], torch.tensor(labels[:1]), every, torch.tensor(labels), torch.tensor(scores))


def test_a_box_on_its_own_stays_and_is_in_no_doubt() -> None:
    boxes, spread = voted([KEPT, [200.0, 200, 300, 300]], [1, 1], [0.9, 0.9])
    assert boxes.tolist() == [KEPT]
    assert spread.tolist() == [[0, 0, 0, 0]]


def test_two_of_equal_score_meet_in_the_middle_and_differ_at_one_edge() -> None:
    boxes, spread = voted([KEPT, [10, 10, 120, 110]], [1, 1], [0.8, 0.8])
    assert boxes.tolist() == [pytest.approx([10, 10, 115, 110])]
    assert spread.tolist() == [pytest.approx([0, 0, 5, 0])]


def test_the_higher_score_has_more_to_say() -> None:
    boxes, _ = voted([KEPT, [10, 10, 120, 110]], [1, 1], [0.9, 0.3])
    assert boxes[0, 2].item() == pytest.approx(112.5)


def test_other_categories_and_distant_boxes_have_no_vote() -> None:
    boxes, spread = voted([KEPT, [10, 10, 120, 110], [60, 10, 160, 110]], [1, 2, 1], [0.8, 0.8, 0.8])
    assert boxes.tolist() == [KEPT]
    assert spread.sum() == 0


def test_nothing_kept_and_nothing_to_vote() -> None:
    none, no_labels = torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64)
    boxes, spread = vote(none, no_labels, none, no_labels, torch.zeros(0))
    assert (boxes.shape, spread.shape) == ((0, 4), (0, 4))
    kept = torch.tensor([KEPT])
    boxes, spread = vote(kept, torch.tensor([1]), none, no_labels, torch.zeros(0))
    assert boxes.tolist() == [KEPT]
    assert spread.tolist() == [[0, 0, 0, 0]]


def test_far_from_the_origin_a_pixel_is_still_a_pixel() -> None:
    far = [20000.0, 20000, 20100, 20100]
    _, spread = voted([far, [20000, 20000, 20102, 20100]], [1, 1], [0.8, 0.8])
    assert spread.tolist() == [pytest.approx([0, 0, 1, 0], abs=0.01)]


@given(st.integers(1, 12), st.integers(0, 10**6))
def test_the_mean_lies_between_its_voters_and_the_order_of_boxes_says_nothing(count: int, seed: int) -> None:
    torch.manual_seed(seed)
    boxes = torch.tensor([KEPT]) + torch.rand(count, 4) * 8
    labels, scores = torch.ones(count, dtype=torch.int64), torch.rand(count) * 0.9 + 0.1
    means, spread = vote(boxes[:1], labels[:1], boxes, labels, scores)
    assert (means >= boxes.amin(0) - 1e-3).all()
    assert (means <= boxes.amax(0) + 1e-3).all()
    assert (spread <= (boxes.amax(0) - boxes.amin(0)) / 2 + 1e-3).all()
    order = torch.randperm(count)
    again, _ = vote(boxes[:1], labels[:1], boxes[order], labels, scores[order])
    torch.testing.assert_close(again, means, atol=1e-3, rtol=0)
