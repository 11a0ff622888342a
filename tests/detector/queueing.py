"""Images as the queue knows them, made of a few numbers."""

from typing import Any

import numpy as np

from detector.acquisition.balanced import Candidate, Knowledge
from detector.acquisition.descriptors import LENGTH
from detector.acquisition.sketch import Sketch

CELL, SPOT = 1, 2
KNOWN = Knowledge(
    labelled=40,
    ap50=0.6,
    boxes={CELL: 400, SPOT: 20},
    precision={CELL: 0.8, SPOT: 0.5},
    names={CELL: "cell", SPOT: "spot"},
)


def make_sketch(*detections: tuple[int, float], direction: int = 0, width: int = 16) -> Sketch:
    """detections: category id and doubt; direction: seed of what they look like"""
    rng = np.random.default_rng(direction)
    features = rng.normal(size=(len(detections), width))
    features /= np.linalg.norm(features, axis=1, keepdims=True).clip(1e-9)
    return Sketch(
        category_ids=np.array([category for category, _ in detections], dtype=np.int64),
        scores=np.full(len(detections), 0.6),
        doubts=np.array([doubt for _, doubt in detections], dtype=np.float64),
        features=features,
    )


def make_candidate(
    image_id: int, sketch: Sketch | None = None, *, looks: int | None = None, **values: Any
) -> Candidate:
    rng = np.random.default_rng(image_id if looks is None else looks)
    return Candidate(
        image_id=image_id, descriptor=rng.integers(0, 256, LENGTH).astype(np.uint8), sketch=sketch, **values
    )


def make_pool(count: int, *, seed: int = 0) -> list[Candidate]:
    """Images with a few detections each, all unlike, of a person's usual time."""
    rng = np.random.default_rng(seed)
    return [
        make_candidate(
            number,
            make_sketch(*[(int(rng.choice([CELL, SPOT], p=[0.8, 0.2])), float(rng.random())) for _ in range(4)],
                        direction=1000 * seed + number),
            seconds=float(rng.uniform(10, 60)),
        )
        for number in range(count)
    ]  # fmt: skip
