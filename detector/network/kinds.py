"""Which detector suits these boxes, this device and the weights that are to be had, and why.

The question is asked once, when a project gets its first detector; later trainings keep the kind.
Sizes of boxes are compared with the coarse maps of the MobileNets, whose finest has a cell of 32
pixels at network size: an object much smaller than that is lost before it can be proposed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from detector import images
from detector.errors import KindUnknown
from detector.images import ImageRefused
from detector.network.model import AUTO, INPUTS, KINDS, SMALL
from detector.structures import Example

MOBILENET_320 = "fasterrcnn_mobilenet_v3_large_320_fpn"
MOBILENET = "fasterrcnn_mobilenet_v3_large_fpn"
RESNET50 = "fasterrcnn_resnet50_fpn"
RESNET50_V2 = "fasterrcnn_resnet50_fpn_v2"
FOR_A_GPU = (RESNET50_V2, RESNET50, MOBILENET)
NAMES = {
    SMALL: "the small network",
    MOBILENET_320: "MobileNet-320",
    MOBILENET: "MobileNet-800",
    RESNET50: "ResNet-50",
    RESNET50_V2: "ResNet-50 v2",
}

AS_ASKED = "It was asked for."
BEST_PUBLISHED = "There is a GPU, and it has the best COCO weights."
COARSE_STRIDE = 32  # Of the finest map of the MobileNets, in pixels at network size.
SMALLEST_CELLS = 1.5  # On BCCD objects of 0.8 cells were never found, those of 2.2 cells mostly.
SMALLEST_SHARE = 0.05  # Of the boxes may be smaller than what is called the smallest: slips of the hand.
FEWEST_IMAGES = 5  # Below, nobody can tell whether there are small objects.
LONGEST = 5 / 3  # Longer side by shorter side from which the longer one decides the scale.
SAMPLE = 200  # Images whose headers are read for the sizes of boxes.

Sides = NDArray[np.float64]


@dataclass(frozen=True)
class ChosenKind:
    kind: str
    reason: str  # A sentence or two for a person.


def choose_kind(
    wanted: str,
    *,
    device: torch.device,
    boxes_at_unit: Sides,
    images: int,
    weights_at_hand: Collection[str] = (),
    may_download: bool = False,
) -> ChosenKind:
    """The detector that auto means here, and why; any other kind means itself.

    boxes_at_unit: [N, 2] width and height, see `sides_at_unit`. images: how many are labelled.
    weights_at_hand: kinds whose COCO weights lie on this machine; may_download: others can be fetched.
    Raises KindUnknown.
    """
    if wanted != AUTO:
        if wanted not in KINDS:
            raise KindUnknown(f"There is no detector named {wanted}.", hint=f"Choose one of {', '.join(KINDS)}.")
        return ChosenKind(wanted, AS_ASKED)
    if device.type == "cpu":
        return _for_a_processor(boxes_at_unit, images, weights_at_hand)
    return _for_a_gpu(boxes_at_unit, images, weights_at_hand, may_download=may_download)


def choose_as_published(wanted: str, *, device: torch.device) -> ChosenKind:
    """The detector to suggest with before anything is labelled, by its COCO weights as they come, and why.

    Nothing is known of the sizes of boxes yet; the first training asks `choose_kind` anew.
    """
    if wanted in NAMES and wanted != SMALL:
        return ChosenKind(wanted, AS_ASKED)
    if device.type == "cpu":
        return ChosenKind(MOBILENET, "There is no GPU, and it is the quicker one.")
    return ChosenKind(RESNET50_V2, BEST_PUBLISHED)


def sides_at_unit(examples: Sequence[Example]) -> Sides:
    """Widths and heights [N, 2] of the boxes, where each image's shorter side is 1 (or its longer one 5/3).

    Times a detector's min_size they are pixels at network size. Of many images a sample is read;
    crowds and images that cannot be read are left out.
    """
    step = max(1, len(examples) // SAMPLE)
    sides = [_of_image(example) for example in examples[::step]]
    return np.concatenate([np.empty((0, 2)), *sides])


def unit(width: float, height: float) -> float:
    """The pixels of an image of this size that count as 1 in `sides_at_unit`."""
    return max(min(width, height), max(width, height) / LONGEST)


def smallest(boxes_at_unit: Sides, kind: str) -> float:
    """Side, in pixels at network size, that all but the smallest twentieth of the boxes reach; N > 0."""
    return float(np.quantile(np.sqrt(boxes_at_unit.prod(axis=1)), SMALLEST_SHARE) * INPUTS[kind].min_size)


def _for_a_processor(boxes: Sides, images: int, at_hand: Collection[str]) -> ChosenKind:
    if MOBILENET_320 not in at_hand:
        return ChosenKind(SMALL, "A processor trains it in minutes, and it needs no published weights.")
    return _mobilenet_if_coarse_is_enough(MOBILENET_320, boxes, images)


def _for_a_gpu(boxes: Sides, images: int, at_hand: Collection[str], *, may_download: bool) -> ChosenKind:
    best = next((kind for kind in FOR_A_GPU if kind in at_hand), None)
    if best is None and may_download:
        return ChosenKind(RESNET50_V2, BEST_PUBLISHED)
    if best is None:
        return ChosenKind(SMALL, "It learns without published weights, and none can be had.")
    if best == MOBILENET:
        return _mobilenet_if_coarse_is_enough(MOBILENET, boxes, images)
    return ChosenKind(best, "There is a GPU, and its COCO weights are on this machine.")


def _mobilenet_if_coarse_is_enough(kind: str, boxes: Sides, images: int) -> ChosenKind:
    if images < FEWEST_IMAGES or len(boxes) == 0:
        early = f"Fewer than {FEWEST_IMAGES} images have boxes: too early to tell whether there are small objects"
        return ChosenKind(SMALL, f"{early}, which {NAMES[kind]} would miss.")
    side, least = smallest(boxes, kind), SMALLEST_CELLS * COARSE_STRIDE
    at = f"Your smallest boxes are {side:.0f} pixels a side where images have {INPUTS[kind].min_size}"
    if side < least:
        return ChosenKind(SMALL, f"{at}; {NAMES[kind]} misses what is below {least:.0f}, the small network does not.")
    return ChosenKind(kind, f"{at}, enough for {NAMES[kind]}, whose COCO weights are on this machine.")


def _of_image(example: Example) -> Sides:
    try:
        with example.path.open("rb") as file:
            header = images.read_header(file)
    except (ImageRefused, OSError):
        return np.empty((0, 2))
    boxes = example.boxes[~example.crowd].double().numpy()
    sides: Sides = (boxes[:, 2:] - boxes[:, :2]) / unit(header.width, header.height)
    return sides
