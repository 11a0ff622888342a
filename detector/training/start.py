"""The network that a training begins with: an earlier one, COCO's, or a new one.

What was wished for and cannot be had is said as a notice, and the training goes on without it; only
a file that was named and is refused is an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from detector import checkpoint
from detector.dataset import PixelStore, at_network_size
from detector.errors import KindUnknown, WeightsUnavailable
from detector.network import warm_start, weights
from detector.network.anchors import USUAL, fit_anchors
from detector.network.kinds import ChosenKind, choose_kind, sides_at_unit
from detector.network.model import AUTO, INPUTS, SMALL, build_from
from detector.network.weights import OnProgress
from detector.structures import Anchors, Category, Detector, Example, Metadata
from detector.training import pretrain
from detector.training.recipes import Origin

NONE = "none"
SHAPES = "shapes"  # The small network after generated shapes, which comes with the package.
COCO = "coco"
SMALL_INSTEAD = "Published weights could not be had, and it is the one that learns without."

OnNotice = Callable[[str, str, str], None]  # Code, message, hint.


@dataclass(frozen=True, kw_only=True)
class Start:
    origin: Origin
    source: Detector | None  # None means random weights.
    kind: str
    reason: str  # Why this kind.
    min_size: int
    max_size: int

    @property
    def takes_anchors(self) -> bool:
        """Anchors are fitted once: later trainings keep what the proposals were learnt for."""
        return self.origin is Origin.NONE and self.kind == SMALL


def choose_start(
    wanted: str | None,
    *,
    kind: str,
    device: torch.device,
    examples: Sequence[Example],
    on_progress: OnProgress,
    on_notice: OnNotice,
) -> Start:
    """wanted: a file, "coco", "shapes", "none" or None for what suits the kind; examples: what will be learnt from.

    Raises CheckpointRefused, KindUnknown.
    """
    if wanted not in {None, COCO, NONE, SHAPES}:
        file = Path(str(wanted))
        return _from_file(
            file, kind=kind, device=device, examples=examples, on_progress=on_progress, on_notice=on_notice
        )
    chosen = _kind(kind, device, examples, without_weights=wanted in {NONE, SHAPES})
    if wanted == NONE:
        return _from_nothing(chosen.kind, chosen.reason)
    if wanted == SHAPES or (chosen.kind == SMALL and (wanted is None or kind == AUTO)):
        return _from_shapes(chosen.kind, chosen.reason)
    try:
        source = weights.coco_detector(chosen.kind, on_progress=on_progress)
    except WeightsUnavailable as error:
        on_notice(error.code, f"{error.message} Training starts without them.", error.hint)
        return _from_shapes(SMALL, SMALL_INSTEAD) if kind == AUTO else _from_nothing(chosen.kind, chosen.reason)
    return _from_detector(source, Origin.COCO, chosen.reason)


def _kind(kind: str, device: torch.device, examples: Sequence[Example], *, without_weights: bool) -> ChosenKind:
    if kind != AUTO:
        return ChosenKind(kind, "It was asked for.")
    if without_weights:
        return ChosenKind(SMALL, "It is the one that learns without published weights.")
    return choose_kind(
        AUTO,
        device=device,
        boxes_at_unit=sides_at_unit(examples),
        images=len(examples),
        weights_at_hand=weights.at_hand(),
        may_download=True,
    )


def _from_file(
    file: Path,
    *,
    kind: str,
    device: torch.device,
    examples: Sequence[Example],
    on_progress: OnProgress,
    on_notice: OnNotice,
) -> Start:
    tensors, header = checkpoint.read(file)
    if header is None:
        kind = weights.kind_of(tensors) if kind == AUTO else kind
        return _from_detector(weights.coco_detector(kind, file=file), Origin.COCO, "The file holds its COCO weights.")
    source = checkpoint.load(file)
    if kind not in {AUTO, source.kind}:
        message = f"{file.name} holds a {source.kind}, which cannot become a {kind}."
        on_notice("start_kind_differs", message, "The new detector starts from the weights that suit it.")
        return choose_start(
            None, kind=kind, device=device, examples=examples, on_progress=on_progress, on_notice=on_notice
        )
    if pretrain.knows_shapes(source.metadata):
        return _from_detector(source, Origin.NONE, "It starts from what it learnt of generated shapes.")
    return _from_detector(source, Origin.MODEL, "It goes on from the model before it.")


def _from_nothing(kind: str, reason: str) -> Start:
    if kind not in INPUTS:
        raise KindUnknown(f"There is no detector named {kind}.", hint=f"Choose one of {', '.join(INPUTS)}.")
    sides = INPUTS[kind]
    return Start(
        origin=Origin.NONE, source=None, kind=kind, reason=reason, min_size=sides.min_size, max_size=sides.max_size
    )


def _from_shapes(kind: str, reason: str) -> Start:
    """There are such weights for the small network alone; the others start with random ones."""
    if kind != SMALL or not weights.SHAPES.exists():
        return _from_nothing(kind, reason)
    return _from_detector(checkpoint.load(weights.SHAPES), Origin.NONE, f"{reason} It knows generated shapes already.")


def _from_detector(source: Detector, origin: Origin, reason: str) -> Start:
    sides = source.metadata
    return Start(
        origin=origin,
        source=source,
        kind=source.kind,
        reason=reason,
        min_size=sides.min_size,
        max_size=sides.max_size,
    )


def with_head_for(start: Start, categories: Sequence[Category], anchors: Anchors | None, *, lean: bool) -> Detector:
    """The network to train: what start knows, with a head for these categories."""
    if start.source is None:
        metadata = Metadata(
            kind=start.kind,
            categories=tuple(categories),
            anchors=anchors,
            min_size=start.min_size,
            max_size=start.max_size,
        )
        return Detector(model=build_from(metadata, lean=lean), metadata=metadata)
    if start.origin is Origin.NONE:
        return pretrain.start_from(start.source, categories, anchors or USUAL, lean=lean)
    known = None
    if start.origin is Origin.COCO:  # Ids of two worlds: what a category is called decides.
        labels = weights.match_categories([category.name for category in categories])
        known = {category.id: labels[category.name] for category in categories if category.name in labels}
    return warm_start.with_categories(start.source, categories, label_in_source=known, lean=lean)


def anchors_for(examples: Sequence[Example], pixels: PixelStore) -> Anchors:
    """Fitted to the boxes of examples, at the size at which the network will see them."""
    sides, labels = [np.empty((0, 2))], []
    for place, example in enumerate(examples):
        if place not in pixels.refused:
            boxes = at_network_size(example, pixels[place]).double().numpy()
            sizes = boxes[:, 2:] - boxes[:, :2]
            drawn = ~example.crowd.numpy() & (sizes > 0).all(axis=1)
            sides.append(sizes[drawn])
            labels.extend(example.category_ids.numpy()[drawn].tolist())
    return fit_anchors(np.concatenate(sides), labels)
