"""What a training leaves: weights, a summary, and what both are worth to people."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from detector import checkpoint
from detector.assess import Assessment
from detector.course import Course
from detector.gate import judge
from detector.holdout import Look

RESULT = "result.json"


def finish(course: Course, out: Path, *, incumbent: Look | None, body_images: int) -> None:
    """Write the best weights and the summary, and tell of them. Raises CheckpointRefused, OSError."""
    best = course.holdout.best if course.holdout else None
    if course.holdout:
        course.holdout.restore_best(course.detector)
    training = {**asdict(course.config), "body_images": body_images}
    metadata = replace(course.detector.metadata, training=training)
    path = checkpoint.save(course.detector.model, metadata, out)
    outcome = {
        "mode": str(course.config.mode),
        "weights": str(path),
        "sha256": path.stem,
        **compared(best, incumbent, seed=course.config.seed),
    }
    summary = {**outcome, "metadata": metadata.to_json(), "history": course.history}
    checkpoint.write_whole(out / RESULT, json.dumps(summary, indent=1).encode())
    course.report.event("finished", **outcome)


def compared(best: Look | None, incumbent: Look | None, *, seed: int) -> dict[str, Any]:
    """The new model beside the one in use, on the hold-out; None wherever there is nothing to say."""
    ours, theirs = (look.assessment() if look else None for look in (best, incumbent))
    return {
        "metrics": best.metrics.to_json() if best and best.metrics else None,
        "incumbent_metrics": incumbent.metrics.to_json() if incumbent and incumbent.metrics else None,
        "assessment": _json(ours),
        "incumbent_assessment": _json(theirs),
        "verdict": judge(ours, theirs, seed=seed).to_json() if ours else None,
    }


def _json(assessment: Assessment | None) -> dict[str, Any] | None:
    return assessment.to_json() if assessment else None
