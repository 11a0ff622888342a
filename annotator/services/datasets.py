"""The finished images of a moment, frozen as a content-addressed COCO file.

Trainings refer to it. It names images by their stored files, and carries what COCO
has no word for under one key, "boxloop": the split and the hash of each image.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Max, QuerySet

from annotator.models import Box, DatasetVersion, Image, Project
from annotator.services import blobs
from annotator.services.exports import slug

Document = dict[str, Any]


@dataclass(frozen=True)
class RunFiles:
    """What a training reads: COCO files, whose images lie below root.

    holdout is None when it has no image; seen is what the model in use learned from, None without one.
    images: ids of those to learn from; boxes: how many, by the COCO id of their category, without crowds
    """

    train: Path
    holdout: Path | None
    seen: Path | None
    root: Path
    images: frozenset[int]
    boxes: Mapping[int, int]


def freeze_dataset(project: Project) -> DatasetVersion:
    """Freeze the project's finished images; the same content gives the version that is there."""
    document = _document(project)
    with blobs.new_file() as path:
        path.write_bytes(orjson.dumps(document))
        sha256 = blobs.sha256_of(path)
        blobs.put_file(blobs.dataset_name(sha256), path)
    return _register(project, sha256, counts=_counts(document))


@transaction.atomic
def _register(project: Project, sha256: str, *, counts: dict[str, int]) -> DatasetVersion:
    project.hold()
    known = project.dataset_versions.filter(sha256=sha256).first()
    if known:
        return known
    highest = project.dataset_versions.aggregate(highest=Max("number"))["highest"] or 0
    return DatasetVersion.objects.create(
        project=project, number=highest + 1, manifest=blobs.dataset_name(sha256), sha256=sha256, counts=counts
    )


def _document(project: Project) -> Document:
    finished = project.images.filter(state=Image.State.DONE).order_by("id")
    boxes = Box.objects.filter(image__project=project, image__state=Image.State.DONE).order_by("image_id", "id")
    return {
        "images": list(_images(finished)),
        "annotations": list(_annotations(boxes)),
        "categories": _categories(project),
    }


def pictures_of(project: Project, images: QuerySet[Image]) -> Document:
    """A few images as a COCO document with the paths of their files, and with what is drawn in them now."""
    rows = list(_images(images))
    boxes = Box.objects.filter(image__in=[row["id"] for row in rows]).order_by("image_id", "id")
    with_paths = [{**row, "file_name": str(blobs.local_path(row["file_name"]))} for row in rows]
    return {"images": with_paths, "annotations": list(_annotations(boxes)), "categories": _categories(project)}


def _categories(project: Project) -> list[Document]:
    rows = project.categories.order_by("coco_id").values("coco_id", "name")
    return [{"id": row["coco_id"], "name": row["name"], "supercategory": ""} for row in rows]


def _images(images: QuerySet[Image]) -> Iterator[Document]:
    for row in images.values("id", "file", "width", "height", "split", "sha256").iterator(chunk_size=5000):
        yield {
            "id": row["id"],
            "file_name": row["file"],
            "width": row["width"],
            "height": row["height"],
            "boxloop": {"split": row["split"], "sha256": row["sha256"]},
        }


def _annotations(boxes: QuerySet[Box]) -> Iterator[Document]:
    columns = boxes.values_list("image_id", "category__coco_id", "x1", "y1", "x2", "y2", "crowd")
    for number, (image, category, x1, y1, x2, y2, crowd) in enumerate(columns.iterator(chunk_size=5000), start=1):
        yield {
            "id": number,
            "image_id": image,
            "category_id": category,
            "bbox": [x1, y1, x2 - x1, y2 - y1],
            "area": (x2 - x1) * (y2 - y1),
            "iscrowd": int(crowd),
            "segmentation": [],
        }


def _counts(document: Document) -> dict[str, int]:
    holdout = sum(image["boxloop"]["split"] == Image.Split.HOLDOUT for image in document["images"])
    return {
        "images": len(document["images"]),
        "train": len(document["images"]) - holdout,
        "holdout": holdout,
        "boxes": len(document["annotations"]),
    }


def file_name(dataset_version: DatasetVersion) -> str:
    """Under which people take it home."""
    return f"{slug(dataset_version.project.name)}-dataset-{dataset_version.number}.json"


def write_run(dataset_version: DatasetVersion, folder: Path, *, seen: DatasetVersion | None = None) -> RunFiles:
    """Write the two sides of a frozen data set as COCO files into a training's folder.

    seen: the data set that the model in use learned from
    """
    document = orjson.loads(blobs.read_bytes(dataset_version.manifest.name))
    for image in document["images"]:
        # An absolute path, so that files of a bucket may lie in the cache.
        image["file_name"] = str(blobs.local_path(image["file_name"]))
    sides = {split: _side(document, split) for split in (Image.Split.TRAIN, Image.Split.HOLDOUT)}
    for split, side in sides.items():
        (folder / f"{split}.json").write_bytes(orjson.dumps(side))
    holdout = sides[Image.Split.HOLDOUT]["images"]
    return RunFiles(
        train=folder / "train.json",
        holdout=folder / "holdout.json" if holdout else None,
        seen=_write_seen(seen, folder) if seen else None,
        root=folder,
        images=frozenset(row["id"] for row in sides[Image.Split.TRAIN]["images"]),
        boxes=Counter(row["category_id"] for row in sides[Image.Split.TRAIN]["annotations"] if not row["iscrowd"]),
    )


def write_holdout(dataset_version: DatasetVersion, folder: Path) -> Path:
    """The hold-out of a frozen data set as a COCO file, with the paths of its pictures."""
    side = _side(orjson.loads(blobs.read_bytes(dataset_version.manifest.name)), Image.Split.HOLDOUT)
    for image in side["images"]:
        image["file_name"] = str(blobs.local_path(image["file_name"]))
    path = folder / "holdout.json"
    path.write_bytes(orjson.dumps(side))
    return path


def _write_seen(dataset_version: DatasetVersion, folder: Path) -> Path:
    """Without paths: it says which images were learned from, and with which boxes."""
    document = orjson.loads(blobs.read_bytes(dataset_version.manifest.name))
    path = folder / "seen.json"
    path.write_bytes(orjson.dumps(_side(document, Image.Split.TRAIN)))
    return path


def _side(document: Document, split: str) -> Document:
    images = [image for image in document["images"] if image["boxloop"]["split"] == split]
    ids = {image["id"] for image in images}
    annotations = [row for row in document["annotations"] if row["image_id"] in ids]
    return {"images": images, "annotations": annotations, "categories": document["categories"]}
