"""Boxes as they come from clients, checked field by field.

By hand, because a save may carry thousands and a nested serializer takes twenty
times as long; `BoxSerializer` describes the same fields for the schema.
"""

import math
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from annotator.api.fields import LARGEST_ID
from annotator.models import Box
from annotator.services.boxes import BoxValues

MAX_BOXES = 20_000  # In one save.
FAR = 1e7  # Pixels; images have at most 30,000 a side, and what lies outside is cut.
MAX_COMPLAINTS = 20


class BoxSerializer(serializers.Serializer[Any]):
    """A box in pixels of the upright image: origin top left, x right, y down, x1 < x2, y1 < y2."""

    key = serializers.UUIDField(help_text="Made by the client; stays with the box for life.")
    category = serializers.IntegerField()
    x1 = serializers.FloatField()
    y1 = serializers.FloatField()
    x2 = serializers.FloatField()
    y2 = serializers.FloatField()
    occluded = serializers.BooleanField(required=False)
    truncated = serializers.BooleanField(required=False)
    crowd = serializers.BooleanField(required=False)
    origin = serializers.ChoiceField(Box.Origin.choices, required=False)
    model_version = serializers.IntegerField(allow_null=True, required=False, help_text="Whose suggestion it was.")
    score = serializers.FloatField(allow_null=True, required=False, help_text="Of that suggestion, 0 to 1.")


class StoredBoxSerializer(BoxSerializer):
    """A box as it is answered: with all of its fields."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = True
        return fields


class Refused(Exception):
    """One value of one box is not what it must be."""


@extend_schema_field(BoxSerializer(many=True))
class BoxesField(serializers.Field[Any, Any, Any, Any]):
    """A JSON list of boxes as a tuple of BoxValues; complaints are by index and field."""

    def to_internal_value(self, data: Any) -> tuple[BoxValues, ...]:
        if not isinstance(data, list):
            raise ValidationError("Expected a list of boxes.")
        if len(data) > MAX_BOXES:
            raise ValidationError(f"At most {MAX_BOXES} boxes in one save.")
        boxes: list[BoxValues] = []
        complaints: dict[str, dict[str, list[str]]] = {}
        for index, row in enumerate(data):
            complaint = _read_into(boxes, row)
            if complaint:
                complaints[str(index)] = complaint
                if len(complaints) == MAX_COMPLAINTS:
                    break
        if complaints:
            raise ValidationError(complaints)
        return tuple(boxes)


def _read_into(boxes: list[BoxValues], row: Any) -> dict[str, list[str]] | None:
    """Append the box, or say what is wrong with it."""
    if not isinstance(row, Mapping):
        return {"non_field_errors": ["Expected an object."]}
    values: dict[str, Any] = {}
    for name, value in row.items():
        try:
            field, read = READERS[name]
            values[field] = read(value)
        except KeyError:
            return {str(name): ["There is no such field."]}
        except Refused as refused:
            return {name: [str(refused)]}
    for name in REQUIRED:
        if name not in row:
            return {name: ["This field is required."]}
    if values["x1"] >= values["x2"]:
        return {"x2": ["Must be greater than x1."]}
    if values["y1"] >= values["y2"]:
        return {"y2": ["Must be greater than y1."]}
    boxes.append(BoxValues(**values))
    return None


def _key(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise Refused("Expected a UUID.") from None


def _coordinate(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused("Expected a finite number.")
    if not -FAR <= value <= FAR:
        raise Refused("Too far outside of any image.")
    return float(value)


def _score(value: Any) -> float | None:
    if value is None:
        return None
    if not 0 <= _coordinate(value) <= 1:
        raise Refused("Expected a number from 0 to 1.")
    return float(value)


def _id(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST_ID:
        raise Refused("Expected an id.")
    return int(value)


def _id_or_none(value: Any) -> int | None:
    return None if value is None else _id(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("Expected true or false.")
    return value


def _origin(value: Any) -> str:
    if value not in ORIGINS:
        raise Refused(f"Expected one of {', '.join(ORIGINS)}.")
    return str(value)


ORIGINS = tuple(Box.Origin.values)
REQUIRED = ("key", "category", "x1", "y1", "x2", "y2")
READERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "key": ("key", _key),
    "category": ("category_id", _id),
    "x1": ("x1", _coordinate),
    "y1": ("y1", _coordinate),
    "x2": ("x2", _coordinate),
    "y2": ("y2", _coordinate),
    "occluded": ("occluded", _flag),
    "truncated": ("truncated", _flag),
    "crowd": ("crowd", _flag),
    "origin": ("origin", _origin),
    "model_version": ("model_version_id", _id_or_none),
    "score": ("score", _score),
}
