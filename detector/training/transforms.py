"""Flips, brightness, scale and pasted objects: the same picture as it might have been.

Draws from torch's own random numbers, so a seed and a data loader's workers decide what comes.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from detector.structures import TrainConfig

PLACES_TRIED = 8
MOST_HIDDEN = 0.1


def augment(picture: Tensor, boxes: Tensor, config: TrainConfig) -> tuple[Tensor, Tensor]:
    """picture: [3, h, w] uint8, boxes: [N, 4] in its pixels -> [3, h', w'] float32 in 0..1, and its boxes."""
    if torch.rand(()) < 0.5:
        picture, boxes = flip_horizontal(picture, boxes)
    if config.flip_vertical and torch.rand(()) < 0.5:
        picture, boxes = flip_vertical(picture, boxes)
    pixels = picture.float().div_(255)
    if config.brightness:
        pixels = pixels.mul_(_around_one(config.brightness)).clamp_(0, 1)
    if config.scale:
        pixels, boxes = rescale(pixels, boxes, _around_one(config.scale))
    return pixels, boxes


def flip_horizontal(picture: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
    width = picture.shape[2]
    x1, y1, x2, y2 = boxes.unbind(1)
    return picture.flip(2), torch.stack([width - x2, y1, width - x1, y2], 1)


def flip_vertical(picture: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
    height = picture.shape[1]
    x1, y1, x2, y2 = boxes.unbind(1)
    return picture.flip(1), torch.stack([x1, height - y2, x2, height - y1], 1)


def rescale(pixels: Tensor, boxes: Tensor, factor: float) -> tuple[Tensor, Tensor]:
    height, width = pixels.shape[1:]
    size = (max(1, round(height * factor)), max(1, round(width * factor)))
    scaled = F.interpolate(pixels[None], size, mode="bilinear", align_corners=False)[0]
    across, down = size[1] / width, size[0] / height
    return scaled, boxes * boxes.new_tensor([across, down, across, down])


def paste(picture: Tensor, boxes: Tensor, patch: Tensor) -> tuple[Tensor, Tensor | None]:
    """Put patch [3, h, w] into a copy of picture [3, H, W] where it hides no box by more than a little.

    Returns the picture and the box of the patch [4]; the picture as it was and None where there is no place.
    """
    height, width = patch.shape[1:]
    down, across = picture.shape[1] - height, picture.shape[2] - width
    if down < 0 or across < 0:
        return picture, None
    for _ in range(PLACES_TRIED):
        x, y = _below(across + 1), _below(down + 1)
        box = boxes.new_tensor([x, y, x + width, y + height])
        if (_hidden(boxes, box) <= MOST_HIDDEN).all():
            picture = picture.clone()
            picture[:, y : y + height, x : x + width] = patch
            return picture, box
    return picture, None


def _hidden(boxes: Tensor, box: Tensor) -> Tensor:
    """The share of each of boxes [N, 4] that lies under box [4]: [N]."""
    sides = (torch.minimum(boxes[:, 2:], box[2:]) - torch.maximum(boxes[:, :2], box[:2])).clamp(min=0)
    return sides.prod(1) / (boxes[:, 2:] - boxes[:, :2]).prod(1).clamp(min=1e-6)


def _below(limit: int) -> int:
    return int(torch.randint(limit, ()))


def _around_one(share: float) -> float:
    return 1 + share * (2 * float(torch.rand(())) - 1)
