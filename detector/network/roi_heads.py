"""RoIHeads that say more about each box.

torchvision keeps one score for a kept box. Uncertainty, calibration and similarity need the whole
distribution over the categories, the proposal that the box came from and the feature that its
class was read from. The boxes, labels, scores and losses are torchvision's, number for number.
"""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torchvision.models.detection import roi_heads
from torchvision.ops import boxes as box_ops

Target = dict[str, Tensor]


@dataclass
class Hits:
    """How many of the sampled regions got their class right. Counted on the device, read when asked."""

    counts: Tensor = field(default_factory=lambda: torch.zeros(4))  # Right, all, right of objects, objects.

    def add(self, logits: Tensor, labels: Tensor) -> None:
        """logits: [R, K + 1], labels: [R] in 0..K"""
        is_right, is_object = logits.detach().argmax(1) == labels, labels > 0
        masks = (is_right, torch.ones_like(is_right), is_right & is_object, is_object)
        counts = torch.stack(masks).sum(1, dtype=torch.float32)
        self.counts = self.counts.to(counts.device) + counts


class RoIHeads(roi_heads.RoIHeads):  # type: ignore[misc]  # torchvision has no types.
    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.hits = Hits()

    @classmethod
    def taking_over(cls, heads: roi_heads.RoIHeads) -> "RoIHeads":
        """The same heads, with the same layers and thresholds."""
        return cls(
            heads.box_roi_pool,
            heads.box_head,
            heads.box_predictor,
            heads.proposal_matcher.high_threshold,
            heads.proposal_matcher.low_threshold,
            heads.fg_bg_sampler.batch_size_per_image,
            heads.fg_bg_sampler.positive_fraction,
            heads.box_coder.weights,
            heads.score_thresh,
            heads.nms_thresh,
            heads.detections_per_img,
        )

    def forward(
        self,
        features: dict[str, Tensor],
        proposals: list[Tensor],
        image_shapes: list[tuple[int, int]],
        targets: list[Target] | None = None,
    ) -> tuple[list[dict[str, Tensor]], dict[str, Tensor]]:
        """As torchvision's. Without training each result also has distributions, proposals and features."""
        if self.training:
            return [], self._losses(features, proposals, image_shapes, targets)
        roi_features = self.box_head(self.box_roi_pool(features, proposals, image_shapes))
        logits, regression = self.box_predictor(roi_features)
        counts = [len(of_image) for of_image in proposals]
        parts = zip(
            torch.split(F.softmax(logits, -1), counts),
            self.box_coder.decode(regression, proposals).split(counts),
            proposals,
            roi_features.split(counts),
            image_shapes,
            strict=True,
        )
        return [self._detections(*part) for part in parts], {}

    def _losses(
        self,
        features: dict[str, Tensor],
        proposals: list[Tensor],
        image_shapes: list[tuple[int, int]],
        targets: list[Target] | None,
    ) -> dict[str, Tensor]:
        sampled, _, labels, regression_targets = self.select_training_samples(proposals, targets)
        logits, regression = self.box_predictor(self.box_head(self.box_roi_pool(features, sampled, image_shapes)))
        of_classes, of_boxes = roi_heads.fastrcnn_loss(logits, regression, labels, regression_targets)
        self.hits.add(logits, torch.cat(labels))
        return {"loss_classifier": of_classes, "loss_box_reg": of_boxes}

    def _detections(
        self, distributions: Tensor, boxes: Tensor, proposals: Tensor, features: Tensor, image_shape: tuple[int, int]
    ) -> dict[str, Tensor]:
        """distributions: [P, K + 1], boxes: [P, K + 1, 4], proposals: [P, 4], features: [P, D]"""
        categories = distributions.shape[1] - 1
        boxes = box_ops.clip_boxes_to_image(boxes, image_shape)[:, 1:].reshape(-1, 4)
        scores = distributions[:, 1:].reshape(-1)
        kept = torch.where(scores > self.score_thresh)[0]
        kept = kept[box_ops.remove_small_boxes(boxes[kept], min_size=1e-2)]
        labels = kept % max(categories, 1) + 1
        best = box_ops.batched_nms(boxes[kept], scores[kept], labels, self.nms_thresh)[: self.detections_per_img]
        kept, labels = kept[best], labels[best]
        rows = kept // max(categories, 1)
        return {
            "boxes": boxes[kept],
            "labels": labels,
            "scores": scores[kept],
            "distributions": distributions[rows],
            "proposals": proposals[rows],
            "features": features[rows],
        }
