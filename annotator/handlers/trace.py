"""Trace one image through a model, for somebody who waits for it."""

from typing import Any

from annotator.errors import JobFailed
from annotator.handlers import predict
from annotator.handlers.seeing import Reader
from annotator.models import Image, Job, ModelVersion
from annotator.services import blobs, jobs, traces
from detector.errors import OutOfMemory
from detector.images import ImageRefused
from detector.pixels import Pixels, read_pixels
from detector.trace.trace import Trace, trace_of


def run(job: Job) -> dict[str, Any]:
    """params: {"model_version": id, "image": id}"""
    image = Image.objects.filter(pk=job.params["image"]).first()
    version = ModelVersion.objects.select_related("parent").filter(pk=job.params["model_version"]).first()
    if image is None or version is None:
        raise JobFailed("The image, or the model, has been deleted meanwhile.", reason="not_found")
    jobs.beat(job, 0.1, message=f"Looking at “{image.file_name}”")
    name = traces.name_of(image, version)
    trace = _look(image, version)
    return {"file": name, "bytes": traces.keep(name, trace.document, trace.arrays), "boxes": len(trace.found)}


def _look(image: Image, version: ModelVersion) -> Trace:
    """With the calibrated probability of each final box. Raises JobFailed."""
    predictor = predict.load(version).predictor
    sides = predictor.metadata
    try:
        with predict.ready_for_a_lost_gpu():
            found = trace_of(predictor, _pixels(image, min_size=sides.min_size, max_size=sides.max_size))
    except OutOfMemory as error:
        raise JobFailed(error.message, reason=error.code, hint=error.hint) from error
    probabilities = Reader.of(version, sides.categories).probabilities(found.found)
    final = found.document["stages"]["post"]["final"]
    chances = [None] * len(final) if probabilities is None else probabilities.round(4).tolist()
    for row, chance in zip(final, chances, strict=True):
        row["probability"] = chance
    return found


def _pixels(image: Image, *, min_size: int, max_size: int) -> Pixels:
    """Raises JobFailed."""
    try:
        content = blobs.local_path(image.file.name).read_bytes()
        return read_pixels(content, min_size=min_size, max_size=max_size)
    except FileNotFoundError as error:
        message = f"The file of “{image.file_name}” is missing on the server."
        raise JobFailed(message, reason=traces.UNREADABLE, hint="Upload the image again.") from error
    except ImageRefused as error:
        raise JobFailed(error.message, reason=traces.UNREADABLE, hint=error.hint) from error
