"""Stage 3: anchors, objectness, the proposals, and which of them suppressed which."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torchvision.ops import box_iou

from detector.fast.proposals import NONE
from detector.fast.watching import Stage
from detector.trace.drawing import corners, drawn, in_bytes, rounded
from detector.trace.sight import Sight

SUPPRESSED = 300  # Boxes that are told, the best ones.
NOBODY = -1


@dataclass(frozen=True)
class Removed:
    """Candidates that a proposal suppressed, the best first."""

    places: Tensor  # [S] among the candidates.
    by: Tensor  # [S] the rank of the proposal.


def proposals_stage(sight: Sight) -> dict[str, Any]:
    proposals = sight.look.proposals
    candidates = proposals.candidates
    removed = suppressed(sight)
    best = removed.places[:SUPPRESSED]
    return {
        "ms": sight.clock.ms(Stage.PROPOSALS),
        "anchors": _anchors(sight),
        "objectness": _objectness(sight),
        "before": int((candidates.scores[0] > NONE).sum()),
        "shape": list(proposals.boxes.shape),
        "boxes": corners(sight.in_the_original(proposals.boxes)),
        "scores": rounded(objectness(sight).cpu()),
        "levels": levels(sight).tolist(),
        "suppressed": {
            "boxes": corners(sight.in_the_original(candidates.boxes[0][best])),
            "scores": rounded(candidates.scores[0][best].cpu()),
            "by": removed.by[:SUPPRESSED].tolist(),
        },
        "suppressed_total": len(removed.places),
    }


def objectness(sight: Sight) -> Tensor:
    """Of each proposal: [n] in 0..1."""
    return sight.look.proposals.candidates.scores[0][sight.look.proposals.places]


def levels(sight: Sight) -> Tensor:
    """The map that each proposal's anchor lies on: [n]."""
    return _candidate_levels(sight)[sight.look.proposals.places]


def anchors(sight: Sight) -> Tensor:
    """What each proposal was moved from: [n, 4] in pixels at network size, not clipped."""
    look = sight.look
    every = sight.predictor.propose.anchors(look.maps, look.batch.padded, look.dense.deltas.device)
    return every.boxes[look.proposals.candidates.anchors[0][look.proposals.places]]


def suppressed(sight: Sight) -> Removed:
    """Greedy suppression looks at the best first: a box goes by the best proposal of its map that it overlaps."""
    proposals = sight.look.proposals
    candidates = proposals.candidates
    boxes, scores, level = candidates.boxes[0], candidates.scores[0], _candidate_levels(sight)
    by = torch.full_like(level, NOBODY)
    is_left = scores > NONE
    is_left[proposals.places] = False
    for number in range(len(candidates.counts)):
        (theirs,) = (is_left & (level == number)).nonzero(as_tuple=True)
        (kept,) = (level[proposals.places] == number).nonzero(as_tuple=True)
        if len(theirs) and len(kept):
            overlaps = box_iou(boxes[theirs], proposals.boxes[kept]) > sight.predictor.propose.nms_threshold
            first = overlaps.to(torch.uint8).argmax(1)
            by[theirs] = torch.where(overlaps.any(1), kept[first], NOBODY)
    places = (by != NOBODY).nonzero().flatten()
    places = places[scores[places].argsort(descending=True, stable=True)]
    return Removed(places, by[places])


def _candidate_levels(sight: Sight) -> Tensor:
    candidates = sight.look.proposals.candidates
    counts = torch.tensor(candidates.counts, device=candidates.boxes.device)
    return torch.repeat_interleave(counts)


def _anchors(sight: Sight) -> list[dict[str, Any]]:
    generator = sight.predictor.propose.generator
    kinds = zip(sight.levels, generator.sizes, generator.aspect_ratios, strict=True)
    return [
        {
            "level": number,
            "count": level.size[0] * level.size[1] * len(sizes) * len(ratios),
            "sizes": rounded(sizes),
            "ratios": rounded(ratios),
        }
        for number, (level, sizes, ratios) in enumerate(kinds)
    ]


def _objectness(sight: Sight) -> list[dict[str, Any]]:
    """Of the best anchor of each cell."""
    cells = [level.size[0] * level.size[1] for level in sight.levels]
    per_cell = sight.predictor.propose.generator.num_anchors_per_location()
    counts = [count * anchors for count, anchors in zip(cells, per_cell, strict=True)]
    parts = zip(sight.levels, torch.split(sight.look.dense.objectness[0], counts), per_cell, strict=True)
    found = []
    for number, (level, logits, anchors) in enumerate(parts):
        best = logits.float().sigmoid().view(1, *level.size, anchors).amax(-1)
        shares = drawn(best, best=True)
        found.append({"level": number, "drawn": list(shares.shape[1:]), "values": in_bytes(shares)})
    return found
