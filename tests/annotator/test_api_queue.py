"""The next image, and its lease, over HTTP."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import Category, Image, Project
from tests import make
from tests.annotator.asking import Asker, browser_of


def next_images(client: Asker, project: Project, **wanted: Any) -> Any:
    return client.ask("POST", f"/api/projects/{project.pk}/queue/next", wanted)


def test_the_next_image_comes_with_all_that_the_editor_needs(
    project: Project, image: Image, category: Category, annotator: Asker
) -> None:
    make.make_box(image, category)
    model = make.make_model(project, is_active=True)
    make.make_prediction(image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]])
    answer = next_images(annotator, project)
    assert answer.status_code == 200
    [opened] = answer.json()["results"]
    assert opened["image"]["id"] == image.pk
    assert opened["image"]["leased_to"] == "bob"
    assert len(opened["annotation"]["boxes"]) == 1
    assert opened["prediction"]["boxes"][0]["score"] == 0.9
    assert opened["reason"]["code"] == "random"
    assert opened["reason"]["text"]
    assert opened["leased_until"].endswith("Z")


def test_an_image_that_was_chosen_comes_with_the_same_and_stays_free(
    project: Project, image: Image, category: Category, annotator: Asker
) -> None:
    make.make_box(image, category)
    opened = annotator.ask("GET", f"/api/images/{image.pk}/open").json()
    assert opened["image"]["id"] == image.pk
    assert len(opened["annotation"]["boxes"]) == 1
    assert (opened["prediction"], opened["reason"], opened["leased_until"]) == (None, None, None)
    image.refresh_from_db()
    assert image.leased_to is None


def test_an_empty_queue_is_204(project: Project, annotator: Asker) -> None:
    assert next_images(annotator, project).status_code == 204


def test_images_at_hand_are_left_out(project: Project, annotator: Asker) -> None:
    ids = {make.make_image(project).pk for _ in range(3)}
    first = next_images(annotator, project).json()["results"][0]["image"]["id"]
    rest = next_images(annotator, project, exclude=[first], count=10).json()["results"]
    assert {row["image"]["id"] for row in rest} == ids - {first}


def test_two_people_get_different_images(project: Project, annotator: Asker, rita: User) -> None:
    for _ in range(2):
        make.make_image(project)
    found = [
        next_images(client, project).json()["results"][0]["image"]["id"] for client in (annotator, browser_of(rita))
    ]
    assert len(set(found)) == 2


@pytest.mark.parametrize(
    "wanted",
    [
        {"count": 0},
        {"count": 11},
        {"count": "x"},
        {"exclude": 7},
        {"exclude": [2**63]},
        {"exclude": ["x"]},
        {"only": [1]},
    ],
)
def test_what_cannot_be_wanted_is_refused(wanted: dict[str, Any], project: Project, annotator: Asker) -> None:
    assert next_images(annotator, project, **wanted).status_code == 400


def test_a_lease_is_kept_given_back_and_respected(image: Image, annotator: Asker, rita: User) -> None:
    address = f"/api/images/{image.pk}/lease"
    kept = annotator.ask("PUT", address)
    assert kept.json()["leased_to"] == "bob"
    held = browser_of(rita).ask("PUT", address)
    assert (held.status_code, held.json()["code"], held.json()["leased_to"]) == (409, "lease_held", "bob")
    assert browser_of(rita).ask("DELETE", address).status_code == 204  # Not hers: nothing happens.
    assert browser_of(rita).ask("PUT", address).status_code == 409
    assert annotator.ask("DELETE", address).status_code == 204
    assert browser_of(rita).ask("PUT", address).status_code == 200
