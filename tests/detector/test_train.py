"""The training loop: it learns, it ends, it stops, and it says why."""

import time
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from detector.dataset import MEMORY_FOR_PIXELS, PixelStore, TrainingSet, read_annotations
from detector.distributed import Group
from detector.errors import TrainingDiverged
from detector.structures import Detector, Example, TrainConfig
from detector.training.train import Clock, Epoch, Step, fine_tune, learning_rate_factor
from tests.detector.pictures import CATEGORIES, Folder, example, small

QUICK = TrainConfig(steps_per_epoch=2, epochs=2, batch_size=2)
GROUP = Group(device=torch.device("cpu"))


class Stopped(Exception):
    pass


class Watch:
    def __init__(self, *, stop_at: int | None = None, enough_after: int | None = None) -> None:
        self.steps: list[Step] = []
        self.epochs: list[Epoch] = []
        self._stop_at, self._enough_after = stop_at, enough_after

    def on_step(self, step: Step) -> None:
        self.steps.append(step)
        if step.number == self._stop_at:
            raise Stopped

    def on_epoch(self, epoch: Epoch) -> bool:
        self.epochs.append(epoch)
        return len(self.epochs) == self._enough_after


def learn(
    detector: Detector,
    examples: list[Example],
    config: TrainConfig = QUICK,
    *,
    clock: Clock | None = None,
    watch: Watch | None = None,
    memory: int = MEMORY_FOR_PIXELS,
) -> Watch:
    watch = watch or Watch()
    paths, sides = [example.path for example in examples], detector.metadata
    pixels = PixelStore(paths, min_size=sides.min_size, max_size=sides.max_size, memory=memory)
    pixels.load()
    fine_tune(
        detector,
        TrainingSet(examples, pixels, CATEGORIES, config),
        config,
        group=GROUP,
        clock=clock or Clock(steps=config.epochs * config.steps_per_epoch),
        on_step=watch.on_step,
        on_epoch=watch.on_epoch,
    )
    return watch


@pytest.fixture
def examples(folder: Folder) -> list[Example]:
    return list(read_annotations(folder.coco, folder.path).examples)


def test_the_loss_falls(examples: list[Example]) -> None:
    watch = learn(small(), examples[:2], replace(QUICK, epochs=5, steps_per_epoch=6, warmup_steps=2))
    first, last = watch.epochs[0].losses, watch.epochs[-1].losses
    assert sum(last.values()) < 0.8 * sum(first.values())


def test_every_step_and_epoch_is_told(examples: list[Example]) -> None:
    watch = learn(small(), examples)
    assert [step.number for step in watch.steps] == [1, 2, 3, 4]
    assert [step.progress for step in watch.steps] == [0.25, 0.5, 0.75, 1]
    assert {step.total for step in watch.steps} == {4}
    assert watch.steps[-1].eta_seconds == 0
    assert [(epoch.number, epoch.is_last) for epoch in watch.epochs] == [(1, False), (2, True)]
    assert set(watch.epochs[0].losses) == {"loss_classifier", "loss_box_reg", "loss_objectness", "loss_rpn_box_reg"}


def test_the_same_seed_gives_the_same_weights(examples: list[Example]) -> None:
    weights = []
    for _ in range(2):
        torch.manual_seed(9)
        detector = small()
        learn(detector, examples)
        weights.append(detector.model.state_dict())
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


def test_pictures_that_do_not_fit_into_memory_are_read_beside_the_training(examples: list[Example]) -> None:
    assert len(learn(small(), examples, memory=1000).steps) == 4


def test_empty_images_can_be_learnt_from(folder: Folder) -> None:
    empty = [example([], [], path=folder.path / f"{number}.png") for number in (1, 2)]
    watch = learn(small(), empty)
    assert watch.epochs[-1].losses["loss_box_reg"] == 0
    assert watch.steps[-1].loss > 0


def test_a_loss_that_is_no_number_ends_the_training_by_name(examples: list[Example]) -> None:
    detector = small()
    with torch.no_grad():
        detector.model.rpn.head.cls_logits.weight.fill_(float("nan"))
    with pytest.raises(TrainingDiverged, match="loss_objectness nan") as diverged:
        learn(detector, examples)
    assert diverged.value.step == 1
    assert diverged.value.code == "training_diverged"


