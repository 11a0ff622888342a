"""How much a model changed against the one before it: what the hint to stop is made of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.models import ModelVersion, Prediction
from annotator.services import predictions, registry
from annotator.services.queue import OPEN
from detector.scores.gate import drawn_means, paired
from detector.scores.matching import ious, match

IMAGES = 50
SAME = 0.5  # IoU from which two boxes of a category are one.

Numbers = NDArray[np.float64]


def compare(model: ModelVersion) -> None:
    """Store how a trained model compares with its predecessor, once it has seen enough of the open images."""
    before = _predecessor(model)
    if model.stability is not None or model.mode == ModelVersion.INSTANT or before is None:
        return
    pairs = _seen_by_both(model, before)
    if not pairs and model.project.images.filter(state__in=OPEN).exists():
        return  # Not yet: the new model is still looking.
    registry.remember_stability(
        model,
        {
            "agreement": agreement(pairs),
            "images": len(pairs),
            "seconds_change": change_of_seconds(model.assessment, before.assessment),
        },
    )


def _predecessor(model: ModelVersion) -> ModelVersion | None:
    trained = model.project.model_versions.filter(origin=ModelVersion.Origin.TRAINED, number__lt=model.number)
    return trained.exclude(mode=ModelVersion.INSTANT).order_by("-number").first()


def _seen_by_both(model: ModelVersion, before: ModelVersion) -> list[tuple[Numbers, Numbers]]:
    """What each shows in the same open images: [N, 5] of category and corners."""
    images = model.project.images.filter(state__in=OPEN)
    shared = images.filter(predictions__model_version=model).filter(predictions__model_version=before)
    ids = list(shared.order_by("sha256").values_list("pk", flat=True)[:IMAGES])
    return [(_shown(model, image_id), _shown(before, image_id)) for image_id in ids]


def _shown(model: ModelVersion, image_id: int) -> Numbers:
    boxes = Prediction.objects.get(model_version=model, image=image_id).boxes
    least, usual = predictions.thresholds(model), predictions.DEFAULT_THRESHOLD
    shown = [box[:5] for box in boxes if predictions.confidence(box) >= least.get(str(box[0]), usual)]
    return np.array(shown, dtype=np.float64).reshape(-1, 5)


def agreement(pairs: list[tuple[Numbers, Numbers]]) -> float | None:
    """F1 of the boxes of one against those of the other, by category; 1 where neither shows any, None of nothing."""
    if not pairs:
        return None
    same = all_boxes = 0
    for ours, theirs in pairs:
        overlaps = ious(ours[:, 1:], theirs[:, 1:]) * (ours[:, :1] == theirs[None, :, 0])
        same += int((match(overlaps, np.zeros(len(ours)), at_least=SAME) >= 0).sum())
        all_boxes += len(ours) + len(theirs)
    return 2 * same / all_boxes if all_boxes else 1.0


def change_of_seconds(new: Mapping[str, Any] | None, old: Mapping[str, Any] | None) -> list[float] | None:
    """The 90 % interval of the mean change on the hold-out images that both were assessed on (paired bootstrap).

    None where their seconds are not of the same people.
    """
    if not new or not old or new.get("costs") != old.get("costs"):
        return None
    ours, theirs = paired(_seconds(new), _seconds(old))
    if not len(ours):
        return None
    draws = drawn_means(ours - theirs, seed=0)
    return [round(float(bound), 3) for bound in np.quantile(draws, [0.05, 0.95])]


def _seconds(assessment: Mapping[str, Any]) -> dict[int, float]:
    return dict(zip(assessment["image_ids"], assessment["seconds"], strict=True))
