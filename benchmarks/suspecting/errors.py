"""Known errors, put into boxes that people drew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("overlooked", "misplaced", "swapped")
LEAST_SHIFT, MOST_SHIFT = 0.2, 0.5  # Of the box's own size.
TRIES = 100

Numbers = NDArray[np.float64]
Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Error:
    """kind: one of KINDS; annotation: the id in the COCO file, also of a dropped box
    box: where the object is in truth, [x1, y1, x2, y2]; category: what it is in truth"""

    kind: str
    image: int
    annotation: int
    box: Numbers
    category: int


def spoil(document: Document, *, share: float, seed: int) -> tuple[Document, list[Error]]:
    """A COCO document in which that share of the boxes is dropped, as many are shifted and as many swapped.

    A shift is by 20 to 50 % of the box's size in a random direction; what leaves the image is cut off. A swapped box
    gets any of the other categories.
    """
    random = np.random.default_rng(seed)
    sizes = {row["id"]: (row["width"], row["height"]) for row in document["images"]}
    ids = [row["id"] for row in document["categories"]]
    usable = [row for row in document["annotations"] if row["bbox"][2] > 0 and row["bbox"][3] > 0]
    each = round(share * len(usable))
    chosen = random.permutation(len(usable))[: 3 * each]
    kind_of = {usable[place]["id"]: KINDS[number // each] for number, place in enumerate(chosen)}
    annotations, errors = [], []
    for row in usable:
        kind = kind_of.get(row["id"])
        if kind is not None:
            errors.append(_error(kind, row))
        if kind == "misplaced":
            row = {**row, "bbox": _shifted(row["bbox"], sizes[row["image_id"]], random)}
        elif kind == "swapped":
            row = {**row, "category_id": int(random.choice([id_ for id_ in ids if id_ != row["category_id"]]))}
        if kind != "overlooked":
            annotations.append(row)
    return {**document, "annotations": annotations}, errors


def mend(document: Document, spoilt: Document, errors: Sequence[Error], *, left: float, seed: int) -> list[Error]:
    """Put most of the errors right again in spoilt, in place, and give those of each kind that are left, a share.

    document: as it was before. What detectors have learnt from the errors stays learnt.
    """
    random = np.random.default_rng(seed)
    kept: list[Error] = []
    for kind in KINDS:
        own = [error for error in errors if error.kind == kind]
        kept += [own[place] for place in random.permutation(len(own))[: round(left * len(own))]]
    mended = {error.annotation for error in errors} - {error.annotation for error in kept}
    true = [row for row in document["annotations"] if row["id"] in mended]
    spoilt["annotations"] = [row for row in spoilt["annotations"] if row["id"] not in mended] + true
    return kept


def _error(kind: str, row: Document) -> Error:
    x, y, width, height = row["bbox"]
    box = np.array([x, y, x + width, y + height])
    return Error(kind=kind, image=row["image_id"], annotation=row["id"], box=box, category=row["category_id"])


def _shifted(bbox: Sequence[float], size: tuple[int, int], random: np.random.Generator) -> list[float]:
    """As [x, y, width, height], its centre at least LEAST_SHIFT of its size away from where it was."""
    x, y, width, height = bbox
    for _ in range(TRIES):
        angle, far = random.uniform(0, 2 * np.pi), random.uniform(LEAST_SHIFT, MOST_SHIFT)
        left, top = x + far * np.cos(angle) * width, y + far * np.sin(angle) * height
        x1, y1 = max(left, 0.0), max(top, 0.0)
        x2, y2 = min(left + width, float(size[0])), min(top + height, float(size[1]))
        across, down = (x1 + x2 - 2 * x - width) / 2 / width, (y1 + y2 - 2 * y - height) / 2 / height
        if x2 > x1 and y2 > y1 and np.hypot(across, down) >= LEAST_SHIFT:
            return [x1, y1, x2 - x1, y2 - y1]
    return [x + LEAST_SHIFT * width, y, (1 - LEAST_SHIFT) * width, height]  # A box as large as its image.
