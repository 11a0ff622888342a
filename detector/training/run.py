"""One training from COCO files to a checkpoint: what `python -m detector train` does.

Reads the data, chooses the start and the mode, trains, measures on the hold-out, and writes the best
weights and a summary. The first of several processes speaks and writes for all.
"""

import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from detector import distributed
from detector.dataset import Annotations, PixelStore, TrainingSet
from detector.distributed import Group
from detector.errors import TrainingDiverged
from detector.network.model import AUTO, build_from
from detector.report import Report, Silence
from detector.scores.assess import USUAL, Yardstick
from detector.structures import Detector, TrainConfig
from detector.training import materials
from detector.training.board import Board
from detector.training.course import Course
from detector.training.feature_cache import FeatureCache
from detector.training.outcome import finish
from detector.training.precision import has_bfloat16
from detector.training.quick import MapSet, room_needed
from detector.training.recipes import PUBLISHED_BODY, Choice, Mode, Origin, choose_mode, recipe
from detector.training.start import Start, anchors_for, choose_start, with_head_for
from detector.training.train import Clock, fine_tune


@dataclass(frozen=True, kw_only=True)
class TrainOptions:
    train: Path  # COCO file.
    images: Path  # Folder that its file names are relative to.
    out: Path
    holdout: Path | None = None
    kind: str = AUTO
    start: str | None = None  # A file, "coco", "none", or None for what suits the kind.
    mode: str = AUTO
    seen: Path | None = None  # COCO file of what the start has learnt from.
    cache: Path | None = None  # Folder of maps that trainings share.
    epochs: int | None = None
    minutes: float | None = None  # Of wall time, for everything.
    device: str = "auto"
    seed: int = 0
    incumbent: Path | None = None
    yardstick: Yardstick = USUAL  # Of what the new model is worth.
    tensorboard: Path | None = None  # Folder for event files.


def train(options: TrainOptions, report: Report, *, started: float | None = None) -> None:
    """started: when the minutes began, by time.monotonic(). Raises DetectorError."""
    started = time.monotonic() if started is None else started
    group = distributed.join(options.device)
    try:
        _train(options, report if group.is_first else Silence(), group, started)
    finally:
        distributed.leave()


def _train(options: TrainOptions, report: Report, group: Group, started: float) -> None:
    torch.manual_seed(options.seed)
    board = Board(options.tensorboard) if options.tensorboard and group.is_first else None
    annotations = materials.to_learn_from(options.train, options.images, report)
    start = _start(options, annotations, group, report)
    sides = {"min_size": start.min_size, "max_size": start.max_size}
    pixels = materials.load_pixels(annotations.examples, report, **sides)
    detector = _network(start, annotations, pixels, group)
    readable = len(annotations.examples) - len(pixels.refused)
    choice = _mode(options, start, detector, pixels, images=readable, group=group)
    config = _config(options, start, detector, choice, images=readable, group=group)
    examples = _lessons(options, annotations, pixels, detector, config)
    examples.favoured = group.from_first(_favoured(options, start, detector, examples, report))
    _report_start(report, start, choice, examples, boxes=annotations.box_count, device=group.device)

    limit_seconds = None if options.minutes is None else options.minutes * 60
    clock = Clock(steps=config.epochs * config.steps_per_epoch, limit_seconds=limit_seconds, started=started)
    holdout = materials.load_holdout(options.holdout, options.images, report, **sides) if group.is_first else None
    incumbent = materials.look_with_incumbent(options.incumbent, holdout, report, device=group.device)
    course = Course(report=report, detector=detector, config=config, clock=clock, holdout=holdout, board=board)

    torch.manual_seed(options.seed + group.rank)
    try:
        fine_tune(
            detector, examples, config, group=group, clock=clock, on_step=course.on_step, on_epoch=course.on_epoch
        )
    except TrainingDiverged as error:
        if not course.go_back_to_good():
            raise
        report.notice(error.code, f"{error.message} The last good weights before it are kept.", error.hint)
    finally:
        if board:
            board.close()
    if group.is_first:
        body = readable if choice.mode is Mode.THOROUGH else _body_images(start)
        finish(course, options.out, incumbent=incumbent, body_images=body, yardstick=options.yardstick)


