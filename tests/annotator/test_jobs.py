"""The job state machine: asking for a job, taking it, and staying at it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone

from annotator.celery import app
from annotator.errors import JobLost
from annotator.models import Job, Project
from annotator.services import jobs
from tests import make
from tests.working import LONG_AGO, claim, fall_silent, fresh, make_due

pytestmark = pytest.mark.django_db


# --- enqueue ---------------------------------------------------------------------------------------------------


def test_work_for_the_detector_goes_to_the_queue_of_the_gpu(project: Project) -> None:
    queues = {kind: jobs.enqueue(project, kind).queue for kind in Job.Kind.values}
    on_gpu = {kind for kind, queue in queues.items() if queue == "gpu"}
    assert on_gpu == {"predict", "train", "adapt", "suspects", "trace"}


def test_asking_twice_gives_the_same_job_while_it_is_open(project: Project, alice: User) -> None:
    first = jobs.enqueue(project, "train", dedupe_key="train", created_by=alice)
    assert jobs.enqueue(project, "train", dedupe_key="train") == first
    running = claim("gpu")
    assert jobs.enqueue(project, "train", dedupe_key="train") == first
    jobs.finish(running, Job.State.SUCCEEDED)
    assert jobs.enqueue(project, "train", dedupe_key="train") != first


def test_other_projects_and_jobs_without_a_key_are_not_the_same(project: Project) -> None:
    other = make.make_project("Birds")
    started = [jobs.enqueue(project, "train", dedupe_key="train"), jobs.enqueue(other, "train", dedupe_key="train")]
    started += [jobs.enqueue(project, "export") for _ in range(2)]
    assert len({job.pk for job in started}) == 4


def test_the_bell_rings_after_the_commit_and_not_before(
    project: Project, rung: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue(project, "train")
        assert rung == []
    assert rung == ["gpu"]


def test_a_broker_that_is_away_keeps_nobody_from_asking(
    project: Project, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError("nobody there")

    monkeypatch.setattr(app, "send_task", refuse)
    monkeypatch.setattr(app, "connection_for_write", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(project, "export")
    jobs.sweep()
    assert fresh(job).state == "queued"


# --- claim -----------------------------------------------------------------------------------------------------


def test_the_oldest_due_job_of_the_queue_is_taken(project: Project) -> None:
    later = jobs.enqueue(project, "export", run_after=timezone.now() + LONG_AGO)
    second = jobs.enqueue(project, "export")
    first = jobs.enqueue(project, "export", run_after=timezone.now() - LONG_AGO)
    jobs.enqueue(project, "train")
    assert [claim(), claim()] == [first, second]
    assert jobs.claim_next("cpu") is None
    make_due(later)
    assert claim() == later


def test_a_claimed_job_runs_and_says_since_when(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    assert (job.state, job.attempt, job.progress) == ("running", 1, 0)
    assert job.claim is not None
    assert job.started_at == job.heartbeat_at
    assert job.started_at is not None


def test_kinds_that_this_worker_cannot_take_now_are_left(project: Project) -> None:
    jobs.enqueue(project, "train")
    prediction = jobs.enqueue(project, "predict")
    assert jobs.claim_next("gpu", without=["train"]) == prediction
    assert jobs.claim_next("gpu", without=["train"]) is None


# --- beat ------------------------------------------------------------------------------------------------------


def test_a_beat_renews_the_lease_and_tells_the_progress(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    fall_silent(job)
    jobs.beat(job, 0.25, "a quarter")
    stored = fresh(job)
    assert (stored.progress, stored.message) == (0.25, "a quarter")
    assert stored.heartbeat_at is not None
    assert timezone.now() - stored.heartbeat_at < timedelta(minutes=1)


def test_beats_in_quick_succession_write_once(project: Project, django_assert_num_queries: Any) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    with django_assert_num_queries(0):
        for step in range(100):
            jobs.beat(job, step / 100)


def test_progress_never_goes_back_and_stays_between_0_and_1(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    seen = []
    for progress in [0.5, 0.2, -3.0, float("nan"), 0.6, 7.0]:
        fall_silent(job)
        jobs.beat(job, progress)
        seen.append(fresh(job).progress)
    assert seen == [0.5, 0.5, 0.5, 0.5, 0.6, 1]


def test_a_beat_without_words_leaves_the_last_ones_standing(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    for message in ["reading", "", "x" * 1000]:
        fall_silent(job)
        jobs.beat(job, 0.5, message)
        assert fresh(job).message in ("reading", "x" * 500)


def test_a_database_that_is_away_for_a_moment_does_not_end_a_training(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    jobs.enqueue(project, "train")
    job = claim("gpu")
    fall_silent(job)
    with monkeypatch.context() as away:
        away.setattr(jobs, "_write_beat", refuse)
        away.setattr(jobs, "close_old_connections", lambda: None)
        jobs.beat(job, 0.5)
    fall_silent(job)
    jobs.beat(job, 0.6)
    assert fresh(job).progress == 0.6


def test_a_clock_set_back_does_not_silence_the_beat(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    job.heartbeat_at = timezone.now() + LONG_AGO
    jobs.beat(job, 0.5)
    assert fresh(job).progress == 0.5


def test_the_job_of_a_deleted_project_learns_of_it_at_its_next_beat(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    project.delete()
    fall_silent(job)
    with pytest.raises(JobLost):
        jobs.beat(job, 0.5)
    assert jobs.finish(job, Job.State.SUCCEEDED) is False
    assert jobs.retry_or_fail(job, "gone", "The project is gone.") is False
