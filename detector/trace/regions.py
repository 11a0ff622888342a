"""Stages 4 and 5: the patch of features behind each proposal, and what the box head says of it."""

from typing import Any

import torch
from torch import Tensor

from detector.fast.watching import Stage
from detector.structures import Floats
from detector.trace.drawing import corners, in_bytes, rounded
from detector.trace.sight import Sight

TOP = 5  # Labels that are told of each proposal.


def pooling_stage(sight: Sight) -> dict[str, Any]:
    patches = torch.cat(sight.clock.patches)
    greatest = patches.amax(1, keepdim=True).clamp(min=torch.finfo(torch.float32).tiny)
    channels = sight.levels[0].cells.shape[1]
    return {
        "ms": sight.clock.ms(Stage.POOLING),
        "shape": [len(patches), channels, *sight.predictor.pool.output_size],
        "levels": pooled_from(sight).tolist(),
        "patches": in_bytes(patches / greatest),
    }


def heads_stage(sight: Sight, refined: Floats) -> dict[str, Any]:
    """refined: [n, K + 1, 4] in pixels of the original"""
    distributions = sight.look.seen.distributions
    scores, places = distributions[:, 1:].topk(min(TOP, sight.look.seen.classes - 1), dim=1)
    pairs = zip((places + 1).tolist(), rounded(scores.cpu()), strict=True)
    best = (places[:, 0] + 1).cpu().numpy()
    return {
        "ms": sight.clock.ms(Stage.HEADS),
        "shape": list(distributions.shape),
        "background": rounded(distributions[:, 0].cpu()),
        "top": [[list(pair) for pair in zip(labels, chances, strict=True)] for labels, chances in pairs],
        "refined": corners(refined[range(len(refined)), best]),
    }


def pooled_from(sight: Sight) -> Tensor:
    """The map that each proposal's features come from: [n]."""
    grids = sight.predictor.grids(sight.look.maps, [sight.picture])
    return sight.predictor.pool.levels(sight.look.proposals.boxes, grids)


def refined(sight: Sight) -> Floats:
    """The box of each proposal for each label: [n, K + 1, 4] in pixels of the original; for background the proposal."""
    look = sight.look
    count, classes = look.seen.distributions.shape
    device = look.proposals.boxes.device
    rows = torch.arange(count, device=device).repeat_interleave(classes)
    labels = torch.arange(classes, device=device).repeat(count)
    sizes = look.batch.sizes[look.proposals.images[rows]]
    boxes = sight.finisher.decoded(look.seen.outputs, rows, labels, look.proposals.boxes[rows], sizes)
    boxes = boxes.view(count, classes, 4)
    boxes[:, 0] = look.proposals.boxes
    return sight.in_the_original(boxes)
