"""Stage 6: what the threshold, suppression and the limit removed, and what is left."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torchvision.ops import box_iou

from detector.fast.finish import Boxes
from detector.fast.watching import Stage
from detector.structures import Detections, Floats
from detector.trace.drawing import corners, rounded
from detector.trace.sight import Sight

BELOW, SUPPRESSED = 200, 300  # Boxes that are told, the best ones.
FINAL, BEYOND = -1, -2  # In place of a suppressor: it was kept; the limit of boxes took it.
STORED_DIGITS = 2  # Of a box's corners, as prediction keeps them.


@dataclass(frozen=True)
class Fate:
    """What became of each candidate, in their order."""

    by: Tensor  # [C] the final box that suppressed it, or FINAL or BEYOND.
    iou: Tensor  # [C] with that one.
    kept: int  # By suppression, before the limit.


def fate_of(sight: Sight) -> Fate:
    """By the best final box of its class that it overlaps, as greedy suppression does."""
    look = sight.look
    candidates, final = look.candidates, look.kept
    survivors = replace(sight.finisher, max_detections=len(candidates.rows)).suppressed(candidates, look.seen.classes)
    by = torch.full_like(candidates.rows, BEYOND)
    iou = torch.zeros_like(candidates.scores)
    if len(final.rows):
        overlaps = box_iou(candidates.boxes, final.boxes) * (candidates.labels[:, None] == final.labels[None])
        is_over = overlaps > sight.finisher.nms_threshold
        first = is_over.to(torch.uint8).argmax(1)
        by = torch.where(is_over.any(1), first, BEYOND)
        iou = overlaps.gather(1, first[:, None])[:, 0]
    by[torch.isin(_identity(sight, candidates), _identity(sight, survivors))] = BEYOND
    by[torch.isin(_identity(sight, candidates), _identity(sight, final))] = FINAL
    return Fate(by, iou, len(survivors.rows))


def _identity(sight: Sight, boxes: Boxes) -> Tensor:
    """One number for a proposal's box of one class."""
    return boxes.rows * sight.look.seen.classes + boxes.labels


def post_stage(sight: Sight, found: Detections, refined: Floats, fate: Fate) -> dict[str, Any]:
    """refined: [n, K + 1, 4] in pixels of the original"""
    candidates = sight.look.candidates
    return {
        "ms": sight.clock.ms(Stage.POST),
        "candidates": len(candidates.rows),
        "below": _below(sight, refined),
        "suppressed": _suppressed(candidates, refined, fate),
        "suppressed_total": len(candidates.rows) - fate.kept,
        "beyond": fate.kept - len(found),
        "final": _final(sight, found),
    }


def _below(sight: Sight, refined: Floats) -> dict[str, Any]:
    scores = sight.look.seen.distributions[:, 1:]
    is_below = scores <= sight.finisher.score_threshold
    total = int(is_below.sum())
    best = scores.masked_fill(~is_below, -1).flatten().topk(min(BELOW, total)).indices
    rows, labels = best // scores.shape[1], best % scores.shape[1] + 1
    return {"total": total, "best": _rows(rows, labels, scores[rows, labels - 1], refined)}


def _suppressed(candidates: Boxes, refined: Floats, fate: Fate) -> list[dict[str, Any]]:
    (gone,) = (fate.by >= 0).nonzero(as_tuple=True)
    best = gone[candidates.scores[gone].argsort(descending=True, stable=True)][:SUPPRESSED]
    told = _rows(candidates.rows[best], candidates.labels[best], candidates.scores[best], refined)
    by = zip(fate.by[best].tolist(), rounded(fate.iou[best].cpu()), strict=True)
    return [row | {"by": rank, "iou": iou} for row, (rank, iou) in zip(told, by, strict=True)]


def _rows(rows: Tensor, labels: Tensor, scores: Tensor, refined: Floats) -> list[dict[str, Any]]:
    boxes = corners(refined[rows.cpu().numpy(), labels.cpu().numpy()])
    columns = zip(rows.tolist(), labels.tolist(), rounded(scores.cpu()), boxes, strict=True)
    return [dict(zip(("proposal", "label", "score", "box"), column, strict=True)) for column in columns]


def _final(sight: Sight, found: Detections) -> list[dict[str, Any]]:
    before = corners(sight.in_the_original(sight.look.kept.boxes))
    return [
        {
            "rank": rank,
            "proposal": proposal,
            "label": int(found.labels[rank]),
            "score": rounded(found.scores[rank]),
            "box": rounded(found.boxes[rank], STORED_DIGITS),
            "before_vote": before[rank],
            "spread": rounded(found.spread[rank], STORED_DIGITS),
        }
        for rank, proposal in enumerate(sight.look.kept.rows.tolist())
    ]
