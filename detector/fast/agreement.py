"""How far two looks at the same pictures agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torchvision.ops import box_iou

from detector.structures import Detections

SURE = 0.3  # Score from which a box has to be found again;
NEARLY = 0.8  # the other one may have this share of it.
SAME = 0.5  # IoU.


@dataclass(frozen=True)
class Agreement:
    matched: float  # Share of the sure boxes, from both sides, that the other has too: same class, IoU at least SAME.
    mean_iou: float  # Of those matched.
    boxes: int


def agreement(pairs: Iterable[tuple[Detections, Detections]], *, sure: float = SURE) -> Agreement:
    """pairs: what each saw in the same picture. Two that see nothing agree."""
    overlaps: list[float] = []
    boxes = 0
    for one, other in pairs:
        for left, right in ((one, other), (other, one)):
            wanted = left[left.scores >= sure]
            boxes += len(wanted)
            overlaps += _overlaps(wanted, right[right.scores >= NEARLY * sure])
    return Agreement(len(overlaps) / max(boxes, 1) if boxes else 1.0, float(np.mean(overlaps or [1.0])), boxes)


def _overlaps(wanted: Detections, there: Detections) -> list[float]:
    """Of each wanted box with its partner, the surest first; none for those without."""
    if len(wanted) == 0 or len(there) == 0:
        return []
    free = box_iou(torch.from_numpy(wanted.boxes), torch.from_numpy(there.boxes)).numpy()
    free = np.where(wanted.labels[:, None] == there.labels[None], free, 0.0)
    return [overlap for row in range(len(wanted)) if (overlap := _take(free, row)) >= SAME]


def _take(free: NDArray[Any], row: int) -> float:
    partner = int(free[row].argmax())
    overlap = float(free[row, partner])
    if overlap >= SAME:
        free[:, partner] = 0.0
    return overlap
