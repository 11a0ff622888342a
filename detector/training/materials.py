"""What a training works with: examples, pictures, hold-out and incumbent. What is left out is said as a notice."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch

from detector import checkpoint
from detector.dataset import Annotations, PixelStore, TrainingSet, read_annotations
from detector.errors import AnnotationsRefused, CheckpointRefused, NoBoxes, NoImages
from detector.report import Report
from detector.structures import Category, Detector, Example, Metadata
from detector.training.holdout import Holdout, Look
from detector.training.sampling import balanced


def to_learn_from(file: Path, images: Path, report: Report) -> Annotations:
    """Raises AnnotationsRefused, NoImages, NoBoxes."""
    annotations = read_annotations(file, images)
    if not annotations.categories:
        raise AnnotationsRefused(f"{file.name} names no category.")
    if not annotations.examples:
        raise NoImages(f"{file.name} names no image.")
    if annotations.box_count == 0:
        raise NoBoxes(f"There is no box in the {len(annotations.examples)} images of {file.name}.")
    if annotations.dropped:
        message = f"{annotations.dropped} boxes without area are left out."
        report.notice("boxes_dropped", message, "Look for stray clicks in the images.")
    return annotations


def load_pixels(examples: Sequence[Example], report: Report, *, min_size: int, max_size: int) -> PixelStore:
    """Raises NoImages where not one can be read."""
    pixels = PixelStore([example.path for example in examples], min_size=min_size, max_size=max_size)
    pixels.load()
    if pixels.refused:
        place, first = next(iter(pixels.refused.items()))
        message = f"{len(pixels.refused)} images are left out, first {pixels.paths[place].name}: {first.message}"
        report.notice("images_skipped", message, first.hint)
    if examples and len(pixels.refused) == len(examples):
        raise NoImages(f"None of the {len(examples)} images can be read.")
    return pixels


def load_holdout(file: Path | None, images: Path, report: Report, *, min_size: int, max_size: int) -> Holdout | None:
    if file is None:
        return None
    annotations = read_annotations(file, images)
    if annotations.box_count == 0:
        message = f"There is no box in {file.name}, so the last weights are taken."
        report.notice("holdout_empty", message, "Finish some hold-out images.")
        return None
    pixels = load_pixels(annotations.examples, report, min_size=min_size, max_size=max_size)
    return Holdout(annotations.examples, pixels)


def look_with_incumbent(
    file: Path | None, holdout: Holdout | None, report: Report, *, device: torch.device
) -> Look | None:
    """What the model in use sees in the same hold-out, for comparison."""
    if file is None or holdout is None:
        return None
    try:
        incumbent = checkpoint.load(file, device)
    except CheckpointRefused as error:
        report.notice("incumbent_refused", error.message, error.hint)
        return None
    return holdout.measure_other(incumbent)


def favoured_images(
    examples: TrainingSet, categories: Sequence[Category], *, source: Detector | None, seen: Path | None, report: Report
) -> list[int]:
    """Indices of the images to learn from more often at first: all evenly with a new category, else the new ones.

    source: the detector that the training goes on from; seen: the COCO file that it learnt from.
    """
    if source is not None and not {entry.id for entry in categories} <= {entry.id for entry in source.categories}:
        return balanced(examples.labels())
    new = [] if seen is None else new_places([examples.examples[place] for place in examples.places], seen, report)
    return [] if 2 * len(new) >= len(examples) else new


def new_places(examples: Sequence[Example], seen: Path, report: Report) -> list[int]:
    """Where in examples those stand that were not in seen, a COCO file, or not with the same boxes."""
    try:
        known = {example.image_id: _content(example) for example in read_annotations(seen, seen.parent).examples}
    except AnnotationsRefused as error:
        report.notice("seen_refused", f"Which images are new is not known: {error.message}", error.hint)
        return []
    return [place for place, example in enumerate(examples) if known.get(example.image_id) != _content(example)]


def _content(example: Example) -> Counter[tuple[float, ...]]:
    """How often each category and box is in an image."""
    rows = zip(example.category_ids.tolist(), example.boxes.tolist(), strict=True)
    return Counter((category_id, *box) for category_id, box in rows)


def body_images(metadata: Metadata) -> int:
    """How many images the body of a detector had to learn from when it last learnt; 0 where nobody wrote it down."""
    written = metadata.training.get("body_images", 0)
    return written if isinstance(written, int) else 0
