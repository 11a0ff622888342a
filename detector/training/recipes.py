"""How to train which network, by where its weights come from, how many images there are, and the device.

Quick keeps the body and its pyramid as they are and learns what follows them from cached maps: what
a processor can do in seconds where the body already knows such images. Thorough trains the whole
network: from random weights, on a GPU, and whenever there is much more to learn from than the body
has seen. Published weights have fixed batch norms, and the fewer images there are, the fewer stages
of the body may move.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from detector.network.model import SMALL
from detector.structures import TrainConfig

FEW_IMAGES = 50
SHORTEST_EPOCH = 25  # Steps; a smaller set is gone through several times between two measurements.
MANY_IMAGES = 400  # With so many to learn from, a body that learns too is worth its time.
PUBLISHED_BODY = 200  # As if it had learnt from so many of the images at hand.
QUICK_EPOCHS = 4  # Measurements in a quick training.


class Origin(StrEnum):
    NONE = "none"  # Random weights.
    COCO = "coco"
    MODEL = "model"  # An earlier one of the same kind.


class Mode(StrEnum):
    THOROUGH = "thorough"
    QUICK = "quick"
    INSTANT = "instant"


@dataclass(frozen=True, kw_only=True)
class Choice:
    mode: Mode
    reason: str


def choose_mode(
    wanted: Mode | None,
    *,
    origin: Origin,
    images: int,
    body_images: int,
    on_processor: bool,
    world: int = 1,
) -> Choice:
    """images: how many there are to learn from; body_images: how many the body has learnt from when it last did."""
    if origin is Origin.NONE:
        return Choice(mode=Mode.THOROUGH, reason="The body has random weights and must learn too.")
    if world > 1:
        return Choice(mode=Mode.THOROUGH, reason=f"{world} processes share the work.")
    if wanted is not None:
        return Choice(mode=wanted, reason="It was asked for.")
    if not on_processor:
        return Choice(mode=Mode.THOROUGH, reason="A GPU trains the whole network in little more time.")
    if images >= MANY_IMAGES:
        return Choice(mode=Mode.THOROUGH, reason=f"{images} images are enough for the body to learn from.")
    if images >= 2 * body_images:
        reason = f"The body has learnt from {body_images} images and there are {images} now."
        return Choice(mode=Mode.THOROUGH, reason=reason)
    return Choice(mode=Mode.QUICK, reason="The body knows such images, so only what follows it learns.")


def recipe(
    kind: str,
    origin: Origin,
    *,
    images: int,
    frozen_norm: bool,
    mode: Mode = Mode.THOROUGH,
    bfloat16: bool = False,
    on_processor: bool = True,
    world: int = 1,
    seed: int = 0,
) -> TrainConfig:
    """images: how many to learn from; bfloat16: whether the device has it; world: processes that share the images."""
    if mode is Mode.QUICK:
        return _quickly(kind, images=images, bfloat16=bfloat16, seed=seed)
    learning = _gently(images) if frozen_norm else _freely(kind, origin)
    once_through = math.ceil(images / (learning.batch_size * world))
    steps_per_epoch = max(SHORTEST_EPOCH, once_through)
    epochs = math.ceil(_steps(origin, images, on_processor=on_processor) / world / steps_per_epoch)
    return replace(
        learning,
        # More images a step bear a higher rate; the square root is the cautious rule.
        learning_rate=learning.learning_rate * math.sqrt(world),
        steps_per_epoch=steps_per_epoch,
        epochs=epochs,
        flip_vertical=kind == SMALL,
        bfloat16=bfloat16,
        average_weights=True,
        copy_paste=0.0 if on_processor else 0.3,  # A short training gained nothing by it on blood cells.
        patience=max(4, epochs // 4),
        seed=seed,
    )


def _steps(origin: Origin, images: int, *, on_processor: bool) -> int:
    """Steps of one process with four images."""
    if origin is Origin.MODEL:
        return min(max(4 * images, 200), 800)
    if origin is Origin.COCO:
        return min(max(8 * images, 400), 2400)
    # A processor's minutes are dear, and on blood cells the curve is flat after five.
    return min(max(5 * images, 300), 3000) if on_processor else min(max(16 * images, 600), 6000)


def instant_recipe(*, images: int, bfloat16: bool, seed: int) -> TrainConfig:
    """images: how many are new."""
    return TrainConfig(
        mode=Mode.INSTANT,
        learning_rate=5e-5,
        warmup_steps=4,
        batch_size=8,
        steps_per_epoch=min(max(2 * images, 12), 40),
        epochs=1,
        bfloat16=bfloat16,
        average_weights=True,
        seed=seed,
    )


def _quickly(kind: str, *, images: int, bfloat16: bool, seed: int) -> TrainConfig:
    """Four times through the images. Large heads are dear to update, so they see more images a step."""
    batch_size = 4 if kind == SMALL else 8
    learning = TrainConfig(
        mode=Mode.QUICK,
        learning_rate=5e-4,
        warmup_steps=5,
        batch_size=batch_size,
        bfloat16=bfloat16,
        average_weights=True,
        patience=QUICK_EPOCHS // 2,
        seed=seed,
    )
    steps = min(max(4 * images // batch_size, 48), MANY_IMAGES)
    return replace(learning, steps_per_epoch=math.ceil(steps / QUICK_EPOCHS), epochs=QUICK_EPOCHS)


def _gently(images: int) -> TrainConfig:
    """For weights that were published, or descend from such: their batch norms are fixed."""
    layers = 1 if images < FEW_IMAGES else 3
    return TrainConfig(optimizer="sgd", learning_rate=0.005, weight_decay=1e-4, trainable_layers=layers)


def _freely(kind: str, origin: Origin) -> TrainConfig:
    from_nothing = 1e-3 if kind == SMALL else 5e-4
    return TrainConfig(optimizer="adamw", learning_rate=3e-4 if origin is Origin.MODEL else from_nothing)
