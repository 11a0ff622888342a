"""Projects, categories and members, as the frontend sees them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from annotator.models import Category, Image, Membership, Project, Role
from tests import make
from tests.annotator.asking import browser_of


def test_who_makes_a_project_manages_it(charlie: User) -> None:
    answer = browser_of(charlie).ask("POST", "/api/projects", {"name": "Cells", "categories": ["red", "white"]})
    assert answer.status_code == 201
    project = answer.json()
    assert project["role"] == "manager"
    assert [row["name"] for row in project["categories"]] == ["red", "white"]
    assert [row["hotkey"] for row in project["categories"]] == ["1", "2"]
    assert project["counts"]["images"] == 0
    assert project["active_model"] is None


def test_a_project_counts_its_images_and_boxes(project: Project, category: Category, vera: User) -> None:
    done = make.make_image(project, state=Image.State.DONE, split=Image.Split.HOLDOUT)
    make.make_image(project)
    make.make_box(done, category)
    model = make.make_model(project, is_active=True)
    answer = browser_of(vera).ask("GET", f"/api/projects/{project.pk}").json()
    assert answer["role"] == "viewer"
    assert answer["counts"] == {
        "images": 2, "todo": 1, "done": 1, "skipped": 0, "returned": 0, "unsure": 0, "boxes": 1,
        "open_comments": 0, "holdout": 1, "holdout_done": 1,
    }  # fmt: skip
    assert answer["categories"][0]["box_count"] == 1
    assert answer["active_model"] == {"id": model.pk, "number": 1, "name": ""}


def test_the_list_costs_the_same_for_one_project_and_for_ten(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser_of(alice)
    for number in range(10):
        project = make.make_project(f"P{number}", members={alice: Role.MANAGER})
        make.make_box(make.make_image(project), make.make_category(project))
        if number in (0, 9):
            with django_assert_num_queries(9):
                client.ask("GET", "/api/projects")


def test_a_manager_changes_the_settings(project: Project, alice: User) -> None:
    answer = browser_of(alice).ask("PATCH", f"/api/projects/{project.pk}", {"retrain_after": 20, "tolerance": 0.8})
    assert answer.status_code == 200
    assert (answer.json()["retrain_after"], answer.json()["tolerance"]) == (20, 0.8)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\0b"},
        {"tolerance": 2},
        {"tolerance": "nan"},
        {"tolerance": True},
        {"retrain_after": 2**63},
        {"retrain_after": -1},
        {"train_minutes": 1e308},
        {"acquisition": "mood"},
        {"id": 7},
        {"created_at": "2020-01-01"},
        {"salt": "x"},
        {"role": "manager"},
        {"categories": ["late"]},
        [],
        "text",
    ],
)
def test_what_is_no_setting_is_refused(change: Any, project: Project, alice: User) -> None:
    answer = browser_of(alice).ask("PATCH", f"/api/projects/{project.pk}", change)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("invalid_input", "parse_error")


def test_two_projects_cannot_have_one_name(project: Project, alice: User) -> None:
    answer = browser_of(alice).ask("POST", "/api/projects", {"name": project.name})
    assert answer.status_code == 409
    assert answer.json()["code"] == "name_taken"
    assert answer.json()["field"] == "name"


def test_a_deleted_project_is_gone_with_all_that_was_in_it(project: Project, category: Category, alice: User) -> None:
    make.make_box(make.make_image(project), category)
    client = browser_of(alice)
    assert client.ask("DELETE", f"/api/projects/{project.pk}").status_code == 204
    assert client.ask("GET", f"/api/projects/{project.pk}").status_code == 404
    assert not Image.objects.exists()


# --- categories -------------------------------------------------------------------------------------------------


def test_a_category_is_added_renamed_and_archived(project: Project, alice: User) -> None:
    client = browser_of(alice)
    added = client.ask("POST", f"/api/projects/{project.pk}/categories", {"name": "cell"})
    assert added.status_code == 201
    address = f"/api/categories/{added.json()['id']}"
    changed = client.ask("PATCH", address, {"name": "platelet", "color": "#ABCDEF", "hotkey": "7"}).json()
    assert (changed["name"], changed["color"], changed["hotkey"]) == ("platelet", "#abcdef", "7")
    assert client.ask("PATCH", address, {"archived": True}).json()["archived"] is True
    listed = client.ask("GET", f"/api/projects/{project.pk}/categories").json()["results"]
    assert [row["name"] for row in listed] == ["platelet"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "  "},
        {"name": "x" * 101},
        {"name": 7 * [1]},
        {"name": "a", "color": "red"},
        {"name": "a", "color": "#12345"},
        {"name": "a", "hotkey": "ab"},
        {"name": "a", "hotkey": "x"},
        {"name": "a", "coco_id": 3},
        {"name": "a", "project": 3},
    ],
)
def test_what_is_no_category_is_refused(body: dict[str, Any], project: Project, alice: User) -> None:
    answer = browser_of(alice).ask("POST", f"/api/projects/{project.pk}/categories", body)
    assert answer.status_code == 400
    assert not project.categories.exists()


def test_names_are_text_whatever_they_look_like(project: Project, alice: User) -> None:
    name = "<script>alert(1)</script>{{7*7}}'; DROP TABLE x"
    answer = browser_of(alice).ask("POST", f"/api/projects/{project.pk}/categories", {"name": name})
    assert answer.json()["name"] == name


# --- members ----------------------------------------------------------------------------------------------------


def test_members_are_listed_by_name_without_their_addresses(project: Project, vera: User) -> None:
    User.objects.update(email="secret@example.org")
    answer = browser_of(vera).ask("GET", f"/api/projects/{project.pk}/members")
    assert [row["user"]["username"] for row in answer.json()["results"]] == ["alice", "bob", "rita", "vera"]
    assert b"secret" not in answer.content


def test_a_manager_adds_a_member_changes_the_role_and_removes_them(
    project: Project, alice: User, charlie: User
) -> None:
    client = browser_of(alice)
    body = {"username": "charlie", "role": "viewer"}
    added = client.ask("POST", f"/api/projects/{project.pk}/members", body)
    assert added.status_code == 201
    address = f"/api/members/{added.json()['id']}"
    assert client.ask("PATCH", address, {"role": "annotator"}).json()["role"] == "annotator"
    assert client.ask("DELETE", address).status_code == 204
    assert browser_of(charlie).ask("GET", f"/api/projects/{project.pk}").status_code == 404


def test_an_unknown_name_or_role_is_refused(project: Project, alice: User, charlie: User) -> None:
    for body in (
        {"username": "nobody", "role": "viewer"},
        {"username": "charlie", "role": "owner"},
        {"role": "viewer"},
    ):
        answer = browser_of(alice).ask("POST", f"/api/projects/{project.pk}/members", body)
        assert answer.status_code == 400


def test_the_last_manager_can_neither_leave_nor_step_down(project: Project, alice: User) -> None:
    member = Membership.objects.get(project=project, user=alice)
    client = browser_of(alice)
    for answer in (
        client.ask("DELETE", f"/api/members/{member.pk}"),
        client.ask("PATCH", f"/api/members/{member.pk}", {"role": "viewer"}),
    ):
        assert answer.status_code == 409
        assert answer.json()["code"] == "last_manager"


def test_a_site_admin_manages_every_project(project: Project, db: None) -> None:
    client = browser_of(make.make_user("root", is_superuser=True))
    assert client.ask("GET", "/api/projects").json()["results"][0]["role"] == "manager"
    assert client.ask("PATCH", f"/api/projects/{project.pk}", {"name": "Blood"}).status_code == 200
