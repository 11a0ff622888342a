"""Seconds of learning between two trainings: the box head alone takes in what was just corrected.

Body, pyramid and proposals stand still, so the maps of the corrected images serve again, and a few
images from before are learnt along with them. What comes out is looked at on the hold-out, or where
there is none on images that it did not learn from, and is kept only if it is no worse than before.
"""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from detector import checkpoint, distributed
from detector.dataset import Annotations, TrainingSet
from detector.distributed import Group
from detector.errors import NotAdaptable
from detector.evaluate import compare
from detector.report import Report, Silence
from detector.scores.assess import USUAL, Yardstick
from detector.structures import Detector, Example, TrainConfig
from detector.training import materials
from detector.training.course import Course
from detector.training.feature_cache import FeatureCache, file_hash
from detector.training.holdout import Holdout, Look, look_at
from detector.training.outcome import compared, conclude, save
from detector.training.precision import has_bfloat16
from detector.training.quick import MapSet
from detector.training.recipes import Mode, Origin, instant_recipe
from detector.training.train import Clock, fine_tune

FEWEST_KNOWN = 8  # Images from before that are learnt along, even where fewer are new;
MOST_IMAGES = 64  # and of both together.
REASON = "Between two trainings the box head alone takes in what was corrected."


@dataclass(frozen=True, kw_only=True)
class AdaptOptions:
    start: Path  # The model in use.
    train: Path  # COCO file of all finished images.
    images: Path  # Folder that its file names are relative to.
    out: Path
    seen: Path | None = None  # COCO file of what the model has learnt from; without it all images are new.
    holdout: Path | None = None
    cache: Path | None = None
    seconds: float = 10.0  # Of learning, at most.
    device: str = "auto"
    seed: int = 0
    yardstick: Yardstick = USUAL  # Of what the adapted model is worth.


@dataclass(frozen=True, kw_only=True, eq=False)
class Lesson:
    detector: Detector
    config: TrainConfig
    cache: FeatureCache
    report: Report

    def of(self, examples: Sequence[Example]) -> MapSet:
        sides = self.detector.metadata
        pixels = materials.load_pixels(examples, self.report, min_size=sides.min_size, max_size=sides.max_size)
        return MapSet(examples, pixels, sides.categories, self.config, detector=self.detector, cache=self.cache)


def adapt(options: AdaptOptions, report: Report) -> None:
    """Raises DetectorError."""
    group = distributed.join(options.device)
    torch.manual_seed(options.seed)
    annotations = materials.to_learn_from(options.train, options.images, report)
    detector = checkpoint.load(options.start, group.device)
    _check_categories(annotations, detector)
    new, known = _chosen(annotations.examples, options, report)
    steps = instant_recipe(images=len(new), bfloat16=has_bfloat16(group.device), seed=options.seed)
    lesson = Lesson(detector=detector, config=steps, cache=FeatureCache(folder=options.cache), report=report)
    taught = lesson.of([*new, *known])
    taught.favoured = [index for index, place in enumerate(taught.places) if place < len(new)] if known else []
    _report_start(report, detector, taught, new=len(new))
    holdout = materials.load_holdout(
        options.holdout,
        options.images,
        report,
        min_size=detector.metadata.min_size,
        max_size=detector.metadata.max_size,
    )
    if holdout:
        before, after, course = _with_holdout(lesson, taught, holdout, group, seconds=options.seconds)
    else:
        before, after, course = _cross_validated(lesson, taught, group, seconds=options.seconds)
    _finish(options, course, before=before, after=after)


def _check_categories(annotations: Annotations, detector: Detector) -> None:
    known = {category.id for category in detector.categories}
    strange = [category.name for category in annotations.categories if category.id not in known]
    if strange:
        message = f"The model has never seen {', '.join(strange)}."
        raise NotAdaptable(message, hint="Train it; that takes new categories.")


