"""Bulk actions over the API: who may, what is refused, and that a refusal changes nothing."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import BulkAction, Category, Image, Job, Project, Revision
from annotator.services import bulk
from tests import make
from tests.annotator.asking import Asker, browser_of


@pytest.fixture
def images(project: Project) -> list[Image]:
    return [make.make_image(project) for _ in range(4)]


def request(images: list[Image], action: str = "finish", **values: Any) -> dict[str, Any]:
    ids = [image.pk for image in images]
    steps = [after - before for before, after in zip([0, *ids], ids, strict=False)]
    return {"id": str(uuid.uuid4()), "action": action, "selection": {"steps": steps}, **values}


def ask(asker: Asker, project: Project, body: dict[str, Any]) -> Any:
    return asker.ask("POST", f"/api/projects/{project.pk}/bulk-actions", body)


def test_a_small_action_is_done_in_the_answer(images: list[Image], project: Project, manager: Asker) -> None:
    answer = ask(manager, project, request(images[:2], count=2))
    assert answer.status_code == 201
    assert answer.json()["report"] == {"changed": 2, "boxes": 0, "unchanged": 0, "left_alone": 0}
    assert project.images.filter(state="done").count() == 2


def test_a_large_one_is_a_job(
    images: list[Image], project: Project, manager: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    answer = ask(manager, project, request(images))
    assert answer.status_code == 202
    assert answer.json()["job"] == Job.objects.get().pk
    assert Job.objects.get().params["images"] == 4


def test_a_repeated_request_does_nothing_twice(images: list[Image], project: Project, manager: Asker) -> None:
    body = request(images)
    first, second = (ask(manager, project, body).json() for _ in range(2))
    assert first == second
    assert Revision.objects.count() == 4


def test_everything_that_the_filters_find_is_taken(project: Project, manager: Asker, images: list[Image]) -> None:
    Image.objects.filter(pk=images[0].pk).update(width=50)
    selection = {"filters": {"width_min": 60, "state": "todo"}}
    assert ask(manager, project, request([], selection=selection, count=3)).status_code == 201
    assert set(project.images.filter(state="done")) == set(images[1:])


def test_another_number_than_was_confirmed_changes_nothing(
    project: Project, manager: Asker, images: list[Image]
) -> None:
    answer = ask(manager, project, request([], selection={"filters": {}}, count=3))
    assert (answer.status_code, answer.json()["code"], answer.json()["count"]) == (409, "selection_changed", 4)
    assert not BulkAction.objects.exists()
    assert not Revision.objects.exists()


def test_a_preview_changes_nothing(images: list[Image], project: Project, manager: Asker) -> None:
    body = request(images)
    del body["id"]
    answer = manager.ask("POST", f"/api/projects/{project.pk}/bulk-actions/preview", body)
    assert answer.json() == {"selected": 4, "images": 4, "boxes": 0, "empty": 4, "unchanged": 0, "left_alone": 0}
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        ("finish", {"bob", "rita", "alice"}),
        ("skip", {"bob", "rita", "alice"}),
        ("reopen", {"bob", "rita", "alice"}),
        ("review", {"bob", "rita", "alice"}),
        ("delete_boxes", {"rita", "alice"}),
        ("first", {"alice"}),
        ("delete_images", {"alice"}),
    ],
)
def test_each_action_needs_its_role(
    action: str, allowed: set[str], images: list[Image], project: Project, category: Category
) -> None:
    params = {"category": category.pk} if action == "delete_boxes" else {}
    for name in ("vera", "bob", "rita", "alice"):
        answer = ask(browser_of(User.objects.get(username=name)), project, request(images, action, **params))
        assert (answer.status_code == 201) == (name in allowed), name
        if name not in allowed:
            assert (answer.status_code, answer.json()["code"]) == (403, "role_needed")


def test_what_somebody_else_did_is_undone_by_managers(
    images: list[Image], project: Project, bob: User, rita: User, manager: Asker
) -> None:
    done = ask(browser_of(bob), project, request(images)).json()
    undo = {"action": "undo", "undoes": done["id"]}
    assert ask(browser_of(rita), project, {"id": str(uuid.uuid4()), **undo}).status_code == 403
    assert ask(manager, project, {"id": str(uuid.uuid4()), **undo}).status_code == 201
    assert project.images.filter(state="todo").count() == 4
    listed = manager.ask("GET", f"/api/projects/{project.pk}/bulk-actions").json()["results"]
    assert [(row["action"], row["is_undone"]) for row in listed] == [("undo", False), ("finish", True)]


def test_no_image_changes_its_side_of_the_split(images: list[Image], project: Project, manager: Asker) -> None:
    answer = ask(manager, project, request(images, "move_split"))
    assert (answer.status_code, answer.json()["code"]) == (409, "split_is_frozen")
    assert answer.json()["hint"]


@pytest.mark.parametrize(
    "change",
    [
        {"action": "paint"},
        {"id": "one"},
        {"selection": {}},
        {"selection": {"steps": [1], "filters": {}}},
        {"selection": {"steps": ["x"]}},
        {"selection": {"filters": {"state": "lost"}}},
        {"selection": {"filters": {"colour": "red"}}},
        {"action": "relabel", "category": 1},
        {"action": "finish", "category": 1},
        {"action": "undo", "undoes": str(uuid.uuid4())},
        {"reason": "x" * 501},
        {"why": "because"},
    ],
)
def test_a_request_that_makes_no_sense_changes_nothing(
    change: dict[str, Any], images: list[Image], project: Project, manager: Asker
) -> None:
    answer = ask(manager, project, {**request(images), **change})
    assert answer.status_code in (400, 404)
    assert not BulkAction.objects.exists()
    assert project.images.filter(state="todo").count() == 4


def test_an_action_of_another_project_cannot_be_undone_here(
    images: list[Image], project: Project, alice: User, manager: Asker
) -> None:
    other = make.make_project("Other", members={alice: "manager"})  # type: ignore[dict-item]
    theirs = ask(manager, project, request(images)).json()["id"]
    answer = ask(manager, other, {"id": str(uuid.uuid4()), "action": "undo", "undoes": theirs})
    assert answer.status_code == 404


def test_numbers_of_other_projects_are_passed_over(images: list[Image], project: Project, manager: Asker) -> None:
    foreign = make.make_image(make.make_project("Other"))
    assert ask(manager, project, request([*images, foreign])).json()["images"] == 4
    assert Image.objects.get(pk=foreign.pk).state == "todo"
