"""A box as values: what clients send, what revisions remember, what rows hold."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from annotator.errors import InvalidInput
from annotator.models import Box, Image

FIELDS = (
    "category_id", "x1", "y1", "x2", "y2", "occluded", "truncated", "crowd", "origin", "model_version_id", "score",
)  # fmt: skip
ROWS_AT_ONCE = 1000  # In one statement: 13 values each, of the 32,766 that SQLite takes.


@dataclass(frozen=True, kw_only=True)
class BoxValues:
    """A box as a client sends it: pixels of the upright image, x1 < x2, y1 < y2."""

    key: uuid.UUID
    category_id: int
    x1: float
    y1: float
    x2: float
    y2: float
    occluded: bool = False
    truncated: bool = False
    crowd: bool = False
    origin: str = Box.Origin.DRAWN
    model_version_id: int | None = None
    score: float | None = None


def as_json(box: BoxValues) -> dict[str, Any]:
    """As the API and revisions write it."""
    return row_as_json({"key": box.key, **{name: getattr(box, name) for name in FIELDS}})


def row_as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a row's values: key and FIELDS."""
    return {
        "key": str(row["key"]),
        "category": row["category_id"],
        "x1": row["x1"],
        "y1": row["y1"],
        "x2": row["x2"],
        "y2": row["y2"],
        "occluded": row["occluded"],
        "truncated": row["truncated"],
        "crowd": row["crowd"],
        "origin": str(row["origin"]),
        "model_version": row["model_version_id"],
        "score": row["score"],
    }


def from_json(box: Mapping[str, Any]) -> BoxValues:
    """The reverse of `as_json`."""
    values = dict(box)
    return BoxValues(
        key=uuid.UUID(values.pop("key")),
        category_id=values.pop("category"),
        model_version_id=values.pop("model_version"),
        **values,
    )


def store(rows: Sequence[tuple[Image, Mapping[str, Any]]]) -> None:
    """Add or overwrite boxes, each as `as_json` wrote it, by image and key.

    In SQL, which both databases read alike: through the models, an import of many thousands would hold SQLite's
    write lock several times as long, and everybody else's saves with it.
    """
    key = Box._meta.get_field("key")
    values = [(image.pk, key.get_db_prep_value(uuid.UUID(box["key"]), connection), *_row(box)) for image, box in rows]
    with connection.cursor() as cursor:
        for start in range(0, len(values), ROWS_AT_ONCE):
            some = values[start : start + ROWS_AT_ONCE]
            cursor.execute(_upsert(len(some)), [value for row in some for value in row])


def _upsert(count: int) -> str:
    quote = connection.ops.quote_name
    columns = ("image_id", "key", *FIELDS)
    row = f"({', '.join(['%s'] * len(columns))})"
    updates = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in FIELDS)
    return (
        f"INSERT INTO {quote(Box._meta.db_table)} ({', '.join(map(quote, columns))}) "  # noqa: S608 - all names are ours
        f"VALUES {', '.join([row] * count)} "
        f"ON CONFLICT ({quote('image_id')}, {quote('key')}) DO UPDATE SET {updates}"
    )


def _row(box: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of FIELDS."""
    return (
        box["category"], box["x1"], box["y1"], box["x2"], box["y2"], box["occluded"], box["truncated"], box["crowd"],
        box["origin"], box["model_version"], box["score"],
    )  # fmt: skip


def clamp(box: BoxValues, *, width: int, height: int) -> BoxValues | None:
    """The box cut to an image of that size, None when no area is left. Raises InvalidInput for what is no number."""
    if not all(map(math.isfinite, (box.x1, box.y1, box.x2, box.y2))):
        raise InvalidInput(f"The box {box.key} has a coordinate that is not a number.", field="upsert")
    x1, x2 = (min(max(x, 0.0), float(width)) for x in (box.x1, box.x2))
    y1, y2 = (min(max(y, 0.0), float(height)) for y in (box.y1, box.y2))
    if x1 >= x2 or y1 >= y2:
        return None
    return replace(box, x1=x1, y1=y1, x2=x2, y2=y2)
