"""COCO results: a bare JSON list of what a model saw, {image_id, category_id, bbox, score}.

The ids are those of the instances file beside which the results were made.
"""

from collections.abc import Iterable
from typing import IO, Any

import orjson

from annotator.errors import InvalidImport
from annotator.formats import strict_json
from annotator.formats.coco_fields import FieldError, bbox, read_box
from annotator.formats.records import BoxRecord, Id, Problems

RARE_KEYS = ("bbox", "image_id", "category_id", "score")


def is_results(document_start: bytes) -> bool:
    """Whether a file that begins like this holds results rather than instances."""
    return document_start.removeprefix(strict_json.BYTE_ORDER_MARK).lstrip().startswith(b"[")


def read_results(content: bytes, *, categories: Iterable[Id]) -> list[BoxRecord]:
    """All boxes with their scores, in the order of the file; boxes without area are left out.

    categories: the ids that may occur
    Raises InvalidImport with the first twenty errors.
    """
    document = strict_json.load(content, rare_keys=RARE_KEYS)
    if not isinstance(document, list):
        raise InvalidImport(
            "The file is not a list of results.", hint="Import a file with images and categories as annotations."
        )
    problems, known = Problems(), set(categories)
    boxes = [_result(record, index, known, problems) for index, record in enumerate(document)]
    problems.refuse_if_any()
    return [box for box in boxes if box is not None and box.has_area]


def _result(record: Any, index: int, categories: set[Id], problems: Problems) -> BoxRecord | None:
    try:
        if not isinstance(record, dict):
            raise FieldError("it is not an object.")
        if record.get("score") is None:
            raise FieldError("“score” is missing.")
        return read_box(record, images=None, categories=categories)
    except FieldError as error:
        problems.add(f"Result number {index + 1}: {error}")
        return None


def write_results(stream: IO[bytes], boxes: Iterable[BoxRecord]) -> int:
    """Write one result a line, in the order given; the number of them."""
    count = 0
    for box in boxes:
        stream.write(b",\n" if count else b"[\n")
        stream.write(
            orjson.dumps(
                {
                    "image_id": box.image_id,
                    "category_id": box.category_id,
                    "bbox": bbox(box),
                    "score": box.score,
                }
            )
        )
        count += 1
    stream.write(b"\n]\n" if count else b"[]\n")
    return count
