"""Learning on cached maps: the body and its pyramid stand still, and each picture goes through them once.

What remains of a step is what is behind the pyramid: proposals, RoIAlign and the box head. For a body
that already knows such pictures that is most of what there is to learn, at a small part of the price.
"""

from collections.abc import Sequence
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.image_list import ImageList

from detector.dataset import PixelStore, TrainingSet
from detector.pixels import Pixels
from detector.structures import Category, Detector, Example, TrainConfig
from detector.training.feature_cache import FeatureCache, MapKey, Maps, body_hash, compute_maps, file_hash
from detector.training.recipes import Mode
from detector.training.transforms import flip_horizontal

STRIDE = 32  # Of the coarsest map that is not a thinned copy: sides of batches are multiples of it.


class MapSet(TrainingSet):
    """Maps with targets, each picture as it is or mirrored."""

    def __init__(
        self,
        examples: Sequence[Example],
        pixels: PixelStore,
        categories: Sequence[Category],
        config: TrainConfig,
        *,
        detector: Detector,
        cache: FeatureCache,
    ) -> None:
        super().__init__(examples, pixels, categories, config)
        self.detector, self.cache = detector, cache
        self._body = body_hash(detector.model)
        self._files: dict[int, str] = {}

    def __getitem__(self, index: int) -> tuple[Maps, dict[str, Tensor]]:  # type: ignore[override]  # Maps for pixels.
        place = self.places[index]
        pixels, mirrored = self.pixels[place], bool(torch.rand(()) < 0.5)
        boxes, labels = self.target(place, pixels)
        picture = pixels.values
        if mirrored:
            picture, boxes = flip_horizontal(picture, boxes)
        maps = self.cache.maps(
            self.key(place, pixels, mirrored=mirrored), self.detector, picture, bfloat16=self.config.bfloat16
        )
        return maps, {"boxes": boxes, "labels": labels}

    def is_worth_readers(self, *, on_gpu: bool) -> bool:
        """Never: a process of its own would have maps of its own, and cannot use a GPU that this one has begun to."""
        return False

    def key(self, place: int, pixels: Pixels, *, mirrored: bool) -> MapKey:
        if place not in self._files:
            self._files[place] = file_hash(self.pixels.paths[place])
        _, height, width = pixels.values.shape
        return MapKey(self._body, self._files[place], height, width, mirrored)

    def network(self, model: FasterRCNN) -> nn.Module:
        dtype = torch.bfloat16 if self.config.bfloat16 else torch.float32
        return AfterPyramid(model, proposals_learn=self.config.mode != Mode.INSTANT, dtype=dtype)


def room_needed(detector: Detector, pixels: PixelStore) -> int:
    """Bytes for the maps of all pictures, as they are and mirrored."""
    places = [place for place in range(len(pixels.paths)) if place not in pixels.refused]
    if not places:
        return 0
    return 2 * len(places) * compute_maps(detector, pixels[places[0]].values).nbytes


class AfterPyramid(nn.Module):
    """All of a detector but what computes the maps. dtype: what the maps are computed with."""

    def __init__(self, model: FasterRCNN, *, proposals_learn: bool = True, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        model.backbone.requires_grad_(False).eval()
        model.rpn.requires_grad_(proposals_learn)
        self.rpn, self.roi_heads = model.rpn, model.roi_heads
        self.proposals_learn, self.dtype = proposals_learn, dtype

    def train(self, mode: bool = True) -> Self:
        super().train(mode)
        self.rpn.train(mode and self.proposals_learn)
        return self

    def forward(self, pictures: Sequence[Maps], targets: list[dict[str, Tensor]]) -> dict[str, Tensor]:
        """The losses by torchvision's names; those of the proposals only if they learn."""
        device = targets[0]["boxes"].device
        levels, images = together(pictures, device, self.dtype)
        proposals, losses = self.rpn(images, levels, targets)
        _, of_boxes = self.roi_heads(levels, proposals, images.image_sizes, targets)
        return {**(losses if self.proposals_learn else {}), **of_boxes}


def together(pictures: Sequence[Maps], device: torch.device, dtype: torch.dtype) -> tuple[dict[str, Tensor], ImageList]:
    """One batch of maps [B, C, h, w] by name, channels last, with zeros beyond the smaller pictures."""
    levels = {
        name: _stacked([picture.levels[name] for picture in pictures]).to(device, dtype) for name in pictures[0].levels
    }
    sides = [(picture.height, picture.width) for picture in pictures]
    height, width = (-(-max(side[axis] for side in sides) // STRIDE) * STRIDE for axis in (0, 1))
    # The list is asked for its sizes only, so its pixels need no memory.
    blank = torch.empty(1, device=device).expand(len(pictures), 3, height, width)
    return levels, ImageList(blank, sides)


def _stacked(maps: Sequence[Tensor]) -> Tensor:
    height, width = (max(level.shape[axis] for level in maps) for axis in (1, 2))
    batch = torch.stack([F.pad(level, (0, width - level.shape[2], 0, height - level.shape[1])) for level in maps])
    return batch.to(memory_format=torch.channels_last)