def _chosen(examples: Sequence[Example], options: AdaptOptions, report: Report) -> tuple[list[Example], list[Example]]:
    """The new images, the latest first if there are too many, and about as many of the others by lot."""
    places = set(materials.new_places(examples, options.seen, report)) if options.seen else set(range(len(examples)))
    new = [example for place, example in enumerate(examples) if place in places][-MOST_IMAGES // 2 :]
    if not new:
        raise NotAdaptable("No image has changed since the model learnt.", hint="Correct some images first.")
    others = [example for place, example in enumerate(examples) if place not in places]
    count = min(len(others), max(len(new), FEWEST_KNOWN))
    return new, random.Random(options.seed).sample(others, count)  # noqa: S311 - chance, not secrecy


def _report_start(report: Report, detector: Detector, taught: TrainingSet, *, new: int) -> None:
    report.event(
        "started",
        images=len(taught),
        boxes=sum(taught.examples[place].box_count for place in taught.places),
        device=str(detector.device),
        kind=detector.kind,
        start=str(Origin.MODEL),
        reason="It goes on from the model before it.",
        mode=str(Mode.INSTANT),
        mode_reason=f"{REASON} {new} images are new to it.",
    )


def _learn(lesson: Lesson, taught: TrainingSet, group: Group, *, seconds: float) -> Course:
    """Raises TrainingDiverged."""
    config = lesson.config
    clock = Clock(steps=config.epochs * config.steps_per_epoch, limit_seconds=seconds)
    course = Course(report=lesson.report, detector=lesson.detector, config=config, clock=clock, holdout=None)
    fine_tune(
        lesson.detector,
        taught,
        config,
        group=group,
        clock=clock,
        on_step=course.on_step,
        on_epoch=course.on_epoch,
    )
    return course


def _with_holdout(
    lesson: Lesson, taught: TrainingSet, holdout: Holdout, group: Group, *, seconds: float
) -> tuple[Look, Look, Course]:
    before = holdout.measure(lesson.detector)
    course = _learn(lesson, taught, group, seconds=seconds)
    return before, holdout.measure(lesson.detector), course


def _cross_validated(lesson: Lesson, taught: MapSet, group: Group, *, seconds: float) -> tuple[Look, Look, Course]:
    """Each half is looked at by a head that learnt from the other; then one learns from both."""
    examples = [taught.examples[place] for place in taught.places]
    halves = (examples[::2], examples[1::2])
    if not halves[1]:
        raise NotAdaptable("One image cannot show whether a model got better.", hint="Correct some more images first.")
    own = {name: tensor.clone() for name, tensor in lesson.detector.model.state_dict().items()}
    before, after = [], []
    for half, other in (halves, halves[::-1]):
        asked = lesson.of(half)
        before.append(look_at(lesson.detector, half, asked.pixels))
        _learn(replace(lesson, report=Silence()), lesson.of(other), group, seconds=seconds / 3)
        after.append(look_at(lesson.detector, half, asked.pixels))
        lesson.detector.model.load_state_dict(own)
    course = _learn(lesson, taught, group, seconds=seconds / 3)
    return _joined(before), _joined(after), course


def _joined(looks: Sequence[Look]) -> Look:
    seen = [one for look in looks for one in look.seen]
    return Look(
        seen=seen, metrics=compare([one.example for one in seen], [(one.category_ids, one.found) for one in seen])
    )


def no_worse(after: Look, before: Look) -> bool:
    if after.metrics is None or before.metrics is None:
        return False
    return after.metrics.ap >= before.metrics.ap


def _finish(options: AdaptOptions, course: Course, *, before: Look, after: Look) -> None:
    """Write the adapted weights if they are no worse, and tell of them; or else of those that stay in use."""
    kept = no_worse(after, before)
    metadata = course.detector.metadata
    training = {**asdict(course.config), "body_images": materials.body_images(metadata)}
    weights = options.start
    if kept:
        weights = save(course.detector, replace(metadata, training=training), options.out)
    sha256 = weights.stem if kept else file_hash(options.start)
    outcome = {
        "mode": str(Mode.INSTANT),
        "kept": kept,
        "weights": str(weights),
        "sha256": sha256,
        **compared(after, before, metadata, seed=options.seed, yardstick=options.yardstick),
    }
    conclude(course, options.out, outcome, replace(metadata, training=training))
