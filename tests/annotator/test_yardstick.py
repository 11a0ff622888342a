"""Models are judged by what steps take the people of the project, once enough of it was measured."""

import json
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from annotator.handlers import adapt, stability, train
from annotator.models import Category, Job, ModelVersion, Project, Revision
from annotator.services import blobs, datasets, registry
from detector.scores.costs import DEFAULT
from tests import make

pytestmark = pytest.mark.django_db


def measured(project: Project, *, images: int, draw: float) -> None:
    """Images with ten drawn boxes each, and how long they took."""
    box = {"x1": 1, "y1": 1, "x2": 9, "y2": 9, "category": 1, "origin": "drawn"}
    changes = [{"key": str(number), "before": None, "after": box} for number in range(10)]
    for _ in range(images):
        effort = {"active_seconds": 7.8 + 10 * draw}
        Revision.objects.create(
            id=uuid.uuid4(), image=make.make_image(project), number=1, kind="finish", state="done",
            changes=changes, effort=effort,
        )  # fmt: skip


def options(project: Project, folder: Path, *, parent: ModelVersion | None = None) -> dict[str, Any]:
    files = datasets.write_run(datasets.freeze_dataset(project), folder)
    job = Job.objects.create(project=project, kind="train")
    return train.yardstick(train.Material(job=job, files=files, parent=parent, folder=folder))


def costs(options: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = json.loads(options["--costs"].read_text())
    return found


def test_thirty_measured_images_are_enough(project: Project, tmp_path: Path) -> None:
    measured(project, images=29, draw=3.0)
    assert options(project, tmp_path)["--costs"] is None
    measured(project, images=1, draw=3.0)
    found = costs(options(project, tmp_path))
    assert found.keys() == asdict(DEFAULT).keys()
    assert 3.0 < found["draw"] < 6.0
    assert found["drag"] == DEFAULT.drag


def test_how_exact_boxes_have_to_be_is_the_projects_choice(project: Project, tmp_path: Path) -> None:
    project.tolerance = 0.9
    project.save()
    assert options(project, tmp_path)["--tolerance"] == 0.9


def test_a_yardstick_that_is_about_right_stays(project: Project, tmp_path: Path) -> None:
    measured(project, images=60, draw=3.0)
    found = costs(options(project, tmp_path))
    near, far = ({**found, "draw": found["draw"] * change} for change in (1.1, 1.5))
    for before, after in ((near, near), (far, found)):
        model = make.make_model(project, assessment={"costs": before})
        assert costs(options(project, tmp_path, parent=model)) == after


def test_an_adaptation_is_judged_by_the_same(
    project: Project, category: Category, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "local_path", Path)
    model = make.make_model(project)
    registry.promote_model(model, note="")
    files = datasets.write_run(datasets.freeze_dataset(project), tmp_path)
    job = Job.objects.create(project=project, kind="adapt")
    material = train.Material(job=job, files=files, parent=model, folder=tmp_path)
    assert adapt.options(material).items() >= train.yardstick(material).items()


def test_seconds_of_unlike_people_are_not_compared() -> None:
    old = {"costs": asdict(DEFAULT), "image_ids": [1, 2], "seconds": [30.0, 40.0]}
    assert stability.change_of_seconds(old, old) == [0, 0]
    assert stability.change_of_seconds({**old, "costs": {**asdict(DEFAULT), "draw": 3.0}}, old) is None
