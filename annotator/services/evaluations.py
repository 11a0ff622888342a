"""How good models were on the hold-out: recorded once where they are measured, looked up, and compared.

A record holds what the model saw and what people had drawn then. So it speaks of one data set for ever, and two models
are compared on the images that both saw, whatever was recorded when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User

from annotator.errors import ModelUnusable, NotComparable, NothingToMeasure
from annotator.models import DatasetVersion, Evaluation, Image, Job, ModelVersion, Project
from annotator.services import blobs, jobs, predictions
from annotator.services.measuring.comparison import Sides, compared, paired
from annotator.services.measuring.figures import figures_of
from annotator.services.measuring.scenes import Document, Scene, from_bytes, scenes, to_bytes

Rows = Sequence[Mapping[str, Any]]


def record(
    model: ModelVersion, dataset_version: DatasetVersion, rows: Rows, *, assessment: Mapping[str, Any] | None
) -> Evaluation:
    """Keep what the model saw in the hold-out of a data set. Once: what is there stays.

    rows: as `detector.scores.sightings` writes them, with COCO ids; assessment: as `detector.scores.assess` does
    """
    known = model.evaluations.filter(dataset_version=dataset_version).first()
    if known:
        return known
    kept = _rows(model, rows, assessment or {})
    figures = figures_of(scenes(kept))
    yardstick = {name: (assessment or {}).get(name) for name in ("costs", "tolerance")}
    content = to_bytes({"images": kept, "yardstick": yardstick, "figures": figures})
    name = blobs.evaluation_name(sha256(content).hexdigest())
    blobs.put_bytes(name, content)
    evaluation, _ = Evaluation.objects.get_or_create(
        model_version=model,
        dataset_version=dataset_version,
        defaults={
            "file": name,
            "sha256": sha256(content).hexdigest(),
            "images": figures["images"],
            "boxes": figures["boxes"],
        },
    )
    return evaluation


def _rows(model: ModelVersion, rows: Rows, assessment: Mapping[str, Any]) -> list[Document]:
    """With ids of categories, and with what people are shown."""
    ids = dict(model.project.categories.values_list("coco_id", "pk"))
    order = assessment.get("image_ids", ())
    seconds = dict(zip(order, assessment.get("seconds", ()), strict=True))
    by_hand = dict(zip(order, assessment.get("manual_seconds", ()), strict=True))
    return [
        {
            "image_id": row["image_id"],
            "truth": [[ids[box[0]], *box[1:]] for box in row["truth"] if box[0] in ids],
            "found": [_found(model, ids[box[0]], box) for box in row["found"] if box[0] in ids],
            "seconds": seconds.get(row["image_id"]),
            "manual_seconds": by_hand.get(row["image_id"]),
        }
        for row in rows
    ]


def _found(model: ModelVersion, category: int, box: Sequence[Any]) -> list[Any]:
    stored = [category, *box[1:]]
    return [*stored, int(predictions.is_shown(stored, model.thresholds))]


def start_measuring(model: ModelVersion, *, by: User | None = None) -> Job:
    """Look with the model at the hold-out as it is now; the same job when one is open.

    Raises ModelUnusable for one without weights, NothingToMeasure.
    """
    if not model.weights:
        raise ModelUnusable(f"{model} has no weights here: it is known by its predictions only.")
    if not finished_holdout(model.project):
        raise NothingToMeasure(f"No hold-out image of “{model.project}” is finished and has a box.")
    return jobs.enqueue(
        model.project,
        Job.Kind.ASSESS,
        params={"model_version": model.pk},
        queue=Job.Queue.GPU,
        dedupe_key=f"assess:{model.pk}",
        created_by=by,
    )


def finished_holdout(project: Project) -> int:
    """How many hold-out images there are to measure a model on now."""
    finished = project.images.filter(split=Image.Split.HOLDOUT, state=Image.State.DONE)
    return finished.count() if finished.filter(box_count__gt=0).exists() else 0


def training_seconds(model: ModelVersion) -> float | None:
    """Of the job that made it."""
    job = model.job
    if job is None or job.started_at is None or job.finished_at is None:
        return None
    return (job.finished_at - job.started_at).total_seconds()


def evaluations_of(model: ModelVersion) -> list[Evaluation]:
    """The newest first."""
    return list(
        model.evaluations.select_related("dataset_version", "model_version__project").order_by(
            "-dataset_version__number"
        )
    )


@lru_cache(maxsize=8)
def _read(name: str) -> Document:
    return from_bytes(blobs.read_bytes(name))  # Named by its content: it never changes.


def figures(evaluation: Evaluation) -> Document:
    found: Document = _read(evaluation.file.name)["figures"]
    return found


def scenes_of(evaluation: Evaluation) -> list[Scene]:
    return list(_scenes(evaluation.file.name))


@lru_cache(maxsize=8)
def _scenes(name: str) -> tuple[Scene, ...]:
    return tuple(scenes(_read(name)["images"]))


def pair_of(before: ModelVersion, after: ModelVersion) -> tuple[Evaluation, Evaluation]:
    """What to compare two models by: records of the same data set where there are such, or else the newest of each.

    Raises NotComparable.
    """
    if before.project_id != after.project_id or before == after:
        raise NotComparable("Two different models of one project can be compared.")
    left, right = evaluations_of(before), evaluations_of(after)
    for model, known in ((before, left), (after, right)):
        if not known:
            raise _never_measured(model)
    theirs = {row.dataset_version_id: row for row in right}
    shared = next((row for row in left if row.dataset_version_id in theirs), None)
    return (shared, theirs[shared.dataset_version_id]) if shared else (left[0], right[0])


def _never_measured(model: ModelVersion) -> NotComparable:
    if model.weights:
        return NotComparable(f"{model} was never measured on the hold-out.", hint="Measure it now.")
    return NotComparable(
        f"{model} is known by its predictions only, which were read from a file: it cannot be measured.",
        hint="Choose a model that was trained here.",
    )


def sides_of(before: Evaluation, after: Evaluation) -> Sides:
    """The images that both saw, with the newer labels."""
    newer = after.dataset_version.number >= before.dataset_version.number
    left, right = paired(scenes_of(before), scenes_of(after), labels_of_after=newer)
    if _read(before.file.name)["yardstick"] == _read(after.file.name)["yardstick"]:
        return left, right
    return _without_seconds(left), _without_seconds(right)


def _without_seconds(images: Sequence[Scene]) -> list[Scene]:
    """They are of different people, or of the same with another idea of what is good enough."""
    return [replace(one, seconds=None, manual_seconds=None) for one in images]


@lru_cache(maxsize=16)
def _compared(before: int, after: int) -> Document:
    rows = Evaluation.objects.select_related("dataset_version").in_bulk([before, after])
    return compared(sides_of(rows[before], rows[after]))


def comparison(before: Evaluation, after: Evaluation) -> Document:
    return _compared(before.pk, after.pk)  # Neither ever changes.
