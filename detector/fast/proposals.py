"""Where in a picture it is worth looking: the best anchors, moved, each place once.

torchvision moves every anchor and then throws nearly all away. Here the best of each map are taken
first: the same boxes for a hundredth of the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torchvision.models.detection.rpn import RegionProposalNetwork
from torchvision.ops import boxes as box_ops

from detector.fast.dense import Dense

Size = tuple[int, int]  # Height, width.

NONE = -1.0  # Below every score.


class Candidates(NamedTuple):
    """The best anchors of each map, moved, before any suppresses another."""

    boxes: Tensor  # [B, M, 4]
    scores: Tensor  # [B, M] in 0..1; NONE for what is none.
    anchors: Tensor  # [B, M] int64, the anchor that each was moved from.
    counts: list[int]  # Of each map; they add up to M.


class Proposals(NamedTuple):
    """Of all pictures of a batch, one after the other, the best of each picture first."""

    boxes: Tensor  # [N, 4] in pixels at network size.
    images: Tensor  # [N] int64, the place in the batch.
    places: Tensor  # [N] int64, where each is among the candidates of its picture.
    candidates: Candidates


@dataclass(frozen=True)
class Anchors:
    boxes: Tensor  # [anchors, 4], map after map.
    counts: tuple[int, ...]  # Of each map.


class Proposer:
    """The second half of a RegionProposalNetwork. cut: the least objectness, 0..1; 0 takes torchvision's own."""

    def __init__(self, rpn: RegionProposalNetwork, *, cut: float = 0.0) -> None:
        self.generator, self.coder = rpn.anchor_generator, rpn.box_coder
        self.first, self.wanted = rpn.pre_nms_top_n(), rpn.post_nms_top_n()
        self.min_size, self.nms_threshold = rpn.min_size, rpn.nms_thresh
        self.least = max(cut, rpn.score_thresh)
        self.at_once = next(rpn.parameters()).is_cuda  # A processor is quicker picture by picture.
        self._anchors: dict[tuple[Size, torch.device], Anchors] = {}

    def __call__(self, dense: Dense, maps: Sequence[Size], padded: Size, sizes: Tensor) -> Proposals:
        """maps: their sizes; padded: that of the batch; sizes: [B, 2] height and width of each picture in it."""
        candidates = self._best(dense, self.anchors(maps, padded, dense.deltas.device), sizes)
        return self._suppress_at_once(candidates) if self.at_once else self._suppress_each(candidates)

    def anchors(self, maps: Sequence[Size], padded: Size, device: torch.device) -> Anchors:
        if (padded, device) not in self._anchors:
            strides = [
                [torch.tensor(padded[0] // height, device=device), torch.tensor(padded[1] // width, device=device)]
                for height, width in maps
            ]
            self.generator.set_cell_anchors(torch.float32, device)
            grids = self.generator.grid_anchors([list(size) for size in maps], strides)
            self._anchors[padded, device] = Anchors(torch.cat(grids), tuple(len(grid) for grid in grids))
        return self._anchors[padded, device]

    def _best(self, dense: Dense, anchors: Anchors, sizes: Tensor) -> Candidates:
        places, values, start = [], [], 0
        for count in anchors.counts:
            of_map = dense.objectness[:, start : start + count].float()
            best, place = of_map.topk(min(self.first, count), dim=1)
            values.append(best)
            places.append(place + start)
            start += count
        chosen, scores = torch.cat(places, dim=1), torch.cat(values, dim=1).sigmoid()
        deltas = dense.deltas.gather(1, chosen[:, :, None].expand(-1, -1, 4)).float()
        boxes = self.coder.decode_single(deltas.view(-1, 4), anchors.boxes[chosen.view(-1)])
        boxes = _clipped(boxes.view(*chosen.shape, 4), sizes)
        is_one = ((boxes[..., 2:] - boxes[..., :2]) >= self.min_size).all(-1) & (scores >= self.least)
        counts = [of_map.shape[1] for of_map in values]
        return Candidates(boxes, scores.masked_fill(~is_one, NONE), chosen, counts)

    def _suppress_each(self, candidates: Candidates) -> Proposals:
        """Map by map and picture by picture: boxes of different maps are never compared."""
        pictures = zip(candidates.boxes, candidates.scores, strict=True)
        found = [self._suppress(boxes, scores, candidates.counts) for boxes, scores in pictures]
        images = torch.cat([torch.full((len(places),), number) for number, places in enumerate(found)])
        return _chosen(candidates, images, torch.cat(found))

    def _suppress(self, boxes: Tensor, scores: Tensor, counts: list[int]) -> Tensor:
        """Places. Greedy suppression looks up only, so the best boxes are right without a look at the rest.

        Four times as many as are wanted nearly always hold them; else twice that.
        """
        order = scores.argsort(descending=True, stable=True)[: int((scores > NONE).sum())]
        level = torch.repeat_interleave(torch.tensor(counts))[order]
        boxes, scores = boxes[order], scores[order]
        looked_at = 4 * self.wanted
        while True:
            kept = self._kept(boxes[:looked_at], scores[:looked_at], level[:looked_at], len(counts))
            if len(kept) >= self.wanted or looked_at >= len(order):
                return order[kept[: self.wanted]]
            looked_at *= 2

    def _kept(self, boxes: Tensor, scores: Tensor, level: Tensor, levels: int) -> Tensor:
        """Places, the best first. boxes, scores, level: [N], the best first."""
        is_kept = torch.zeros(len(boxes), dtype=torch.bool)
        for number in range(levels):
            (places,) = (level == number).nonzero(as_tuple=True)
            is_kept[places[box_ops.nms(boxes[places], scores[places], self.nms_threshold)]] = True
        return is_kept.nonzero().flatten()

    def _suppress_at_once(self, candidates: Candidates) -> Proposals:
        """One suppression for the whole batch: boxes of different pictures and maps are moved far apart."""
        scores = candidates.scores.flatten()
        batch, levels = len(candidates.scores), len(candidates.counts)
        level = torch.cat([torch.full((count,), place) for place, count in enumerate(candidates.counts)])
        groups = (torch.arange(batch)[:, None] * levels + level).flatten().to(scores.device)
        boxes = candidates.boxes.flatten(0, 1)
        kept = box_ops.batched_nms(boxes, scores, groups, self.nms_threshold)
        kept = kept[scores[kept] > NONE]
        images = groups[kept] // levels
        first = first_of_each(images, self.wanted)
        return _chosen(candidates, images[first], kept[first] % candidates.scores.shape[1])


def _chosen(candidates: Candidates, images: Tensor, places: Tensor) -> Proposals:
    return Proposals(candidates.boxes[images, places], images, places, candidates)


def first_of_each(images: Tensor, count: int) -> Tensor:
    """The places of the first count rows of each image, image by image. images: [N] the image of each row."""
    order = images.argsort(stable=True)
    counts = torch.bincount(images)
    place = torch.arange(len(images), device=images.device) - (counts.cumsum(0) - counts)[images[order]]
    return order[place < count]


def _clipped(boxes: Tensor, sizes: Tensor) -> Tensor:
    """boxes: [B, M, 4]; sizes: [B, 2]"""
    limits = sizes.flip(1).repeat(1, 2)[:, None].to(boxes.dtype)
    return boxes.clamp(min=0).minimum(limits)
