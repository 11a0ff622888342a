"""Look at open images with a model and store what it saw."""

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from annotator.errors import JobFailed
from annotator.handlers import backends
from annotator.handlers.seeing import Reader
from annotator.models import Image, Job, ModelVersion, Project
from annotator.services import blobs, jobs, loop, predictions, registry
from annotator.services.queue import OPEN
from annotator.services.training import step_to_first_model
from detector import checkpoint
from detector.distributed import choose_device, gpu_is_lost
from detector.errors import DetectorError
from detector.fast.bulk import WORTH_PROCESSES, predict_in_bulk
from detector.fast.choice import Choice, predictor_for
from detector.fast.predictor import Predictor
from detector.images import ImageRefused
from detector.network import weights
from detector.network.kinds import choose_as_published
from detector.predict import predict
from detector.structures import Detections

logger = logging.getLogger(__name__)

ROWS_PER_COMMIT = 16
SECONDS_PER_COMMIT = 2.0


def run(job: Job) -> dict[str, Any]:
    """params: {"model_version": id, "images": ids}, and "in_any_state": True where the images need not be open; {} for
    the first suggestions, made with COCO weights; or {"model_version": id, "check": True} to find out what runs the
    model fastest here."""
    if "model_version" not in job.params:
        return _start_with_coco(job)
    version = ModelVersion.objects.select_related("parent").get(pk=job.params["model_version"])
    if job.params.get("check"):
        return backends.check(job, version)
    loaded = load(version)
    with ready_for_a_lost_gpu():
        result = _predict_all(job, version, loaded)
    loop.after_prediction(version, is_checked=backends.is_checked(version))
    return result


@contextmanager
def ready_for_a_lost_gpu() -> Iterator[None]:
    """A GPU that was lost takes what was loaded on it along: the next attempt loads anew."""
    try:
        yield
    except RuntimeError:
        _load.cache_clear()
        if gpu_is_lost():
            end_this_worker()
        raise


def end_this_worker() -> None:
    """In order: its jobs go back to the queue, and whoever watches over workers starts another one."""
    logger.error("This worker has lost its GPU and ends; the next one will find it again, if it is still there.")
    os.kill(os.getpid(), signal.SIGTERM)


class Loaded(NamedTuple):
    path: Path
    choice: Choice | None
    predictor: Predictor

    def look(self, images: list[Image]) -> Iterator[tuple[int, Detections | ImageRefused]]:
        """At the first few at once: somebody may be waiting for them. At many more with a process for each core."""
        on_all_cores = self.predictor.backend.device.type == "cpu" and len(images) >= WORTH_PROCESSES + ROWS_PER_COMMIT
        here = images[:ROWS_PER_COMMIT] if on_all_cores else images
        yield from predict(self.predictor, _files(here))
        if on_all_cores:
            rest = _files(images[ROWS_PER_COMMIT:])
            yield from predict_in_bulk(self.path, rest, choice=self.choice, folder=backends.graphs_folder())


def load(version: ModelVersion) -> Loaded:
    """The network behind a model version, kept in memory for the next job. Raises JobFailed."""
    try:
        return _load(blobs.local_path(version.weights.name), backends.choice_for(version))
    except (DetectorError, OSError) as error:
        raise JobFailed(
            f"The weights of {version} cannot be used: {error}",
            reason=getattr(error, "code", "weights_missing"),
            hint="Promote another model version, or train again.",
        ) from error


@lru_cache(maxsize=2)  # The champion and the one before it.
def _load(path: Path, choice: Choice | None) -> Loaded:
    device = choose_device(settings.DETECTOR_DEVICE)
    predictor = predictor_for(path, choice=choice, folder=backends.graphs_folder(), device=device)
    return Loaded(path, choice, predictor)


