"""Average precision on images whose boxes are known, by COCO's own rules."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from detector.dataset import PixelStore
from detector.predict import batch_size, detect
from detector.structures import Detections, Detector, Example

NOT_MEASURED = -1  # COCOeval's mark for a category without boxes.


@dataclass(frozen=True, kw_only=True)
class Precision:
    ap: float  # Mean over IoU 0.5, 0.55 .. 0.95.
    ap50: float


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """Means over the categories that have boxes; per_category has no others. Crowds are not counted."""

    ap: float
    ap50: float
    ap75: float
    per_category: dict[int, Precision]  # By category id.
    images: int
    boxes: int

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        document["per_category"] = {str(id_): entry for id_, entry in document["per_category"].items()}
        return document


def evaluate(detector: Detector, examples: Sequence[Example], pixels: PixelStore) -> Metrics | None:
    """Detect in each example and compare. None where there is no box to find. Refused images are not counted."""
    places = [place for place in range(len(examples)) if place not in pixels.refused]
    size = batch_size(detector.device)
    batches = [places[start : start + size] for start in range(0, len(places), size)]
    detections = [found for batch in batches for found in detect(detector, [pixels[place] for place in batch])]
    ids = np.array([category.id for category in detector.categories])
    return compare([examples[place] for place in places], [(ids[found.labels - 1], found) for found in detections])


def compare(examples: Sequence[Example], detections: Sequence[tuple[NDArray[np.int64], Detections]]) -> Metrics | None:
    """detections: for each example the category ids [N] and what was detected [N]."""
    truth = _truth(examples)
    boxes = sum(not annotation["iscrowd"] for annotation in truth["annotations"])
    if boxes == 0:
        return None
    ids, precision = _precision(truth, _results(examples, detections))
    per_category = {
        id_: Precision(ap=_mean(precision[:, :, place]), ap50=_mean(precision[0, :, place]))
        for place, id_ in enumerate(ids)
        if (precision[:, :, place] > NOT_MEASURED).any()
    }
    return Metrics(
        ap=_mean(precision),
        ap50=_mean(precision[0]),
        ap75=_mean(precision[5]),
        per_category=per_category,
        images=len(examples),
        boxes=boxes,
    )


def _truth(examples: Sequence[Example]) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = []
    for number, example in enumerate(examples, start=1):
        rows = zip(example.boxes.tolist(), example.category_ids.tolist(), example.crowd.tolist(), strict=True)
        for (x1, y1, x2, y2), category_id, crowd in rows:
            annotations.append(
                {
                    "id": len(annotations) + 1,  # From 1: pycocotools takes 0 for "unmatched".
                    "image_id": number,
                    "category_id": category_id,
                    "bbox": [x1, y1, x2 - x1, y2 - y1],
                    "area": (x2 - x1) * (y2 - y1),
                    "iscrowd": int(crowd),
                }
            )
    ids = sorted({annotation["category_id"] for annotation in annotations})
    return {
        "info": {},
        "images": [{"id": number} for number in range(1, len(examples) + 1)],
        "categories": [{"id": id_, "name": str(id_)} for id_ in ids],
        "annotations": annotations,
    }


def _results(
    examples: Sequence[Example], detections: Sequence[tuple[NDArray[np.int64], Detections]]
) -> NDArray[np.float64]:
    """Rows of image number, x, y, width, height, score, category id."""
    rows = [np.empty((0, 7))]
    for number, (_, (category_ids, found)) in enumerate(zip(examples, detections, strict=True), start=1):
        corners = found.boxes.astype(np.float64)
        sides = corners[:, 2:] - corners[:, :2]
        numbers = np.full(len(found), number)
        rows.append(np.column_stack([numbers, corners[:, :2], sides, found.scores, category_ids]))
    return np.concatenate(rows)


def _precision(truth: dict[str, Any], results: NDArray[np.float64]) -> tuple[list[int], NDArray[np.float64]]:
    """Category ids [K], and precision [IoU threshold, recall, category] for all sizes and 100 detections."""
    with contextlib.redirect_stdout(io.StringIO()):  # It prints what it does.
        known = COCO()
        known.dataset = truth
        known.createIndex()
        if len(results) == 0:
            return _nothing_found(truth)
        evaluation = COCOeval(known, known.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
    return [int(id_) for id_ in evaluation.params.catIds], evaluation.eval["precision"][:, :, :, 0, -1]


def _nothing_found(truth: dict[str, Any]) -> tuple[list[int], NDArray[np.float64]]:
    """COCOeval cannot load an empty list."""
    ids = [category["id"] for category in truth["categories"]]
    counted = {annotation["category_id"] for annotation in truth["annotations"] if not annotation["iscrowd"]}
    row = [0.0 if id_ in counted else NOT_MEASURED for id_ in ids]
    return ids, np.broadcast_to(np.array(row), (10, 101, len(ids)))


def _mean(precision: NDArray[np.float64]) -> float:
    measured = precision[precision > NOT_MEASURED]
    return float(measured.mean()) if measured.size else 0.0
