"""Celery's door: what becomes of a job when its handler succeeds, fails, is cancelled, lost or interrupted."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from annotator import handlers, tasks
from annotator.errors import JobCancelled, JobFailed, JobInterrupted, JobLost, StorageFull
from annotator.models import Job, Project
from annotator.services import jobs, loop
from tests import make
from tests.services import ROOT
from tests.working import at_once, claim, fresh

pytestmark = pytest.mark.django_db
Handler = Callable[[Job], dict[str, Any]]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(tasks, "ring", heard.append)
    return heard


@pytest.fixture
def when_run(monkeypatch: pytest.MonkeyPatch, rung: list[str]) -> Callable[[Handler], None]:
    """Put something small in the place of a handler."""
    return lambda handler: monkeypatch.setattr(handlers, "handler_for", lambda kind: handler)


def raising(error: Exception) -> Handler:
    def handler(job: Job) -> dict[str, Any]:
        raise error

    return handler


def test_every_kind_of_job_has_a_handler() -> None:
    assert set(handlers.MODULES) == set(Job.Kind)
    assert all(callable(handlers.handler_for(kind)) for kind in Job.Kind.values)


def test_a_worker_starts_without_torch() -> None:
    code = """
import sys, django
django.setup()
import annotator.management.commands.worker, annotator.tasks
print({"torch", "torchvision", "safetensors", "pycocotools"} & sys.modules.keys())
"""
    finished = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "set()"


def test_a_knock_without_work_returns_at_once_and_rings_nobody(rung: list[str]) -> None:
    tasks.run_next_job("gpu")
    assert rung == []


def test_a_handler_that_returns_closes_its_job_and_rings_for_the_next(
    project: Project, when_run: Any, rung: list[str]
) -> None:
    job = jobs.enqueue(project, "export")
    when_run(lambda running: {"file": running.pk})
    tasks.run_next_job("cpu")
    assert (fresh(job).state, fresh(job).progress, fresh(job).result) == ("succeeded", 1, {"file": job.pk})
    assert rung == ["cpu"]


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (JobFailed("No images.", reason="no_images", hint="Finish some."), "failed", "no_images"),
        (StorageFull("The disk is full."), "failed", "storage_full"),
        (OSError("the disk blinked"), "queued", "unexpected"),
        (JobCancelled("Stop."), "cancelled", ""),
        (JobInterrupted("The worker ends."), "queued", ""),
        (JobLost("It is another's."), "running", ""),
    ],
)
def test_what_a_handler_raises_decides_what_becomes_of_the_job(
    error: Exception, state: str, code: str, project: Project, when_run: Any
) -> None:
    job = jobs.enqueue(project, "export")
    when_run(raising(error))
    tasks.run_next_job("cpu")
    assert (fresh(job).state, fresh(job).error_code) == (state, code)


def test_a_result_that_cannot_be_stored_fails_the_job_and_not_the_worker(
    project: Project, when_run: Any, rung: list[str]
) -> None:
    job = jobs.enqueue(project, "export")
    when_run(lambda running: {"file": object()})
    tasks.run_next_job("cpu")
    assert fresh(job).state == "queued"
    assert "not JSON serializable" in fresh(job).error
    assert rung == ["cpu"]


def test_one_training_and_one_prediction_at_a_time_in_a_process_and_light_jobs_beside_them(
    project: Project, when_run: Any
) -> None:
    for kind in ["train", "train", "predict", "predict"]:
        jobs.enqueue(project, kind)
    at_work: list[list[str]] = []

    def handler(job: Job) -> dict[str, Any]:
        running = Job.objects.filter(state="running").values_list("kind", flat=True)
        at_work.append(sorted(running))
        if len(running) < 2:
            tasks.run_next_job("gpu")  # As another thread of this process would.
        else:
            assert jobs.claim_next("gpu", without=tasks._heavy_now) is None
        return {}

    when_run(handler)
    tasks.run_next_job("gpu")
    assert at_work == [["train"], ["predict", "train"]]
    tasks.run_next_job("gpu")
    assert at_work[2:] == [["train"], ["predict", "train"]]


def test_one_projects_trouble_keeps_no_other_from_its_scheduled_training(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def train(project: Project) -> None:
        tried.append(project.name)
        raise RuntimeError("broken")

    monkeypatch.setattr(loop, "train_if_due", train)
    for name in ["a", "b"]:
        make.make_project(name, auto_train="scheduled")
    make.make_project("c", auto_train="never")
    tasks.train_due_projects()
    assert sorted(tried) == ["a", "b"]


def test_a_worker_that_starts_looks_for_what_others_left(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[bool] = []
    monkeypatch.setattr(jobs, "sweep", lambda: swept.append(True))
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    tasks.sweep_at_start()
    assert swept == [True]


def test_a_database_that_comes_later_does_not_keep_a_worker_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ConnectionError("not yet")

    monkeypatch.setattr(jobs, "sweep", refuse)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    tasks.sweep_at_start()


def test_a_worker_that_is_stopped_interrupts_its_jobs(project: Project, when_run: Any) -> None:
    job = jobs.enqueue(project, "export")

    def handler(running: Job) -> dict[str, Any]:
        tasks.interrupt_jobs()
        jobs.beat(running, 0.5)
        return {}

    when_run(handler)
    try:
        tasks.run_next_job("cpu")
        tasks.run_next_job("cpu")  # It hears one more knock before it ends, and takes nothing up.
    finally:
        jobs.interrupted.clear()
    assert (fresh(job).state, fresh(job).attempt) == ("queued", 0)
    assert job.events.filter(state="running").count() == 1
    assert claim() == job


@pytest.mark.django_db(transaction=True)
def test_threads_that_knock_together_share_no_job(project: Project, when_run: Any) -> None:
    for kind in ["train", "predict"] * 3 + ["export"] * 4:
        jobs.enqueue(project, kind, queue="cpu")
    when_run(lambda running: {"kind": running.kind})

    def knock(_: int) -> None:
        for _ in range(10):
            tasks.run_next_job("cpu")
        connection.close()

    at_once(4, knock)
    assert set(Job.objects.values_list("state", "attempt")) == {("succeeded", 1)}
