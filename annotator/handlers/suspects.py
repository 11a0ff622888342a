"""Look for labels that a model doubts, in predictions of models that had not learnt from them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from django.conf import settings

from annotator.errors import JobFailed
from annotator.handlers import child
from annotator.models import Job
from annotator.services import blobs, datasets, out_of_sample, predictions, registry, suspects
from annotator.services.suspects import Doubt, Label
from detector.scores.matching import IN_CROWD, shares
from detector.suspects.find import Boxes, Finding, find, norms

LEAST_DOUBT = 0.4  # Below it fewer than one in seven labels is wrong, on blood cells with planted errors.
IMAGES_AT_MOST = 5000  # The newest: nobody reviews the doubts of more, and a worker holds what is seen in them.
MINUTES_A_FOLD = 5.0  # At most: what small differences the small network learns after that finds no more.

Row = Sequence[Any]  # [category id, x1, y1, x2, y2, score, probability | None, …], as predictions are stored.


def run(job: Job) -> dict[str, Any]:
    """params: {} to train in folds, or {"how": "stored"} to take the predictions that are there"""
    is_cheap = job.params.get("how") == out_of_sample.STORED
    images = out_of_sample.not_looked_at(job.project) if is_cheap else out_of_sample.finished(job.project)
    ids = list(images.order_by("-finished_at", "id").values_list("pk", flat=True)[:IMAGES_AT_MOST])
    present = suspects.boxes_by_image(ids)
    if is_cheap:
        model = registry.active_model(job.project)
        seen: dict[int, list[Row]] = {
            image: row.boxes for image, row in out_of_sample.newest_predictions(job.project, ids).items()
        }
    else:
        model, seen = None, _crosscheck(job, ids)
    doubts = list(_doubts(present, seen))
    stored = suspects.store(job.project, doubts, looked_at=seen, model=model)
    return {"images": len(seen), "suspects": stored}


def _crosscheck(job: Job, ids: Sequence[int]) -> dict[int, list[Row]]:
    """By image what a detector sees in it that has learnt from the others. Raises JobFailed."""
    if len(ids) < out_of_sample.FEWEST_IMAGES:
        raise JobFailed(
            f"{len(ids)} finished images are too few to check each by what was learnt from the others.",
            reason="too_few_images",
            hint=f"Finish {out_of_sample.FEWEST_IMAGES} images.",
        )
    with blobs.new_folder(f"suspects-{job.pk}-") as folder:
        command = child.command("crosscheck", _options(job, ids, folder))
        child.follow(job, command, folder=folder, progress=child.Progress())
        found = json.loads((folder / "seen.json").read_bytes())["images"]
    ours = dict(job.project.categories.values_list("coco_id", "pk"))
    return {int(image): [[ours[row[0]], *row[1:]] for row in rows if row[0] in ours] for image, rows in found.items()}


def _options(job: Job, ids: Sequence[int], folder: Path) -> dict[str, Any]:
    images = job.project.images.filter(pk__in=ids)
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


def _doubts(present: Mapping[int, Mapping[str, Label]], seen: Mapping[int, Sequence[Row]]) -> Iterator[Doubt]:
    """present: all boxes by image and key"""
    labels = {image: [box for box in present[image].values() if not box["crowd"]] for image in seen}
    rows = {image: _outside_crowds(seen[image], present[image].values()) for image in seen}
    drawn, found = [_drawn(labels[image]) for image in seen], [_seen(rows[image]) for image in seen]
    usual = norms(drawn, found)
    for image, ours, theirs in zip(seen, drawn, found, strict=True):
        for finding in find(ours, theirs, usual):
            if finding.doubt >= LEAST_DOUBT:
                yield _doubt(image, finding, labels[image], rows[image])


def _outside_crowds(rows: Sequence[Row], boxes: Iterable[Label]) -> list[Row]:
    """In a region with many nobody is asked to draw each."""
    crowds = [suspects.corners(box) for box in boxes if box["crowd"]]
    if not crowds or not rows:
        return list(rows)
    inside = shares([row[1:5] for row in rows], crowds).max(axis=1) >= IN_CROWD
    return [row for row, is_inside in zip(rows, inside.tolist(), strict=True) if not is_inside]


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
