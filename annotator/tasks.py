"""Celery's door: claim a job, run its handler, close it; and what the clock asks for."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.signals import setup_logging, worker_ready, worker_shutting_down
from django.db import close_old_connections

from annotator import handlers
from annotator.broker import ring
from annotator.celery import app
from annotator.errors import AnnotatorError, JobCancelled, JobFailed, JobInterrupted, JobLost, JobOvertaken
from annotator.models import Job, Project
from annotator.services import blobs, hiding, jobs, lifeline, loop

logger = logging.getLogger(__name__)

# Each of these takes all the cores it may: of each kind, one at a time in a process with threads.
_HEAVY = (Job.Kind.TRAIN, Job.Kind.PREDICT, Job.Kind.ADAPT, Job.Kind.TRACE)
_heavy_now: set[str] = set()
_claiming = threading.Lock()


@app.task(name="annotator.run_next_job")  # type: ignore[untyped-decorator]
def run_next_job(queue: str) -> None:
    """Do one due job of the queue. A knock without work returns at once, so doubled messages are harmless."""
    with _claimed(queue) as job:
        if job is None:
            return
        _run(job)
    ring(queue)  # There may be more; an idle knock costs nothing.


@app.task(name="annotator.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    jobs.sweep()
    for project in hiding.lately_worked_on():
        try:
            hiding.judge(project)
        except Exception:  # One project's trouble is not another's.
            logger.exception("could not judge the suggestions of project %s", project.pk)


@app.task(name="annotator.train_due_projects")  # type: ignore[untyped-decorator]
def train_due_projects() -> None:
    for project in Project.objects.filter(auto_train=Project.AutoTrain.SCHEDULED):
        try:
            loop.train_if_due(project)
        except Exception:  # One project's trouble is not another's.
            logger.exception("could not start the scheduled training of project %s", project.pk)


@contextmanager
def _claimed(queue: str) -> Iterator[Job | None]:
    with _claiming:
        # A worker that is being stopped would only give the job back.
        job = None if jobs.interrupted.is_set() else jobs.claim_next(queue, without=_heavy_now)
        heavy = {job.kind} if job is not None and job.kind in _HEAVY else set()
        _heavy_now.update(heavy)
    try:
        yield job
    finally:
        _heavy_now.difference_update(heavy)


def _run(job: Job) -> None:
    try:
        with lifeline.kept_alive(job):
            result = handlers.handler_for(job.kind)(job)
        jobs.finish(job, Job.State.SUCCEEDED, progress=1, result=result)
    except JobLost:
        logger.warning("job %s now belongs to another worker", job.pk)
    except JobCancelled:
        jobs.finish(job, Job.State.CANCELLED)
    except JobInterrupted:
        jobs.release(job)
    except JobOvertaken as news:
        jobs.begin_again(job, news.message)
    except JobFailed as failure:
        jobs.retry_or_fail(job, failure.reason, failure.message, failure.hint, retry=False)
    except AnnotatorError as error:
        jobs.retry_or_fail(job, error.code, error.message, error.hint, retry=False)
    except Exception as error:
        logger.exception("job %s failed in attempt %s", job.pk, job.attempt)
        message = f"{type(error).__name__}: {error}"
        jobs.retry_or_fail(job, "unexpected", message, "The worker's log has the details.")


def sweep_at_start(**_: Any) -> None:
    """The clock may have died together with the workers: each worker that starts looks for what they left."""
    try:
        jobs.sweep()
        blobs.forget_leftovers()
    except Exception:  # The database may come later; the next sweep does not.
        logger.exception("could not sweep at the start")
    finally:
        close_old_connections()


def interrupt_jobs(**_: Any) -> None:
    jobs.interrupted.set()


def keep_our_logging(**_: Any) -> None:
    """Settings say how to log; with a receiver here Celery leaves that alone."""


worker_ready.connect(sweep_at_start)
worker_shutting_down.connect(interrupt_jobs)
setup_logging.connect(keep_our_logging)
