"""Trainings as people look at them: written down while they run, once, and read with a sentence for each epoch."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.handlers.recording import Recorder
from annotator.models import Category, Image, Job, Project, TrainingEpoch, TrainingRun
from annotator.services import jobs, trainings
from tests import make
from tests.annotator.asking import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(project: Project) -> Job:
    """One that this process holds."""
    jobs.enqueue(project, "train")
    claimed = jobs.claim_next("gpu")
    assert claimed is not None
    return claimed


def metrics(ap: float, category: Category) -> dict[str, Any]:
    per_category = {str(category.coco_id): {"ap": ap, "ap50": ap}, "999": {"ap": 0.1, "ap50": 0.1}}
    return {"ap": ap, "ap50": ap, "ap75": ap, "per_category": per_category, "images": 1, "boxes": 1}


def epoch(number: int, loss: float, **more: Any) -> dict[str, Any]:
    entry = {"epoch": number, "loss": loss, "learning_rate": 0.001, "seconds": 1.5, "accuracy": 0.9, "metrics": None}
    return {**entry, "frames": [], **more}


def told(job: Job, holdout: Path | None = None) -> Recorder:
    recorder = Recorder(job, holdout=holdout)
    recorder("started", {"mode": "quick", "kind": "small", "images": 12, "boxes": 30, "device": "cpu"})
    return recorder


@pytest.fixture
def holdout(category: Category, image: Image, tmp_path: Path) -> Path:
    """What a training is measured on: one image with a box, and a crowd."""
    row = {"image_id": image.pk, "category_id": category.coco_id, "bbox": [10, 20, 5, 6], "iscrowd": 0}
    file = tmp_path / "holdout.json"
    file.write_text(json.dumps({"annotations": [row, {**row, "iscrowd": 1}, {**row, "image_id": image.pk + 1}]}))
    return file


def test_a_running_training_is_seen_epoch_by_epoch(
    job: Job, project: Project, category: Category, image: Image, holdout: Path, vera: User
) -> None:
    recorder = told(job, holdout)
    seen = [category.coco_id, 10.5, 20, 15, 26, 0.75]
    frames = [{"image": image.pk, "boxes": [seen, [999, 1, 1, 2, 2, 0.5]]}]
    recorder("epoch", epoch(1, 2.0, metrics=metrics(0.25, category), frames=frames))
    recorder("step", {"step": 3})
    recorder("epoch", epoch(2, 1.5, metrics=metrics(0.5, category), frames=frames, loss_box_reg=0.5))
    recorder("epoch", epoch(2, 9.9))

    viewer = browser_of(vera)
    answer = viewer.ask("GET", f"/api/trainings/{job.pk}").json()
    assert (answer["state"], answer["mode"], answer["kept_epoch"], answer["model"]) == ("running", "quick", 2, None)
    assert (answer["project"], answer["facts"]["images"]) == (project.pk, 12)
    assert [entry["observation"]["kind"] for entry in answer["epochs"]] == ["first", "best"]
    second = answer["epochs"][1]
    assert (second["loss"], second["loss_box_reg"], second["loss_classifier"], second["accuracy"]) == (
        1.5,
        0.5,
        None,
        0.9,
    )
    assert second["metrics"]["per_category"] == {str(category.pk): {"ap": 0.5, "ap50": 0.5}}
    assert any("GPU" in words for words in answer["unmeasured"])

    film = viewer.ask("GET", f"/api/trainings/{job.pk}/film").json()
    [shown] = film["images"]
    assert (shown["id"], shown["width"], shown["boxes"]) == (image.pk, image.width, [[category.pk, 10, 20, 15, 26]])
    assert [entry["epoch"] for entry in film["epochs"]] == [1, 2]
    assert film["epochs"][1]["frames"] == [{"image": image.pk, "boxes": [[category.pk, 10.5, 20, 15, 26, 0.75]]}]

    [listed] = viewer.ask("GET", f"/api/projects/{project.pk}/trainings").json()["results"]
    assert (listed["id"], listed["epoch_count"], listed["mode"]) == (job.pk, 2, "quick")


def test_another_attempt_begins_anew_and_one_that_lost_its_job_writes_no_more(job: Job) -> None:
    silent = told(job)
    silent("epoch", epoch(1, 2.0))
    silent("epoch", epoch(2, 1.0))
    jobs.release(job)
    again = jobs.claim_next("gpu")
    assert again is not None
    fresh = told(again)
    silent("epoch", epoch(3, 0.5))
    fresh("epoch", epoch(1, 1.9))
    assert [row.figures["loss"] for row in TrainingEpoch.objects.all()] == [1.9]


def test_a_cancelled_training_keeps_its_epochs_and_one_with_nan_shows_the_last_good_one(job: Job) -> None:
    recorder = told(job)
    recorder("epoch", epoch(1, 2.0))
    recorder("notice", {"code": "training_diverged", "message": "No number.", "hint": ""})
    assert trainings.course_of(job).observations[-1].kind == "diverged"
    TrainingRun.objects.update(notices=[])
    Job.objects.update(cancel_requested=True)
    jobs.finish(job, Job.State.CANCELLED)
    job.refresh_from_db()
    assert trainings.course_of(job).observations[-1].kind == "stopped"


def test_a_training_from_before_has_the_history_of_its_model(project: Project, job: Job) -> None:
    history = [{"epoch": 1, "loss": 2.0, "loss_box_reg": 1.0, "learning_rate": 0.1, "seconds": 3.0, "metrics": None}]
    make.make_model(project, job=job, mode="thorough", history=history)
    course = trainings.course_of(job)
    assert (course.facts["mode"], len(course.history), course.has_film) == ("thorough", 1, False)
    assert any("hold-out" in words for words in course.unmeasured)
    assert any("from before" in words for words in course.unmeasured)


def test_of_an_adaptation_it_is_said_what_is_not_measured(job: Job) -> None:
    recorder = told(job)
    recorder("started", {"mode": "instant"})
    recorder("epoch", epoch(1, 2.0, memory_bytes=5, gpu_memory_bytes=7))
    said = trainings.course_of(job).unmeasured
    assert len(said) == 2
    assert said[0].startswith("The losses of the proposals")


def test_epochs_are_taken_home_as_csv_and_json(job: Job, category: Category, vera: User) -> None:
    recorder = told(job)
    recorder("epoch", epoch(1, 2.0))
    recorder("epoch", epoch(2, 1.5, metrics=metrics(0.5, category)))
    viewer = browser_of(vera)
    answer = viewer.ask("GET", f"/api/trainings/{job.pk}/epochs.csv")
    assert "cells-training-" in answer["Content-Disposition"]
    first, second = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (first["epoch"], first["ap"], first[f"ap of {category.name}"]) == ("1", "", "")
    assert (second["ap50"], second[f"ap of {category.name}"]) == ("0.5", "0.5")
    assert second["observation"].startswith("The loss fell") or second["observation"].startswith("Hold-out")
    document = viewer.ask("GET", f"/api/trainings/{job.pk}/epochs.json").json()
    assert [entry["observation"] for entry in document["epochs"]] == [first["observation"], second["observation"]]
    assert document["categories"] == {str(category.pk): category.name}


def test_a_job_that_trains_nothing_is_no_training(project: Project, vera: User) -> None:
    other = jobs.enqueue(project, "predict")
    assert browser_of(vera).ask("GET", f"/api/trainings/{other.pk}").status_code == 404
    waiting = jobs.enqueue(project, "train", run_after=timezone.now())
    answer = browser_of(vera).ask("GET", f"/api/trainings/{waiting.pk}").json()
    assert (answer["epochs"], answer["unmeasured"], answer["mode"]) == ([], [], "")
    assert browser_of(vera).ask("GET", f"/api/trainings/{waiting.pk}/film").json() == {"images": [], "epochs": []}
