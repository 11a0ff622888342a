"""The crop gallery over HTTP."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import Box, Category, Image, Project
from annotator.services import crop_answers, predictions
from annotator.services.predictions import Seen
from tests import make
from tests.annotator.asking import Asker, browser_of


@pytest.fixture
def suggested(project: Project, category: Category, image: Image) -> Image:
    model = make.make_model(project, is_active=True)
    boxes = [[category.pk, 5, 5, 25, 25, 0.99, 0.99], [category.pk, 50, 40, 70, 60, 0.98, 0.97]]
    predictions.record_predictions(model, [Seen(image_id=image.pk, boxes=boxes, value=0.5)])
    return image


def page_of(asker: Asker, project: Project, category: Category, **wanted: Any) -> Any:
    return asker.ask("POST", f"/api/projects/{project.pk}/crops/pages", {"category": category.pk, **wanted})


def test_a_page_says_where_to_look_and_nothing_that_tells_planted_crops_from_others(
    suggested: Image, project: Project, category: Category, annotator: Asker
) -> None:
    page = page_of(annotator, project, category).json()["page"]
    assert all(crop.keys() == {"image", "box"} for crop in page["crops"])
    assert [row["id"] for row in page["images"]] == [suggested.pk]
    assert page["images"][0]["preview"].startswith(f"/api/images/{suggested.pk}/preview?v=")


def test_a_page_is_judged_and_taken_back(
    suggested: Image, project: Project, category: Category, annotator: Asker
) -> None:
    page = page_of(annotator, project, category).json()["page"]
    wrong = next(place for place, crop in enumerate(page["crops"]) if crop["box"] == [5, 5, 25, 25])
    answer = annotator.ask("POST", f"/api/crop-pages/{page['id']}/answer", {"wrong": [wrong], "active_seconds": 3.5})
    assert answer.status_code == 200
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (1, 1)
    assert list(Box.objects.values_list("x1", flat=True)) == [50]
    undone = annotator.ask("POST", f"/api/crop-pages/{page['id']}/undo").json()
    assert (undone["stayed"], undone["page"]["wrong"]) == (0, [wrong])
    assert not Box.objects.exists()


def test_the_editor_is_told_what_was_rejected(
    suggested: Image, project: Project, category: Category, annotator: Asker
) -> None:
    page = page_of(annotator, project, category).json()["page"]
    wrong = next(place for place, crop in enumerate(page["crops"]) if crop["box"] == [5, 5, 25, 25])
    annotator.ask("POST", f"/api/crop-pages/{page['id']}/answer", {"wrong": [wrong]})
    prediction = annotator.ask("GET", f"/api/images/{suggested.pk}/prediction").json()
    assert [box["rejected"] for box in prediction["boxes"]] == [True, False]
    [row] = annotator.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]
    assert [box[1] for box in row["predicted"]] == [50]


def test_an_accepted_crop_has_the_key_that_the_editor_would_give_it() -> None:
    # As in the editor's own test of `predictionKey`.
    assert str(crop_answers.prediction_key(0x123456789ABC, 7)) == "00123456-789a-8bc0-8000-000000000007"


def test_when_all_is_judged_there_is_no_page(
    suggested: Image, project: Project, category: Category, annotator: Asker
) -> None:
    page = page_of(annotator, project, category).json()["page"]
    annotator.ask("POST", f"/api/crop-pages/{page['id']}/answer", {"wrong": []})
    assert page_of(annotator, project, category).json() == {"page": None, "is_last": True}


def test_nobody_answers_the_page_of_somebody_else(
    suggested: Image, project: Project, category: Category, annotator: Asker, rita: User
) -> None:
    page = page_of(annotator, project, category).json()["page"]
    for verb in ("answer", "undo"):
        assert browser_of(rita).ask("POST", f"/api/crop-pages/{page['id']}/{verb}", {"wrong": []}).status_code == 404
    assert not Box.objects.exists()


def test_only_managers_see_how_all_people_do(project: Project, annotator: Asker, alice: User) -> None:
    address = f"/api/projects/{project.pk}/crops"
    assert annotator.ask("GET", address).json()["everybody"] is None
    assert browser_of(alice).ask("GET", address).json()["everybody"] == {"planted": 0, "found": 0}


@pytest.mark.parametrize("answer", [{}, {"wrong": "0"}, {"wrong": [-1]}, {"wrong": [99]}, {"wrong": [], "boxes": []}])
def test_what_is_no_answer_is_refused(
    answer: dict[str, Any], suggested: Image, project: Project, category: Category, annotator: Asker
) -> None:
    page = page_of(annotator, project, category).json()["page"]
    assert annotator.ask("POST", f"/api/crop-pages/{page['id']}/answer", answer).status_code == 400
    assert not Box.objects.exists()


@pytest.mark.parametrize("wanted", [{"threshold": 2}, {"threshold": "high"}, {"order": "random"}])
def test_what_cannot_be_wanted_is_refused(
    wanted: dict[str, Any], project: Project, category: Category, annotator: Asker
) -> None:
    assert page_of(annotator, project, category, **wanted).status_code == 400


def test_a_category_of_another_project_is_not_there(project: Project, annotator: Asker) -> None:
    foreign = make.make_category(make.make_project("Other"))
    assert page_of(annotator, project, foreign).status_code == 404
