"""Which training suits which start, number of images and device."""

import pytest

from detector.network.model import SMALL
from detector.training.recipes import MANY_IMAGES, Choice, Mode, Origin, choose_mode, instant_recipe, recipe


def choice(
    *,
    wanted: Mode | None = None,
    origin: Origin = Origin.MODEL,
    images: int = 60,
    body_images: int = 40,
    on_processor: bool = True,
    world: int = 1,
) -> Choice:
    return choose_mode(
        wanted, origin=origin, images=images, body_images=body_images, on_processor=on_processor, world=world
    )


def test_a_body_that_knows_such_images_stands_still() -> None:
    assert choice() == Choice(mode=Mode.QUICK, reason="The body knows such images, so only what follows it learns.")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"origin": Origin.NONE}, "random weights"),
        ({"world": 2}, "2 processes"),
        ({"on_processor": False}, "GPU"),
        ({"images": 80}, "from 40 images and there are 80 now"),
        ({"body_images": 0}, "from 0 images"),
        ({"images": MANY_IMAGES, "body_images": 390}, "400 images are enough"),
    ],
    ids=str,
)
def test_the_whole_network_learns_where_that_is_better(changes: dict[str, int], reason: str) -> None:
    chosen = choice(**changes)  # type: ignore[arg-type]
    assert chosen.mode is Mode.THOROUGH
    assert reason in chosen.reason


def test_a_wish_is_granted_but_for_random_weights() -> None:
    assert choice(wanted=Mode.THOROUGH) == Choice(mode=Mode.THOROUGH, reason="It was asked for.")
    assert choice(wanted=Mode.QUICK, on_processor=False).mode is Mode.QUICK
    assert choice(wanted=Mode.QUICK, origin=Origin.NONE).mode is Mode.THOROUGH


def test_a_model_that_knows_the_images_trains_shorter_and_more_gently_than_a_new_one() -> None:
    new, known = (recipe(SMALL, origin, images=40, frozen_norm=False) for origin in (Origin.NONE, Origin.MODEL))
    assert known.learning_rate < new.learning_rate
    assert known.epochs * known.steps_per_epoch == 200
    assert new.epochs * new.steps_per_epoch == 300


def test_a_gpu_takes_more_steps_from_random_weights() -> None:
    config = recipe(SMALL, Origin.NONE, images=40, frozen_norm=False, on_processor=False)
    assert config.epochs * config.steps_per_epoch >= 600


@pytest.mark.parametrize(("images", "layers"), [(49, 1), (50, 3)])
def test_few_images_move_few_layers_of_published_weights(images: int, layers: int) -> None:
    config = recipe("fasterrcnn_resnet50_fpn", Origin.COCO, images=images, frozen_norm=True)
    assert (config.optimizer, config.learning_rate, config.trainable_layers) == ("sgd", 0.005, layers)
    assert not config.flip_vertical


def test_several_processes_share_the_steps() -> None:
    alone = recipe(SMALL, Origin.NONE, images=400, frozen_norm=False)
    four = recipe(SMALL, Origin.NONE, images=400, frozen_norm=False, world=4)
    assert (alone.epochs, alone.steps_per_epoch) == (20, 100)
    assert (four.epochs, four.steps_per_epoch) == (20, 25)
    assert four.learning_rate == pytest.approx(2 * alone.learning_rate)


@pytest.mark.parametrize(("images", "steps"), [(1, 48), (50, 52), (10_000, 400)])
def test_a_quick_training_goes_four_times_through_the_images_at_most(images: int, steps: int) -> None:
    config = recipe(SMALL, Origin.MODEL, images=images, frozen_norm=False, mode=Mode.QUICK)
    assert config.mode == Mode.QUICK
    assert config.epochs * config.steps_per_epoch == steps


def test_an_instant_training_is_short_however_many_images_are_new() -> None:
    assert {instant_recipe(images=images, bfloat16=False, seed=0).steps_per_epoch for images in (1, 10, 500)} == {
        12,
        20,
        40,
    }
