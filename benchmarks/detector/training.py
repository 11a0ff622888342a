"""Trainings to compare: torchvision's reference loop, and this project's modes, on the same pictures and start.

The reference is references/detection of torchvision, written out: every picture decoded each time it is shown, three
stages of the body learning, its default numbers of proposals and samples, two pictures a step, SGD.
"""

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn
from torchvision.ops import MultiScaleRoIAlign
from torchvision.transforms.functional import pil_to_tensor

from detector.dataset import PixelStore, TrainingSet, read_annotations
from detector.distributed import Group
from detector.evaluate import evaluate
from detector.network.model import INPUTS, build_from, set_trainable_layers
from detector.structures import Category, Detector, Example, Metadata, TrainConfig
from detector.training.feature_cache import FeatureCache
from detector.training.precision import has_bfloat16
from detector.training.quick import MapSet
from detector.training.recipes import Mode, Origin, recipe
from detector.training.start import anchors_for
from detector.training.train import Clock, Epoch, fine_tune

CPU = torch.device("cpu")
REFERENCE_BATCH = 2
REFERENCE_RATE = (
    0.005  # Its 0.02 is for 16 pictures a step; the rule of proportion gives 0.0025, and twice that was better.
)
REFERENCE_WARMUP = 20
REFERENCE_DROP = 0.8  # Of the steps; then a tenth of the rate.


@dataclass(frozen=True, kw_only=True, eq=False)
class Data:
    categories: tuple[Category, ...]
    learn: tuple[Example, ...]  # train and val as published.
    test: tuple[Example, ...]


@dataclass(frozen=True)
class Point:
    """On the way of a training. Seconds without measuring."""

    steps: int
    processor_seconds: float
    wall_seconds: float
    ap50: float


class Stopwatch:
    """Seconds of the processor, over all threads, and of the wall; stands still while something is measured."""

    def __init__(self) -> None:
        self.processor, self.wall = 0.0, 0.0
        self._go()

    @contextmanager
    def paused(self) -> Iterator[None]:
        self._take()
        yield
        self._go()

    def _go(self) -> None:
        self._since = (time.process_time(), time.perf_counter())

    def _take(self) -> None:
        processor, wall = self._since
        self.processor += time.process_time() - processor
        self.wall += time.perf_counter() - wall
        self._go()


def read(folder: Path) -> Data:
    parts = [read_annotations(folder / "coco" / f"{name}.json", folder / "images") for name in ("train", "val", "test")]
    train, val, test = (part.examples for part in parts)
    return Data(categories=parts[0].categories, learn=(*train, *val), test=test)


def pictures_for(kind: str, examples: Sequence[Example]) -> PixelStore:
    sides = INPUTS[kind]
    pixels = PixelStore([one.path for one in examples], min_size=sides.min_size, max_size=sides.max_size)
    pixels.load()
    return pixels


def new_detector(kind: str, data: Data, examples: Sequence[Example], pixels: PixelStore) -> Detector:
    """With random weights; the small network with anchors fitted to examples."""
    metadata = Metadata(
        kind=kind,
        categories=data.categories,
        anchors=anchors_for(examples, pixels) if kind == "small" else None,
        min_size=INPUTS[kind].min_size,
        max_size=INPUTS[kind].max_size,
    )
    return Detector(model=build_from(metadata).to(memory_format=torch.channels_last), metadata=metadata)


def with_fresh_head(detector: Detector, *, seed: int) -> Detector:
    """A copy that has to learn its classes anew: body, pyramid and proposals as they are."""
    twin = Detector(model=copy.deepcopy(detector.model), metadata=detector.metadata)
    torch.manual_seed(seed)
    for part in (twin.model.roi_heads.box_head, twin.model.roi_heads.box_predictor):
        for module in part.modules():
            if isinstance(module, nn.Linear | nn.Conv2d):
                module.reset_parameters()
    return twin


def ap50(detector: Detector, examples: Sequence[Example], pixels: PixelStore) -> float:
    metrics = evaluate(detector, examples, pixels)
    return metrics.ap50 if metrics else 0.0