def _predict_all(job: Job, version: ModelVersion, loaded: Loaded) -> dict[str, Any]:
    images = _unseen(version, job.params["images"], in_any_state=job.params.get("in_any_state", False))
    reader = Reader.of(version, loaded.predictor.metadata.categories)
    new: list[predictions.Seen] = []
    recorded = unreadable = 0
    written_at = time.monotonic()
    for done, (image_id, seen) in enumerate(loaded.look(images), start=1):
        jobs.beat(job, done / len(images), message=f"{done} of {len(images)} images")
        if isinstance(seen, ImageRefused):
            unreadable += 1
            continue
        new.append(reader.seen(image_id, seen))
        if len(new) >= ROWS_PER_COMMIT or time.monotonic() - written_at > SECONDS_PER_COMMIT:
            recorded += predictions.record_predictions(version, new)
            new, written_at = [], time.monotonic()
    recorded += predictions.record_predictions(version, new)
    return {"model": version.number, "images": len(images), "recorded": recorded, "unreadable": unreadable}


def _unseen(version: ModelVersion, ids: list[int], *, in_any_state: bool) -> list[Image]:
    """Images of the shard that this model has not seen: a job that is run again goes on where it stopped."""
    images = predictions.unseen_images(version.project, version).filter(pk__in=ids)
    wanted = images if in_any_state else images.filter(state__in=OPEN)
    return list(predictions.in_order_of_need(wanted))


def _files(images: list[Image]) -> Iterator[tuple[int, Path]]:
    for image in images:
        yield image.pk, blobs.local_path(image.file.name)


def _start_with_coco(job: Job) -> dict[str, Any]:
    """Make COCO weights the project's first model, as far as its categories are known to them."""
    version = registry.active_model(job.project) or _register_coco(job)
    registry.promote_model(version, note="COCO weights, as they come: suggestions before anything was drawn.")
    started = loop.after_promotion(version)
    return {"model": version.number, "jobs": [row.pk for row in started]}


def _register_coco(job: Job) -> ModelVersion:
    matches = _matching_categories(job.project)
    chosen = choose_as_published(job.project.detector_kind, device=choose_device(settings.DETECTOR_DEVICE))
    file = None if settings.DETECTOR_WEIGHTS == "coco" else Path(settings.DETECTOR_WEIGHTS)
    try:
        detector = weights.coco_detector(
            chosen.kind,
            on_progress=lambda done, total: jobs.beat(job, done / max(total, 1), message="Downloading COCO weights"),
            file=file,
        )
    except DetectorError as error:
        hint = f"{error.hint} {step_to_first_model(job.project)}".strip()
        raise JobFailed(error.message, reason=error.code, hint=hint) from error
    with blobs.new_folder("coco-") as folder:
        path = checkpoint.save(detector.model, detector.metadata, folder)
        blobs.put_file(blobs.model_name(path.stem), path)
    return registry.register_model(
        job.project,
        origin=ModelVersion.Origin.COCO,
        kind=chosen.kind,
        kind_reason=chosen.reason,
        name="COCO weights",
        weights=blobs.model_name(path.stem),
        weights_sha256=path.stem,
        categories=[matches.get(label) for label, _ in enumerate(detector.categories, start=1)],
    )


def _matching_categories(project: Project) -> dict[int, int]:
    """The project's category id by COCO label. Raises JobFailed when there is nothing to suggest with."""
    ids = dict(project.categories.filter(archived=False).values_list("name", "pk"))
    if settings.DETECTOR_WEIGHTS == "none":
        raise JobFailed(
            "There is no model yet, and COCO weights are switched off (DETECTOR_WEIGHTS=none).",
            reason="no_model",
            hint=step_to_first_model(project),
        )
    found = {label: ids[name] for name, label in weights.match_categories(list(ids)).items()}
    if not found:
        raise JobFailed(
            f"COCO weights know none of the categories of “{project}”: {', '.join(ids) or 'it has none'}.",
            reason="no_matching_category",
            hint=step_to_first_model(project),
        )
    return found
