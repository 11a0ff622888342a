"""One training from COCO files to a checkpoint: what `python -m detector train` does.

Reads the data, chooses the start, trains, measures on the hold-out, and writes the best weights and
a summary. The first of several processes speaks and writes for all.
"""

import json
import math
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from detector import checkpoint, distributed
from detector.dataset import Annotations, PixelStore, TrainingSet, read_annotations
from detector.distributed import Group
from detector.errors import AnnotationsRefused, CheckpointRefused, NoBoxes, NoImages
from detector.evaluate import Metrics
from detector.holdout import Holdout
from detector.model import AUTO, build_from
from detector.recipes import recipe
from detector.report import Report, Silence
from detector.start import Start, anchors_for, choose_start, with_head_for
from detector.structures import Detector, TrainConfig
from detector.train import Clock, Epoch, Step, fine_tune

RESULT = "result.json"


@dataclass(frozen=True, kw_only=True)
class TrainOptions:
    train: Path  # COCO file.
    images: Path  # Folder that its file names are relative to.
    out: Path
    holdout: Path | None = None
    kind: str = AUTO
    start: str | None = None  # A file, "coco", "none", or None for what suits the kind.
    epochs: int | None = None
    minutes: float | None = None  # Of wall time, for everything.
    device: str = "auto"
    seed: int = 0
    incumbent: Path | None = None


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
    annotations = _to_learn_from(options, report)
    start = _start(options, group, report)
    pixels = _load_pixels(annotations, start, report)
    detector = _network(start, annotations, pixels, group)
    config = _config(options, start, detector, images=len(annotations.examples) - len(pixels.refused), group=group)
    examples = TrainingSet(annotations.examples, pixels, detector.categories, config)
    _report_start(report, start, annotations, images=len(examples), device=group.device)

    limit_seconds = None if options.minutes is None else options.minutes * 60
    clock = Clock(steps=config.epochs * config.steps_per_epoch, limit_seconds=limit_seconds, started=started)
    holdout = _holdout(options, start, report) if group.is_first else None
    incumbent = _incumbent_metrics(options, holdout, report, group)
    course = Course(report, detector, clock, holdout)

    torch.manual_seed(options.seed + group.rank)
    fine_tune(detector, examples, config, group=group, clock=clock, on_step=course.on_step, on_epoch=course.on_epoch)
    if group.is_first:
        _finish(options, course, config, incumbent)


class Course:
    """What happens beside the training itself: telling, measuring, keeping the best."""

    def __init__(self, report: Report, detector: Detector, clock: Clock, holdout: Holdout | None) -> None:
        self.report, self.detector, self.clock, self.holdout = report, detector, clock, holdout
        self.history: list[dict[str, Any]] = []
        if holdout:
            holdout.probe(detector)
            clock.reserved_seconds = holdout.expected_seconds

    def on_step(self, step: Step) -> None:
        self.report.step(
            step=step.number,
            total=step.total,
            loss=round(step.loss, 4),
            progress=round(step.progress, 4),
            eta_seconds=round(step.eta_seconds, 1),
        )

    def on_epoch(self, epoch: Epoch) -> None:
        metrics = self._measure(epoch)
        entry = {
            "epoch": epoch.number,
            "loss": sum(epoch.losses.values()),
            **epoch.losses,
            "learning_rate": epoch.learning_rate,
            "seconds": round(epoch.seconds, 3),
            "metrics": metrics.to_json() if metrics else None,
        }
        self.history.append(entry)
        self.report.event("epoch", **entry)

    def _measure(self, epoch: Epoch) -> Metrics | None:
        if self.holdout is None:
            return None
        in_time = self.clock.limit_seconds is None or self.holdout.is_affordable(elapsed=self.clock.elapsed)
        if not in_time and not epoch.is_last:
            return None
        metrics = self.holdout.measure(self.detector)
        self.holdout.keep_if_best(self.detector, metrics)
        self.clock.reserved_seconds = self.holdout.expected_seconds
        return metrics


