"""The networks by name, built without weights.

small is our own; the others are torchvision's Faster R-CNNs. All of them come with RoIHeads that
hand out the whole class distribution, and leave training images at the size they are given in.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torchvision.models import detection
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.ops.misc import FrozenBatchNorm2d

from detector.errors import KindUnknown
from detector.network.anchors import USUAL
from detector.network.roi_heads import RoIHeads
from detector.network.small import small_detector
from detector.structures import Anchors, Metadata

SMALL = "small"
AUTO = "auto"


@dataclass(frozen=True)
class Input:
    min_size: int
    max_size: int


INPUTS = {
    SMALL: Input(320, 533),
    "fasterrcnn_mobilenet_v3_large_320_fpn": Input(320, 640),
    "fasterrcnn_mobilenet_v3_large_fpn": Input(800, 1333),
    "fasterrcnn_resnet50_fpn": Input(800, 1333),
    "fasterrcnn_resnet50_fpn_v2": Input(800, 1333),
}
KINDS = tuple(INPUTS)

# A quarter of the usual samples and proposals: the losses fall nearly as fast a step, and a step takes a third.
LEAN = {"rpn_pre_nms_top_n_train": 600, "rpn_post_nms_top_n_train": 300, "box_batch_size_per_image": 128}
LEAN_SMALL = {
    "rpn_pre_nms_top_n_train": 500,
    "rpn_post_nms_top_n_train": 500,
    "rpn_post_nms_top_n_test": 300,
    "box_batch_size_per_image": 64,
}


def build_detector(
    kind: str,
    num_classes: int,
    *,
    anchors: Anchors | None = None,
    min_size: int | None = None,
    max_size: int | None = None,
    frozen_norm: bool = False,
    norm_eps: float = 1e-5,
    lean: bool = True,
) -> FasterRCNN:
    """A network with random weights.

    num_classes counts the background, as torchvision does. anchors are for small alone. lean trains
    on fewer samples an image, which is what a processor can afford. Raises KindUnknown.
    """
    if kind not in INPUTS:
        raise KindUnknown(f"There is no detector named {kind}.", hint=f"Choose one of {', '.join(KINDS)}.")
    sides = {"min_size": min_size or INPUTS[kind].min_size, "max_size": max_size or INPUTS[kind].max_size}
    if kind == SMALL:
        model = small_detector(num_classes, _generator(anchors or USUAL), **sides, **LEAN_SMALL, _skip_resize=True)
    else:
        build = getattr(detection, kind)
        options = {**sides, **(LEAN if lean else {})}
        model = build(
            weights=None, weights_backbone=None, num_classes=num_classes, progress=False, _skip_resize=True, **options
        )
    model.roi_heads = RoIHeads.taking_over(model.roi_heads)
    if frozen_norm:
        _freeze_norms(model, norm_eps)
    return model


def build_from(metadata: Metadata, *, lean: bool = True) -> FasterRCNN:
    return build_detector(
        metadata.kind,
        len(metadata.categories) + 1,
        anchors=metadata.anchors,
        min_size=metadata.min_size,
        max_size=metadata.max_size,
        frozen_norm=metadata.frozen_norm,
        norm_eps=metadata.norm_eps,
        lean=lean,
    )


def set_trainable_layers(model: FasterRCNN, count: int | None) -> None:
    """Let the last count stages of the body learn, and all that follows the body. None: everything learns.

    Stages are counted as torchvision does: layer4 or the last inverted residuals come first.
    """
    model.requires_grad_(True)
    if count is None:
        return
    stages = _stages(model.backbone.body)
    for stage in stages[: max(0, len(stages) - count)]:
        for module in stage:
            module.requires_grad_(False)


def _stages(body: nn.Module) -> list[list[nn.Module]]:
    """The body cut where its maps get smaller, the first stage first."""
    children = dict(body.named_children())
    if "layer1" in children:
        stem = [child for name, child in children.items() if not name.startswith("layer")]
        return [stem, *([children[f"layer{number}"]] for number in (1, 2, 3, 4))]
    blocks = list(children.values())
    starts = [0, *(place for place, block in enumerate(blocks) if getattr(block, "_is_cn", False)), len(blocks) - 1]
    return [blocks[start:end] for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]


def _generator(anchors: Anchors) -> AnchorGenerator:
    return AnchorGenerator(anchors.sizes, (anchors.ratios,) * len(anchors.sizes))


def _freeze_norms(module: nn.Module, eps: float) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            with torch.no_grad():
                setattr(module, name, FrozenBatchNorm2d(child.num_features, eps=eps))
        else:
            _freeze_norms(child, eps)
