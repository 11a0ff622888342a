"""Between two trainings: the model in use learns from the last few finished images, in seconds."""

from typing import Any

from django.conf import settings

from annotator.errors import JobFailed
from annotator.handlers.train import Material, maps_folder, train, yardstick
from annotator.models import Job

LONGEST_SECONDS = 10.0


def run(job: Job) -> dict[str, Any]:
    """params: {}"""
    return train(job, "adapt", options)


def options(material: Material) -> dict[str, Any]:
    files, champion = material.files, material.champion
    if champion is None:
        raise JobFailed(
            f"“{material.job.project}” has no model that was trained here.",
            reason="nothing_to_adapt",
            hint="Train a first model.",
        )
    return {
        "--train": files.train,
        "--images": files.root,
        "--holdout": files.holdout,
        "--out": material.folder / "out",
        "--start": champion,
        "--seen": files.seen,
        **yardstick(material),
        "--cache": maps_folder(),
        "--seconds": min(LONGEST_SECONDS, 60 * material.job.project.train_minutes),
        "--device": settings.DETECTOR_DEVICE,
    }
