"""Pages of long lists: each starts behind the last row of the one before.

No offset: the last page of a million rows costs as much as the first, and a row
added in between neither hides nor doubles another.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import orjson
from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from annotator.api.fields import LARGEST_ID, Strict

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 30
MAX_PAGE_SIZE = 200


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: behind the row with this value and unique number, or before it when going back."""

    value: Any
    number: int
    back: bool = False

    def __str__(self) -> str:
        content = orjson.dumps([self.value, self.number, self.back])
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    next: str | None
    previous: str | None

    def answer(self, results: Iterable[Any]) -> dict[str, Any]:
        return {"next": self.next, "previous": self.previous, "results": list(results)}


class PageParameters(Strict):
    """The query of every list. A list with filters adds them as fields; a name that is no field is refused."""

    limit = serializers.IntegerField(min_value=1, default=PAGE_SIZE, help_text=f"At most {MAX_PAGE_SIZE}.")
    cursor = serializers.CharField(max_length=2000, required=False, help_text="From `next` or `previous`.")


def page_of(
    rows: QuerySet[Row], request: Request, query: Mapping[str, Any], *, ordering: str = "-id", unique: str = "id"
) -> Page[Row]:
    """One page of rows, ordered by a field (with - for descending) and, where that is equal, by a unique number.

    query: the values of PageParameters
    """
    field, descending = ordering.removeprefix("-"), ordering.startswith("-")
    limit = min(query["limit"], MAX_PAGE_SIZE)
    cursor = _read(query["cursor"], field, rows) if "cursor" in query else None
    back = cursor is not None and cursor.back
    turned = _ordered(rows, field, unique, descending=descending != back, back=back)
    found = list(
        (_behind(turned, cursor, field, unique, descending=descending != back) if cursor else turned)[: limit + 1]
    )
    has_more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    return Page(
        rows=found,
        next=_link(request, found[-1:], field, unique, back=False) if has_more or back else None,
        previous=_link(request, found[:1], field, unique, back=True) if (has_more if back else cursor) else None,
    )


def _ordered(rows: QuerySet[Row], field: str, unique: str, *, descending: bool, back: bool) -> QuerySet[Row]:
    """The unique number ascends where the field is another one, and turns with it when going back.

    Rows without a value come last in either direction, and so first when going back.
    """
    sign = "-" if descending else ""
    if field == unique:
        return rows.order_by(f"{sign}{field}")
    nulls = {"nulls_first": True} if back else {"nulls_last": True}
    turned = F(field).desc(**nulls) if descending else F(field).asc(**nulls)
    column = turned if _is_nullable(rows, field) else f"{sign}{field}"
    return rows.order_by(column, f"-{unique}" if back else unique)


def _is_nullable(rows: QuerySet[Row], field: str) -> bool:
    return cast("Field[Any, Any]", rows.model._meta.get_field(field)).null


def _behind(rows: QuerySet[Row], cursor: Cursor, field: str, unique: str, *, descending: bool) -> QuerySet[Row]:
    beyond, tie = ("lt" if descending else "gt"), ("lt" if cursor.back else "gt")
    if field == unique:
        return rows.filter(**{f"{field}__{beyond}": cursor.number})
    if _is_nullable(rows, field):
        return rows.filter(_behind_nullable(cursor, field, unique, beyond, tie))
    return rows.filter(
        # The first term alone follows from the second; said aloud, it leads the index to the place at once.
        Q(**{f"{field}__{beyond}e": cursor.value}),
        Q(**{f"{field}__{beyond}": cursor.value}) | Q(**{f"{unique}__{tie}": cursor.number}),
    )


def _behind_nullable(cursor: Cursor, field: str, unique: str, beyond: str, tie: str) -> Q:
    empty, later = Q(**{field: None}), Q(**{f"{unique}__{tie}": cursor.number})
    if cursor.value is None:
        return (empty & later) | (~empty if cursor.back else Q())
    equal = Q(**{field: cursor.value}) & later
    return Q(**{f"{field}__{beyond}": cursor.value}) | equal | (Q() if cursor.back else empty)


def _read(text: str, field: str, rows: QuerySet[Row]) -> Cursor:
    try:
        value, number, back = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        kind = cast("Field[Any, Any]", rows.model._meta.get_field(field))
        cursor = Cursor(kind.to_python(value), int(number), bool(back))
    except (ValueError, TypeError, OverflowError, ModelValidationError) as error:
        raise _foreign_cursor() from error
    if (cursor.value is None and not kind.null) or "\0" in str(cursor.value) or not 0 <= cursor.number <= LARGEST_ID:
        raise _foreign_cursor()
    return cursor


def _foreign_cursor() -> ValidationError:
    return ValidationError({"cursor": ["This cursor is not one of ours, or belongs to another order."]})


def _link(request: Request, rows: Sequence[Model], field: str, unique: str, *, back: bool) -> str | None:
    if not rows:
        return None
    query = request.query_params.copy()
    query["cursor"] = str(Cursor(getattr(rows[0], field), getattr(rows[0], unique), back))
    return f"{request.path}?{query.urlencode()}"
