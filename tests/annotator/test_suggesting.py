"""What a model has learned too little of to suggest it."""

from pathlib import Path

import pytest

from annotator.handlers import train
from annotator.handlers.child import Progress
from annotator.models import Job, ModelVersion, Project
from annotator.services import datasets, predictions
from detector import checkpoint
from detector.scores.thresholds import NEVER
from detector.structures import Category
from tests import make
from tests.detector.pictures import small

pytestmark = pytest.mark.django_db


def trained(project: Project, folder: Path, *, boxes: dict[int, int], thresholds: dict[int, float]) -> ModelVersion:
    """A model that learned from so many boxes of each category, and what the hold-out made of it."""
    known = project.categories.order_by("coco_id").values_list("coco_id", "name")
    detector = small(categories=[Category(id=id_, name=name) for id_, name in known])
    weights = checkpoint.save(detector.model, detector.metadata, folder)
    assessment = {"thresholds": thresholds, "calibration": None}
    finished = {"weights": str(weights), "sha256": weights.stem, "metrics": None, "assessment": assessment}
    job = Job.objects.create(project=project, kind="train")
    return train._register(job, Progress(finished=finished), boxes, parent=None, dataset_version=None)


def test_a_category_with_fewer_than_five_boxes_is_never_suggested_and_the_model_says_why(
    project: Project, tmp_path: Path
) -> None:
    common, rare = make.make_category(project, "cell"), make.make_category(project, "platelet")
    model = trained(project, tmp_path, boxes={1: 5, 2: 4}, thresholds={1: 0.3, 2: 0.1})
    assert predictions.thresholds(model) == {str(common.pk): 0.3, str(rare.pk): NEVER}
    assert model.threshold_reasons == {str(rare.pk): "It had 4 labelled boxes to learn from: suggestions begin at 5."}


def test_boxes_to_learn_from_are_counted_without_the_holdout_and_without_crowds(
    project: Project, tmp_path: Path
) -> None:
    cell = make.make_category(project)
    for split in ("train", "holdout"):
        image = make.make_image(project, split=split, state="done")
        make.make_box(image, cell)
        make.make_box(image, cell, crowd=True)
    assert datasets.write_run(datasets.freeze_dataset(project), tmp_path).boxes == {cell.coco_id: 1}
