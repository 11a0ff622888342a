"""The fields of one COCO record: ids, flags and the bbox, in both directions."""

from collections.abc import Collection, Mapping
from typing import Any

from annotator.formats.records import BoxRecord, Id, is_number

VENDOR = "boxloop"  # What COCO has no words for stands under this one key of a record.
LARGEST_EXACT = 2**53  # Of the whole numbers that a float holds without loss.

Record = Mapping[str, Any]


class FieldError(ValueError):
    """What is wrong with a field, as a sentence without its place."""


def read_box(record: Record, *, images: Collection[Id] | None, categories: Collection[Id]) -> BoxRecord:
    """The box of one annotation or result; it may have no area. Raises FieldError.

    images: known ids, or None when any will do
    """
    x1, y1, x2, y2 = _corners(record)
    return BoxRecord(
        image_id=_reference(record, "image_id", images, "image"),
        category_id=_reference(record, "category_id", categories, "category"),
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        crowd=_crowd(record),
        occluded=_attribute(record, "occluded"),
        truncated=_attribute(record, "truncated"),
        score=_score(record),
    )


def own_id(record: Record) -> Id:
    """Raises FieldError."""
    found = read_id(record.get("id"))
    if found is None:
        raise wrong(record, "id", "a whole number or a text")
    return found


def text(record: Record, key: str) -> str:
    """Raises FieldError when there is none."""
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise wrong(record, key, "a text")
    return value


def read_id(value: Any) -> Id | None:
    """A whole number or a text; "7" is 7, and 7.0 is 7. None for anything else."""
    if isinstance(value, str):
        if value.isdecimal() and value.isascii() and len(value) < 20:
            return int(value)
        return value or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < LARGEST_EXACT else None
    return value if type(value) is int else None


def wrong(record: Record, key: str, wanted: str) -> FieldError:
    if key not in record:
        return FieldError(f"“{key}” is missing.")
    return FieldError(f"“{key}” is {shown(record[key])}; it must be {wanted}.")


def shown(value: Any) -> str:
    quoted = f"“{value}”" if isinstance(value, str) else repr(value)
    return quoted if len(quoted) <= 60 else f"{quoted[:60]}…"


def _reference(record: Record, key: str, known: Collection[Id] | None, noun: str) -> Id:
    found = read_id(record.get(key))
    if found is None:
        raise wrong(record, key, "a whole number or a text")
    if known is not None and found not in known:
        raise FieldError(f"“{key}” is {shown(found)}, and there is no {noun} with that id.")
    return found


def _corners(record: Record) -> tuple[float, float, float, float]:
    values = record.get("bbox")
    if not isinstance(values, list):
        raise wrong(record, "bbox", "a list of 4 numbers")
    if len(values) != 4:
        raise FieldError(f"“bbox” has {len(values)} numbers; it must have 4: x, y, width, height.")
    for name, value in zip(("x", "y", "width", "height"), values, strict=True):
        if not is_number(value):
            raise FieldError(f"the {name} in “bbox” is {shown(value)}; it must be a number.")
    x, y, width, height = map(float, values)
    return x, y, x + width, y + height


def _score(record: Record) -> float | None:
    score = record.get("score")
    if score is None or (is_number(score) and 0 <= score <= 1):
        return score
    raise wrong(record, "score", "a number from 0 to 1")


def _crowd(record: Record) -> bool:
    crowd = record.get("iscrowd")
    if crowd not in (0, 1, None):
        raise wrong(record, "iscrowd", "0 or 1")
    return bool(crowd)


def _attribute(record: Record, name: str) -> bool:
    """Under our own key, or among the attributes that CVAT writes."""
    return any(
        isinstance(extra, dict) and extra.get(name) is True for extra in (record.get(VENDOR), record.get("attributes"))
    )


def bbox(box: BoxRecord) -> list[float]:
    return [box.x1, box.y1, extent(box.x1, box.x2), extent(box.y1, box.y2)]


def extent(low: float, high: float) -> float:
    """The width from low to high, such that low + width, written out again, gives the same width.

    low, high: 0 <= low < high. The sum is high itself but for ties of rounding, where it is one last bit beside it.
    """
    while True:
        width = high - low
        reached = low + width
        if reached == high:
            return width
        high = reached
