"""Serializers and fields that take nothing at face value."""

import math
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

LARGEST_ID = 2**63 - 1


class Strict(serializers.Serializer[Any]):
    # Refuses names it does not know: silently ignored, a misspelt one would change or show something else.
    # (A docstring would become the description of every shape.)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(map(str, set(data) - set(self.fields)))):
            raise serializers.ValidationError({name: ["There is no such field."] for name in unknown})
        return super().to_internal_value(data)


class RowId(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)


class Number(serializers.FloatField):
    """A JSON number that is finite: no text, no true, no infinity."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
            self.fail("invalid")
        return float(data)


class OpenObject(serializers.DictField):
    """A JSON object whose members are nobody's business here."""


def checked(serializer_class: type[serializers.Serializer[Any]], data: Any, **options: Any) -> dict[str, Any]:
    """The valid values of a request. Raises ValidationError."""
    serializer = serializer_class(data=data, **options)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def checked_query(serializer_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The valid parameters of an address. Raises ValidationError, also for a name that means nothing here."""
    return checked(serializer_class, request.query_params.dict())
