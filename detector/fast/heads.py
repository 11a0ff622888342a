"""Rows of pooled features -> what each proposal is and where its box should be.

The last layer is a module of its own: it is small, and stays in float32 whatever the others do.
"""

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.faster_rcnn import TwoMLPHead


class RowsHead(nn.Module):
    """Two layers on rows as the pooling leaves them: [N, bins * C], a bin's channels together -> [N, D]."""

    def __init__(self, model: FasterRCNN) -> None:
        super().__init__()
        heads = model.roi_heads
        self.fc6 = _by_bins(heads.box_head.fc6, heads.box_roi_pool.output_size[0] ** 2)
        self.fc7 = copy.deepcopy(heads.box_head.fc7)

    def forward(self, rows: Tensor) -> Tensor:
        return F.relu(self.fc7(F.relu(self.fc6(rows))))


class OwnHead(nn.Module):
    """The head that a model has, whatever it is made of, and without a copy: [N, bins * C] -> [N, D]."""

    def __init__(self, model: FasterRCNN) -> None:
        super().__init__()
        self.side = model.roi_heads.box_roi_pool.output_size[0]
        self.box_head = model.roi_heads.box_head

    def forward(self, rows: Tensor) -> Tensor:
        pooled = rows.reshape(len(rows), self.side, self.side, rows.shape[1] // self.side**2)
        features: Tensor = self.box_head(pooled.permute(0, 3, 1, 2))
        return features


class OwnPredictor(nn.Module):
    """As FusedPredictor, without a copy."""

    def __init__(self, model: FasterRCNN) -> None:
        super().__init__()
        self.box_predictor = model.roi_heads.box_predictor

    def forward(self, features: Tensor) -> Tensor:
        return torch.cat(self.box_predictor(features), dim=1)


class FusedPredictor(nn.Module):
    """Features [N, D] -> [N, (K + 1) * 5]: the logits of background and categories, then four deltas for each."""

    def __init__(self, model: FasterRCNN) -> None:
        super().__init__()
        parts = (model.roi_heads.box_predictor.cls_score, model.roi_heads.box_predictor.bbox_pred)
        self.weight = nn.Parameter(torch.cat([part.weight.detach().float() for part in parts]), requires_grad=False)
        self.bias = nn.Parameter(torch.cat([part.bias.detach().float() for part in parts]), requires_grad=False)

    def forward(self, features: Tensor) -> Tensor:
        return F.linear(features.float(), self.weight, self.bias)


def head_of(model: FasterRCNN) -> nn.Module:
    """A head for rows where there are two layers; a head of convolutions stays as it is."""
    return RowsHead(model) if isinstance(model.roi_heads.box_head, TwoMLPHead) else OwnHead(model)


def _by_bins(layer: nn.Linear, bins: int) -> nn.Linear:
    """The same layer for inputs whose channels come last."""
    reordered = copy.deepcopy(layer)
    weight = layer.weight.detach().view(layer.out_features, -1, bins)
    reordered.weight = nn.Parameter(weight.transpose(1, 2).reshape(layer.out_features, -1).contiguous())
    return reordered
