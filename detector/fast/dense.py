"""The convolutions of a detector as two graphs without decisions.

They are cut at the border of body and pyramid: a fine-tuning that leaves the body alone changes the
second graph only, and features that were kept from the body can enter there.
"""

import copy
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN
from torchvision.ops.misc import FrozenBatchNorm2d

DIVISOR = 32  # Height and width of the pictures that enter are multiples of it.


class Dense(NamedTuple):
    """What the second graph says, map after map, the finest first."""

    cells: Tensor  # [B, cells, C], of the maps that boxes are read from.
    objectness: Tensor  # [B, anchors], before the sigmoid.
    deltas: Tensor  # [B, anchors, 4]


Sizes = list[tuple[int, int]]  # Height and width of each map of the pyramid, the finest first.


class Body(nn.Module):
    """Normalised pictures [B, 3, H, W] -> maps [B, C, h, w], the finest first."""

    def __init__(self, model: FasterRCNN) -> None:
        super().__init__()
        self.body = model.backbone.body

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.body(pictures).values())


class Neck(nn.Module):
    """Maps of the body -> Dense: the pyramid and the head that proposes."""

    def __init__(self, model: FasterRCNN) -> None:
        super().__init__()
        self.fpn = model.backbone.fpn
        self.head = model.rpn.head

    def forward(self, *maps: Tensor) -> Dense:
        pyramid = list(self.fpn(OrderedDict((str(place), values) for place, values in enumerate(maps))).values())
        objectness, deltas = self.head(pyramid)
        return Dense(
            cells=torch.cat([_rows(values) for values in pyramid[: len(maps)]], dim=1),
            objectness=torch.cat([_rows(values).flatten(1) for values in objectness], dim=1),
            deltas=torch.cat([_rows(values).reshape(values.shape[0], -1, 4) for values in deltas], dim=1),
        )


def _rows(values: Tensor) -> Tensor:
    """[B, C, h, w] -> [B, h * w, C]"""
    return values.permute(0, 2, 3, 1).flatten(1, 2)


def map_sizes(shapes: Iterable[Sequence[int]]) -> Sizes:
    """Of the body's maps with these shapes [..., h, w], and one of half the coarsest."""
    sizes = [(int(shape[-2]), int(shape[-1])) for shape in shapes]
    height, width = sizes[-1]
    return [*sizes, (-(-height // 2), -(-width // 2))]


def folded(model: FasterRCNN) -> FasterRCNN:
    """A copy for prediction, with each batch norm multiplied into the convolution before it."""
    copied = copy.deepcopy(model).eval()
    with torch.no_grad():
        _fold_norms(copied)
    return copied.requires_grad_(False)


def _fold_norms(module: nn.Module) -> None:
    before: nn.Module | None = None
    for name, child in list(module.named_children()):
        if isinstance(child, nn.BatchNorm2d | FrozenBatchNorm2d) and isinstance(before, nn.Conv2d):
            _fold(before, child)
            setattr(module, name, nn.Identity())
        else:
            _fold_norms(child)
        before = child


def _fold(convolution: nn.Conv2d, norm: nn.BatchNorm2d | FrozenBatchNorm2d) -> None:
    # In float64: a scale that is rounded once more moves every channel behind it.
    state = {name: value.double() for name, value in norm.state_dict().items()}
    scale = state["weight"] * (state["running_var"] + norm.eps).rsqrt()
    bias = torch.zeros_like(scale) if convolution.bias is None else convolution.bias.double()
    weight = convolution.weight.double() * scale[:, None, None, None]
    convolution.weight = nn.Parameter(weight.float())
    convolution.bias = nn.Parameter(((bias - state["running_mean"]) * scale + state["bias"]).float())
