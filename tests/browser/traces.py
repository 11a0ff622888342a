"""Traces that a detector could have left: run inside of Boxloop, and kept by the service that keeps real ones."""

import base64
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from annotator.models import Image, Project
from annotator.services import blobs, traces
from tests import make

Box = tuple[float, float, float, float]

WIDTH, HEIGHT = 320, 240
PLATE: Box = (100, 60, 220, 180)  # Found, and shown.
SHADOW: Box = (110, 80, 230, 200)  # Seen as a plate, and suppressed by the first one.
SECOND: Box = (130, 100, 250, 220)  # The plate that it was about.
CUP: Box = (20, 20, 80, 70)  # Below the score threshold.
SPOON: Box = (240, 30, 300, 170)  # Taken for background.
CROWD: Box = (20, 180, 70, 230)  # A cup without a proposal.
FAINT: Box = (20, 100, 80, 160)  # A cup that is found, and hidden by the display threshold.

PROPOSALS: tuple[Box, ...] = (PLATE, SHADOW, CUP, SPOON, FAINT)
OBJECTNESS = (0.99, 0.9, 0.8, 0.6, 0.5)
# Background, plate, cup, spoon.
DISTRIBUTIONS = (
    (0.04, 0.95, 0.01, 0.0),
    (0.4, 0.6, 0.0, 0.0),
    (0.962, 0.005, 0.03, 0.003),
    (0.994, 0.001, 0.001, 0.004),
    (0.7, 0.0, 0.3, 0.0),
)
LEVELS = (("p4", 16, 15, 20), ("p5", 32, 8, 10))
SCORE, NMS = 0.05, 0.5
# Proposal and label of the final boxes, and of the one that the first of them suppressed.
FINAL, SUPPRESSED = ((0, 1), (4, 2)), (1, 1)


def plant(image_id: int) -> None:
    """A model in use that knows the categories of the image's project, and its trace of that image."""
    image = Image.objects.select_related("project").get(pk=image_id)
    traces.keep(traces.name_of(image, make.make_model(image.project, is_active=True)), document(), arrays())


def plant_lively_model(project_id: int) -> None:
    """A model in use with weights, of which a worker can make traces itself."""
    from detector import checkpoint
    from tests.detector.lively import lively

    detector = lively()
    with TemporaryDirectory() as folder:
        path = checkpoint.save(detector.model, detector.metadata, Path(folder))
        name = blobs.model_name(path.stem)
        blobs.put_file(name, path)
    project = Project.objects.get(pk=project_id)
    make.make_model(project, weights=name, weights_sha256=path.stem, is_active=True)


