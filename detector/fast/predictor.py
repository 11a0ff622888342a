"""Pictures -> Detections, by the parts of this package in order."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.errors import OutOfMemory
from detector.fast.backends import Backend, LiveBackend, TorchBackend
from detector.fast.dense import DIVISOR
from detector.fast.finish import Boxes, Finisher
from detector.fast.proposals import Proposals, Proposer, Size
from detector.fast.tighten import vote
from detector.network.roi_align import BagRoIAlign, Grid
from detector.pixels import Pixels
from detector.structures import Detections, Detector

SCORE_THRESHOLD = 0.05
MAX_DETECTIONS = 100
ROWS_AT_ONCE = 256  # Of pooled proposals: 13 MB of floats for 256 channels and 7 by 7 bins.


class Batch(NamedTuple):
    pictures: Tensor  # [B, 3, H, W], normalised, with zeros to the right and below.
    sizes: Tensor  # [B, 2] height and width of the pictures themselves.
    padded: Size


class Seen(NamedTuple):
    """What the box head says of some boxes."""

    features: Tensor  # [N, D]
    outputs: Tensor  # [N, (K + 1) * 5]
    distributions: Tensor  # [N, K + 1]

    @property
    def classes(self) -> int:
        return self.distributions.shape[1]


class Tight(NamedTuple):
    boxes: Tensor  # [N, 4]
    spread: Tensor  # [N, 4]


class Predictor:
    """What looks at pictures: a back end, and the settings of the detector that it was made of.

    cut: the least objectness of a proposal, 0..1; 0 for torchvision's own
    """

    def __init__(self, detector: Detector, backend: Backend, *, cut: float = 0.0) -> None:
        model = detector.model
        self.metadata, self.backend = detector.metadata, backend
        self.pool = BagRoIAlign.taking_over(model.roi_heads.box_roi_pool)
        self.propose = Proposer(model.rpn, cut=cut)
        self._coder, self._nms_threshold = model.roi_heads.box_coder, model.roi_heads.nms_thresh
        mean, deviation = (torch.tensor(values)[:, None, None] for values in _normal(detector))
        self._factor = (1 / (255 * deviation)).to(backend.device)
        self._shift = (-mean / deviation).to(backend.device)

    @classmethod
    def exact(cls, detector: Detector) -> Self:
        """torchvision's numbers, from a copy of the weights."""
        return cls(detector, TorchBackend(detector.model))

    @classmethod
    def live(cls, detector: Detector) -> Self:
        """torchvision's numbers, from the weights as they are when it is asked."""
        return cls(detector, LiveBackend(detector.model))

    def detect(
        self,
        pictures: Sequence[Pixels],
        *,
        score_threshold: float = SCORE_THRESHOLD,
        max_detections: int = MAX_DETECTIONS,
        tighten: bool = True,
    ) -> list[Detections]:
        """pictures: read at the detector's input size. Too many for a GPU are taken in halves. Raises OutOfMemory."""
        finisher = Finisher(self._coder, self._nms_threshold, score_threshold, max_detections)
        return list(self._in_halves(list(pictures), finisher, tighten))

    def _in_halves(self, pictures: list[Pixels], finisher: Finisher, tighten: bool) -> Iterator[Detections]:
        if not pictures:
            return
        try:
            with torch.inference_mode():
                found = self._detect(pictures, finisher, tighten)
        except torch.OutOfMemoryError as error:
            if self.backend.batch == 1 and len(pictures) == 1:
                message = f"An image of {pictures[0].width} x {pictures[0].height} did not fit into memory."
                raise OutOfMemory(message) from error
            found = []
        if found:
            yield from found
        else:  # Outside of the except, which would keep what did not fit alive. One alone was padded to a whole batch.
            middle = (len(pictures) + 1) // 2
            self.backend.batch = max(1, self.backend.batch // 2)
            yield from self._in_halves(pictures[:middle], finisher, tighten)
            yield from self._in_halves(pictures[middle:], finisher, tighten)

    def _detect(self, pictures: list[Pixels], finisher: Finisher, tighten: bool) -> list[Detections]:
        batch = self.batch(pictures)
        dense, sizes = self.backend.dense(batch.pictures)
        proposals = self.propose(dense, sizes, batch.padded, batch.sizes)
        seen = self._seen(dense.cells.flatten(0, 1), proposals, self._grids(sizes, pictures))
        candidates = finisher.candidates(seen.outputs, seen.distributions, proposals, batch.sizes)
        kept = finisher.suppressed(candidates, seen.classes)
        tight = _tightened(kept, candidates, seen.classes) if tighten else Tight(kept.boxes, kept.boxes * 0)
        columns = {
            "boxes": tight.boxes,
            "spread": tight.spread,
            "labels": kept.labels,
            "scores": kept.scores,
            "distributions": seen.distributions[kept.rows],
            "proposals": proposals.boxes[kept.rows],
            "features": seen.features[kept.rows],
        }
        return _of_each(columns, kept.images, pictures)

    def batch(self, pictures: Sequence[Pixels]) -> Batch:
        """As many as the back end takes, or more."""
        sizes = [_size(picture.values) for picture in pictures]
        shapes = [self.shape(picture) for picture in pictures]
        padded = (max(height for height, _ in shapes), max(width for _, width in shapes))
        missing = max(self.backend.batch - len(pictures), 0)
        batch = torch.zeros(len(pictures) + missing, 3, *padded, device=self.backend.device)
        for place, (picture, (height, width)) in enumerate(zip(pictures, sizes, strict=True)):
            values = picture.values.to(self.backend.device, non_blocking=True)
            batch[place, :, :height, :width].copy_(values).mul_(self._factor).add_(self._shift)
        # In a picture without size there is no room for a box.
        return Batch(batch, torch.tensor([*sizes, *[(0, 0)] * missing], device=self.backend.device), padded)

    def shape(self, picture: Pixels) -> Size:
        """Height and width with padding: one of few where each is compiled for, else as little as can be."""
        height, width = _size(picture.values)
        if not self.backend.few_shapes:
            return _padded(height), _padded(width)
        short, middle, long = self.metadata.min_size, self.metadata.min_size * 4 / 3, self.metadata.max_size
        side = _padded(next((side for side in (short, middle, long) if side >= max(height, width)), long))
        return (side, _padded(short)) if height > width else (_padded(short), side)

    def _seen(self, table: Tensor, proposals: Proposals, grids: Sequence[Grid]) -> Seen:
        """A few at a time on a processor, whose caches hold no more."""
        size = ROWS_AT_ONCE if table.device.type == "cpu" else max(len(proposals.boxes), 1)
        boxes, images = (torch.split(values, size) for values in proposals)
        rows = (self.pool.rows(table, *part, grids=grids) for part in zip(boxes, images, strict=True))
        # Copies: a back end may answer in the same memory each time.
        features = torch.cat([self.backend.head(some).float().clone() for some in rows])
        outputs = self.backend.last(features)
        classes = outputs.shape[1] // 5
        return Seen(features, outputs, outputs[:, :classes].softmax(1))

    def _grids(self, sizes: Sequence[Size], pictures: Sequence[Pixels]) -> list[Grid]:
        return self.pool.grids(sizes[: len(self.pool.featmap_names)], [_size(picture.values) for picture in pictures])


def _tightened(kept: Boxes, candidates: Boxes, classes: int) -> Tight:
    """The mean of the boxes that agree on each kept one.

    To look at that once more and move it again would be the next idea; on BCCD it cost a hundredth of AP50.
    """
    places, theirs = (found.images * classes + found.labels for found in (kept, candidates))
    return Tight(*vote(kept.boxes, places, candidates.boxes, theirs, candidates.scores))


def _normal(detector: Detector) -> tuple[list[float], list[float]]:
    return detector.model.transform.image_mean, detector.model.transform.image_std


def _size(values: Tensor) -> Size:
    return values.shape[-2], values.shape[-1]


def _padded(side: float) -> int:
    return math.ceil(side / DIVISOR) * DIVISOR


def _of_each(columns: dict[str, Tensor], images: Tensor, pictures: Sequence[Pixels]) -> list[Detections]:
    """The rows of each picture, in pixels of its original."""
    ends = torch.bincount(images, minlength=len(pictures)).cumsum(0).cpu().numpy()
    arrays = {name: np.split(values.cpu().numpy(), ends) for name, values in columns.items()}
    return [
        _in_the_original({name: parts[place] for name, parts in arrays.items()}, picture)
        for place, picture in enumerate(pictures)
    ]


def _in_the_original(arrays: dict[str, NDArray[Any]], picture: Pixels) -> Detections:
    across, down = picture.scale
    to_original = np.array([across, down, across, down], dtype=np.float32)
    limits = np.array([picture.width, picture.height] * 2, dtype=np.float32)
    for name in ("boxes", "proposals"):
        arrays[name] = np.minimum(arrays[name] / to_original, limits)
    arrays["spread"] = arrays["spread"] / to_original
    return Detections(**arrays)
