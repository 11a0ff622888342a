"""Pictures -> Detections, by the parts of this package in order."""

import math
from collections.abc import Iterator, Sequence
from threading import RLock
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.errors import OutOfMemory
from detector.fast.backends import Backend, LiveBackend, TorchBackend
from detector.fast.dense import DIVISOR, Dense
from detector.fast.finish import Boxes, Finisher
from detector.fast.proposals import Proposals, Proposer, Size
from detector.fast.tighten import vote
from detector.fast.watching import NOBODY, Stage, Watcher
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


class Look(NamedTuple):
    """All that passes between the parts while one batch is looked at."""

    batch: Batch
    dense: Dense
    maps: list[Size]
    proposals: Proposals
    seen: Seen
    candidates: Boxes
    kept: Boxes
    tight: Tight


class Predictor:
    """What looks at pictures: a back end, and the settings of the detector that it was made of.

    cut: the least objectness of a proposal, 0..1; 0 for torchvision's own
    """

    def __init__(self, detector: Detector, backend: Backend, *, cut: float = 0.0) -> None:
        model = detector.model
        self.metadata, self.backend = detector.metadata, backend
        self.pool = BagRoIAlign.taking_over(model.roi_heads.box_roi_pool)
        self.propose = Proposer(model.rpn, cut=cut)
        self.alone = RLock()  # Held by who looks: a back end answers one at a time.
        self._coder, self._nms_threshold = model.roi_heads.box_coder, model.roi_heads.nms_thresh
        self.normalisation = _normal(detector)
        mean, deviation = (torch.tensor(values)[:, None, None] for values in self.normalisation)
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
        finisher = self.finisher(score_threshold, max_detections)
        with self.alone:
            return list(self._in_halves(list(pictures), finisher, tighten))

    def finisher(self, score_threshold: float = SCORE_THRESHOLD, max_detections: int = MAX_DETECTIONS) -> Finisher:
        return Finisher(self._coder, self._nms_threshold, score_threshold, max_detections)

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
        return found_in(self.look(pictures, finisher, tighten), pictures)

    def look(self, pictures: Sequence[Pixels], finisher: Finisher, tighten: bool, watcher: Watcher = NOBODY) -> Look:
        """One batch. To be called while `alone` is held; what it gives is good until then."""
        batch = self.batch(pictures)
        watcher.done(Stage.INPUT)
        dense, maps = self.backend.dense(batch.pictures)
        watcher.done(Stage.FEATURES)
        proposals = self.propose(dense, maps, batch.padded, batch.sizes)
        watcher.done(Stage.PROPOSALS)
        seen = self._seen(dense.cells.flatten(0, 1), proposals, self.grids(maps, pictures), watcher)
        candidates = finisher.candidates(seen.outputs, seen.distributions, proposals, batch.sizes)
        kept = finisher.suppressed(candidates, seen.classes)
        tight = _tightened(kept, candidates, seen.classes) if tighten else Tight(kept.boxes, kept.boxes * 0)
        watcher.done(Stage.POST)
        return Look(batch, dense, maps, proposals, seen, candidates, kept, tight)

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

    def _seen(self, table: Tensor, proposals: Proposals, grids: Sequence[Grid], watcher: Watcher) -> Seen:
        """A few at a time on a processor, whose caches hold no more."""
        size = ROWS_AT_ONCE if table.device.type == "cpu" else max(len(proposals.boxes), 1)
        features = []
        parts = (torch.split(values, size) for values in (proposals.boxes, proposals.images))
        for boxes, images in zip(*parts, strict=True):
            rows = self.pool.rows(table, boxes, images, grids)
            watcher.pooled(rows)
            # Copies: a back end may answer in the same memory each time.
            features.append(self.backend.head(rows).float().clone())
            watcher.done(Stage.HEADS)
        together = torch.cat(features)
        outputs = self.backend.last(together)
        classes = outputs.shape[1] // 5
        watcher.done(Stage.HEADS)
        return Seen(together, outputs, outputs[:, :classes].softmax(1))

    def grids(self, maps: Sequence[Size], pictures: Sequence[Pixels]) -> list[Grid]:
        """Of the maps that boxes are read from: all but the coarsest."""
        return self.pool.grids(maps[:-1], [_size(picture.values) for picture in pictures])


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


def found_in(look: Look, pictures: Sequence[Pixels]) -> list[Detections]:
    kept, seen = look.kept, look.seen
    columns = {
        "boxes": look.tight.boxes,
        "spread": look.tight.spread,
        "labels": kept.labels,
        "scores": kept.scores,
        "distributions": seen.distributions[kept.rows],
        "proposals": look.proposals.boxes[kept.rows],
        "features": seen.features[kept.rows],
    }
    return _of_each(columns, kept.images, pictures)


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
