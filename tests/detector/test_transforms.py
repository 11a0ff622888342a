"""A picture changed by training still has its boxes where its things are."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from detector.structures import TrainConfig
from detector.training.transforms import augment, flip_horizontal, flip_vertical, paste

HEIGHT, WIDTH = 40, 60


def one_bright_box(x1: int, y1: int, x2: int, y2: int) -> tuple[Tensor, Tensor]:
    picture = torch.zeros(3, HEIGHT, WIDTH, dtype=torch.uint8)
    picture[:, y1:y2, x1:x2] = 200
    return picture, torch.tensor([[x1, y1, x2, y2]], dtype=torch.float32)


corners = st.tuples(st.integers(0, 50), st.integers(0, 30), st.integers(8, 10), st.integers(8, 10))


@given(corners)
def test_a_flip_undoes_itself(corner: tuple[int, int, int, int]) -> None:
    x, y, width, height = corner
    picture, boxes = one_bright_box(x, y, x + width, y + height)
    for flip in (flip_horizontal, flip_vertical):
        again, boxes_again = flip(*flip(picture, boxes))
        assert torch.equal(again, picture)
        assert torch.equal(boxes_again, boxes)


@settings(deadline=None)
@given(corners, st.integers(0, 1000))
def test_boxes_move_with_what_they_hold(corner: tuple[int, int, int, int], seed: int) -> None:
    x, y, width, height = corner
    torch.manual_seed(seed)
    picture, boxes = augment(*one_bright_box(x, y, x + width, y + height), TrainConfig())
    rows, columns = torch.where(picture[0] > picture[0].max() / 2)
    found = torch.tensor([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
    assert (found - boxes[0]).abs().max() <= 1.5
    assert picture.min() >= 0
    assert picture.max() <= 1


def test_without_changes_asked_for_only_the_flip_remains() -> None:
    config = TrainConfig(flip_vertical=False, brightness=0, scale=0)
    picture, boxes = one_bright_box(5, 5, 15, 15)
    seen = {tuple(augment(picture, boxes, config)[1][0].tolist()) for _ in range(20)}
    assert seen == {(5, 5, 15, 15), (45, 5, 55, 15)}


def test_an_image_without_boxes_stays_without() -> None:
    picture, _ = one_bright_box(5, 5, 15, 15)
    assert augment(picture, torch.empty(0, 4), TrainConfig())[1].shape == (0, 4)


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 1000))
def test_a_pasted_object_lies_in_its_box_and_hides_no_other(width: int, height: int, seed: int) -> None:
    torch.manual_seed(seed)
    picture, boxes = one_bright_box(10, 10, 20, 20)
    pasted, box = paste(picture, boxes, torch.full((3, height, width), 77, dtype=torch.uint8))
    assert (picture == 77).sum() == 0  # The picture itself is another's too.
    if box is None:
        assert pasted is picture
        return
    x1, y1, x2, y2 = box.int().tolist()
    assert (x2 - x1, y2 - y1) == (width, height)
    assert (pasted[:, y1:y2, x1:x2] == 77).all()
    assert (pasted == 77).sum() == 3 * width * height
    assert (pasted[:, 10:20, 10:20] == 200).float().mean() >= 0.9


def test_what_is_larger_than_the_picture_is_not_pasted() -> None:
    picture, boxes = one_bright_box(0, 0, 5, 5)
    assert paste(picture, boxes, torch.zeros(3, HEIGHT, WIDTH + 1, dtype=torch.uint8))[1] is None


def test_where_there_is_no_room_nothing_is_pasted() -> None:
    picture, boxes = one_bright_box(0, 0, WIDTH, HEIGHT)
    assert paste(picture, boxes, torch.zeros(3, HEIGHT // 2, WIDTH, dtype=torch.uint8))[1] is None
