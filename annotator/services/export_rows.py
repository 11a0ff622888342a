"""What an export takes from the database: images with the names they will have, and boxes in one stream."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.formats.records import BoxRecord, CategoryRecord, ImageRecord
from annotator.models import Box, ModelVersion, Prediction, Project

CHUNK = 5000


class ImageRow(NamedTuple):
    """An image, the name it goes by in the export, and where its bytes are."""

    record: ImageRecord
    stored_as: str
    media_type: str
    orientation: int


def read_categories(project: Project) -> list[CategoryRecord]:
    """All of them, unused and archived ones too, by their permanent ids."""
    rows = project.categories.order_by("coco_id").values_list("coco_id", "name")
    return [CategoryRecord(id=coco_id, name=name) for coco_id, name in rows]


def read_images(project: Project, states: Sequence[str]) -> list[ImageRow]:
    columns = ("id", "file_name", "width", "height", "state", "split", "sha256", "file", "media_type", "orientation")
    rows = project.images.filter(state__in=states).order_by("id").values_list(*columns)
    return [
        ImageRow(
            record=ImageRecord(
                id=image_id, file_name=name, width=width, height=height, state=state, split=split, sha256=sha256
            ),
            stored_as=stored_as,
            media_type=media_type,
            orientation=orientation,
        )
        for image_id, name, width, height, state, split, sha256, stored_as, media_type, orientation in rows.iterator(
            chunk_size=CHUNK
        )
    ]


def read_boxes(project: Project, states: Sequence[str]) -> Iterator[BoxRecord]:
    """By image id, then in the order in which they were drawn."""
    coco_ids = dict(project.categories.values_list("pk", "coco_id"))
    rows = Box.objects.filter(image__project=project, image__state__in=states).order_by("image_id", "id")
    columns = rows.values_list("image_id", "category_id", "x1", "y1", "x2", "y2", "crowd", "occluded", "truncated")
    for image_id, category, x1, y1, x2, y2, crowd, occluded, truncated in columns.iterator(chunk_size=CHUNK):
        yield BoxRecord(
            image_id=image_id,
            category_id=coco_ids[category],
            x1=x1,
            y1=y1,
            x2=x2,
            y2=y2,
            crowd=crowd,
            occluded=occluded,
            truncated=truncated,
        )


def read_predictions(model: ModelVersion, states: Sequence[str]) -> Iterator[BoxRecord]:
    """What the model saw, low scores too, by image id."""
    coco_ids = dict(model.project.categories.values_list("pk", "coco_id"))
    rows = Prediction.objects.filter(model_version=model, image__state__in=states).order_by("image_id")
    for image_id, boxes in rows.values_list("image_id", "boxes").iterator(chunk_size=CHUNK):
        for category, x1, y1, x2, y2, score, *_ in boxes:
            if category in coco_ids:
                yield BoxRecord(
                    image_id=image_id, category_id=coco_ids[category], x1=x1, y1=y1, x2=x2, y2=y2, score=score
                )


def with_unique_names(rows: Sequence[ImageRow], *, alike: Callable[[str], str]) -> tuple[list[ImageRow], list[str]]:
    """The rows, where later ones of the same name get a part of their hash; and the names that this changed.

    alike: what must differ between two names
    """
    counts: Counter[str] = Counter()
    unique: list[ImageRow] = []
    renamed: list[str] = []
    for row in rows:
        name = row.record.file_name
        counts[alike(name)] += 1
        if counts[alike(name)] > 1:
            renamed.append(name)
            row = _renamed(row, f"{_stem(name)}-{row.record.sha256[:12]}{name[len(_stem(name)) :]}")
        unique.append(row)
    return unique, renamed


def with_suffix(row: ImageRow, suffix: str) -> ImageRow:
    return _renamed(row, _stem(row.record.file_name) + suffix)


def _renamed(row: ImageRow, name: str) -> ImageRow:
    return row._replace(record=replace(row.record, file_name=name))


def _stem(name: str) -> str:
    """The name without the suffix of its last part."""
    folder, slash, base = name.rpartition("/")
    return folder + slash + (base.rpartition(".")[0] or base)


def by_stem(name: str) -> str:
    """For formats that name a text file after each image. Some disks make no difference between letter cases."""
    return _stem(name).casefold()


def by_name(name: str) -> str:
    return name.casefold()
