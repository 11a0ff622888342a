"""A small COCO file that is right, ways to make it wrong, and what is read from it and written to it."""

import io
import json
from typing import Any

import pytest

from annotator.errors import InvalidImport
from annotator.formats import coco
from annotator.formats.records import BoxRecord, CategoryRecord, Contents, ImageRecord

CATEGORIES = [CategoryRecord(id=1, name="cat"), CategoryRecord(id=5, name="dog")]
IMAGES = [ImageRecord(id=7, file_name="a/one.jpg", width=640, height=480)]
BOX = BoxRecord(image_id=7, category_id=5, x1=10.5, y1=20, x2=110.25, y2=220)


def document(**changes: Any) -> dict[str, Any]:
    """A small file that is right."""
    return {
        "images": [{"id": 7, "file_name": "a/one.jpg", "width": 640, "height": 480}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 5, "name": "dog"}],
        "annotations": [{"id": 3, "image_id": 7, "category_id": 5, "bbox": [10.5, 20, 99.75, 200]}],
        **changes,
    }


def annotation(**changes: Any) -> dict[str, Any]:
    """The file with one annotation changed; a field set to ... is taken away."""
    record = {**document()["annotations"][0], **changes}
    return document(annotations=[{key: value for key, value in record.items() if value is not ...}])


def read(file: Any) -> Contents:
    return coco.read_instances(json.dumps(file).encode())


def refusal(file: Any) -> InvalidImport:
    content = file if isinstance(file, bytes) else json.dumps(file).encode()
    with pytest.raises(InvalidImport) as refused:
        coco.read_instances(content)
    assert refused.value.hint
    return refused.value


def written(boxes: list[BoxRecord], images: list[ImageRecord] | None = None) -> bytes:
    stream = io.BytesIO()
    coco.write_instances(
        stream, info={"description": "test"}, categories=CATEGORIES, images=images or IMAGES, boxes=boxes
    )
    return stream.getvalue()
