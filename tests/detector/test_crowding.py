"""Pictures with very many boxes are learnt from in parts that leave no box of theirs out."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from detector.training.crowding import SMALLEST_PART, part_of


def crowd(count: int, *, seed: int = 0, height: int = 120, width: int = 160) -> tuple[Tensor, Tensor, Tensor]:
    """A picture whose pixels say where they are, and boxes of up to six pixels within it."""
    random = torch.Generator().manual_seed(seed)
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    corners = torch.rand(count, 2, generator=random) * torch.tensor([width - 6.0, height - 6.0])
    boxes = torch.cat([corners, corners + 1 + 5 * torch.rand(count, 2, generator=random)], 1)
    return torch.stack([rows, columns, rows]), boxes, torch.arange(count)


def test_few_boxes_leave_the_picture_whole() -> None:
    picture, boxes, labels = crowd(20)
    part = part_of(picture, boxes, labels, most=20)
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(part, (picture, boxes, labels), strict=True))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(101, 3000))
def test_a_part_has_all_boxes_whose_centre_it_has_at_their_places(seed: int, count: int) -> None:
    torch.manual_seed(seed)
    picture, boxes, labels = crowd(count, seed=seed)
    part, kept, names = part_of(picture, boxes, labels, most=100)
    top, left = part[0, 0, 0].item(), part[1, 0, 0].item()
    height, width = part.shape[1:]
    limits = torch.tensor([left, top, left + width, top + height])
    whole = boxes[names].clamp(min=limits[:2].repeat(2), max=limits[2:].repeat(2))
    assert torch.allclose(kept + limits[:2].repeat(2), whole, atol=1e-4)
    assert (kept[:, 2:] > kept[:, :2]).all()
    if min(height, width) > SMALLEST_PART:
        centres = (boxes[:, :2] + boxes[:, 2:]) / 2
        assert len(kept) == int(((centres >= limits[:2]) & (centres < limits[2:])).all(1).sum()) <= 100


def test_boxes_on_one_spot_end_too() -> None:
    picture, boxes, labels = crowd(1)
    part, kept, names = part_of(picture, boxes.repeat(500, 1), labels.repeat(500), most=100)
    assert len(kept) == len(names) <= 100
    assert min(part.shape[1:]) >= SMALLEST_PART


@pytest.mark.parametrize("size", [(20, 400), (400, 20)])
def test_a_thin_picture_is_not_cut_thinner(size: tuple[int, int]) -> None:
    height, width = size
    picture, boxes, labels = crowd(300, height=height, width=width)
    part, kept, _ = part_of(picture, boxes, labels, most=100)
    assert part.shape[1:] == picture.shape[1:]
    assert len(kept) == 100
