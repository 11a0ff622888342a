"""How to train which network, by where its weights come from.

From random weights everything learns, fast and long. Published weights have fixed batch norms, and
the fewer images there are, the fewer stages of the body may move. A network that already knows
these images needs a short and gentle training.
"""

import math
from dataclasses import replace
from enum import StrEnum

from detector.model import SMALL
from detector.structures import TrainConfig

FEW_IMAGES = 50
SHORTEST_EPOCH = 25  # Steps; a smaller set is gone through several times between two measurements.


class Origin(StrEnum):
    NONE = "none"  # Random weights.
    COCO = "coco"
    MODEL = "model"  # An earlier one of the same kind.


def recipe(kind: str, origin: Origin, *, images: int, frozen_norm: bool, world: int = 1, seed: int = 0) -> TrainConfig:
    """images: how many there are to learn from; world: processes that share them."""
    learning = _gently(images) if frozen_norm else _freely(kind, origin)
    once_through = math.ceil(images / (learning.batch_size * world))
    steps_per_epoch = max(SHORTEST_EPOCH, once_through)
    return replace(
        learning,
        # More images a step bear a higher rate; the square root is the cautious rule.
        learning_rate=learning.learning_rate * math.sqrt(world),
        steps_per_epoch=steps_per_epoch,
        epochs=math.ceil(_steps(origin, images) / world / steps_per_epoch),
        flip_vertical=kind == SMALL,
        seed=seed,
    )


def _steps(origin: Origin, images: int) -> int:
    """Steps of one process with four images."""
    if origin is Origin.MODEL:
        return min(max(4 * images, 200), 800)
    if origin is Origin.COCO:
        return min(max(8 * images, 400), 2400)
    return min(max(16 * images, 600), 6000)


def _gently(images: int) -> TrainConfig:
    """For weights that were published, or descend from such: their batch norms are fixed."""
    layers = 1 if images < FEW_IMAGES else 3
    return TrainConfig(optimizer="sgd", learning_rate=0.005, weight_decay=1e-4, trainable_layers=layers)


def _freely(kind: str, origin: Origin) -> TrainConfig:
    from_nothing = 1e-3 if kind == SMALL else 5e-4
    return TrainConfig(optimizer="adamw", learning_rate=3e-4 if origin is Origin.MODEL else from_nothing)
