"""A sign of life for jobs whose handler has no time for one, or stands where nobody would see it."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from annotator.models import Job
from annotator.services import jobs

logger = logging.getLogger(__name__)

RENEW_SECONDS = settings.JOB_LEASE_SECONDS / 4
# Without a beat of the handler itself: then it hangs, and the job is better off with another worker.
LONGEST_SILENCE = timedelta(seconds=10 * settings.JOB_LEASE_SECONDS)


@contextmanager
def kept_alive(job: Job) -> Iterator[None]:
    """Renew the job's lease beside its handler: reading a file of 200 MB leaves no room for a beat.

    A process that was killed or froze renews nothing, so the lease still tells who is gone.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(ended, job), name=f"lifeline of job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew_until(ended: threading.Event, job: Job) -> None:
    try:
        while not ended.wait(RENEW_SECONDS) and _still_works(job):
            try:
                if not jobs.renew(job):
                    return  # The handler learns it at its next beat.
            except (OperationalError, InterfaceError) as error:  # Away, or in a long write of the handler's own.
                logger.info("could not renew the lease of job %s: %s", job.pk, error)
                connection.close()
    finally:
        connection.close()


def _still_works(job: Job) -> bool:
    return job.heartbeat_at is None or timezone.now() - job.heartbeat_at < LONGEST_SILENCE


def beat_from_inside(job: Job, progress: float, message: str = "") -> None:
    """As `jobs.beat`, from inside a long transaction. By a connection of its own: within the transaction nobody
    would see it, and it would lock the job's row before whoever asks the job to stop.

    Not on SQLite, which has one writer at a time.
    """
    if connection.vendor == "sqlite":
        jobs.beat(job, progress, message)
        return
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_beat_and_close, job, progress, message).result()


def _beat_and_close(job: Job, progress: float, message: str) -> None:
    try:
        jobs.beat(job, progress, message)
    finally:
        connection.close()
