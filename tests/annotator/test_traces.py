"""Traces: made by a job, kept, read in the words of the project, and asked why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from PIL import Image as Pillow

from annotator import tasks
from annotator.handlers import predict
from annotator.models import Image, ModelVersion, Project
from annotator.services import blobs, images, loop
from detector import checkpoint
from detector.structures import Detector
from tests import make
from tests.annotator.asking import Asker, browser_of
from tests.detector.lively import lively, noise

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def detector() -> Detector:
    return lively()


@pytest.fixture
def model(project: Project, detector: Detector, tmp_path: Path) -> Iterator[ModelVersion]:
    """In use, with weights that see much, and a low threshold for the first of its three categories."""
    rows = [make.make_category(project, category.name) for category in detector.categories]
    path = checkpoint.save(detector.model, detector.metadata, tmp_path)
    blobs.put_file(blobs.model_name(path.stem), path)
    yield make.make_model(
        project,
        weights=blobs.model_name(path.stem),
        weights_sha256=path.stem,
        categories=[row.pk for row in rows],
        thresholds={str(rows[0].pk): 0.2},
        is_active=True,
    )
    predict._load.cache_clear()


@pytest.fixture
def pictured(project: Project) -> Image:
    content = make.encoded(Pillow.fromarray(noise(256, 192).values.permute(1, 2, 0).numpy()))
    image = images.add_image(project, file_name="noise.png", content=content).image
    assert image is not None
    Image.objects.filter(pk=image.pk).update(split=Image.Split.TRAIN)
    image.refresh_from_db()
    return image


@pytest.fixture
def asker(bob: User) -> Asker:
    return browser_of(bob)


def traced(asker: Asker, image: Image) -> Any:
    """The trace, after its job."""
    asked = asker.ask("GET", f"/api/images/{image.pk}/trace")
    assert asked.status_code == 202
    tasks.run_next_job("gpu")
    job = asker.ask("GET", asked["Location"]).json()
    assert (job["kind"], job["state"]) == ("trace", "succeeded"), job
    return asker.ask("GET", f"/api/images/{image.pk}/trace").json()


def test_a_trace_is_a_job_the_first_time_and_shows_what_prediction_stores(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    loop.look_again(pictured, by=None)
    tasks.run_next_job("gpu")
    trace = traced(asker, pictured)
    [prediction] = pictured.predictions.all()
    final = trace["stages"]["post"]["final"]
    stored = [[row["category"], *row["box"], row["score"], row["probability"], *row["spread"]] for row in final]
    assert stored == prediction.boxes
    assert len(final) > 3
    assert sum(row["shown"] for row in final) == prediction.shown > 0
    expected = dict.fromkeys(model.categories, 0.5) | {model.categories[0]: 0.2}
    assert all(row["threshold"] == expected[row["category"]] for row in final)
    assert trace["model"] == {
        "id": model.pk,
        "number": 1,
        "name": "",
        "kind": "small",
        "device": "cpu",
        "backend": "torch-f32",
    }
    assert trace["image"] == {"id": pictured.pk, "width": 256, "height": 192, "file_name": "noise.png"}
    assert [row["id"] for row in trace["categories"]] == model.categories
