"""The images that nothing is learnt from: they tell which of a training's weights are the best.

Measuring takes time that learning could use, so under a time limit it gets a fifth of it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from detector.dataset import PixelStore
from detector.evaluate import Metrics, compare
from detector.predict import batch_size, detect
from detector.scores.assess import Assessment, Yardstick, assess
from detector.scores.matching import Seen
from detector.structures import Detector, Example

SHARE_OF_TIME = 0.2


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one detector saw in the hold-out, and how good that was."""

    seen: Sequence[Seen]
    metrics: Metrics | None  # None where there is no box to find.

    def assessment(self, yardstick: Yardstick) -> Assessment | None:
        """In seconds of the people who would correct it."""
        return assess(self.seen, tolerance=yardstick.tolerance, costs=yardstick.costs)


class Holdout:
    def __init__(self, examples: Sequence[Example], pixels: PixelStore) -> None:
        self.examples = examples
        self.pixels = pixels
        self.best: Look | None = None
        self._best_weights: dict[str, Tensor] = {}
        self._spent_seconds = 0.0
        self.expected_seconds = 0.0  # For measuring once.

    def probe(self, detector: Detector) -> None:
        """Guess from one image how long measuring will take."""
        place = next((place for place in range(len(self.examples)) if place not in self.pixels.refused), None)
        if place is not None:
            detect(detector, [self.pixels[place]])  # The first pass sets things up.
            started = time.monotonic()
            detect(detector, [self.pixels[place]])
            self.expected_seconds = (time.monotonic() - started) * len(self.examples)

    def is_affordable(self, *, elapsed: float) -> bool:
        return self._spent_seconds + self.expected_seconds <= SHARE_OF_TIME * elapsed

    def measure(self, detector: Detector) -> Look:
        started = time.monotonic()
        look = look_at(detector, self.examples, self.pixels)
        self.expected_seconds = time.monotonic() - started
        self._spent_seconds += self.expected_seconds
        return look

    def measure_other(self, detector: Detector) -> Look:
        """A detector that may want its images at another size."""
        sides = detector.metadata
        if (sides.min_size, sides.max_size) == (self.pixels.sides["min_size"], self.pixels.sides["max_size"]):
            return look_at(detector, self.examples, self.pixels)
        pixels = PixelStore(self.pixels.paths, min_size=sides.min_size, max_size=sides.max_size)
        pixels.refused = self.pixels.refused
        return look_at(detector, self.examples, pixels)

    def keep_if_best(self, detector: Detector, look: Look) -> bool:
        """Remember weights and detections that are at least as good as all before, and say whether they are."""
        if look.metrics is None:
            return False
        if self.best is not None and self.best.metrics is not None and look.metrics.ap < self.best.metrics.ap:
            return False
        self.best = look
        weights = detector.model.state_dict()
        self._best_weights = {name: tensor.detach().cpu().clone() for name, tensor in weights.items()}
        return True

    def restore_best(self, detector: Detector) -> None:
        """Put back the weights that did best; the last ones stay where nothing was measured."""
        if self._best_weights:
            detector.model.load_state_dict(self._best_weights)


def look_at(detector: Detector, examples: Sequence[Example], pixels: PixelStore) -> Look:
    """Detect in each example and compare. Refused images are not counted."""
    places = [place for place in range(len(examples)) if place not in pixels.refused]
    size = batch_size(detector.device)
    batches = [places[start : start + size] for start in range(0, len(places), size)]
    detections = [found for batch in batches for found in detect(detector, [pixels[place] for place in batch])]
    ids = np.array([category.id for category in detector.categories])
    seen = [
        Seen(examples[place], ids[found.labels - 1], found) for place, found in zip(places, detections, strict=True)
    ]
    metrics = compare([one.example for one in seen], [(one.category_ids, one.found) for one in seen])
    return Look(seen=seen, metrics=metrics)
