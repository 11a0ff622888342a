"""The images that nothing is learnt from: they tell which of a training's weights are the best.

Measuring takes time that learning could use, so under a time limit it gets a fifth of it.
"""

import time
from collections.abc import Sequence

from torch import Tensor

from detector.dataset import PixelStore
from detector.evaluate import Metrics, evaluate
from detector.predict import detect
from detector.structures import Detector, Example

SHARE_OF_TIME = 0.2


class Holdout:
    def __init__(self, examples: Sequence[Example], pixels: PixelStore) -> None:
        self.examples = examples
        self.pixels = pixels
        self.best: Metrics | None = None
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

    def measure(self, detector: Detector) -> Metrics | None:
        started = time.monotonic()
        metrics = evaluate(detector, self.examples, self.pixels)
        self.expected_seconds = time.monotonic() - started
        self._spent_seconds += self.expected_seconds
        return metrics

    def measure_other(self, detector: Detector) -> Metrics | None:
        """A detector that may want its images at another size."""
        sides = detector.metadata
        if (sides.min_size, sides.max_size) == (self.pixels.sides["min_size"], self.pixels.sides["max_size"]):
            return evaluate(detector, self.examples, self.pixels)
        pixels = PixelStore(self.pixels.paths, min_size=sides.min_size, max_size=sides.max_size)
        pixels.refused = self.pixels.refused
        return evaluate(detector, self.examples, pixels)

    def keep_if_best(self, detector: Detector, metrics: Metrics | None) -> None:
        if metrics is not None and (self.best is None or metrics.ap >= self.best.ap):
            self.best = metrics
            weights = detector.model.state_dict()
            self._best_weights = {name: tensor.detach().cpu().clone() for name, tensor in weights.items()}

    def restore_best(self, detector: Detector) -> None:
        """Put back the weights that did best; the last ones stay where nothing was measured."""
        if self._best_weights:
            detector.model.load_state_dict(self._best_weights)