def _to_learn_from(options: TrainOptions, report: Report) -> Annotations:
    annotations = read_annotations(options.train, options.images)
    if not annotations.categories:
        raise AnnotationsRefused(f"{options.train.name} names no category.")
    if not annotations.examples:
        raise NoImages(f"{options.train.name} names no image.")
    if annotations.box_count == 0:
        raise NoBoxes(f"There is no box in the {len(annotations.examples)} images of {options.train.name}.")
    if annotations.dropped:
        _notice(report, "boxes_dropped", f"{annotations.dropped} boxes without area are left out.", "")
    return annotations


def _start(options: TrainOptions, group: Group, report: Report) -> Start:
    """Only the first process loads weights; the others get them when the training begins."""
    start = None
    if group.is_first:
        start = choose_start(
            options.start,
            kind=options.kind,
            device=group.device,
            on_progress=lambda done, total: report.event("download", done=done, total=total),
            on_notice=lambda code, message, hint: _notice(report, code, message, hint),
        )
    shared = group.from_first(replace(start, source=None) if start else None)
    return start or shared  # type: ignore[return-value]  # The first process has one, and shares it.


def _load_pixels(annotations: Annotations, start: Start, report: Report) -> PixelStore:
    pixels = PixelStore(
        [example.path for example in annotations.examples], min_size=start.min_size, max_size=start.max_size
    )
    pixels.load()
    if pixels.refused:
        place, first = next(iter(pixels.refused.items()))
        message = f"{len(pixels.refused)} images are left out, first {pixels.paths[place].name}: {first.message}"
        _notice(report, "images_skipped", message, first.hint)
    if annotations.examples and len(pixels.refused) == len(annotations.examples):
        raise NoImages(f"None of the {len(annotations.examples)} images can be read.")
    return pixels


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


def _config(options: TrainOptions, start: Start, detector: Detector, *, images: int, group: Group) -> TrainConfig:
    config = recipe(
        detector.kind,
        start.origin,
        images=images,
        frozen_norm=detector.metadata.frozen_norm,
        world=group.world,
        seed=options.seed,
    )
    if options.epochs is None:
        return replace(config, minutes=options.minutes)
    once_through = math.ceil(images / (config.batch_size * group.world))
    return replace(config, epochs=options.epochs, steps_per_epoch=once_through, minutes=options.minutes)


def _report_start(report: Report, start: Start, annotations: Annotations, *, images: int, device: torch.device) -> None:
    report.event(
        "started",
        images=images,
        boxes=annotations.box_count,
        device=str(device),
        kind=start.kind,
        start=str(start.origin),
        reason=start.reason,
    )


def _holdout(options: TrainOptions, start: Start, report: Report) -> Holdout | None:
    if options.holdout is None:
        return None
    annotations = read_annotations(options.holdout, options.images)
    if annotations.box_count == 0:
        message = f"There is no box in {options.holdout.name}, so the last weights are taken."
        _notice(report, "holdout_empty", message, "Finish some hold-out images.")
        return None
    return Holdout(annotations.examples, _load_pixels(annotations, start, report))


def _incumbent_metrics(options: TrainOptions, holdout: Holdout | None, report: Report, group: Group) -> Metrics | None:
    """What the model in use does on the same hold-out, for comparison."""
    if options.incumbent is None or holdout is None:
        return None
    try:
        incumbent = checkpoint.load(options.incumbent, group.device)
    except CheckpointRefused as error:
        _notice(report, "incumbent_refused", error.message, error.hint)
        return None
    return holdout.measure_other(incumbent)


def _finish(options: TrainOptions, course: Course, config: TrainConfig, incumbent: Metrics | None) -> None:
    best = course.holdout.best if course.holdout else None
    if course.holdout:
        course.holdout.restore_best(course.detector)
    metadata = replace(course.detector.metadata, training=asdict(config))
    path = checkpoint.save(course.detector.model, metadata, options.out)
    outcome = {
        "weights": str(path),
        "sha256": path.stem,
        "metrics": best.to_json() if best else None,
        "incumbent_metrics": incumbent.to_json() if incumbent else None,
    }
    summary = {**outcome, "metadata": metadata.to_json(), "history": course.history}
    checkpoint.write_whole(options.out / RESULT, json.dumps(summary, indent=1).encode())
    course.report.event("finished", **outcome)


def _notice(report: Report, code: str, message: str, hint: str) -> None:
    report.event("notice", code=code, message=message, hint=hint)
