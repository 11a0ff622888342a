"""What a model saw, over HTTP."""

from annotator.models import Category, Image, Prediction, Project
from tests import make
from tests.annotator.asking import Asker


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
