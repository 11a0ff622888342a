"""Boxes with a score are what a model saw, and no labels."""

import pytest

from annotator.errors import InvalidImport
from annotator.models import Image, ModelVersion, Project
from tests import make
from tests.annotator.imports.importing import bring, coco

pytestmark = pytest.mark.django_db


def test_boxes_with_a_score_are_predictions_and_no_labels(project: Project, one: Image) -> None:
    report = bring(project, coco({"score": 0.25}, {"score": 0.75}), model_name="yolo11")
    one.refresh_from_db()
    assert (one.state, one.box_count, one.revision) == ("todo", 0, 0)
    model = ModelVersion.objects.get()
    assert (model.name, model.origin, model.is_active) == ("yolo11", "imported", False)
    prediction = one.predictions.get()
    assert [box[5] for box in prediction.boxes] == [0.75, 0.25]
    assert 0 <= prediction.value <= 1
    assert (report.predictions, report.predicted_boxes, report.boxes) == (1, 2, 0)


def test_results_name_images_and_categories_by_the_ids_of_our_exports(project: Project, one: Image) -> None:
    category = make.make_category(project, "cat", coco_id=17)
    results = [
        {"image_id": one.pk, "category_id": 17, "bbox": [1, 2, 3, 4], "score": 0.5},
        {"image_id": 999_999, "category_id": 17, "bbox": [1, 2, 3, 4], "score": 0.5},
    ]
    report = bring(project, results, kind="predictions", model_name="outside")
    assert (report.predictions, report.missing) == (1, ["image 999999"])
    assert one.predictions.get().boxes == [[category.pk, 1.0, 2.0, 4.0, 6.0, 0.5, None]]
    again = bring(project, results, kind="predictions", model_name="outside")
    assert (again.predictions, again.predicted_boxes) == (0, 0)
    assert ModelVersion.objects.count() == 1


def test_results_of_categories_that_are_not_there_are_refused(project: Project, one: Image) -> None:
    results = [{"image_id": one.pk, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}]
    with pytest.raises(InvalidImport, match="no category with that id"):
        bring(project, results, kind="predictions")


def test_predictions_need_scores(project: Project, one: Image) -> None:
    with pytest.raises(InvalidImport, match="no score"):
        bring(project, coco({"score": 0.5}, {}), kind="predictions")