class Reference:
    """torchvision's loop, on a copy of a detector with torchvision's numbers and fixed batch norms."""

    def __init__(self, start: Detector, examples: Sequence[Example], *, steps: int, seed: int = 0) -> None:
        self.detector = _as_torchvision_has_it(start)
        self.examples, self.steps = examples, steps
        self._label_of = {category.id: label for label, category in enumerate(start.categories, start=1)}
        self._random = torch.Generator().manual_seed(seed)
        self._order: list[int] = []
        self._number = 0
        learning = [parameter for parameter in self.detector.model.parameters() if parameter.requires_grad]
        self._optimizer = torch.optim.SGD(learning, lr=REFERENCE_RATE, momentum=0.9, weight_decay=1e-4)

    def step(self) -> None:
        model = self.detector.model.train()
        warmth = min(1.0, (self._number + 1) / REFERENCE_WARMUP)
        for parameters in self._optimizer.param_groups:
            parameters["lr"] = REFERENCE_RATE * warmth * (0.1 if self._number >= REFERENCE_DROP * self.steps else 1)
        pictures, targets = zip(*(self._sample() for _ in range(REFERENCE_BATCH)), strict=True)
        loss = sum(model(list(pictures), list(targets)).values())
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        self._number += 1

    def _sample(self) -> tuple[Tensor, dict[str, Tensor]]:
        if not self._order:
            self._order = torch.randperm(len(self.examples), generator=self._random).tolist()
        example = self.examples[self._order.pop()]
        opened = Image.open(example.path)  # noqa: TID251 - as the reference does
        picture = pil_to_tensor(opened.convert("RGB")).float().div_(255)
        labels = torch.tensor([self._label_of[int(id_)] for id_ in example.category_ids])
        boxes = example.boxes.clone()
        if torch.rand((), generator=self._random) < 0.5:
            picture = picture.flip(2)
            boxes[:, [0, 2]] = picture.shape[2] - boxes[:, [2, 0]]
        return picture, {"boxes": boxes, "labels": labels}


def _as_torchvision_has_it(start: Detector) -> Detector:
    metadata = replace(start.metadata, frozen_norm=True)
    model = build_from(metadata, lean=False)
    weights = {name: tensor for name, tensor in start.model.state_dict().items() if "num_batches_tracked" not in name}
    model.load_state_dict(weights)
    model.transform._skip_resize = False
    model.roi_heads.box_roi_pool = MultiScaleRoIAlign(model.roi_heads.box_roi_pool.featmap_names, 7, 2)
    model.roi_heads.fg_bg_sampler.batch_size_per_image = 512
    model.rpn._pre_nms_top_n = {"training": 2000, "testing": 1000}
    model.rpn._post_nms_top_n = {"training": 2000, "testing": 1000}
    set_trainable_layers(model, 3)
    return Detector(model=model, metadata=metadata)


def quick_recipe(kind: str, *, images: int, seed: int = 0) -> TrainConfig:
    return recipe(
        kind,
        Origin.MODEL,
        images=images,
        frozen_norm=False,
        mode=Mode.QUICK,
        bfloat16=has_bfloat16(CPU),
        seed=seed,
    )


def lessons(detector: Detector, examples: Sequence[Example], pixels: PixelStore, config: TrainConfig) -> TrainingSet:
    if config.mode == Mode.THOROUGH:
        return TrainingSet(examples, pixels, detector.categories, config)
    cache = FeatureCache()
    return MapSet(examples, pixels, detector.categories, config, detector=detector, cache=cache)


def learn(
    detector: Detector,
    examples: TrainingSet,
    config: TrainConfig,
    *,
    measure: Callable[[Detector], float] | None = None,
    seed: int = 0,
) -> list[Point]:
    """Train as `python -m detector train` does, measuring after each epoch."""
    torch.manual_seed(seed)
    points: list[Point] = []
    watch = Stopwatch()

    def on_epoch(epoch: Epoch) -> None:
        if measure is None:
            return
        with watch.paused():
            steps = epoch.number * config.steps_per_epoch
            points.append(_told(Point(steps, watch.processor, watch.wall, measure(detector))))

    clock = Clock(steps=config.epochs * config.steps_per_epoch)
    fine_tune(
        detector, examples, config, group=Group(device=CPU), clock=clock, on_step=lambda step: None, on_epoch=on_epoch
    )
    return points


def learn_by_reference(
    reference: Reference, *, measure_every: int, measure: Callable[[Detector], float]
) -> list[Point]:
    points: list[Point] = []
    watch = Stopwatch()
    for number in range(1, reference.steps + 1):
        reference.step()
        if number % measure_every == 0 or number == reference.steps:
            with watch.paused():
                points.append(_told(Point(number, watch.processor, watch.wall, measure(reference.detector))))
    return points


def _told(point: Point) -> Point:
    print(
        f"    step {point.steps}: {point.processor_seconds:.0f} s of processors, {point.wall_seconds:.0f} s,"
        f" AP50 {point.ap50:.3f}",
        flush=True,
    )
    return point


def first_to_reach(points: Sequence[Point], value: float) -> Point | None:
    return next((point for point in points if point.ap50 >= value), None)
