"""Views of the gallery: one's own, and those that managers share."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import Project, SavedView
from tests.annotator.asking import Asker, browser_of


def save(asker: Asker, project: Project, **values: Any) -> Any:
    body = {"name": "Doubtful", "query": {"state": "todo", "ordering": "-priority"}, **values}
    return asker.ask("POST", f"/api/projects/{project.pk}/views", body)


def names(user: User, project: Project) -> list[str]:
    rows = browser_of(user).ask("GET", f"/api/projects/{project.pk}/views").json()["results"]
    return [row["name"] for row in rows]


def test_a_view_keeps_filters_and_order_for_its_owner(project: Project, vera: User, alice: User) -> None:
    answer = save(browser_of(vera), project)
    assert answer.status_code == 201
    assert answer.json()["query"] == {"state": "todo", "ordering": "-priority"}
    assert answer.json()["is_own"]
    assert (names(vera, project), names(alice, project)) == (["Doubtful"], [])


def test_managers_share_a_view_with_everybody(project: Project, vera: User, alice: User) -> None:
    assert save(browser_of(vera), project, is_shared=True).status_code == 403
    assert save(browser_of(alice), project, is_shared=True).status_code == 201
    assert names(vera, project) == ["Doubtful"]


def test_a_name_is_taken_once_by_each_person(project: Project, vera: User, alice: User) -> None:
    assert save(browser_of(vera), project).status_code == 201
    again = save(browser_of(vera), project)
    assert (again.status_code, again.json()["code"], again.json()["field"]) == (409, "name_taken", "name")
    assert save(browser_of(alice), project).status_code == 201


@pytest.mark.parametrize(
    "query", [{"state": "lost"}, {"colour": "red"}, {"boxes_min": "many"}, "state=todo", {"a": {}}]
)
def test_a_view_of_nonsense_is_refused(query: Any, project: Project, vera: User) -> None:
    assert save(browser_of(vera), project, query=query).status_code == 400
    assert not SavedView.objects.exists()


def test_only_the_owner_and_managers_of_shared_ones_change_a_view(
    project: Project, vera: User, alice: User, rita: User
) -> None:
    own = save(browser_of(vera), project).json()["id"]
    shared = save(browser_of(alice), project, is_shared=True).json()["id"]
    for user, view, status in (
        (rita, own, 404), (alice, own, 404), (rita, shared, 403), (vera, own, 200), (alice, shared, 200)
    ):  # fmt: skip
        answer = browser_of(user).ask("PATCH", f"/api/views/{view}", {"name": "Better"})
        assert answer.status_code == status, (user.username, view)
    assert browser_of(vera).ask("PATCH", f"/api/views/{own}", {"is_shared": True}).status_code == 403
    assert browser_of(vera).ask("DELETE", f"/api/views/{shared}").status_code == 403
    assert browser_of(vera).ask("DELETE", f"/api/views/{own}").status_code == 204


def test_a_stranger_finds_no_view(project: Project, charlie: User, alice: User) -> None:
    view = save(browser_of(alice), project, is_shared=True).json()["id"]
    assert save(browser_of(charlie), project).status_code == 404
    assert browser_of(charlie).ask("DELETE", f"/api/views/{view}").status_code == 404
