"""Training: one loop.

It knows no jobs, files or metrics. Whoever calls it hears of each step and each epoch, and may
raise there to stop. The learning rate follows the progress, be it of steps or of time, so that it
has always fallen when the training ends.
"""

import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from detector.dataset import Sample, TrainingSet, as_lists
from detector.distributed import Group, cores
from detector.errors import TrainingDiverged
from detector.network.model import set_trainable_layers
from detector.network.roi_align import BagRoIAlign
from detector.network.roi_heads import Hits
from detector.structures import Detector, TrainConfig
from detector.training.ema import WeightAverage
from detector.training.precision import autocast, float32_losses
from detector.training.sampling import Shuffled

LOWEST_RATE = 0.01  # Of the highest.
WARMUP_SHARE = 0.1
MOST_WORKERS = 4


@dataclass(frozen=True, kw_only=True)
class Step:
    number: int
    total: int  # An estimate where time is what ends the training.
    loss: float
    progress: float  # 0..1
    eta_seconds: float


@dataclass(frozen=True, kw_only=True)
class Epoch:
    number: int
    losses: dict[str, float]  # By torchvision's names; means over the steps.
    learning_rate: float
    seconds: float
    accuracy: float | None  # Share of the sampled regions that got their class, 0..1;
    object_accuracy: float | None  # of those with an object alone. None where nothing was sampled.
    is_last: bool


@dataclass(kw_only=True)
class Clock:
    """Says how much of a training is done: by steps or by time, whichever is further."""

    steps: int
    limit_seconds: float | None = None
    started: float = field(default_factory=time.monotonic)
    reserved_seconds: float = 0.0  # Of the limit, for what comes after the last step.

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def progress(self, step: int) -> float:
        by_steps = step / self.steps
        if self.limit_seconds is None:
            return min(1.0, by_steps)
        usable = max(self.limit_seconds - self.reserved_seconds, self.limit_seconds / 2)
        return min(1.0, max(by_steps, self.elapsed / usable))


def fine_tune(
    detector: Detector,
    examples: TrainingSet,
    config: TrainConfig,
    *,
    group: Group,
    clock: Clock,
    on_step: Callable[[Step], None],
    on_epoch: Callable[[Epoch], object],
) -> None:
    """Train in place. on_step and on_epoch may raise to stop; on_epoch may return True for "enough".

    With config.average_weights the detector has the average weights during on_epoch and at the end.
    Raises TrainingDiverged.
    """
    model = detector.model
    set_trainable_layers(model, config.trainable_layers)
    network = examples.network(model)
    optimizer = _optimizer(network, config)
    average = WeightAverage(network) if config.average_weights else None
    learn = Learner(detector, group.wrap(network), optimizer, config, group)
    loader, sampler = _loader(examples, config, group)
    step, progress, started = 0, 0.0, time.monotonic()

    while progress < 1:
        network.train()
        sampler.epoch += 1
        sampler.progress = progress
        sums, epoch_started = Sums(), time.monotonic()
        model.roi_heads.hits = Hits()
        for pictures, targets in loader:
            rate = _set_learning_rate(optimizer, config, step=step, progress=progress)
            named = learn(pictures, targets, step=step + 1)

            step += 1
            progress = group.number_from_first(clock.progress(step))
            told = _step(step, progress, sum(named.values()), seconds=time.monotonic() - started)
            if average:
                average.update(step=step, total=told.total)
            sums.add(named)
            on_step(told)
            if progress >= 1:
                break
        accuracy, object_accuracy = _accuracies(model.roi_heads.hits, group)
        with average.in_place() if average else nullcontext():
            enough = on_epoch(
                Epoch(
                    number=sampler.epoch,
                    losses=sums.means(),
                    learning_rate=rate,
                    seconds=time.monotonic() - epoch_started,
                    accuracy=accuracy,
                    object_accuracy=object_accuracy,
                    is_last=progress >= 1,
                )
            )
        progress = group.number_from_first(1.0 if enough is True else clock.progress(step))
    if average:
        average.settle()