def _start(options: TrainOptions, annotations: Annotations, group: Group, report: Report) -> Start:
    """Only the first process downloads and reads; the others get its weights when the training begins."""
    start = None
    if group.is_first:
        start = choose_start(
            options.start,
            kind=options.kind,
            device=group.device,
            examples=annotations.examples,
            on_progress=lambda done, total: report.event("download", done=done, total=total),
            on_notice=report.notice,
        )
    shared = group.from_first(replace(start, source=None) if start else None)
    return start or shared  # type: ignore[return-value]  # The first process has one, and shares it.


def _network(start: Start, annotations: Annotations, pixels: PixelStore, group: Group) -> Detector:
    lean = group.device.type == "cpu"
    detector = None
    if group.is_first:
        anchors = anchors_for(annotations.examples, pixels) if start.takes_anchors else None
        detector = with_head_for(start, annotations.categories, anchors, lean=lean)
    metadata = group.from_first(detector.metadata if detector else None)
    if detector is None:
        detector = Detector(model=build_from(metadata, lean=lean), metadata=metadata)  # type: ignore[arg-type]
    detector.model.to(group.device, memory_format=torch.channels_last)  # A tenth faster, with the same numbers.
    return detector


def _mode(
    options: TrainOptions, start: Start, detector: Detector, pixels: PixelStore, *, images: int, group: Group
) -> Choice:
    choice = choose_mode(
        None if options.mode == AUTO else Mode(options.mode),
        origin=start.origin,
        images=images,
        body_images=_body_images(start),
        on_processor=group.device.type == "cpu",
        world=group.world,
    )
    if choice.mode is Mode.QUICK:
        needed, room = room_needed(detector, pixels), FeatureCache(folder=options.cache).room
        if needed > room:
            reason = f"Quick training would need {needed / 1e9:.1f} GB for maps, and has {room / 1e9:.1f}."
            return Choice(mode=Mode.THOROUGH, reason=reason)
    return choice


def _body_images(start: Start) -> int:
    if start.origin is Origin.COCO:
        return PUBLISHED_BODY
    return materials.body_images(start.source.metadata) if start.source else 0


def _config(
    options: TrainOptions, start: Start, detector: Detector, choice: Choice, *, images: int, group: Group
) -> TrainConfig:
    config = recipe(
        detector.kind,
        start.origin,
        images=images,
        frozen_norm=detector.metadata.frozen_norm,
        mode=choice.mode,
        bfloat16=has_bfloat16(group.device),
        on_processor=group.device.type == "cpu",
        world=group.world,
        seed=options.seed,
    )
    if options.epochs is None:
        return replace(config, minutes=options.minutes)
    once_through = math.ceil(images / (config.batch_size * group.world))
    return replace(config, epochs=options.epochs, steps_per_epoch=once_through, minutes=options.minutes)


def _lessons(
    options: TrainOptions, annotations: Annotations, pixels: PixelStore, detector: Detector, config: TrainConfig
) -> TrainingSet:
    if config.mode == Mode.THOROUGH:
        return TrainingSet(annotations.examples, pixels, detector.categories, config)
    cache = FeatureCache(folder=options.cache)
    return MapSet(annotations.examples, pixels, detector.categories, config, detector=detector, cache=cache)


def _favoured(
    options: TrainOptions, start: Start, detector: Detector, examples: TrainingSet, report: Report
) -> list[int]:
    source = start.source if start.origin is Origin.MODEL else None
    return materials.favoured_images(examples, detector.categories, source=source, seen=options.seen, report=report)


def _report_start(
    report: Report, start: Start, choice: Choice, examples: TrainingSet, *, boxes: int, device: torch.device
) -> None:
    report.event(
        "started",
        images=len(examples),
        boxes=boxes,
        device=str(device),
        kind=start.kind,
        start=str(start.origin),
        reason=start.reason,
        mode=str(choice.mode),
        mode_reason=choice.reason,
    )
