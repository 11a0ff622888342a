"""Look for labels that a model doubts, in predictions of models that had not learnt from them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from django.conf import settings

from annotator.errors import JobFailed
from annotator.handlers import child
from annotator.models import Image, Job, Project
from annotator.services import blobs, datasets, predictions, registry, suspects
from annotator.services.suspects import Doubt, Label
from detector.suspects.find import Boxes, Finding, find, norms

LEAST_DOUBT = 0.4  # Below it fewer than one in seven labels is wrong, on blood cells with planted errors.
MINUTES_A_FOLD = 5.0  # At most: what small differences the small network learns after that finds no more.

Row = Sequence[Any]  # [category id, x1, y1, x2, y2, score, probability | None, …], as predictions are stored.


def run(job: Job) -> dict[str, Any]:
    """params: {} to train in folds, or {"how": "stored"} to take the predictions that are there"""
    labels = _labels(job.project)
    if job.params.get("how") == suspects.STORED:
        model = registry.active_model(job.project)
        seen = {image: row.boxes for image, row in suspects.out_of_sample(job.project).items()}
    else:
        model, seen = None, _crosscheck(job, labels)
    looked_at = {image: rows for image, rows in seen.items() if image in labels}
    doubts = list(_doubts(labels, looked_at))
    stored = suspects.store(job.project, doubts, looked_at=looked_at, model=model)
    return {"images": len(looked_at), "suspects": stored}


def _labels(project: Project) -> dict[int, list[Label]]:
    """What stands in the finished images now, without crowds."""
    ids = list(project.images.filter(state=Image.State.DONE).values_list("pk", flat=True))
    found = suspects.boxes_by_image(ids)
    return {id_: [box for box in found[id_].values() if not box["crowd"]] for id_ in ids}


def _crosscheck(job: Job, labels: Mapping[int, Sequence[Label]]) -> dict[int, list[Row]]:
    """By image what a detector sees in it that has learnt from the others. Raises JobFailed."""
    if len(labels) < suspects.FEWEST_IMAGES:
        raise JobFailed(
            f"{len(labels)} finished images are too few to check each by what was learnt from the others.",
            reason="too_few_images",
            hint=f"Finish {suspects.FEWEST_IMAGES} images.",
        )
    with blobs.new_folder(f"suspects-{job.pk}-") as folder:
        command = child.command("crosscheck", _options(job, folder))
        child.follow(job, command, folder=folder, progress=child.Progress())
        found = json.loads((folder / "seen.json").read_bytes())["images"]
    ids = dict(job.project.categories.values_list("coco_id", "pk"))
    return {int(image): [[ids[row[0]], *row[1:]] for row in rows if row[0] in ids] for image, rows in found.items()}


def _options(job: Job, folder: Path) -> dict[str, Any]:
    images = job.project.images.filter(state=Image.State.DONE)
    groups = dict(images.values_list("pk", "group"))
    document = datasets.pictures_of(job.project, images)
    for row in document["images"]:
        row["boxloop"]["group"] = groups[row["id"]]
    (folder / "labels.json").write_bytes(orjson.dumps(document))
    return {
        "--train": folder / "labels.json",
        "--images": folder,
        "--out": folder / "seen.json",
        "--minutes": min(MINUTES_A_FOLD, job.project.train_minutes),
        "--device": settings.DETECTOR_DEVICE,
    }


def _doubts(labels: Mapping[int, Sequence[Label]], seen: Mapping[int, Sequence[Row]]) -> Iterator[Doubt]:
    images = list(seen)
    drawn = [_drawn(labels[image]) for image in images]
    found = [_seen(seen[image]) for image in images]
    usual = norms(drawn, found)
    for image, ours, theirs in zip(images, drawn, found, strict=True):
        for finding in find(ours, theirs, usual):
            if finding.doubt >= LEAST_DOUBT:
                yield _doubt(image, finding, labels[image], seen[image])


def _drawn(labels: Sequence[Label]) -> Boxes:
    corners = np.array([suspects.corners(label) for label in labels], dtype=np.float64).reshape(-1, 4)
    categories = np.array([label["category"] for label in labels], dtype=np.int64)
    return Boxes(corners, categories, np.ones(len(labels)))


def _seen(rows: Sequence[Row]) -> Boxes:
    corners = np.array([row[1:5] for row in rows], dtype=np.float64).reshape(-1, 4)
    categories = np.array([row[0] for row in rows], dtype=np.int64)
    return Boxes(corners, categories, np.array([predictions.confidence(row) for row in rows], dtype=np.float64))


def _doubt(image: int, finding: Finding, labels: Sequence[Label], seen: Sequence[Row]) -> Doubt:
    label = None if finding.label is None else labels[finding.label]
    row = None if finding.seen is None else seen[finding.seen]
    if label is None and row is None:
        raise AssertionError("a finding is about something")
    return Doubt(
        image_id=image,
        kind=str(finding.kind),
        category_id=label["category"] if label is not None else row[0],  # type: ignore[index]
        label=label,
        seen=None if row is None else _as_seen(row),
        doubt=round(finding.doubt, 4),
        overlap=round(finding.overlap, 4),
    )


def _as_seen(row: Row) -> dict[str, Any]:
    confidence = round(predictions.confidence(row), 4)
    return {"category": row[0], "box": list(row[1:5]), "confidence": confidence, "score": row[5]}