def test_whoever_measures_can_say_that_it_is_enough(examples: list[Example]) -> None:
    watch = Watch(enough_after=2)
    learn(small(), examples, replace(QUICK, epochs=10), watch=watch)
    assert len(watch.epochs) == 2


def test_short_memory_halves_the_batch_and_goes_on(examples: list[Example], monkeypatch: pytest.MonkeyPatch) -> None:
    detector, sizes = small(), []
    forward = detector.model.forward

    def cramped(pictures: list[torch.Tensor], targets: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
        sizes.append(len(pictures))
        if len(pictures) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        losses: dict[str, torch.Tensor] = forward(pictures, targets)
        return losses

    monkeypatch.setattr(detector.model, "forward", cramped)
    watch = learn(detector, examples, replace(QUICK, batch_size=4))
    assert sizes[:7] == [4, 2, 1, 1, 1, 1, 1]  # And never more than one again.
    assert len(watch.steps) == 4


def test_a_picture_that_does_not_fit_alone_ends_the_training(
    examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    detector = small()

    def cramped(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(detector.model, "forward", cramped)
    with pytest.raises(torch.OutOfMemoryError):
        learn(detector, examples)


def test_one_image_with_ten_thousand_boxes_can_be_learnt_from(folder: Folder) -> None:
    corners = torch.rand(10_000, 2) * 80
    boxes = torch.cat([corners, corners + 4 + 30 * torch.rand(10_000, 2)], 1)
    crowded = example(boxes.tolist(), [CATEGORIES[0].id] * 10_000, path=folder.path / "1.png")
    watch = learn(small(categories=CATEGORIES[:1]), [crowded], replace(QUICK, epochs=1))
    assert watch.steps[-1].progress == 1
    assert watch.epochs[0].losses["loss_classifier"] > 0


def test_whoever_listens_can_stop_it(examples: list[Example]) -> None:
    watch = Watch(stop_at=3)
    with pytest.raises(Stopped):
        learn(small(), examples, watch=watch)
    assert len(watch.steps) == 3


def test_time_ends_the_training_before_its_steps_do(examples: list[Example]) -> None:
    endless = replace(QUICK, epochs=10_000)
    watch = learn(small(), examples, endless, clock=Clock(steps=20_000, limit_seconds=1.0))
    assert watch.steps[-1].progress == 1
    assert watch.epochs[-1].is_last
    assert watch.epochs[-1].learning_rate < 0.9 * TrainConfig.learning_rate


def test_layers_that_shall_not_learn_do_not(examples: list[Example]) -> None:
    detector = small()
    before = {name: weight.clone() for name, weight in detector.model.named_parameters()}
    learn(detector, examples, replace(QUICK, trainable_layers=1, optimizer="sgd"))
    changed = {name for name, weight in detector.model.named_parameters() if not torch.equal(weight, before[name])}
    assert any(name.startswith("backbone.body.layer4") for name in changed)
    assert not any(name.startswith(("backbone.body.stem", "backbone.body.layer3")) for name in changed)


def test_time_kept_for_the_end_is_not_trained_away() -> None:
    clock = Clock(steps=1000, limit_seconds=100, started=time.monotonic() - 60)
    assert clock.progress(1) == pytest.approx(0.6, abs=0.01)
    clock.reserved_seconds = 20
    assert clock.progress(1) == pytest.approx(0.75, abs=0.01)
    clock.reserved_seconds = 1000  # Half of the time belongs to learning whatever happens.
    assert clock.progress(1) == 1
    assert Clock(steps=1000).progress(250) == 0.25


@given(st.floats(0, 1), st.integers(0, 5000))
def test_the_learning_rate_stays_between_nothing_and_its_highest(progress: float, step: int) -> None:
    assert 0 < learning_rate_factor(step, progress, warmup_steps=50) <= 1


def test_the_learning_rate_rises_and_falls() -> None:
    rates = [learning_rate_factor(step, step / 1000, warmup_steps=50) for step in range(1001)]
    peak = rates.index(max(rates))
    assert 30 < peak <= 60
    assert rates[:peak] == sorted(rates[:peak])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert rates[-1] == pytest.approx(0.01)
