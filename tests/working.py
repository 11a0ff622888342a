"""What workers do and what happens to them, in the words of the tests about jobs."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from annotator.models import Job
from annotator.services import jobs

Result = TypeVar("Result")
LONG_AGO = timedelta(hours=1)


def claim(queue: str = "cpu") -> Job:
    job = jobs.claim_next(queue)
    assert job is not None
    return job


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def fall_silent(job: Job) -> None:
    """As if the worker had been frozen for an hour."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - LONG_AGO)
    job.heartbeat_at = timezone.now() - LONG_AGO


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())


def at_once(workers: int, work: Callable[[int], Result]) -> list[Result]:
    """What each of the threads returns; they start together, each with a connection of its own."""
    barrier = threading.Barrier(workers)

    def run(number: int) -> Result:
        try:
            barrier.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))
