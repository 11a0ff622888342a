"""Images of blood cells as numbers, and detectors of a stated quality that look at them: no pixels, no network."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from detector.scores.matching import Seen
from detector.structures import Detections, Example
from tests.detector.pictures import example

RED, WHITE, PLATELET = 1, 2, 3
SIDES = {RED: (105, 101), WHITE: (201, 181), PLATELET: (39, 39)}
SHARES = (0.85, 0.076, 0.074)
WIDTH, HEIGHT = 640, 480

Row = tuple[int, float, ArrayLike]  # Category id, score, box.


def cells(count: int, *, seed: int = 0) -> list[Example]:
    """13.4 boxes an image on average, of the sizes and classes that blood has under a microscope."""
    random = np.random.default_rng(seed)
    images = []
    for image_id in range(1, count + 1):
        ids = random.choice([RED, WHITE, PLATELET], p=SHARES, size=max(1, round(random.normal(13.43, 4.5))))
        sides = np.array([SIDES[id_] for id_ in ids.tolist()]) * random.normal(1, 0.1, (len(ids), 2)).clip(0.7, 1.3)
        corners = random.random((len(ids), 2)) * ((WIDTH, HEIGHT) - sides)
        images.append(example(np.hstack([corners, corners + sides]).tolist(), ids.tolist(), image_id=image_id))
    return images


def detections(rows: Sequence[Row]) -> Detections:
    """In the order that is given. They have a background of 1 - score."""
    count = len(rows)
    scores = np.array([score for _, score, _ in rows], dtype=np.float32)
    boxes = np.array([box for _, _, box in rows], dtype=np.float32).reshape(count, 4)
    return Detections(
        boxes=boxes,
        labels=np.array([id_ for id_, _, _ in rows], dtype=np.int64),
        scores=scores,
        distributions=np.stack([1 - scores, scores], axis=1),
        proposals=boxes,
        features=np.zeros((count, 1), dtype=np.float32),
        spread=np.zeros((count, 4), dtype=np.float32),
    )


def seen(image: Example, rows: Sequence[Row]) -> Seen:
    return Seen(image, np.array([id_ for id_, _, _ in rows], dtype=np.int64), detections(rows))


def looked_at(
    images: Sequence[Example], *, recall: float, jitter: float, false_boxes: float, seed: int = 1, boast: float = 0.0
) -> list[Seen]:
    """jitter: standard deviation of each edge as a share of the side; false_boxes: an image

    True boxes have higher scores than false ones, but not always; a boast adds to the log odds of all.
    """
    random = np.random.default_rng(seed)

    def score(log_odds: float) -> float:
        return float(1 / (1 + np.exp(-(log_odds + boast + random.normal()))))

    everything = []
    for image in images:
        rows: list[Row] = []
        for box, id_ in zip(image.boxes.numpy(), image.category_ids.tolist(), strict=True):
            if random.random() < recall - 0.15 * (id_ == PLATELET):
                rows.append((id_, score(1.5), box + random.normal(0, jitter, 4) * np.tile(box[2:] - box[:2], 2)))
        for _ in range(random.poisson(false_boxes)):
            corner = random.random(2) * (540, 380)
            rows.append((RED, score(-0.5), [*corner, *(corner + 100)]))
        everything.append(seen(image, sorted(rows, key=lambda row: -row[1])))
    return everything
