"""Traces: made by a job, kept, read in the words of the project, and asked why."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image as Pillow

from annotator import tasks
from annotator.handlers import predict
from annotator.models import Category, Image, Job, ModelVersion, Project
from annotator.services import blobs, images, loop, traces
from detector import checkpoint
from detector.structures import Detector
from tests import make
from tests.annotator.asking import Asker, browser_of
from tests.detector.lively import lively, noise
from tests.working import LONG_AGO, claim

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def detector() -> Detector:
    return lively()


@pytest.fixture
def model(project: Project, detector: Detector, tmp_path: Path) -> Iterator[ModelVersion]:
    """In use, with weights that see much, and thresholds for two of its three categories: the last is never shown."""
    rows = [make.make_category(project, category.name) for category in detector.categories]
    path = checkpoint.save(detector.model, detector.metadata, tmp_path)
    blobs.put_file(blobs.model_name(path.stem), path)
    yield make.make_model(
        project,
        weights=blobs.model_name(path.stem),
        weights_sha256=path.stem,
        categories=[row.pk for row in rows],
        thresholds={str(rows[0].pk): 0.2, str(rows[2].pk): 1.1},
        is_active=True,
    )
    predict._load.cache_clear()
    shutil.rmtree(blobs.local_path("traces"), ignore_errors=True)  # Named by content: other tests would find them.


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
    expected = dict(zip(model.categories, (0.2, 0.5, 1.1), strict=True))
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


@pytest.mark.usefixtures("gpu")
def test_on_a_gpu_the_trace_shows_what_was_suggested_there(
    asker: Asker, model: ModelVersion, pictured: Image, settings: Any
) -> None:
    settings.DETECTOR_DEVICE = "cuda"
    choice = {"backend": "cuda-bf16", "cut": 0.0, "trials": []}
    ModelVersion.objects.filter(pk=model.pk).update(backend={"name": "cuda-bf16", "device": "cuda", "choice": choice})
    loop.look_again(pictured, by=None)
    tasks.run_next_job("gpu")
    trace = traced(asker, pictured)
    [prediction] = pictured.predictions.all()
    final = trace["stages"]["post"]["final"]
    assert (trace["model"]["device"], trace["model"]["backend"]) == ("cuda", "cuda-bf16")
    assert [[row["category"], *row["box"]] for row in final] == [box[:5] for box in prediction.boxes]
    assert len(final) > 3


def ask_why(asker: Asker, image: Image, **question: Any) -> Any:
    return asker.ask("POST", f"/api/images/{image.pk}/trace/why", question)


def test_what_was_missed_and_what_was_found_is_answered_from_the_kept_trace(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    trace = traced(asker, pictured)
    post = trace["stages"]["post"]
    found = next(row for row in post["final"] if row["shown"])
    answer = ask_why(asker, pictured, box=found["box"], category=found["category"]).json()
    assert (answer["verdict"], answer["threshold"]) == ("found", found["threshold"])
    hidden = next(row for row in post["final"] if not row["shown"])
    answer = ask_why(asker, pictured, box=hidden["box"], category=hidden["category"]).json()
    assert (answer["verdict"], answer["stage"]) == ("hidden", "post")
    unseen = next(pk for pk in model.categories if pk not in {row["category"] for row in post["final"]})
    answer = ask_why(asker, pictured, box=found["box"], category=unseen).json()
    assert (answer["verdict"], answer["stage"]) == ("other_category", "heads")
    answer = ask_why(asker, pictured, box=[0, 0, 1.5, 1.5], category=model.categories[0]).json()
    assert (answer["verdict"], answer["stage"], answer["threshold"]) == ("no_proposal", "proposals", 0.5)
    way = ask_why(asker, pictured, detection=0).json()
    assert len(way["steps"]) == 8
    assert asker.ask("GET", f"/api/images/{pictured.pk}/trace?model={model.pk}").status_code == 200


def test_questions_that_make_no_sense_are_refused(asker: Asker, model: ModelVersion, pictured: Image) -> None:
    category = model.categories[0]
    early = ask_why(asker, pictured, box=[0, 0, 9, 9], category=category)
    assert (early.status_code, early.json()["code"]) == (409, "trace_missing")
    traced(asker, pictured)
    for question in (
        {"box": [5, 5, 5, 9], "category": category},
        {"box": [0, 0, 9], "category": category},
        {"box": [0, 0, 9, 9]},
        {"box": [0, 0, 9, 9], "category": 10**6},
        {"detection": 1000},
        {"detection": -1},
        {"detection": 0, "box": [0, 0, 9, 9], "category": category},
        {"what": 1},
        {},
    ):
        refused = ask_why(asker, pictured, **question)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input"), question


def test_a_kept_trace_is_sent_once_and_renamed_when_the_category_is(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    traced(asker, pictured)
    address = f"/api/images/{pictured.pk}/trace"
    sent = asker.ask("GET", address)
    assert asker.ask("GET", address, If_None_Match=sent["ETag"]).status_code == 304
    assert "private" in sent["Cache-Control"]
    Category.objects.filter(pk=model.categories[0]).update(name="renamed", archived=True)
    fresh = asker.ask("GET", address, If_None_Match=sent["ETag"])
    assert fresh.json()["categories"][0]["name"] == "renamed"
    final = fresh.json()["stages"]["post"]["final"]
    assert not any(row["shown"] for row in final if row["category"] == model.categories[0])
    packed = asker.ask("GET", address, Accept_Encoding="gzip")
    assert len(packed.content) < len(fresh.content) / 2


def test_asking_twice_is_one_job_and_comes_before_all_others(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    loop.start_prediction(model.project)
    first, second = (asker.ask("GET", f"/api/images/{pictured.pk}/trace") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert claim("gpu").kind == Job.Kind.TRACE


def test_an_image_that_cannot_be_read_is_told_in_the_words_of_the_loader(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    blobs.local_path(pictured.file.name).write_bytes(b"\x89PNG\r\n\x1a\n and nothing else")
    try:
        asked = asker.ask("GET", f"/api/images/{pictured.pk}/trace")
        tasks.run_next_job("gpu")
        job = asker.ask("GET", asked["Location"]).json()
        assert (job["state"], job["error_code"]) == ("failed", "image_unreadable")
        refused = asker.ask("GET", f"/api/images/{pictured.pk}/trace")
        assert (refused.status_code, refused.json()["code"]) == (422, "image_unreadable")
        assert (refused.json()["detail"], refused.json()["hint"]) == (job["error"], job["hint"])
        Job.objects.filter(pk=job["id"]).update(finished_at=timezone.now() - LONG_AGO)
        assert asker.ask("GET", f"/api/images/{pictured.pk}/trace").status_code == 202
    finally:
        blobs.delete(pictured.file.name)


def test_a_picture_that_is_lost_on_the_server_is_told_by_the_name_people_know(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    blobs.delete(pictured.file.name)
    asked = asker.ask("GET", f"/api/images/{pictured.pk}/trace")
    tasks.run_next_job("gpu")
    job = asker.ask("GET", asked["Location"]).json()
    assert (job["state"], job["error_code"]) == ("failed", "image_unreadable")
    assert pictured.file_name in job["error"]


def test_without_a_model_that_can_look_there_is_no_trace(asker: Asker, project: Project, image: Image) -> None:
    def refusal(query: str = "") -> tuple[int, str]:
        answer = asker.ask("GET", f"/api/images/{image.pk}/trace{query}")
        return answer.status_code, answer.json()["code"]

    assert refusal() == (409, "no_model")
    outside = make.make_model(project, origin="imported", weights="", weights_sha256="")
    assert refusal(f"?model={outside.pk}") == (409, "model_not_traceable")
    elsewhere = make.make_model(make.make_project("Other"))
    assert refusal(f"?model={elsewhere.pk}") == (404, "not_found")
    image_id = image.pk
    image.delete()
    assert asker.ask("GET", f"/api/images/{image_id}/trace").status_code == 404
    assert not Job.objects.filter(kind=Job.Kind.TRACE).exists()


def test_what_a_model_sees_is_withheld_where_people_are_not_to_be_swayed(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    Image.objects.filter(pk=pictured.pk).update(split=Image.Split.HOLDOUT, sha256=f"{0:064x}")
    answer = asker.ask("GET", f"/api/images/{pictured.pk}/trace")
    assert (answer.status_code, answer.json()["code"]) == (409, "suggestions_withheld")


def test_weights_that_are_gone_and_an_image_that_was_deleted_end_the_job_in_words(
    asker: Asker, model: ModelVersion, pictured: Image
) -> None:
    asked = asker.ask("GET", f"/api/images/{pictured.pk}/trace")
    images.delete_image(pictured)
    tasks.run_next_job("gpu")
    job = asker.ask("GET", asked["Location"]).json()
    assert (job["state"], job["error_code"]) == ("failed", "not_found")


def test_the_oldest_traces_go_when_there_is_no_room(asker: Asker, model: ModelVersion, pictured: Image) -> None:
    traced(asker, pictured)
    name = traces.name_of(pictured, model)
    assert blobs.exists(name)
    traces.forget_oldest(10**9)
    assert blobs.exists(name)
    traces.forget_oldest(1000)
    assert not blobs.exists(name)
    assert traced(asker, pictured)["stages"]


def test_a_deleted_image_takes_its_traces_along(asker: Asker, model: ModelVersion, pictured: Image) -> None:
    traced(asker, pictured)
    name = traces.name_of(pictured, model)
    images.delete_image(pictured)
    assert not blobs.exists(name)
