"""Saves that are refused, and how: never by a failure, and by the name of what is wrong."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.models import Box, Category, Image, Revision
from tests.annotator.asking import Asker
from tests.annotator.saves import KEY, box, change, save

WRONG_VALUES: list[Any] = [None, True, "10", "NaN", [1], {}, 1e308, -1e308, 2**70]


@pytest.mark.parametrize("field", ["x1", "y1", "x2", "y2"])
@pytest.mark.parametrize("value", WRONG_VALUES)
def test_a_coordinate_that_is_none_is_refused_with_index_and_field(
    field: str, value: Any, image: Image, category: Category, annotator: Asker
) -> None:
    answer = save(annotator, image, change(box(category, key=str(uuid.uuid4())), box(category, **{field: value})))
    assert answer.status_code == 400
    assert answer.json()["field"] == f"upsert.1.{field}"
    assert not Box.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": "1"}, "key"),
        ({"key": 7}, "key"),
        ({"key": None}, "key"),
        ({"category": 0}, "category"),
        ({"category": "1"}, "category"),
        ({"category": 2**63}, "category"),
        ({"category": 1.5}, "category"),
        ({"category": True}, "category"),
        ({"x1": 30.5}, "x2"),
        ({"x1": 31}, "x2"),
        ({"y2": 20}, "y2"),
        ({"occluded": 1}, "occluded"),
        ({"crowd": "true"}, "crowd"),
        ({"origin": "guessed"}, "origin"),
        ({"origin": []}, "origin"),
        ({"model_version": 0}, "model_version"),
        ({"score": 2}, "score"),
        ({"score": "0.5"}, "score"),
        ({"id": 7}, "id"),
        ({"image": 7}, "image"),
        ({"\0": 7}, "\0"),
    ],
)
def test_a_wrong_value_is_named(
    values: dict[str, Any], field: str, image: Image, category: Category, annotator: Asker
) -> None:
    answer = save(annotator, image, change(box(category, **values)))
    assert answer.status_code == 400
    assert answer.json()["field"] == f"upsert.0.{field}"


def test_a_missing_field_is_named(image: Image, category: Category, annotator: Asker) -> None:
    for field in ("key", "category", "x1", "y1", "x2", "y2"):
        body = box(category)
        del body[field]
        assert save(annotator, image, change(body)).json()["field"] == f"upsert.0.{field}"


@pytest.mark.parametrize(
    "values",
    [
        {"id": "7"},
        {"id": None},
        {"upsert": {}},
        {"upsert": "x"},
        {"upsert": [7]},
        {"delete": ["x"]},
        {"delete": KEY},
        {"state": "finished"},
        {"based_on": 0},
        {"based_on": 99},
        {"based_on": 2**63},
        {"effort": {"active_seconds": -1}},
        {"effort": {"active_seconds": "nan"}},
        {"effort": {"operations": {"a": "b"}}},
        {"effort": {"operations": {"a\0": 1}}},
        {"effort": {"operations": {str(n): 1 for n in range(51)}}},
        {"effort": {"secret": 1}},
        {"effort": []},
        {"reason": "x" * 501},
        {"reason": "\0"},
        {"author": 1},
        {"revision": 7},
        {"number": 7},
    ],
)
def test_a_change_with_a_wrong_member_is_refused(
    values: dict[str, Any], image: Image, category: Category, annotator: Asker
) -> None:
    assert save(annotator, image, {**change(box(category)), **values}).status_code == 400
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'{"id": NaN}', 400),
        (b'{"id": 1e999}', 400),
        (b'{"id": -Infinity}', 400),
        (b"\xff\xfe", 400),
        (b"", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'{"a": "\\ud800"}', 400),
        (b"{} {}", 400),
        (b"[" * 100_000, 400),
        (b'{"id": ' + b"9" * 5000 + b"}", 400),
        (b" " * (17 * 2**20), 413),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem_and_no_failure(
    raw: bytes, status: int, image: Image, annotator: Asker
) -> None:
    address = f"/api/images/{image.pk}/annotation"
    answer = annotator.generic("PATCH", address, raw, content_type="application/json", headers={"If-Match": '"0"'})
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_another_content_type_is_refused(image: Image, annotator: Asker) -> None:
    address = f"/api/images/{image.pk}/annotation"
    answer = annotator.generic("PATCH", address, b"id=7", content_type="text/plain", headers={"If-Match": '"0"'})
    assert answer.status_code == 415


texts = st.text(st.characters(codec="utf-8"), max_size=20)
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
MEMBERS = ("id", "upsert", "delete", "state", "based_on", "effort", "reason", "other")
BOX_MEMBERS = (*box(Category(pk=1)), "occluded", "score", "origin", "model_version", "other")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.dictionaries(st.sampled_from(MEMBERS), json_values)
    | st.dictionaries(st.sampled_from(BOX_MEMBERS), json_values).map(lambda row: change(row))
    | json_values
)
def test_nothing_that_json_can_say_makes_the_server_fail(body: Any, image: Image, annotator: Asker) -> None:
    assert save(annotator, image, body).status_code in (200, 400, 409)


def test_more_boxes_than_a_save_may_carry_are_refused(image: Image, category: Category, annotator: Asker) -> None:
    boxes = [{"key": KEY}] * 20_001
    assert save(annotator, image, change(*boxes)).status_code == 400
