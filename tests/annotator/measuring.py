"""Scenes by hand and by chance."""

from collections.abc import Sequence

import numpy as np

from annotator.services.measuring.scenes import Document, Scene, scene

Box = Sequence[float]  # Category, x1, y1, x2, y2; of what was found: score, too.
A, B, C = [10.0, 10, 50, 50], [60.0, 60, 100, 100], [200.0, 200, 400, 400]


def seen(truth: Sequence[Box], found: Sequence[Box], *, image_id: int = 1, least: float = 0.5) -> Scene:
    """What has at least that score is shown."""
    rows = [[*box, box[5], box[5] >= least] for box in found]
    return scene({"image_id": image_id, "truth": truth, "found": rows})


def crowd_of(count: int, *, categories: int = 3, boxes: int = 12, seed: int = 0) -> list[Document]:
    """Rows of a file: boxes of all sizes, found more or less well."""
    random = np.random.default_rng(seed)
    rows = []
    for image_id in range(1, count + 1):
        corners, sides = random.uniform(0, 300, (boxes, 2)), random.choice([12, 50, 150], (boxes, 1))
        truth = np.hstack([corners, corners + sides * random.uniform(0.8, 1.2, (boxes, 2))]).round(2)
        ids = random.integers(1, categories + 1, boxes)
        near = truth + random.normal(0, 0.07, truth.shape) * sides
        called = np.where(random.random(boxes) < 0.85, ids, random.integers(1, categories + 1, boxes))
        scores = random.uniform(0.05, 1, boxes).round(4)
        kept = random.random(boxes) < 0.9
        found = [
            [int(id_), *box.round(2).tolist(), float(score), None, int(score > 0.4)]
            for id_, box, score, keep in zip(called, near, scores, kept, strict=True)
            if keep and (box[2:] > box[:2]).all()
        ]
        rows.append(
            {
                "image_id": image_id,
                "truth": [[int(id_), *box] for id_, box in zip(ids, truth.tolist(), strict=True)],
                "found": found,
                "seconds": float(random.uniform(5, 20)),
                "manual_seconds": 20.0,
            }
        )
    return rows
