"""Our RoIHeads give torchvision's boxes, and more about each of them."""

import torch
from torch import Tensor
from torchvision.models.detection import roi_heads
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.ops import MultiScaleRoIAlign

from detector.network.roi_heads import RoIHeads

CATEGORIES = 5


def both_heads(score_threshold: float) -> tuple[roi_heads.RoIHeads, RoIHeads]:
    torchvisions = roi_heads.RoIHeads(
        MultiScaleRoIAlign(["0"], 7, 2),
        TwoMLPHead(8 * 49, 16),
        FastRCNNPredictor(16, CATEGORIES + 1),
        0.5,
        0.5,
        64,
        0.25,
        None,
        score_threshold,
        0.5,
        20,
    ).eval()
    return torchvisions, RoIHeads.taking_over(torchvisions).eval()


def scene() -> tuple[dict[str, Tensor], list[Tensor], list[tuple[int, int]]]:
    """Feature maps of two images, and proposals that overlap a lot."""
    corners = torch.rand(2, 80, 2) * 100
    proposals = torch.cat([corners, corners + 5 + torch.rand(2, 80, 2) * 60], dim=2)
    return {"0": torch.randn(2, 8, 20, 20) * 3}, list(proposals), [(150, 160), (160, 140)]


def test_boxes_scores_and_labels_are_those_of_torchvision() -> None:
    for threshold in (0.0, 0.05, 0.2):
        torchvisions, ours = both_heads(threshold)
        features, proposals, shapes = scene()
        with torch.inference_mode():
            expected, _ = torchvisions(features, proposals, shapes)
            found, _ = ours(features, proposals, shapes)
        for theirs, own in zip(expected, found, strict=True):
            assert len(theirs["boxes"]) > 0
            for name in ("boxes", "scores", "labels"):
                assert torch.equal(theirs[name], own[name])


def test_each_box_has_its_own_distribution_proposal_and_feature() -> None:
    _, ours = both_heads(0.05)
    features, proposals, shapes = scene()
    with torch.inference_mode():
        found, _ = ours(features, proposals, shapes)
        for image, result in enumerate(found):
            rows = torch.arange(len(result["scores"]))
            assert torch.equal(result["distributions"][rows, result["labels"]], result["scores"])
            assert torch.allclose(result["distributions"].sum(1), torch.ones(len(rows)))
            logits, regression = ours.box_predictor(result["features"])
            assert torch.allclose(logits.softmax(1), result["distributions"], atol=1e-6)
            boxes = ours.box_coder.decode(regression, [result["proposals"]])[rows, result["labels"]]
            height, width = shapes[image]
            limits = torch.tensor([width, height, width, height])
            assert torch.allclose(boxes.clamp(min=0).minimum(limits), result["boxes"], atol=1e-3)


def test_training_is_that_of_torchvision() -> None:
    torchvisions, ours = both_heads(0.05)
    features, proposals, shapes = scene()
    targets = [{"boxes": boxes[:3], "labels": torch.tensor([1, 2, 3])} for boxes in proposals]
    losses = []
    for heads in (torchvisions, ours):
        torch.manual_seed(1)
        heads.train()
        losses.append(heads(features, list(proposals), shapes, targets)[1])
    assert {name: value.item() for name, value in losses[0].items()} == {
        name: value.item() for name, value in losses[1].items()
    }


def test_an_image_without_proposals_has_no_detections() -> None:
    _, ours = both_heads(0.05)
    features, proposals, shapes = scene()
    with torch.inference_mode():
        found, _ = ours(features, [proposals[0], torch.empty(0, 4)], shapes)
    assert found[1]["distributions"].shape == (0, CATEGORIES + 1)
    assert found[1]["features"].shape == (0, 16)
