"""Choose the next batch of the balanced queue, and freeze it."""

from functools import partial
from typing import Any

import numpy as np
from django.db.models import Count

from annotator.handlers import looks, stability
from annotator.models import Box, Image, Job, ModelVersion, Prediction, Project
from annotator.services import batches, jobs, registry
from detector.acquisition.alike import alike
from detector.acquisition.balanced import Batch, Candidate, Knowledge, balanced
from detector.acquisition.sketch import Sketch

POOL = 3000  # Open images that are compared; of a larger set, so many drawn at random.
LABELLED = 300  # Finished images that a batch keeps away from, the newest ones.
NOT_WANTED = "The batch that is there will do."


def run(job: Job) -> dict[str, Any]:
    """params: {}"""
    model = registry.active_model(job.project)
    if model is not None:
        stability.compare(model)
    if not batches.is_wanted(job.project, model):
        return {"images": 0, "note": NOT_WANTED}
    batch, pool = _choose(job, model)
    batches.freeze_batch(
        job.project,
        [_place(batch, number) for number in range(len(batch.picks))],
        model=model,
        phase=batch.phase,
        seed=batch.seed,
        informativeness_weight=batch.weight,
        pool=pool,
    )
    return {"images": len(batch.picks), "phase": batch.phase, "model": model.number if model else None}


def _choose(job: Job, model: ModelVersion | None) -> tuple[Batch, int]:
    project, seed = job.project, job.pk % 2**32
    open_images = _some(list(batches.candidates(project).order_by("id").values_list("pk", flat=True)), seed=seed)
    finished = project.images.filter(state=Image.State.DONE, split=Image.Split.TRAIN)
    labelled = list(finished.order_by("-finished_at", "id").values_list("pk", flat=True)[:LABELLED])
    known = _candidates(job, [*open_images, *labelled], model)
    pool = [known[image_id] for image_id in open_images if image_id in known]
    done = [known[image_id] for image_id in labelled if image_id in known]
    size = batches.batch_size(project)
    if batches.is_last_phase(project):
        return alike(pool, done[0] if done else None, size=size, seed=seed), len(pool)
    knowledge = _knowledge(project, model, labelled=finished.count())
    return balanced(pool, done, knowledge, size=size, seed=seed), len(pool)


def _some(ids: list[int], *, seed: int) -> list[int]:
    if len(ids) <= POOL:
        return ids
    return sorted(np.random.default_rng(seed).choice(ids, POOL, replace=False).tolist())


def _candidates(job: Job, ids: list[int], model: ModelVersion | None) -> dict[int, Candidate]:
    rows = list(Image.objects.filter(pk__in=ids))
    on_progress = partial(jobs.beat, job, message="Looking at the images")
    seen = {row.image_id: row for row in Prediction.objects.filter(model_version=model, image__in=ids).defer("boxes")}
    return {
        image_id: Candidate(
            image_id=image_id,
            descriptor=descriptor,
            sketch=_sketch(seen.get(image_id)),
            seconds=_seconds(seen.get(image_id)),
        )
        for image_id, descriptor in looks.descriptors_of(rows, on_progress=on_progress).items()
    }


def _sketch(prediction: Prediction | None) -> Sketch | None:
    if prediction is None or prediction.embedding is None:
        return None
    return Sketch.from_bytes(bytes(prediction.embedding))


def _seconds(prediction: Prediction | None) -> float | None:
    """Suggestions that cost more than they save are not shown."""
    if prediction is None or prediction.predicted_seconds is None:
        return None
    return min(prediction.predicted_seconds, prediction.manual_seconds or prediction.predicted_seconds)


def _knowledge(project: Project, model: ModelVersion | None, *, labelled: int) -> Knowledge:
    metrics = (model.metrics if model else None) or {}
    boxes = Box.objects.filter(image__project=project, image__state=Image.State.DONE, image__split=Image.Split.TRAIN)
    return Knowledge(
        labelled=labelled,
        ap50=metrics.get("ap50"),
        boxes=dict(boxes.values_list("category").annotate(boxes=Count("id")).order_by()),
        precision={
            int(category): row["ap"]
            for category, row in metrics.get("per_category", {}).items()
            if row["ap"] is not None
        },
        names=dict(project.categories.values_list("pk", "name")),
    )


def _place(batch: Batch, number: int) -> batches.Place:
    pick = batch.picks[number]
    return batches.Place(
        image_id=pick.image_id,
        share=pick.share,
        parts=dict(pick.parts),
        selection_probability=pick.probability,
        reason_code=pick.reason.code,
        reason=pick.reason.text,
    )
