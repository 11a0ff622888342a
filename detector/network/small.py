"""The small network: learns from random weights, on a processor, in minutes.

A residual body of ten layers whose maps at strides 8, 16 and 32 feed a pyramid of 128 channels.
It has a fifth of the weights of the smallest of the others, normalises by batch and takes anchors
that were fitted to the boxes at hand: where no published weights are to be had, it needs none.
"""

from collections import OrderedDict
from typing import Any

from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.resnet import BasicBlock
from torchvision.ops import FeaturePyramidNetwork, MultiScaleRoIAlign
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

WIDTHS = (32, 64, 128, 256)
PYRAMID_CHANNELS = 128
FEATURE_SIZE = 256
ROI_SIDE = 7


class Body(nn.Module):
    """[B, 3, H, W] -> maps at strides 8, 16 and 32."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, WIDTHS[0], 5, stride=2, padding=2, bias=False),
            nn.BatchNorm2d(WIDTHS[0]),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        self.layer1 = _block(WIDTHS[0], WIDTHS[0], stride=1)
        self.layer2 = _block(WIDTHS[0], WIDTHS[1], stride=2)
        self.layer3 = _block(WIDTHS[1], WIDTHS[2], stride=2)
        self.layer4 = _block(WIDTHS[2], WIDTHS[3], stride=2)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, images: Tensor) -> OrderedDict[str, Tensor]:
        stride8 = self.layer2(self.layer1(self.stem(images)))
        stride16 = self.layer3(stride8)
        return OrderedDict([("0", stride8), ("1", stride16), ("2", self.layer4(stride16))])


class Backbone(nn.Module):
    out_channels = PYRAMID_CHANNELS  # FasterRCNN asks for it.

    def __init__(self) -> None:
        super().__init__()
        self.body = Body()
        self.fpn = FeaturePyramidNetwork(WIDTHS[1:], PYRAMID_CHANNELS, extra_blocks=LastLevelMaxPool())

    def forward(self, images: Tensor) -> OrderedDict[str, Tensor]:
        maps: OrderedDict[str, Tensor] = self.fpn(self.body(images))
        return maps


def small_detector(num_classes: int, anchors: AnchorGenerator, **options: Any) -> FasterRCNN:
    """num_classes counts the background."""
    return FasterRCNN(
        Backbone(),
        rpn_anchor_generator=anchors,
        box_roi_pool=MultiScaleRoIAlign(["0", "1", "2"], output_size=ROI_SIDE, sampling_ratio=2),
        box_head=TwoMLPHead(PYRAMID_CHANNELS * ROI_SIDE**2, FEATURE_SIZE),
        box_predictor=FastRCNNPredictor(FEATURE_SIZE, num_classes),
        **options,
    )


def _block(channels_in: int, channels_out: int, *, stride: int) -> BasicBlock:
    shortcut = None
    if stride != 1 or channels_in != channels_out:
        shortcut = nn.Sequential(
            nn.Conv2d(channels_in, channels_out, 1, stride=stride, bias=False), nn.BatchNorm2d(channels_out)
        )
    return BasicBlock(channels_in, channels_out, stride, shortcut)
