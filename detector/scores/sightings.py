"""What a detector saw in the hold-out beside what is there, as rows to keep: every figure can be made of them later."""

from collections.abc import Sequence
from typing import Any

from detector.scores.calibrate import cross_fitted
from detector.scores.matching import Numbers, Seen, true_boxes, usable
from detector.scores.thresholds import FOUND

Row = dict[str, Any]


def sightings(seen: Sequence[Seen]) -> list[Row]:
    """{"image_id", "truth": [[category id, x1, y1, x2, y2]], "found": [[category id, x1, y1, x2, y2, score,
    probability]]} for each image, without crowd regions and what lies in them.

    A probability is by a calibration that was fitted on the other images. Boxes and scores are as they were found: a
    rounded one may fall on the other side of a threshold, or behind another, and precision would be a little off.
    """
    images = [usable(one) for one in seen]
    return [_row(one, said) for one, said in zip(images, cross_fitted(images, iou=FOUND), strict=True)]


def _row(one: Seen, probabilities: Numbers) -> Row:
    boxes, ids = true_boxes(one.example)
    found = zip(
        one.category_ids.tolist(),
        one.found.boxes.astype(float).tolist(),
        one.found.scores.astype(float).tolist(),
        probabilities.round(4).tolist(),
        strict=True,
    )
    return {
        "image_id": one.example.image_id,
        "truth": [[id_, *box] for id_, box in zip(ids.tolist(), boxes.tolist(), strict=True)],
        "found": [[id_, *box, score, probability] for id_, box, score, probability in found],
    }
