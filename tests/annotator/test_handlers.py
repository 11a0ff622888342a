"""The bodies of jobs: the first suggestions from COCO weights, and trainings that end in words."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
from django.contrib.auth.models import User
from safetensors.torch import save_file

from annotator import tasks
from annotator.handlers import child, predict
from annotator.models import Image, Job, ModelVersion, Project
from annotator.services import images, jobs, loop, registry
from detector import checkpoint, structures
from detector.network import weights
from detector.network.model import build_detector
from detector.shapes import generate
from tests import make
from tests.annotator.asking import Asker
from tests.detector.pictures import small
from tests.working import fresh

pytestmark = pytest.mark.django_db
MOBILENET = "fasterrcnn_mobilenet_v3_large_320_fpn"


@pytest.fixture(scope="module")
def coco_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights in the shape of the published ones, with random numbers that see everything everywhere."""
    torch.manual_seed(0)
    model = build_detector(MOBILENET, len(weights.PUBLISHED[MOBILENET].meta["categories"]), frozen_norm=True)
    torch.nn.init.normal_(model.roi_heads.box_predictor.cls_score.weight, std=1)
    file = tmp_path_factory.mktemp("coco") / "coco.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, file)
    return file


def add_pictures(project: Project, *, count: int = 3) -> list[Image]:
    files = []
    for number in range(count):
        picture, _ = generate(number, width=160, height=120)
        files.append((f"{number}.png", make.encoded(picture)))
    return [row.image for row in images.add_images(project, files) if row.image]


def run_all_jobs() -> None:
    while any(Job.objects.filter(state="queued", queue=queue).exists() for queue in ("cpu", "gpu")):
        for queue in ("cpu", "gpu"):
            tasks.run_next_job(queue)


def test_coco_weights_suggest_boxes_of_the_categories_that_they_know_before_any_is_drawn(
    project: Project, bob: User, coco_file: Path, settings: Any
) -> None:
    settings.DETECTOR_WEIGHTS = str(coco_file)
    Project.objects.update(detector_kind=MOBILENET)
    project.refresh_from_db()
    person, dogs = make.make_category(project, "Person"), make.make_category(project, "dogs")
    make.make_category(project, "spark plug")
    pictures = add_pictures(project)

    loop.start_prediction(project, by=bob)
    run_all_jobs()

    assert not Job.objects.exclude(state="succeeded").exists()
    model = registry.active_model(project)
    assert model is not None
    assert (model.origin, model.kind) == ("coco", MOBILENET)
    assert {category for category in model.categories if category} == {person.pk, dogs.pk}
    assert model.predictions.count() == len(pictures)
    suggested = {box[0] for prediction in model.predictions.all() for box in prediction.boxes}
    assert suggested <= {person.pk, dogs.pk}
    assert not any(image.boxes.exists() for image in pictures)


def test_a_coco_model_is_listed_and_asked_for_like_any_other(project: Project, bob: User) -> None:
    category = make.make_category(project, "person")
    image = make.make_image(project)
    model = make.make_model(project, origin="coco", categories=[category.pk, None, None], is_active=True)
    make.make_prediction(image, model, boxes=[])
    asker = Asker()
    asker.force_login(bob)
    [listed] = asker.ask("GET", f"/api/projects/{project.pk}/models").json()["results"]
    assert listed["categories"] == [category.pk, None, None]
    shown = asker.ask("GET", f"/api/images/{image.pk}/prediction").json()
    assert shown["thresholds"] == {str(category.pk): 0.5}


def test_a_finished_image_is_looked_at_when_somebody_asks(
    project: Project, bob: User, coco_file: Path, settings: Any
) -> None:
    settings.DETECTOR_WEIGHTS = str(coco_file)
    Project.objects.update(detector_kind=MOBILENET)
    project.refresh_from_db()
    make.make_category(project, "person")
    done, _ = add_pictures(project, count=2)
    Image.objects.filter(pk=done.pk).update(state="done")
    loop.start_prediction(project, by=bob)
    run_all_jobs()
    assert not done.predictions.exists()

    loop.look_again(done, by=bob)
    run_all_jobs()

    assert done.predictions.count() == 1


