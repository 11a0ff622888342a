"""Pictures with thousands of boxes are learnt from in parts.

Matching every anchor with every box takes memory for each pair: 10,000 boxes and the 16,000 anchors of a picture at
the size of the small network took 6 GB. A part has as few boxes as can be borne, and none of them is left out of it.
"""

import math

import torch
from torch import Tensor

MOST_BOXES = 1000  # In a training picture.
SMALLEST_PART = 32  # Pixels, of either side.

Window = tuple[int, int, int, int]  # Left, top, right and bottom in pixels of the picture.


def part_of(picture: Tensor, boxes: Tensor, labels: Tensor, *, most: int = MOST_BOXES) -> tuple[Tensor, Tensor, Tensor]:
    """A random part of a picture, with at most `most` boxes; with few boxes the picture is whole.

    picture: [3, h, w], boxes: [N, 4] in its pixels, labels: [N]; the same of the part comes back. A box belongs to
    the part that has its centre, and is cut off at its edges.
    """
    window = _whole(picture)
    inside = _have_centre_in(window, boxes)
    share = 1.0
    while (count := int(inside.sum())) > most and min(_size(window)) > SMALLEST_PART:
        share *= math.sqrt(most / count)
        window = _somewhere(picture, share)
        inside = _have_centre_in(window, boxes)
    rows = inside.nonzero()[:most, 0]
    left, top, right, bottom = window
    cut = boxes[rows].clamp(min=boxes.new_tensor([left, top] * 2), max=boxes.new_tensor([right, bottom] * 2))
    return picture[:, top:bottom, left:right], cut - boxes.new_tensor([left, top] * 2), labels[rows]


def _whole(picture: Tensor) -> Window:
    height, width = picture.shape[1:]
    return 0, 0, width, height


def _somewhere(picture: Tensor, share: float) -> Window:
    """A window whose sides are this share of the picture's, at a random place."""
    height, width = (min(side, max(SMALLEST_PART, int(side * share))) for side in picture.shape[1:])
    top = int(torch.randint(picture.shape[1] - height + 1, ()))
    left = int(torch.randint(picture.shape[2] - width + 1, ()))
    return left, top, left + width, top + height


def _size(window: Window) -> tuple[int, int]:
    left, top, right, bottom = window
    return right - left, bottom - top


def _have_centre_in(window: Window, boxes: Tensor) -> Tensor:
    """[N] bool."""
    left, top, right, bottom = window
    across, down = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    return (across >= left) & (across < right) & (down >= top) & (down < bottom)