def document() -> dict[str, Any]:
    """As `detector.trace` writes it."""
    count = len(PROPOSALS)
    stages = {
        "input": {
            "ms": 1.0, "shape": [1, 3, 256, 320], "size": [HEIGHT, WIDTH], "scale": [1.0, 1.0],
            "padding": {"right": 0, "bottom": 16}, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225],
            "range": [-2.0, 2.5], "picture": _picture(),
        },
        "features": {"ms": 20.0, "levels": [_level(*level) for level in LEVELS]},
        "proposals": {
            "ms": 3.0, "before": count + 1, "shape": [count, 4],
            "anchors": [
                {"level": number, "count": 3 * height * width, "sizes": [4.0 * stride], "ratios": [0.5, 1.0, 2.0]}
                for number, (_, stride, height, width) in enumerate(LEVELS)
            ],
            "objectness": [
                {"level": number, "drawn": [height, width], "values": _bytes(height * width)}
                for number, (_, _, height, width) in enumerate(LEVELS)
            ],
            "boxes": [list(box) for box in PROPOSALS], "scores": list(OBJECTNESS), "levels": [1, 1, 0, 0, 0],
            "suppressed": {"boxes": [[98, 60, 218, 180]], "scores": [0.7], "by": [0]}, "suppressed_total": 1,
        },
        "pooling": {
            "ms": 1.0, "shape": [count, 256, 7, 7], "levels": [1, 1, 0, 0, 0], "patches": _bytes(49 * count),
        },
        "heads": {
            "ms": 4.0, "shape": [count, 4], "background": [row[0] for row in DISTRIBUTIONS],
            "top": [sorted(([label, row[label]] for label in (1, 2, 3)), key=lambda pair: -pair[1])
                    for row in DISTRIBUTIONS],
            "refined": [list(box) for box in PROPOSALS],
        },
        "post": {
            "ms": 1.0, "candidates": 3,
            "below": {"total": 12, "best": [_candidate(2, 2)]},
            "suppressed": [{**_candidate(*SUPPRESSED), "by": 0, "iou": 0.62}], "suppressed_total": 1,
            "beyond": 0,
            "final": [
                {**_candidate(*final), "rank": rank, "probability": DISTRIBUTIONS[final[0]][final[1]],
                 "before_vote": list(PROPOSALS[final[0]]), "spread": [1.0, 1.0, 1.0, 1.0]}
                for rank, final in enumerate(FINAL)
            ],
        },
    }  # fmt: skip
    settings = {
        "rpn_nms": 0.7, "objectness": 0.0, "pre_nms": 1000, "post_nms": 1000,
        "score": SCORE, "nms": NMS, "max_detections": 100, "tighten": True,
    }  # fmt: skip
    model = {"kind": "small", "device": "cpu", "backend": "torch-f32"}
    categories = [{"name": name} for name in ("plate", "cup", "spoon")]
    return {"model": model, "categories": categories, "settings": settings, "stages": stages}


def arrays() -> dict[str, Any]:
    """What questions are answered from, as `detector.trace.trace.arrays_of` tells it."""
    boxes, chances = np.array(PROPOSALS, np.float32), np.array(DISTRIBUTIONS, np.float32)
    candidates = (*FINAL, SUPPRESSED)
    rows, labels = ([row for row, _ in FINAL], [label for _, label in FINAL])
    return {
        "proposals": boxes,
        "anchors": boxes,
        "objectness": np.array(OBJECTNESS, np.float32),
        "levels": np.array([1, 1, 0, 0, 0]),
        "pooled_from": np.array([1, 1, 0, 0, 0]),
        "distributions": chances,
        "refined": np.repeat(boxes[:, None], chances.shape[1], axis=1),
        "candidate_rows": np.array([row for row, _ in candidates]),
        "candidate_labels": np.array([label for _, label in candidates]),
        "candidate_by": np.array([-1, -1, 0]),
        "candidate_iou": np.array([0.0, 0.0, 0.62], np.float32),
        "final_boxes": boxes[rows],
        "final_before": boxes[rows],
        "final_rows": np.array(rows),
        "final_labels": np.array(labels),
        "final_scores": chances[rows, labels],
    }


def _candidate(proposal: int, label: int) -> dict[str, Any]:
    score, box = DISTRIBUTIONS[proposal][label], list(PROPOSALS[proposal])
    return {"proposal": proposal, "label": label, "score": score, "box": box}


def _level(name: str, stride: int, height: int, width: int) -> dict[str, Any]:
    values = {"values": _bytes(height * width), "range": [0.0, 2.0]}
    return {
        "name": name, "stride": stride, "shape": [1, 256, height, width],
        "size": [height, width], "valid": [height, width], "drawn": [height, width],
        "heat": values["values"], "range": values["range"],
        "channels": [{"index": index, **values} for index in (7, 42)],
    }  # fmt: skip


def _bytes(count: int) -> str:
    return base64.b64encode(bytes(place * 7 % 256 for place in range(count))).decode()


def _picture() -> str:
    content = make.picture(WIDTH, HEIGHT, color="grey", format="WEBP")
    return f"data:image/webp;base64,{base64.b64encode(content).decode()}"