@pytest.mark.parametrize(
    ("configured", "category", "code"), [("none", "person", "no_model"), ("coco", "spark plug", "no_matching_category")]
)
def test_without_weights_that_fit_the_job_says_what_to_do(
    project: Project, settings: Any, configured: str, category: str, code: str
) -> None:
    settings.DETECTOR_WEIGHTS = configured
    make.make_category(project, category)
    make.make_image(project)
    job = loop.start_prediction(project)
    tasks.run_next_job("gpu")
    job = fresh(job)
    assert (job.state, job.error_code) == ("failed", code)
    assert "Finish 10 images" in job.hint
    assert not ModelVersion.objects.exists()


def test_weights_that_are_not_there_fail_in_words(project: Project, settings: Any, tmp_path: Path) -> None:
    settings.DETECTOR_WEIGHTS = str(tmp_path / "gone.safetensors")
    make.make_category(project, "person")
    make.make_image(project)
    job = loop.start_prediction(project)
    tasks.run_next_job("gpu")
    assert fresh(job).state == "failed"
    assert "gone.safetensors" in fresh(job).error


def test_a_training_with_nothing_to_learn_from_says_so(project: Project) -> None:
    job = jobs.enqueue(project, "train")
    tasks.run_next_job("gpu")
    job = fresh(job)
    assert (job.state, job.error_code) == ("failed", "no_images")
    assert job.hint


def test_the_trainings_own_words_are_kept() -> None:
    progress = child.Progress()
    child.take_in(progress, '{"event": "step", "step": 3, "total": 9, "loss": 1.5, "progress": 0.3, "eta_seconds": 70}')
    assert (progress.share, progress.message) == (0.3, "Step 3 of 9, loss 1.500, about 1 min left")
    child.take_in(progress, "a library says hello")
    child.take_in(progress, '{"event": "error", "code": "training_diverged", "message": "…", "hint": "…"}')
    assert progress.error == {"code": "training_diverged", "message": "…", "hint": "…"}


@pytest.mark.slow
def test_a_training_process_that_is_killed_fails_its_attempt_with_a_reason_and_is_tried_again(
    project: Project, bob: User
) -> None:
    category = make.make_category(project, "shape")
    for image in add_pictures(project):
        Image.objects.filter(pk=image.pk).update(state="done", split="train")
        make.make_box(image, category)
        make.make_box(image, category, x1=40, x2=90)
    job = loop.start_training(project, by=bob)

    killer = threading.Thread(target=_kill_the_first_child)
    killer.start()
    tasks.run_next_job("gpu")
    killer.join()

    job = fresh(job)
    assert (job.state, job.attempt) == ("queued", 1)
    assert "ended with code -9" in job.error


def _kill_the_first_child() -> None:
    me = psutil.Process()
    while not (children := [child for child in me.children() if "detector" in child.cmdline()]):
        threading.Event().wait(0.05)
    os.kill(children[0].pid, signal.SIGKILL)


def test_a_picture_that_got_lost_does_not_stop_the_others(project: Project) -> None:
    category = make.make_category(project, "shape")
    pictures = add_pictures(project)
    Path(pictures[0].file.path).unlink()
    detector = small(categories=[structures.Category(id=category.coco_id, name="shape")])
    file = checkpoint.save(detector.model, detector.metadata, Path(pictures[1].file.path).parent)
    model = make.make_model(project, is_active=True, weights=f"images/{file.parent.name}/{file.name}")
    job = loop.start_prediction(project)
    tasks.run_next_job("gpu")
    assert fresh(job).result == {"model": model.number, "images": 3, "recorded": 2, "unreadable": 1}
    assert predict.load(model).predictor.metadata.kind == "small"
