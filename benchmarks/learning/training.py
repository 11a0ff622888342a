"""The one door to the detector: train it, let it see images, judge it. What changes in the library changes here alone.

A training has a number of steps and no time limit: so arms stay comparable on a machine that does other things too.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from detector import checkpoint, distributed
from detector.dataset import PixelStore, TrainingSet
from detector.evaluate import Metrics, compare
from detector.images import ImageRefused
from detector.predict import predict
from detector.scores.matching import Seen
from detector.structures import Category, Detector, Example, TrainConfig
from detector.training.precision import has_bfloat16
from detector.training.recipes import Origin, recipe
from detector.training.start import NONE, Start, anchors_for, choose_start, with_head_for
from detector.training.train import Clock, fine_tune

EPOCHS = 4  # The learning rate falls along the steps; how they are cut changes nothing.
WIDEST = 5 / 3  # Longer side by shorter side at network size.


@dataclass(frozen=True, kw_only=True)
class Training:
    """What every arm shares."""

    kind: str = "small"
    start: str = NONE  # Or "shapes", or a file of weights.
    size: int | None = None  # Pixels of the shorter side, of random weights only; None means as the kind has it.
    effort: float = 1.0  # Times the steps that the product takes.
    device: str = "auto"

    def to_json(self) -> dict[str, Any]:
        """Without the device: it changes how long a training takes, and figures in the last digits only."""
        document = asdict(self)
        del document["device"]
        return document

    def steps(self, images: int, *, is_fresh: bool) -> int:
        """That the product takes on a processor: from nothing, or from a model of fewer images."""
        origin = Origin.NONE if is_fresh else Origin.MODEL
        config = recipe(self.kind, origin, images=images, frozen_norm=False)
        return max(EPOCHS, round(self.effort * config.epochs * config.steps_per_epoch))


@dataclass(frozen=True, kw_only=True)
class Trained:
    weights: Path
    seconds: float
    cpu_seconds: float  # Of all threads; what a busy machine does not change.

    def to_json(self) -> dict[str, Any]:
        return {
            "weights": self.weights.name,
            "train_seconds": round(self.seconds, 1),
            "train_cpu_seconds": round(self.cpu_seconds, 1),
        }


def train(
    training: Training,
    examples: Sequence[Example],
    categories: Sequence[Category],
    *,
    known: Sequence[Example] = (),
    weights: Path | None,
    steps: int,
    seed: int,
    folder: Path,
) -> Trained:
    """The new weights are in folder.

    weights: the model to go on from; None for a fresh start. known: the examples that it has learnt from.
    """
    started, busy = time.monotonic(), time.process_time()
    torch.manual_seed(seed)
    group = distributed.join(training.device)
    start = _start(training, weights, examples, group.device)
    pixels = PixelStore([example.path for example in examples], min_size=start.min_size, max_size=start.max_size)
    pixels.load()
    anchors = anchors_for(examples, pixels) if start.takes_anchors else None
    detector = with_head_for(start, categories, anchors, lean=group.device.type == "cpu")
    detector.model.to(group.device, memory_format=torch.channels_last)
    config = _config(start, detector, images=len(examples), steps=steps, seed=seed)
    learning = TrainingSet(examples, pixels, detector.categories, config)
    learning.favoured = _new_ones(examples, known) if weights else ()

    torch.manual_seed(seed)
    clock = Clock(steps=config.epochs * config.steps_per_epoch)
    fine_tune(detector, learning, config, group=group, clock=clock, on_step=_pass, on_epoch=_pass)
    metadata = replace(detector.metadata, training=asdict(config))
    return Trained(
        weights=checkpoint.save(detector.model, metadata, folder),
        seconds=time.monotonic() - started,
        cpu_seconds=time.process_time() - busy,
    )


def load(training: Training, weights: Path) -> Detector:
    return checkpoint.load(weights, distributed.join(training.device).device)


def see(detector: Detector, examples: Sequence[Example]) -> list[Seen]:
    """Raises ImageRefused."""
    ids = np.array([category.id for category in detector.categories])
    seen = []
    for place, found in predict(detector, list(enumerate(example.path for example in examples))):
        if isinstance(found, ImageRefused):
            raise found
        seen.append(Seen(examples[place], ids[found.labels - 1], found))
    return seen


def measure(seen: Sequence[Seen]) -> Metrics | None:
    return compare([one.example for one in seen], [(one.category_ids, one.found) for one in seen])


def _start(training: Training, weights: Path | None, examples: Sequence[Example], device: torch.device) -> Start:
    start = choose_start(
        str(weights or training.start),
        kind=training.kind,
        device=device,
        examples=examples,
        on_progress=_pass,
        on_notice=_pass,
    )
    if weights is not None or training.size is None:
        return start
    return replace(start, min_size=training.size, max_size=round(training.size * WIDEST))


def _config(start: Start, detector: Detector, *, images: int, steps: int, seed: int) -> TrainConfig:
    config = recipe(
        detector.kind,
        start.origin,
        images=images,
        frozen_norm=detector.metadata.frozen_norm,
        bfloat16=has_bfloat16(detector.device),
        seed=seed,
    )
    return replace(config, epochs=EPOCHS, steps_per_epoch=max(1, steps // EPOCHS))


def _new_ones(examples: Sequence[Example], known: Sequence[Example]) -> list[int]:
    old = {example.image_id for example in known}
    return [place for place, example in enumerate(examples) if example.image_id not in old]


def _pass(*_: object) -> None:
    """Nobody listens."""
