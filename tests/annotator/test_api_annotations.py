"""Saving boxes over HTTP: revisions, merges, conflicts, states and the way back."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import Box, Category, Image, Revision
from tests.annotator.asking import Asker, browser_of
from tests.annotator.saves import KEY, box, change, save


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
