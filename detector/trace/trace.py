"""A picture -> the trace of its way through a predictor."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from detector.errors import OutOfMemory
from detector.fast.predictor import Predictor, found_in
from detector.pixels import Pixels
from detector.structures import Detections
from detector.trace import finals, maps, places, regions
from detector.trace.sight import Clock, Sight


@dataclass(frozen=True, kw_only=True, eq=False)
class Trace:
    """document: JSON, a few hundred KB: what looked at what, `settings` and the six `stages`, boxes in pixels of the
        upright original
    arrays: what questions are answered from, see `arrays_of`
    found: the very detections that prediction gives
    """

    document: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    found: Detections


def trace_of(predictor: Predictor, picture: Pixels, *, tighten: bool = True) -> Trace:
    """picture: read at the detector's input size. Raises OutOfMemory."""
    with predictor.alone, torch.inference_mode():
        while True:
            try:
                return _trace_of(_seen(predictor, picture, tighten=tighten), tighten=tighten)
            except torch.OutOfMemoryError as error:
                if predictor.backend.batch == 1:
                    message = f"An image of {picture.width} x {picture.height} did not fit into memory."
                    raise OutOfMemory(message) from error
            predictor.backend.batch //= 2  # It was padded to a whole batch.


def _seen(predictor: Predictor, picture: Pixels, *, tighten: bool) -> Sight:
    finisher = predictor.finisher()
    side = predictor.pool.output_size[0]
    clock = Clock(predictor.backend.device, bins=side * side)
    look = predictor.look([picture], finisher, tighten, clock)
    return Sight(predictor, picture, finisher, look, clock)


def _trace_of(sight: Sight, *, tighten: bool) -> Trace:
    (found,) = found_in(sight.look, [sight.picture])
    refined, fate = regions.refined(sight), finals.fate_of(sight)
    stages = {
        "input": maps.input_stage(sight),
        "features": maps.features_stage(sight),
        "proposals": places.proposals_stage(sight),
        "pooling": regions.pooling_stage(sight),
        "heads": regions.heads_stage(sight, refined),
        "post": finals.post_stage(sight, found, refined, fate),
    }
    return Trace(
        document={**_about(sight), "settings": _settings(sight, tighten=tighten), "stages": stages},
        arrays=arrays_of(sight, found, refined, fate),
        found=found,
    )


def _about(sight: Sight) -> dict[str, Any]:
    predictor, picture = sight.predictor, sight.picture
    backend = predictor.backend
    return {
        "model": {"kind": predictor.metadata.kind, "device": backend.device.type, "backend": backend.name},
        "image": {"width": picture.width, "height": picture.height},
        "categories": [asdict(category) for category in predictor.metadata.categories],
    }


def _settings(sight: Sight, *, tighten: bool) -> dict[str, Any]:
    propose, finisher = sight.predictor.propose, sight.finisher
    return {
        "rpn_nms": propose.nms_threshold,
        "objectness": propose.least,
        "pre_nms": propose.first,
        "post_nms": propose.wanted,
        "score": finisher.score_threshold,
        "nms": finisher.nms_threshold,
        "max_detections": finisher.max_detections,
        "tighten": tighten,
    }


def arrays_of(
    sight: Sight, found: Detections, refined: NDArray[np.float32], fate: finals.Fate
) -> dict[str, NDArray[Any]]:
    """For n proposals, C candidates and N final boxes, in pixels of the original:

    proposals, anchors [n, 4]; objectness, levels, pooled_from [n]; distributions [n, K + 1]; refined [n, K + 1, 4]
    candidate_rows, candidate_labels, candidate_by, candidate_iou [C]: `by` as in `finals.Fate`
    final_boxes, final_before [N, 4]; final_rows, final_labels, final_scores [N]
    """
    look = sight.look
    columns = {
        "objectness": places.objectness(sight),
        "levels": places.levels(sight),
        "pooled_from": regions.pooled_from(sight),
        "distributions": look.seen.distributions,
        "candidate_rows": look.candidates.rows,
        "candidate_labels": look.candidates.labels,
        "candidate_by": fate.by,
        "candidate_iou": fate.iou,
        "final_rows": look.kept.rows,
    }
    return {
        **{name: values.cpu().numpy() for name, values in columns.items()},
        "proposals": sight.in_the_original(look.proposals.boxes),
        "anchors": sight.in_the_original(places.anchors(sight), clip=False),
        "refined": refined,
        "final_boxes": found.boxes,
        "final_before": sight.in_the_original(look.kept.boxes),
        "final_labels": found.labels,
        "final_scores": found.scores,
    }
