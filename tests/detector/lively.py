"""Networks with random weights that see something, and pictures in which there is something to see."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from detector.network.model import build_from
from detector.pixels import Pixels
from detector.structures import Detector, Metadata
from tests.detector.pictures import CATEGORIES

MIN_SIZE, MAX_SIZE = 96, 160


def noise(width: int, height: int, *, seed: int = 0) -> Pixels:
    """Coarse noise, of half its original's size."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 3, 9, 12, generator=generator) * 255
    values = torch.nn.functional.interpolate(coarse, size=(height, width), mode="bicubic").clamp(0, 255)[0]
    return Pixels(values=values.to(torch.uint8), width=2 * width, height=2 * height)


def lively(kind: str = "small", *, frozen_norm: bool = False) -> Detector:
    """Norms that know their inputs, and layers whose outputs are as wide as those of a trained network."""
    torch.manual_seed(3)
    metadata = Metadata(
        kind=kind, categories=CATEGORIES, anchors=None, frozen_norm=frozen_norm, min_size=MIN_SIZE, max_size=MAX_SIZE
    )
    model = build_from(metadata).train()
    model.rpn._pre_nms_top_n["testing"], model.rpn._post_nms_top_n["testing"] = 150, 60
    pictures = [noise(128, 96, seed=seed).values.float() / 255 for seed in range(2)]
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None
    with torch.no_grad():
        batch = torch.stack(pictures) * 4 - 2
        model.backbone(batch)
        model.eval()
        for layer in model.backbone.fpn.layer_blocks:
            _widen(layer[-1] if len(layer) > 1 else layer[0], lambda: model.backbone(batch), 1.0)
        heads = (
            (model.rpn.head.cls_logits, 2.0),
            (model.rpn.head.bbox_pred, 0.2),
            (model.roi_heads.box_predictor.cls_score, 2.0),
            (model.roi_heads.box_predictor.bbox_pred, 1.0),
        )
        for layer, deviation in heads:
            _widen(layer, lambda: model(pictures), deviation)
    return Detector(model=model, metadata=metadata)


def _widen(layer: nn.Module, run: Callable[[], Any], deviation: float) -> None:
    seen: list[Tensor] = []
    hook = layer.register_forward_hook(lambda _, __, output: seen.append(output.detach()))
    run()
    hook.remove()
    width = torch.cat([output.flatten() for output in seen]).std()
    layer.weight.mul_(deviation / width)  # type: ignore[operator]  # It is a layer with weights.
