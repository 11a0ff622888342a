"""COCO instances: one JSON file with images, annotations and categories.

`bbox` is [x, y, width, height] in pixels with the origin at the top left, and the whole image is [0, 0, W, H]:
no rounding and no +1. What COCO has no words for stands under the one key “boxloop” of each record.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, TypeVar

import orjson

from annotator.errors import InvalidImport
from annotator.formats import strict_json
from annotator.formats.coco_fields import VENDOR, FieldError, Record, bbox, own_id, read_box, read_id, shown, text
from annotator.formats.records import BoxRecord, CategoryRecord, Contents, Id, ImageRecord, Problems, is_number, listed

RARE_KEYS = ("images", "annotations", "categories", "bbox", "image_id", "category_id", "file_name")
IMAGE_EXTRAS = ("state", "split", "sha256")

T = TypeVar("T")


# --- reading


def read_instances(content: bytes) -> Contents:
    """All images, categories and boxes of the file.

    Missing info, licenses, area, iscrowd, supercategory and segmentation are fine; so are ids as text, gaps
    between them and 0. No mask is decoded and no address in the file is visited.
    Raises InvalidImport with the first twenty errors: what is broken is refused as a whole.
    """
    document = _instances(strict_json.load(content, rare_keys=RARE_KEYS))
    findings = _Findings()
    categories = _categories(document["categories"], findings)
    images = _images(document["images"], findings)
    boxes = _boxes(document["annotations"], images, categories, findings.problems)
    findings.problems.refuse_if_any()
    kept = tuple(box for box in boxes if box.has_area)
    return Contents(
        images=tuple(images.values()),
        categories=tuple(categories.values()),
        boxes=kept,
        dropped=len(boxes) - len(kept),
        notes=tuple(findings.notes),
    )


def _instances(document: Any) -> dict[str, list[Any]]:
    if isinstance(document, list):
        raise InvalidImport(
            "The file is a bare list, as COCO results are; annotations need “images” and “categories” too.",
            hint="Import it as predictions of a model.",
        )
    if not isinstance(document, dict):
        raise InvalidImport("The file is not a COCO file: it must be an object with images, annotations, categories.")
    for key in ("images", "annotations", "categories"):
        if key not in document:
            raise InvalidImport(f"The file has no “{key}”.", field=key)
        if not isinstance(document[key], list):
            raise InvalidImport(f"“{key}” must be a list.", field=key)
        for index, record in enumerate(document[key]):
            if not isinstance(record, dict):
                raise InvalidImport(f"Number {index + 1} of “{key}” is not an object.", field=key)
    return document


@dataclass
class _Findings:
    """What is refused, and what is passed over and only said."""

    problems: Problems = field(default_factory=Problems)
    odd_sizes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _unique(noun: str, records: list[Record], read: Callable[[Id, Record], T], findings: _Findings) -> dict[Id, T]:
    """The records by id, in the order of the file."""
    found: dict[Id, T] = {}
    for index, record in enumerate(records):
        try:
            record_id = own_id(record)
            if record_id in found:
                raise FieldError("the id occurs twice.")
            found[record_id] = read(record_id, record)
        except FieldError as error:
            findings.problems.add(f"{_place(noun, record, index)}: {error}")
    return found


def _categories(records: list[Record], findings: _Findings) -> dict[Id, CategoryRecord]:
    found = _unique("category", records, lambda key, row: CategoryRecord(id=key, name=text(row, "name")), findings)
    if doubled := _doubled(category.name for category in found.values()):
        findings.notes.append(f"Categories of the same name were merged: {listed(doubled)}.")
    return found


def _images(records: list[Record], findings: _Findings) -> dict[Id, ImageRecord]:
    found = _unique("image", records, lambda key, row: _image(key, row, findings), findings)
    if doubled := _doubled(image.file_name for image in found.values()):
        findings.notes.append(f"Images listed more than once were merged: {listed(doubled)}.")
    if findings.odd_sizes:
        names = listed(findings.odd_sizes)
        findings.notes.append(f"A width or height makes no sense; the image's own was used: {names}.")
    return found


def _image(image_id: Id, record: Record, findings: _Findings) -> ImageRecord:
    name = text(record, "file_name")
    width, height = _side(record.get("width")), _side(record.get("height"))
    if (width is None or height is None) and (record.get("width"), record.get("height")) != (None, None):
        findings.odd_sizes.append(name)
    extra = record.get(VENDOR)
    extra = extra if isinstance(extra, dict) else {}
    return ImageRecord(
        id=image_id,
        file_name=name,
        width=width,
        height=height,
        **{key: value for key in IMAGE_EXTRAS if isinstance(value := extra.get(key), str)},
    )


def _side(value: Any) -> int | None:
    return int(value) if is_number(value) and 1 <= value <= 10**6 else None


def _doubled(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _boxes(
    records: list[Record], images: Collection[Id], categories: Collection[Id], problems: Problems
) -> list[BoxRecord]:
    boxes: list[BoxRecord] = []
    for index, record in enumerate(records):
        try:
            own_id(record)
            boxes.append(read_box(record, images=images, categories=categories))
        except FieldError as error:
            problems.add(f"{_place('annotation', record, index)}: {error}")
    return boxes


def _place(noun: str, record: Record, index: int) -> str:
    record_id = read_id(record.get("id"))
    name = noun.capitalize() if record_id is None else f"{noun.capitalize()} {shown(record_id)},"
    return f"{name} number {index + 1} in the file"


# --- writing


@dataclass(frozen=True, kw_only=True)
class Written:
    images: int
    boxes: int
    categories: int


def write_instances(
    stream: IO[bytes],
    *,
    info: Mapping[str, Any],
    license_text: str = "",
    categories: Iterable[CategoryRecord],
    images: Iterable[ImageRecord],
    boxes: Iterable[BoxRecord],
) -> Written:
    """Write one record a line, in the order given, holding one at a time: the same records give the same bytes.

    Annotations are numbered from 1.
    """
    licenses = [{"id": 1, "name": license_text, "url": ""}] if license_text else []
    stream.write(b'{"info":' + orjson.dumps(dict(info)) + b',\n"licenses":' + orjson.dumps(licenses))
    stream.write(b',\n"categories":')
    category_count = _write_list(stream, map(_category_json, categories))
    stream.write(b',\n"images":')
    image_count = _write_list(stream, map(_image_json, images))
    stream.write(b',\n"annotations":')
    box_count = _write_list(stream, (_box_json(number, box) for number, box in enumerate(boxes, start=1)))
    stream.write(b"}\n")
    return Written(images=image_count, boxes=box_count, categories=category_count)


def _write_list(stream: IO[bytes], records: Iterable[Record]) -> int:
    count = 0
    for record in records:
        stream.write(b",\n" if count else b"[\n")
        stream.write(orjson.dumps(record))
        count += 1
    stream.write(b"\n]" if count else b"[]")
    return count


def _category_json(category: CategoryRecord) -> Record:
    return {"id": category.id, "name": category.name, "supercategory": ""}


def _image_json(image: ImageRecord) -> Record:
    record: dict[str, Any] = {
        "id": image.id,
        "file_name": image.file_name,
        "width": image.width,
        "height": image.height,
    }
    if extra := {key: value for key in IMAGE_EXTRAS if (value := getattr(image, key))}:
        record[VENDOR] = extra
    return record


def _box_json(number: int, box: BoxRecord) -> Record:
    corner_and_size = bbox(box)
    record: dict[str, Any] = {
        "id": number,
        "image_id": box.image_id,
        "category_id": box.category_id,
        "bbox": corner_and_size,
        "area": corner_and_size[2] * corner_and_size[3],
        "iscrowd": int(box.crowd),
        "segmentation": [],
    }
    if box.occluded or box.truncated:
        record[VENDOR] = {"occluded": box.occluded, "truncated": box.truncated}
    return record
