"""From class and deltas of each proposal to the few boxes that are kept.

Only what can be shown is decoded. The boxes, labels and scores are those of our RoIHeads, number
for number in float32.
"""

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor
from torchvision.models.detection._utils import BoxCoder
from torchvision.ops import boxes as box_ops

from detector.fast.proposals import Proposals, first_of_each

THINNEST = 1e-2  # Pixels at network size, as in torchvision.


class Boxes(NamedTuple):
    """Boxes with their class, in pixels at network size."""

    boxes: Tensor  # [N, 4]
    labels: Tensor  # [N] in 1..K
    scores: Tensor  # [N]
    rows: Tensor  # [N] the proposal that each comes from.
    images: Tensor  # [N]

    def at(self, rows: Tensor) -> "Boxes":
        return Boxes(*(column[rows] for column in self))


@dataclass(frozen=True)
class Finisher:
    """The second half of RoIHeads."""

    coder: BoxCoder
    nms_threshold: float
    score_threshold: float  # Boxes up to it are left out.
    max_detections: int  # An image.

    def candidates(self, outputs: Tensor, distributions: Tensor, proposals: Proposals, sizes: Tensor) -> Boxes:
        """Each class of each proposal that is above the threshold.

        outputs: [N, (K + 1) * 5]; distributions: [N, K + 1]; sizes: [B, 2] height and width
        """
        rows, places = (distributions[:, 1:] > self.score_threshold).nonzero(as_tuple=True)
        labels, images = places + 1, proposals.images[rows]
        boxes = self.decoded(outputs, rows, labels, proposals.boxes[rows], sizes[images])
        found = Boxes(boxes, labels, distributions[rows, labels], rows, images)
        return found.at(box_ops.remove_small_boxes(boxes, min_size=THINNEST))

    def decoded(self, outputs: Tensor, rows: Tensor, labels: Tensor, starts: Tensor, sizes: Tensor) -> Tensor:
        """starts: [N, 4] the boxes that the deltas of rows and labels move; sizes: [N, 2]"""
        classes = outputs.shape[1] // 5
        deltas = outputs[:, classes:].view(-1, classes, 4)[rows, labels]
        boxes: Tensor = self.coder.decode_single(deltas, starts)
        return boxes.clamp(min=0).minimum(sizes.flip(1).repeat(1, 2).to(boxes.dtype))

    def suppressed(self, found: Boxes, classes: int) -> Boxes:
        """The best of each place and class, image by image, the most confident first."""
        groups = found.images * classes + found.labels
        kept = box_ops.batched_nms(found.boxes, found.scores, groups, self.nms_threshold)
        return found.at(kept[first_of_each(found.images[kept], self.max_detections)])
