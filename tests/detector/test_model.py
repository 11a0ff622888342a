"""Networks come by name, and learn with as much of themselves as they are told to."""

import pytest
import torch
from torch import nn
from torchvision.models import detection
from torchvision.ops.misc import FrozenBatchNorm2d

from detector.errors import KindUnknown
from detector.network.anchors import USUAL
from detector.network.model import KINDS, build_detector, set_trainable_layers
from detector.structures import Anchors
from tests.detector.pictures import small


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_learns_and_detects(kind: str) -> None:
    model = build_detector(kind, 3, min_size=64, max_size=64)
    picture, box = torch.rand(3, 64, 64), torch.tensor([[10.0, 10, 40, 40]])
    losses = model([picture], [{"boxes": box, "labels": torch.tensor([1])}])
    assert set(losses) == {"loss_classifier", "loss_box_reg", "loss_objectness", "loss_rpn_box_reg"}
    assert all(loss.isfinite() for loss in losses.values())
    model.eval()
    with torch.inference_mode():
        (found,) = model([picture])
    assert found["distributions"].shape[1] == 3
    assert found["boxes"].shape == found["proposals"].shape


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(KindUnknown) as refusal:
        build_detector("yolo", 2)
    assert "small" in refusal.value.hint


def test_small_is_a_fifth_of_the_smallest_of_the_others() -> None:
    def size(kind: str) -> int:
        return sum(parameter.numel() for parameter in build_detector(kind, 4).parameters())

    assert size("small") * 5 < size("fasterrcnn_mobilenet_v3_large_320_fpn")


def test_small_takes_anchors() -> None:
    anchors = Anchors(sizes=((8.0, 12.0), *USUAL.sizes[1:]), ratios=(0.5, 1.0, 2.0))
    generator = build_detector("small", 2, anchors=anchors).rpn.anchor_generator
    assert generator.sizes == anchors.sizes
    assert generator.aspect_ratios == (anchors.ratios,) * 4


def test_frozen_norms_have_no_weights_to_learn() -> None:
    model = build_detector("fasterrcnn_resnet50_fpn_v2", 2, frozen_norm=True, norm_eps=0.0)
    norms = [module for module in model.modules() if isinstance(module, FrozenBatchNorm2d)]
    assert norms
    assert {norm.eps for norm in norms} == {0.0}
    assert not any(isinstance(module, nn.BatchNorm2d) for module in model.modules())


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("kind", ["fasterrcnn_mobilenet_v3_large_320_fpn", "fasterrcnn_resnet50_fpn"])
def test_as_many_stages_learn_as_in_torchvision(kind: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # torchvision freezes stages only where it is told that the body was trained.
    monkeypatch.setattr(detection.faster_rcnn, "_validate_trainable_layers", lambda *_: count)
    theirs = getattr(detection, kind)(weights=None, weights_backbone=None, num_classes=2)
    ours = build_detector(kind, 2)
    set_trainable_layers(ours, count)
    expected = {name for name, parameter in theirs.named_parameters() if parameter.requires_grad}
    assert {name for name, parameter in ours.named_parameters() if parameter.requires_grad} == expected


def test_everything_learns_unless_told_otherwise() -> None:
    model = small().model
    set_trainable_layers(model, 1)
    assert not model.backbone.body.layer3.conv1.weight.requires_grad
    assert model.backbone.body.layer4.conv1.weight.requires_grad
    set_trainable_layers(model, None)
    assert all(parameter.requires_grad for parameter in model.parameters())
