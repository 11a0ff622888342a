"""Who is out stays out: strangers, former members, and rows of another project."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from annotator.models import Image, Membership, Project, Role
from tests import make
from tests.annotator.asking import Asker, browser_of, program_of


def test_a_stranger_cannot_tell_an_existing_row_from_a_missing_one(project: Project, charlie: User) -> None:
    stranger = browser_of(charlie)
    there = stranger.ask("GET", f"/api/projects/{project.pk}")
    missing = stranger.ask("GET", "/api/projects/999999")
    assert there.status_code == missing.status_code == 404
    assert there.content == missing.content


def test_a_role_that_is_taken_away_ends_at_the_next_request(project: Project, viewer: Asker) -> None:
    address = f"/api/projects/{project.pk}"
    assert viewer.ask("GET", address).status_code == 200
    Membership.objects.filter(user__username="vera").delete()
    assert viewer.ask("GET", address).status_code == 404


@pytest.mark.parametrize("signed_in", [browser_of, program_of])
def test_somebody_who_is_switched_off_is_out_at_once(
    signed_in: Callable[[User], Asker], project: Project, bob: User
) -> None:
    asker = signed_in(bob)
    bob.is_active = False
    bob.save()
    assert asker.ask("GET", "/api/projects").status_code == 401


@pytest.fixture
def other(alice: User) -> Project:
    """Another project of Alice's, so that nothing but the mixture is wrong."""
    return make.make_project("Other", members={alice: Role.MANAGER})


def test_a_box_cannot_have_a_category_of_another_project(image: Image, manager: Asker, other: Project) -> None:
    foreign = make.make_category(other, "foreign")
    box = {"key": "7b0f4c1e-6a52-4d0b-9a58-0b4f6b1f1b1b", "category": foreign.pk, "x1": 1, "y1": 1, "x2": 5, "y2": 5}
    change = {"id": "0d9ee1a0-2f30-4a3b-8a28-6e3b4f6f8a11", "upsert": [box]}
    answer = manager.ask("PATCH", f"/api/images/{image.pk}/annotation", change, If_Match='"0"')
    assert answer.status_code == 400
    assert answer.json()["field"] == "category"


def test_lists_show_only_what_belongs_to_the_asker(project: Project, charlie: User) -> None:
    own = make.make_project("Own", members={charlie: Role.VIEWER})
    answer = browser_of(charlie).ask("GET", "/api/projects").json()
    assert [row["id"] for row in answer["results"]] == [own.pk]


@pytest.mark.parametrize(
    "address", ["/media/../secret_key", "/static/../manage.py", "/static/..%2fmanage.py", "/media/"]
)
def test_there_is_no_way_around_the_views_to_a_file(address: str, db: None) -> None:
    assert Asker().get(address).status_code == 404


def test_a_filter_by_a_foreign_category_shows_nothing(project: Project, viewer: Asker, other: Project) -> None:
    foreign = make.make_category(other, "foreign")
    make.make_box(make.make_image(other), foreign)
    answer = viewer.ask("GET", f"/api/projects/{project.pk}/images?category={foreign.pk}")
    assert answer.json()["results"] == []


def test_models_of_another_project_cannot_be_promoted_by_its_managers_only(other: Project, rita: User) -> None:
    model = make.make_model(other)
    assert browser_of(rita).ask("POST", f"/api/models/{model.pk}/promote").status_code == 404
