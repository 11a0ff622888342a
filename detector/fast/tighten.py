"""Tighter boxes out of what a detector throws away.

Non-maximum suppression keeps the best of many boxes around an object. The others know something of its edges too: their
mean, weighted by their scores, is tighter than the winner (box voting, Gidaris & Komodakis 2015), and how far they
spread says which edge is in doubt.
"""

import torch
from torch import Tensor
from torchvision.ops import box_iou

AGREE = 0.7  # IoU with the winner from which a box has a vote.


def vote(
    kept: Tensor, kept_labels: Tensor, boxes: Tensor, labels: Tensor, scores: Tensor, *, iou: float = AGREE
) -> tuple[Tensor, Tensor]:
    """The weighted mean and standard deviation of the boxes around each kept one, edge by edge.

    kept: [N, 4] that survived the suppression, kept_labels: [N]
    boxes: [P, 4] before it, labels: [P], scores: [P] in 0..1; the kept ones are among them
    Answers boxes [N, 4] and spreads [N, 4], in the unit of the boxes. Whom nobody joins stays as it is, with spread 0.
    """
    votes = (box_iou(kept, boxes) >= iou) & (kept_labels[:, None] == labels[None])
    weights = votes * scores[None].clamp(min=0)
    total = weights.sum(dim=1, keepdim=True)
    shares = weights / total.clamp(min=torch.finfo(weights.dtype).tiny)
    means = torch.where(total > 0, shares @ boxes, kept)
    # From the mean, not from squares: coordinates in the thousands would leave nothing of a pixel.
    deviations = (boxes[None] - means[:, None]).square()
    spread = (shares[:, :, None] * deviations).sum(dim=1).sqrt()
    return means, spread
