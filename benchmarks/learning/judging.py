"""How good a model is on the images of the test fold, which no person and no model has met."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.learning import training
from benchmarks.learning.annotator import HEADLINE, Advice
from benchmarks.learning.data import DataSet
from benchmarks.learning.folds import Split
from detector.scores.calibrate import expected_calibration_error
from detector.scores.matching import Seen, correct
from detector.scores.thresholds import FOUND
from detector.structures import Detector


def judge_model(detector: Detector, data: DataSet, split: Split, advice: Advice | None = None) -> dict[str, Any]:
    """Average precision, and with advice how far off its probabilities are (D-ECE), calibrated and raw."""
    seen = training.see(detector, data.take(split.test))
    metrics = training.measure(seen)
    if metrics is None:
        return {"ap": 0.0, "ap50": 0.0, "ap75": 0.0, "per_category": {}}
    names = {category.id: category.name for category in data.categories}
    return {
        "ap": round(metrics.ap, 5),
        "ap50": round(metrics.ap50, 5),
        "ap75": round(metrics.ap75, 5),
        "per_category": {names[id_]: round(entry.ap, 5) for id_, entry in metrics.per_category.items()},
        **calibration_errors(seen, advice or {}),
    }


def calibration_errors(seen: Sequence[Seen], advice: Advice) -> dict[str, float]:
    if HEADLINE not in advice:
        return {}
    calibration = advice[HEADLINE].calibration
    said = [calibration.probabilities(one.found, one.category_ids) for one in seen]
    right = correct(seen, iou=FOUND)
    return {
        "calibration_error": round(expected_calibration_error(np.concatenate(said), right), 5),
        "raw_calibration_error": round(
            expected_calibration_error(np.concatenate([one.found.scores for one in seen]), right), 5
        ),
    }
