"""RoIAlign as a bag of rows gives what torchvision's kernel gives, and its gradient."""

from collections import OrderedDict

import pytest
import torch
from torch import Tensor
from torchvision.ops import MultiScaleRoIAlign

from detector.network.roi_align import BagRoIAlign

SHAPES = [(250, 320), (256, 300)]


def pools(names: list[str], *, side: int = 7) -> tuple[MultiScaleRoIAlign, BagRoIAlign]:
    torchvisions = MultiScaleRoIAlign(names, output_size=side, sampling_ratio=2)
    return torchvisions, BagRoIAlign.taking_over(torchvisions)


def maps(names: list[str], *, channels: int = 16) -> OrderedDict[str, Tensor]:
    return OrderedDict(
        (name, torch.randn(2, channels, 256 // stride, 320 // stride))
        for name, stride in zip(names, (4, 8, 16, 32), strict=False)
    )


def boxes(count: int = 60) -> list[Tensor]:
    """Of all sizes, some reaching to the very edge."""
    corners = torch.rand(2, count, 2) * 240
    sides = 2 ** (torch.rand(2, count, 2) * 8)
    found = torch.cat([corners, corners + sides], dim=2)
    limits = torch.tensor([[[width, height] * 2] for height, width in SHAPES], dtype=torch.float32)
    return list(found.minimum(limits))


@pytest.mark.parametrize("names", [["0", "1", "2", "3"], ["0", "1", "2"], ["0"]])
def test_features_are_those_of_torchvision(names: list[str]) -> None:
    torchvisions, ours = pools(names)
    features, found = maps(names), boxes()
    features["pool"] = torch.randn(2, 16, 4, 5)  # Belongs to the proposals alone.
    expected = torchvisions(features, found, SHAPES)
    assert torch.allclose(ours(features, found, SHAPES), expected, atol=1e-4)


def test_boxes_thinner_than_a_cell_and_beyond_the_map_are_as_in_torchvision() -> None:
    torchvisions, ours = pools(["0", "1", "2"])
    odd = torch.tensor([[5.0, 5.0, 5.5, 200.0], [0.0, 0.0, 320.0, 250.0], [310.0, 240.0, 350.0, 290.0]])
    features = maps(["0", "1", "2"])
    expected = torchvisions(features, [odd, odd], SHAPES)
    assert torch.allclose(ours(features, [odd, odd], SHAPES), expected, atol=1e-4)


def test_the_gradient_of_the_maps_is_that_of_torchvision() -> None:
    torchvisions, ours = pools(["0", "1"])
    found = boxes()
    gradients = []
    values = maps(["0", "1"])
    for pool in (torchvisions, ours):
        features = OrderedDict((name, value.clone().requires_grad_()) for name, value in values.items())
        (pool(features, found, SHAPES) ** 2).sum().backward()
        gradients.append([value.grad for value in features.values()])
    for theirs, own in zip(*gradients, strict=True):
        assert torch.allclose(theirs, own, atol=1e-3)


def test_maps_in_bfloat16_give_bfloat16_close_by() -> None:
    _, ours = pools(["0", "1", "2"])
    features, found = maps(["0", "1", "2"]), boxes()
    exact = ours(features, found, SHAPES)
    halved = ours(OrderedDict((name, value.bfloat16()) for name, value in features.items()), found, SHAPES)
    assert halved.dtype == torch.bfloat16
    assert (halved.float() - exact).abs().mean() < 0.01


def test_images_without_boxes_give_no_rows() -> None:
    _, ours = pools(["0", "1"])
    features = maps(["0", "1"])
    some = boxes(3)[1]
    found = ours(features, [torch.empty(0, 4), some], SHAPES)
    assert torch.equal(found, ours(features, [some, some], SHAPES)[3:])
    assert ours(features, [torch.empty(0, 4)] * 2, SHAPES).shape == (0, 16, 7, 7)


def test_what_cannot_be_taken_over_is_refused() -> None:
    with pytest.raises(ValueError, match="square"):
        BagRoIAlign.taking_over(MultiScaleRoIAlign(["0"], output_size=(7, 5), sampling_ratio=2))
    with pytest.raises(ValueError, match="samples"):
        BagRoIAlign.taking_over(MultiScaleRoIAlign(["0"], output_size=7, sampling_ratio=0))
