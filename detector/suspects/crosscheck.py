"""What detectors see in images that they have not learnt from: what `python -m detector crosscheck` does.

The images are dealt into folds, near copies into one. For each fold a detector learns from all others, from weights
that know none of these images, and looks at the fold. Scores become probabilities by calibrations that were fitted on
other images too. So nothing that is said of a box was learnt from that box: a model that has learnt a mistake agrees
with it.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from detector import checkpoint
from detector.dataset import read_annotations
from detector.distributed import choose_device
from detector.errors import NoImages
from detector.images import ImageRefused
from detector.network.model import SMALL
from detector.predict import predict
from detector.report import Report, Silence
from detector.scores.calibrate import cross_fitted
from detector.scores.matching import Numbers, Seen
from detector.structures import Example
from detector.suspects.folds import FOLDS, deal
from detector.training.outcome import RESULT, saying_if_full
from detector.training.run import TrainOptions, train

IOU = 0.5  # From which a detection is taken to be about a box.
LEARNING = 0.9  # Share of a fold's time; the rest is looking.


@dataclass(frozen=True, kw_only=True)
class CrosscheckOptions:
    train: Path  # COCO file; the images of a group (`"boxloop": {"group": …}`) stay together.
    images: Path  # Folder that its file names are relative to.
    out: Path  # JSON file.
    folds: int = FOLDS
    kind: str = SMALL
    start: str | None = None  # As for a training. Weights that have learnt from these images prove nothing.
    epochs: int | None = None
    minutes: float | None = None  # Of wall time for each fold.
    device: str = "auto"
    seed: int = 0


def crosscheck(options: CrosscheckOptions, report: Report) -> None:
    """Writes `{"images": {id: [[category, x1, y1, x2, y2, score, probability], …]}}`, without the images that cannot
    be read. Boxes are in pixels of the upright original. Raises DetectorError."""
    document = json.loads(options.train.read_bytes())
    fold_of = _folds(document, options)
    seen: list[Seen] = []
    with TemporaryDirectory(prefix="crosscheck-") as folder:
        for fold in sorted(set(fold_of.values())):
            told = FoldReport(report, fold=fold, folds=len(set(fold_of.values())))
            weights = _learn(document, fold_of, fold, options, Path(folder), told)
            seen.extend(_look(weights, document, fold_of, fold, options, Path(folder), told))
    images = _as_rows(seen)
    with saying_if_full(options.out.parent):
        checkpoint.write_whole(options.out, json.dumps({"images": images}).encode())
    boxes = sum(len(rows) for rows in images.values())
    report.event("crosschecked", images=len(images), boxes=boxes, file=str(options.out))


class FoldReport(Silence):
    """Tells of the steps of one fold as a part of the whole; of the rest only what a person should know."""

    def __init__(self, report: Report, *, fold: int, folds: int) -> None:
        super().__init__()
        self.report, self.fold, self.folds = report, fold, folds
        self.started = time.monotonic()

    def event(self, event: str, **values: Any) -> None:
        if event == "step":
            left = values["eta_seconds"]
            whole = time.monotonic() - self.started + left
            values["eta_seconds"] = round(left + (self.folds - self.fold - 1) * whole, 1)
            values["progress"] = round((self.fold + LEARNING * values["progress"]) / self.folds, 4)
            self.report.event(event, **values)
        elif event in ("notice", "download"):
            self.report.event(event, **values)


def _folds(document: dict[str, Any], options: CrosscheckOptions) -> dict[int, int]:
    """By image id. Raises NoImages where there are no two groups to tell apart."""
    rows = document["images"]
    groups = [row.get("boxloop", {}).get("group") or f"image {row['id']}" for row in rows]
    fold_of = deal(groups, folds=options.folds, seed=options.seed)
    if len(set(fold_of)) < 2:
        raise NoImages(f"{options.train.name} has no two images that could be checked against each other.")
    return {row["id"]: fold for row, fold in zip(rows, fold_of, strict=True)}


def _learn(
    document: dict[str, Any],
    fold_of: dict[int, int],
    fold: int,
    options: CrosscheckOptions,
    folder: Path,
    report: Report,
) -> Path:
    """The weights that learnt from all other folds."""
    rest = _part(document, {id_ for id_, other in fold_of.items() if other != fold}, folder / "rest.json")
    out = folder / str(fold)
    out.mkdir()
    learning = TrainOptions(
        train=rest,
        images=options.images,
        out=out,
        kind=options.kind,
        start=options.start,
        epochs=options.epochs,
        minutes=options.minutes,
        device=options.device,
        seed=options.seed + fold,
    )
    train(learning, report)
    return Path(json.loads((out / RESULT).read_bytes())["weights"])


def _part(document: dict[str, Any], ids: set[int], file: Path) -> Path:
    """Some of the images as a COCO file of their own."""
    images = [row for row in document["images"] if row["id"] in ids]
    annotations = [row for row in document["annotations"] if row["image_id"] in ids]
    file.write_text(json.dumps({**document, "images": images, "annotations": annotations}))
    return file


def _look(
    weights: Path,
    document: dict[str, Any],
    fold_of: dict[int, int],
    fold: int,
    options: CrosscheckOptions,
    folder: Path,
    report: Report,
) -> Iterator[Seen]:
    own = _part(document, {id_ for id_, other in fold_of.items() if other == fold}, folder / "own.json")
    examples: dict[int, Example] = {row.image_id: row for row in read_annotations(own, options.images).examples}
    detector = checkpoint.load(weights, choose_device(options.device))
    ids = np.array([category.id for category in detector.categories])
    for image_id, found in predict(detector, ((id_, example.path) for id_, example in examples.items())):
        if isinstance(found, ImageRefused):
            report.notice(found.code, f"{examples[image_id].path.name}: {found.message}", found.hint)
        else:
            yield Seen(examples[image_id], ids[found.labels - 1], found)


def _as_rows(seen: Sequence[Seen]) -> dict[str, list[list[Any]]]:
    chances = cross_fitted(seen, iou=IOU)
    return {str(one.example.image_id): _rows(one, chance) for one, chance in zip(seen, chances, strict=True)}


def _rows(seen: Seen, chances: Numbers) -> list[list[Any]]:
    corners = seen.found.boxes.astype(np.float64).round(2).tolist()
    columns = (seen.category_ids.tolist(), corners, seen.found.scores.tolist(), chances.tolist())
    return [
        [category, *box, round(score, 4), round(chance, 4)]
        for category, box, score, chance in zip(*columns, strict=True)
    ]