class Learner:
    """One step of learning, taken in several parts where the memory does not suffice for the whole."""

    def __init__(
        self,
        detector: Detector,
        network: nn.Module,
        optimizer: torch.optim.Optimizer,
        config: TrainConfig,
        group: Group,
    ) -> None:
        self.detector, self.network, self.optimizer, self.config, self.group = (
            detector,
            network,
            optimizer,
            config,
            group,
        )
        self.parts = 1
        heads = detector.model.roi_heads
        if group.device.type == "cpu" and heads.box_roi_pool.sampling_ratio > 0:
            heads.box_roi_pool = BagRoIAlign.taking_over(heads.box_roi_pool)

    def __call__(self, pictures: list[Any], targets: list[dict[str, Tensor]], *, step: int) -> dict[str, float]:
        """Update the weights once, and give the losses by name. step counts from 1. Raises TrainingDiverged."""
        while True:
            try:
                named = self._gradients(pictures, targets, step)
                break
            except torch.OutOfMemoryError:
                # Processes that wait for each other must all take the same number of parts.
                if self.group.world > 1 or self.parts >= len(pictures):
                    raise
                self.parts *= 2
                torch.cuda.empty_cache()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.clip_gradient)
        self.optimizer.step()
        return named

    def _gradients(self, pictures: list[Any], targets: list[dict[str, Tensor]], step: int) -> dict[str, float]:
        self.optimizer.zero_grad(set_to_none=True)
        sums, size = Sums(), -(-len(pictures) // self.parts)
        for start in range(0, len(pictures), size):
            part = slice(start, start + size)
            losses = self._losses(pictures[part], targets[part])
            share = len(pictures[part]) / len(pictures)
            total = share * self.group.mean(torch.stack(list(losses.values())).detach())
            named = dict(zip(losses, total.tolist(), strict=True))
            if not all(math.isfinite(value) for value in named.values()):
                raise TrainingDiverged(step, named)
            torch.autograd.backward([share * loss for loss in losses.values()])
            sums.add(named)
        return sums.values

    def _losses(self, pictures: list[Any], targets: list[dict[str, Tensor]]) -> dict[str, Tensor]:
        device = self.group.device
        on_device = [picture.to(device, non_blocking=True) for picture in pictures]
        aims = [{name: tensor.to(device, non_blocking=True) for name, tensor in target.items()} for target in targets]
        with autocast(device, enabled=self.config.bfloat16), float32_losses(self.detector.model):
            losses: dict[str, Tensor] = self.network(on_device, aims)
        return losses


@dataclass
class Sums:
    count: int = 0
    values: dict[str, float] = field(default_factory=dict)

    def add(self, losses: dict[str, float]) -> None:
        self.count += 1
        for name, value in losses.items():
            self.values[name] = self.values.get(name, 0.0) + value

    def means(self) -> dict[str, float]:
        return {name: value / self.count for name, value in self.values.items()}


def _accuracies(hits: Hits, group: Group) -> tuple[float | None, float | None]:
    right, sampled, right_objects, objects = group.mean(hits.counts.to(group.device)).tolist()
    return right / sampled if sampled else None, right_objects / objects if objects else None


def learning_rate_factor(step: int, progress: float, *, warmup_steps: int) -> float:
    """From near 0 up to 1 while warming up, then down along a cosine; step counts from 0."""
    warmth = min(1.0, max((step + 1) / (warmup_steps + 1), progress / WARMUP_SHARE))
    cosine = 0.5 * (1 + math.cos(math.pi * progress))
    return warmth * (LOWEST_RATE + (1 - LOWEST_RATE) * cosine)


def _set_learning_rate(optimizer: torch.optim.Optimizer, config: TrainConfig, *, step: int, progress: float) -> float:
    rate = config.learning_rate * learning_rate_factor(step, progress, warmup_steps=config.warmup_steps)
    for parameters in optimizer.param_groups:
        parameters["lr"] = rate
    return rate


def _optimizer(network: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    rate, decay = config.learning_rate, config.weight_decay
    if config.optimizer == "sgd":
        return torch.optim.SGD(learning, lr=rate, momentum=0.9, weight_decay=decay, fused=True)
    return torch.optim.AdamW(learning, lr=rate, weight_decay=decay, fused=True)


def _loader(examples: TrainingSet, config: TrainConfig, group: Group) -> tuple[DataLoader[Sample], Shuffled]:
    sampler = Shuffled(
        len(examples),
        length=config.steps_per_epoch * config.batch_size,
        seed=config.seed,
        rank=group.rank,
        world=group.world,
        favoured=examples.favoured,
        batch_size=config.batch_size,
    )
    on_gpu = group.device.type == "cuda"
    workers = min(MOST_WORKERS, cores()) if examples.is_worth_readers(on_gpu=on_gpu) else 0
    loader = DataLoader(
        examples,
        config.batch_size,
        sampler=sampler,
        collate_fn=as_lists,
        num_workers=workers,
        persistent_workers=workers > 0,
        pin_memory=on_gpu,
        generator=torch.Generator().manual_seed(config.seed),
    )
    return loader, sampler


def _step(number: int, progress: float, loss: float, *, seconds: float) -> Step:
    return Step(
        number=number,
        total=max(number, round(number / progress)),
        loss=loss,
        progress=progress,
        eta_seconds=seconds * (1 - progress) / progress,
    )
