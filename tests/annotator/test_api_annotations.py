"""Saving boxes over HTTP: revisions, merges, conflicts, and what is refused."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.models import Box, Category, Image, Prediction, Project, Revision
from tests import make
from tests.annotator.asking import Asker, browser_of

KEY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def annotator(bob: User) -> Asker:
    return browser_of(bob)


def box(category: Category, /, **values: Any) -> dict[str, Any]:
    return {"key": KEY, "category": category.pk, "x1": 10, "y1": 20, "x2": 30.5, "y2": 40, **values}


def change(*upsert: Any, **values: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "upsert": list(upsert), **values}


def save(client: Asker, image: Image, body: Any, base: str = '"0"') -> Any:
    return client.ask("PATCH", f"/api/images/{image.pk}/annotation", body, If_Match=base)


def test_a_save_makes_the_next_revision_and_says_so(image: Image, category: Category, annotator: Asker) -> None:
    body = change(box(category), effort={"active_seconds": 4.5, "operations": {"draw": 1}})
    answer = save(annotator, image, body)
    assert answer.status_code == 200
    assert answer["ETag"] == '"1"'
    assert answer.json() == {
        "id": body["id"], "revision": 1, "state": "todo", "adjusted": [],
        "merged": {"upsert": [], "delete": [], "by": []},
    }  # fmt: skip
    read = annotator.ask("GET", f"/api/images/{image.pk}/annotation")
    assert read["ETag"] == '"1"'
    assert read.json()["boxes"] == [
        {
            "key": KEY, "category": category.pk, "x1": 10.0, "y1": 20.0, "x2": 30.5, "y2": 40.0, "occluded": False,
            "truncated": False, "crowd": False, "origin": "drawn", "model_version": None, "score": None,
        }
    ]  # fmt: skip
    assert Revision.objects.get().effort == {"active_seconds": 4.5, "operations": {"draw": 1}}


def test_what_was_read_can_be_sent_back(image: Image, category: Category, annotator: Asker) -> None:
    save(annotator, image, change(box(category)))
    boxes = annotator.ask("GET", f"/api/images/{image.pk}/annotation").json()["boxes"]
    answer = save(annotator, image, change(*boxes), '"1"')
    assert answer.status_code == 200
    assert answer.json()["revision"] == 1  # Nothing changed.


def test_the_same_request_twice_is_saved_once(image: Image, category: Category, annotator: Asker) -> None:
    body = change(box(category), state="done")
    first, second = save(annotator, image, body), save(annotator, image, body)
    assert first.json()["revision"] == second.json()["revision"] == 1
    assert second.status_code == 200
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(("base", "status"), [
    ("", 428), ('"0"', 200), ('W/"0"', 200), ("0", 400), ('"-1"', 400), ('"9223372036854775808"', 400), ('"x"', 400),
    ("*", 400), ('"0", "1"', 400), ('"5"', 400), ('"0"\r\n', 200), ('"\u0660"', 400),
])  # fmt: skip
def test_the_base_revision_stands_in_if_match(
    base: str, status: int, image: Image, category: Category, annotator: Asker
) -> None:
    answer = save(annotator, image, change(box(category)), base)
    assert answer.status_code == status
    assert answer.status_code == 200 or answer.json()["code"] in (
        "precondition_required", "invalid_input", "unknown_revision",
    )  # fmt: skip


def test_two_people_on_different_boxes_are_merged(
    image: Image, category: Category, annotator: Asker, rita: User
) -> None:
    other = str(uuid.uuid4())
    save(browser_of(rita), image, change(box(category, key=other)))
    answer = save(annotator, image, change(box(category)))
    assert answer.status_code == 200
    assert answer.json()["revision"] == 2
    assert [row["key"] for row in answer.json()["merged"]["upsert"]] == [other]
    assert answer.json()["merged"]["by"] == ["rita"]


def test_two_people_on_the_same_box_conflict_and_both_sides_come_back(
    image: Image, category: Category, annotator: Asker, rita: User
) -> None:
    save(browser_of(rita), image, change(box(category, x1=1)))
    answer = save(annotator, image, change(box(category, x1=2)))
    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["code"], problem["revision"]) == ("revision_conflict", 1)
    [conflict] = problem["conflicts"]
    assert conflict["by"] == "rita"
    assert (conflict["key"], conflict["mine"]["x1"], conflict["theirs"]["x1"]) == (KEY, 2, 1)


def test_boxes_beyond_the_edge_are_cut_and_said(image: Image, category: Category, annotator: Asker) -> None:
    outside = str(uuid.uuid4())
    answer = save(annotator, image, change(box(category, x2=1000), box(category, key=outside, x1=500, x2=600)))
    assert answer.json()["adjusted"] == [{"key": KEY, "code": "clamped"}, {"key": outside, "code": "dropped"}]
    assert Box.objects.get().x2 == image.width


def test_a_box_is_deleted_by_its_key(image: Image, category: Category, annotator: Asker) -> None:
    save(annotator, image, change(box(category)))
    answer = save(annotator, image, change(delete=[KEY]), '"1"')
    assert answer.json()["revision"] == 2
    assert not Box.objects.exists()


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


# --- states -----------------------------------------------------------------------------------------------------


def test_an_annotator_finishes_skips_and_reopens(image: Image, annotator: Asker) -> None:
    for revision, state in enumerate(["done", "skipped", "todo"]):
        answer = save(annotator, image, change(state=state, reason="blurred"), f'"{revision}"')
        assert answer.json()["state"] == state


def test_only_a_reviewer_returns_an_image(image: Image, annotator: Asker, rita: User) -> None:
    save(annotator, image, change(state="done"))
    refused = save(annotator, image, change(state="returned"), '"1"')
    assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")
    answer = save(browser_of(rita), image, change(state="returned", reason="The left one is missing."), '"1"')
    assert answer.json()["state"] == "returned"
    newest = annotator.ask("GET", f"/api/images/{image.pk}/revisions").json()["results"][0]
    assert (newest["kind"], newest["author"], newest["reason"]) == ("review", "rita", "The left one is missing.")


# --- history ----------------------------------------------------------------------------------------------------


def test_the_history_is_paged_newest_first_and_any_point_comes_back(
    image: Image, category: Category, annotator: Asker
) -> None:
    for number in range(5):
        save(annotator, image, change(box(category, x1=number)), f'"{number}"')
    first = annotator.ask("GET", f"/api/images/{image.pk}/revisions?limit=3").json()
    second = annotator.ask("GET", first["next"]).json()
    assert [row["number"] for row in first["results"] + second["results"]] == [5, 4, 3, 2, 1]
    assert first["results"][0]["changes"][0]["before"]["x1"] == 3
    restored = annotator.ask("POST", f"/api/images/{image.pk}/restore", {"number": 2})
    assert (restored.status_code, restored.json()["revision"], restored["ETag"]) == (200, 6, '"6"')
    assert Box.objects.get().x1 == 1


@pytest.mark.parametrize("number", [-1, 99, 2**63, "x", None, 1.5])
def test_a_revision_that_never_was_cannot_be_restored(number: Any, image: Image, annotator: Asker) -> None:
    assert annotator.ask("POST", f"/api/images/{image.pk}/restore", {"number": number}).status_code == 400


# --- predictions ------------------------------------------------------------------------------------------------


def test_a_prediction_comes_with_its_thresholds_or_not_at_all(
    project: Project, image: Image, category: Category, annotator: Asker
) -> None:
    address = f"/api/images/{image.pk}/prediction"
    assert annotator.ask("GET", address).status_code == 204
    model = make.make_model(project, is_active=True, thresholds={str(category.pk): 0.3})
    made = make.make_prediction(image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]], value=0.25)
    box = {"category": category.pk, "x1": 1, "y1": 2, "x2": 3, "y2": 4, "score": 0.9}
    assert annotator.ask("GET", address).json() == {
        "id": made.pk,
        "model_version": {"id": model.pk, "number": 1, "name": ""},
        "boxes": [{**box, "probability": None, "spread": None, "rejected": False}],
        "threshold": 0.5,
        "thresholds": {str(category.pk): 0.3},
        "threshold_reasons": {},
        "value": 0.25,
        "predicted_seconds": None,
        "manual_seconds": None,
        "show_none": False,
        "is_blind": False,
    }


def test_a_prediction_says_what_its_boxes_are_worth_and_when_it_costs_more_than_it_saves(
    project: Project, image: Image, category: Category, annotator: Asker
) -> None:
    model = make.make_model(project, is_active=True)
    stored = [category.pk, 1, 2, 3, 4, 0.9, 0.7, 0.1, 0.2, 0.3, 0.4]
    made = make.make_prediction(image, model, boxes=[stored])
    Prediction.objects.filter(pk=made.pk).update(predicted_seconds=30.0, manual_seconds=20.0)
    shown = annotator.ask("GET", f"/api/images/{image.pk}/prediction").json()
    assert (shown["boxes"][0]["probability"], shown["boxes"][0]["spread"]) == (0.7, [0.1, 0.2, 0.3, 0.4])
    assert (shown["predicted_seconds"], shown["manual_seconds"], shown["show_none"]) == (30, 20, True)


def test_what_a_model_sees_of_an_archived_category_is_not_shown(
    project: Project, image: Image, category: Category, annotator: Asker
) -> None:
    old = make.make_category(project, "old", archived=True)
    boxes = [[old.pk, 1, 2, 9, 9, 0.9, None], [category.pk, 1, 2, 9, 9, 0.8, None]]
    make.make_prediction(image, make.make_model(project, is_active=True), boxes=boxes)
    [row] = annotator.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]
    assert [box[0] for box in row["predicted"]] == [category.pk]
    shown = annotator.ask("GET", f"/api/images/{image.pk}/prediction").json()["boxes"]
    assert [box["category"] for box in shown] == [category.pk]
