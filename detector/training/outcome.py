"""What a training leaves: weights, a summary, and what both are worth to people."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from detector import checkpoint
from detector.errors import NO_SPACE, DiskFull
from detector.scores.assess import USUAL, Assessment, Yardstick
from detector.scores.gate import judge
from detector.scores.sightings import sightings
from detector.structures import Detector, Metadata
from detector.training.course import Course
from detector.training.holdout import Look

RESULT = "result.json"
SIGHTINGS = "sightings.json"


def finish(
    course: Course, out: Path, *, incumbent: Look | None, body_images: int, yardstick: Yardstick = USUAL
) -> None:
    """Write the best weights and the summary, and tell of them. Raises CheckpointRefused, DiskFull, OSError."""
    best = course.holdout.best if course.holdout else None
    if course.holdout:
        course.holdout.restore_best(course.detector)
    training = {**asdict(course.config), "body_images": body_images}
    metadata = replace(course.detector.metadata, training=training)
    path = save(course.detector, metadata, out)
    outcome = {
        "mode": str(course.config.mode),
        "weights": str(path),
        "sha256": path.stem,
        "sightings": _write_sightings(out, new=best, incumbent=incumbent),
        **compared(best, incumbent, metadata, seed=course.config.seed, yardstick=yardstick),
    }
    conclude(course, out, outcome, metadata)


def _write_sightings(out: Path, **looks: Look | None) -> str | None:
    """What each detector saw in the hold-out, by the name of its look; None where nobody looked. Raises DiskFull."""
    rows = {name: sightings(look.seen) for name, look in looks.items() if look and look.metrics}
    if not rows:
        return None
    with saying_if_full(out):
        checkpoint.write_whole(out / SIGHTINGS, json.dumps(rows).encode())
    return str(out / SIGHTINGS)


def conclude(course: Course, out: Path, outcome: dict[str, Any], metadata: Metadata) -> None:
    """Write the summary, and say how it ended. Raises DiskFull."""
    summary = {**outcome, "metadata": metadata.to_json(), "history": course.history, "film": course.reels}
    with saying_if_full(out):
        checkpoint.write_whole(out / RESULT, json.dumps(summary, indent=1).encode())
    course.report.event("finished", **outcome)


@contextmanager
def saying_if_full(folder: Path) -> Iterator[None]:
    """Raises DiskFull for the error of the operating system."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_SPACE:
            raise
        raise DiskFull(f"There is no room for the new model in {folder}.") from error


def save(detector: Detector, metadata: Metadata, out: Path) -> Path:
    """Raises CheckpointRefused, DiskFull, OSError."""
    with saying_if_full(out):
        return checkpoint.save(detector.model, metadata, out)


def compared(
    best: Look | None, incumbent: Look | None, metadata: Metadata, *, seed: int, yardstick: Yardstick = USUAL
) -> dict[str, Any]:
    """The new model beside the one in use, on the hold-out; None wherever there is nothing to say."""
    ours, theirs = (look.assessment(yardstick) if look else None for look in (best, incumbent))
    names = {category.id: category.name for category in metadata.categories}
    return {
        "metrics": best.metrics.to_json() if best and best.metrics else None,
        "incumbent_metrics": incumbent.metrics.to_json() if incumbent and incumbent.metrics else None,
        "assessment": _json(ours),
        "incumbent_assessment": _json(theirs),
        "verdict": judge(ours, theirs, names=names, seed=seed).to_json() if ours else None,
    }


def _json(assessment: Assessment | None) -> dict[str, Any] | None:
    return assessment.to_json() if assessment else None
