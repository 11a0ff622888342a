"""What runs a model version fastest is found out once, and stored with it."""

import signal
from pathlib import Path
from typing import Any

import pytest

from annotator import tasks
from annotator.handlers import backends, predict
from annotator.models import Image, ModelVersion, Project
from annotator.services import blobs, jobs, loop, registry
from detector import checkpoint, structures
from detector.fast.bulk import predict_in_bulk
from detector.shapes import generate
from tests import make
from tests.annotator.asking import browser_of
from tests.annotator.test_handlers import add_pictures
from tests.detector.pictures import small
from tests.working import fresh

pytestmark = pytest.mark.django_db
FOUND: dict[str, Any] = {
    "name": "torch-bf16",
    "reason": "1.4 times as fast.",
    "device": "cpu",
    "choice": {"backend": "torch-bf16", "cut": 0.1, "trials": ()},
}


def a_model(project: Project, tmp_path: Path) -> ModelVersion:
    """With a real network that has learned nothing."""
    category = make.make_category(project, "shape")
    detector = small(categories=[structures.Category(id=category.coco_id, name="shape")])
    path = checkpoint.save(detector.model, detector.metadata, tmp_path)
    blobs.put_file(blobs.model_name(path.stem), path)
    return make.make_model(project, weights=blobs.model_name(path.stem), is_active=True)


@pytest.mark.slow
def test_back_ends_are_tried_on_the_projects_own_pictures_and_the_best_is_stored(
    project: Project, tmp_path: Path, vera: Any
) -> None:
    model = a_model(project, tmp_path)
    category = project.categories.get()
    for image in add_pictures(project, count=2):
        Image.objects.filter(pk=image.pk).update(state="done", split="holdout")
        for box in generate(int(image.file_name[0]), width=160, height=120)[1]:
            make.make_box(image, category, x1=box.x1, y1=box.y1, x2=box.x2, y2=box.y2)
    job = jobs.enqueue(project, "predict", params={"model_version": model.pk, "check": True})
    tasks.run_next_job("gpu")
    assert fresh(job).state == "succeeded", fresh(job).error
    model.refresh_from_db()
    assert model.backend is not None
    assert model.backend["name"] == model.backend["choice"]["backend"]
    assert len(model.backend["choice"]["trials"]) >= 2
    shown = browser_of(vera).ask("GET", f"/api/models/{model.pk}").json()["backend"]
    assert shown == {"name": model.backend["name"], "reason": model.backend["reason"]}
    assert predict.load(model).predictor.detect([]) == []


def test_what_was_stored_first_stays(project: Project) -> None:
    model = make.make_model(project)
    registry.remember_backend(model, FOUND)
    registry.remember_backend(model, {**FOUND, "name": "other"})
    assert ModelVersion.objects.get().backend == {**FOUND, "choice": {**FOUND["choice"], "trials": []}}


def test_until_a_version_is_checked_it_runs_as_the_one_that_it_was_trained_from(project: Project) -> None:
    parent = make.make_model(project, backend=FOUND)
    child = make.make_model(project, parent=parent)
    other_kind = make.make_model(project, parent=parent, kind="other")
    assert backends.choice_for(child) == backends.choice_for(parent)
    assert backends.choice_for(other_kind) is None
    assert not backends.is_checked(child)


def test_an_adaptation_needs_no_check_of_its_own(project: Project) -> None:
    adapted = make.make_model(project, parent=make.make_model(project, backend=FOUND), mode="instant")
    assert backends.is_checked(adapted)
    assert "only its box head" in ModelVersion.objects.get(pk=adapted.pk).backend["reason"]  # type: ignore[index]


def test_a_check_waits_until_all_is_seen_and_is_spared_where_there_is_little_to_see(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = make.make_model(project, is_active=True)
    image = make.make_image(project)
    loop.after_prediction(model, is_checked=False)
    monkeypatch.setattr(loop, "WORTH_CHECKING", 1)
    loop.after_prediction(model, is_checked=False)
    make.make_prediction(image, model, boxes=[])
    loop.after_prediction(model, is_checked=True)
    assert not project.jobs.filter(kind="predict").exists()
    loop.after_prediction(model, is_checked=False)
    assert project.jobs.get(kind="predict").params == {"model_version": model.pk, "check": True}


def test_many_images_are_looked_at_in_bulk_and_the_first_ones_before_that(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = a_model(project, tmp_path)
    add_pictures(project, count=20)
    monkeypatch.setattr(predict, "WORTH_PROCESSES", 2)
    in_bulk: list[int] = []

    def counted(weights: Path, images: Any, **options: Any) -> Any:
        rest = list(images)
        in_bulk.extend(image_id for image_id, _ in rest)
        return predict_in_bulk(weights, rest, **options)

    monkeypatch.setattr(predict, "predict_in_bulk", counted)
    job = loop.start_prediction(project)
    tasks.run_next_job("gpu")
    assert fresh(job).result == {"model": model.number, "images": 20, "recorded": 20, "unreadable": 0}
    assert in_bulk == job.params["images"][predict.ROWS_PER_COMMIT :]


def test_a_worker_that_lost_its_gpu_ends_and_leaves_the_job_to_the_next(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a GPU's driver has given up on, no other attempt in the same process can use."""
    a_model(project, tmp_path)
    add_pictures(project)
    job = loop.start_prediction(project)
    signals: list[int] = []

    def lost(*args: Any, **options: Any) -> Any:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    def unanswered() -> None:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(predict, "predict", lost)
    monkeypatch.setattr("torch.cuda.is_initialized", lambda: True)
    monkeypatch.setattr("torch.cuda.synchronize", unanswered)
    monkeypatch.setattr("os.kill", lambda pid, number: signals.append(number))
    tasks.run_next_job("gpu")
    assert signals == [signal.SIGTERM]
    assert (fresh(job).state, fresh(job).attempt) == ("queued", 1)


def test_a_gpu_that_was_lost_is_tried_again_with_the_model_loaded_anew(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = a_model(project, tmp_path)
    add_pictures(project)
    job = loop.start_prediction(project)
    before = predict.load(model)

    def lost(*args: Any, **options: Any) -> Any:
        raise RuntimeError("CUDA error: unspecified launch failure")

    with monkeypatch.context() as broken:
        broken.setattr(predict, "predict", lost)
        tasks.run_next_job("gpu")
    assert (fresh(job).state, fresh(job).attempt) == ("queued", 1)
    assert "CUDA error" in fresh(job).error
    assert predict.load(model) is not before
