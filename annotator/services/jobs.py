"""The job state machine.

    enqueue -> queued -> running -> succeeded | failed | cancelled
    queued <- running    (retry, interrupted, overtaken by news, or the worker stopped beating)
    queued -> cancelled

Every arrow is one UPDATE that repeats the state it leaves, and the claim once a job
runs: zero rows changed means that somebody else was first. So two workers can never
both take the same step, on SQLite and PostgreSQL alike, and a worker that fell silent
cannot write any more when it wakes.
"""

import logging
import threading
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from annotator import broker
from annotator.errors import JobCancelled, JobInterrupted, JobLost
from annotator.models import Job, JobEvent, Project

logger = logging.getLogger(__name__)

BEAT_INTERVAL = timedelta(seconds=min(2, settings.JOB_LEASE_SECONDS / 4))
AHEAD = timedelta(days=1)  # Somebody sits and waits: before what was asked for since yesterday.
MOST_TRIES = 50  # To add a job while others of the same key come and go.
FIRST_RETRY = timedelta(seconds=20)  # Twice as long before each further one.
OPEN = (Job.State.QUEUED, Job.State.RUNNING)
ON_GPU = (Job.Kind.PREDICT, Job.Kind.TRAIN, Job.Kind.ADAPT, Job.Kind.SUSPECTS, Job.Kind.TRACE)
QUEUE_OF_KIND = dict.fromkeys(ON_GPU, Job.Queue.GPU)

# Set when this process is about to end: the next beat of each of its jobs raises JobInterrupted.
interrupted = threading.Event()


@dataclass(frozen=True, kw_only=True)
class _Failure:
    code: str
    message: str
    hint: str = ""

    def fields(self) -> dict[str, str]:
        # PostgreSQL refuses NUL, and a decoder's message may hold one.
        error, hint = self.message.replace("\0", ""), self.hint.replace("\0", "")
        return {"error_code": self.code[:100], "error": error, "hint": hint}


def enqueue(
    project: Project,
    kind: str,
    *,
    params: Mapping[str, Any] | None = None,
    queue: str | None = None,
    dedupe_key: str | None = None,
    created_by: User | None = None,
    run_after: datetime | None = None,
) -> Job:
    """Put a job in its kind's queue and ring when the transaction is through.

    Asking twice with the same `dedupe_key` gives the same job, while it is queued or running.
    """
    job = Job(
        project=project,
        kind=kind,
        params=dict(params or {}),
        queue=queue or QUEUE_OF_KIND.get(Job.Kind(kind), Job.Queue.CPU),
        dedupe_key=dedupe_key or "",
        created_by=created_by,
        run_after=run_after or timezone.now(),
    )
    added = _add_or_find(job, MOST_TRIES)
    if added is job:
        transaction.on_commit(partial(broker.ring, job.queue))
    return added


def _add_or_find(job: Job, tries: int) -> Job:
    """The job, now in the table; or the open one of the same key."""
    try:
        _add(job)
        return job
    except IntegrityError:
        same = Job.objects.filter(project=job.project, dedupe_key=job.dedupe_key, state__in=OPEN)
        twin = same.exclude(dedupe_key="").first()
        if twin is None and tries == 1:
            raise
    # What stood in the way has ended in this very moment, and another may be there before ours.
    return twin or _add_or_find(job, tries - 1)


def _add(job: Job) -> None:
    with transaction.atomic():
        job.save(force_insert=True)
        JobEvent.objects.create(job=job, state=job.state)


def claim_next(queue: str, *, without: Collection[str] = ()) -> Job | None:
    """Take the next due job of the queue, of any kind but those in `without`; None when there is none."""
    while job := _due().filter(queue=queue).exclude(kind__in=without).order_by("run_after", "id").first():
        now = timezone.now()
        if _move(
            _due(),
            job,
            Job.State.RUNNING,
            note=f"attempt {job.attempt + 1} of {job.max_attempts}",
            claim=uuid.uuid4(),
            heartbeat_at=now,
            started_at=now,
            attempt=F("attempt") + 1,
            progress=0,
            message="",
            **_Failure(code="", message="").fields(),
        ):
            return Job.objects.get(pk=job.pk)
        # Somebody was faster: look for the next.
    return None


def beat(job: Job, progress: float, message: str = "") -> None:
    """Say that the job goes on; call it at each step. Writes at most once in two seconds.

    progress: 0 to 1; it never goes back within an attempt
    message: what is being done now; an empty one leaves the last one standing

    Raises JobCancelled when somebody asked the job to stop, JobLost when it belongs to
    another worker or is gone, and JobInterrupted when this process is about to end.
    """
    if interrupted.is_set():
        raise JobInterrupted(f"Job {job.pk} stops: its worker is about to end.")
    job.progress = min(max(job.progress, progress), 1.0)
    job.message = message[:500] or job.message
    now = timezone.now()
    if job.heartbeat_at is not None and abs(now - job.heartbeat_at) < BEAT_INTERVAL:
        return
    try:
        _write_beat(job, now)
    except (OperationalError, InterfaceError) as error:
        # The database is away, or busy for very long. Hours of training are worth another try at the next
        # beat: if the lease has run out by then, that one raises JobLost.
        logger.warning("could not write the heartbeat of job %s: %s", job.pk, error)
        job.heartbeat_at = now
        close_old_connections()


def _write_beat(job: Job, now: datetime) -> None:
    mine = _held(job)
    if not mine.update(heartbeat_at=now, progress=job.progress, message=job.message):
        raise JobLost(f"Job {job.pk} belongs to another worker now, or was deleted.")
    job.heartbeat_at = now
    if mine.filter(cancel_requested=True).exists():
        raise JobCancelled(f"Somebody asked job {job.pk} to stop.")


def is_held(job: Job) -> bool:
    """Whether the job still is this worker's to write of."""
    return _held(job).exists()


def renew(job: Job) -> bool:
    """Say that the job's worker is alive, and nothing else; False if it belongs to another worker by now."""
    return bool(_held(job).update(heartbeat_at=timezone.now()))


def finish(job: Job, state: str, *, progress: float | None = None, result: Mapping[str, Any] | None = None) -> bool:
    """Close a running job; False if it belongs to another worker by now."""
    ended: dict[str, Any] = {"claim": None, "heartbeat_at": None, "finished_at": timezone.now()}
    return _move(
        _held(job), job, state, result=result, progress=job.progress if progress is None else progress, **ended
    )


def retry_or_fail(job: Job, code: str, message: str, hint: str = "", *, retry: bool = True) -> bool:
    """Queue a running job again, later, or close it as failed when its attempts are spent or `retry` is off.

    A job that was asked to stop is cancelled instead. False if it belongs to another worker by now.
    """
    return _give_up(_held(job), job, _Failure(code=code, message=message, hint=hint), retry=retry)


def release(job: Job) -> bool:
    """Put a running job back at once, at no cost of an attempt: its worker is about to end."""
    mine = _held(job)
    return _cancel_if_asked(mine, job) or _move(
        mine.filter(cancel_requested=False),
        job,
        Job.State.QUEUED,
        note="the worker was stopped",
        claim=None,
        heartbeat_at=None,
        attempt=F("attempt") - 1,
        run_after=timezone.now(),
    )


def begin_again(job: Job, note: str) -> bool:
    """Put a running job back at once, at the cost of an attempt: what it works from has changed.

    note: what has changed, for people
    """
    mine = _held(job)
    waiting = {"claim": None, "heartbeat_at": None, "run_after": timezone.now(), "message": note[:500]}
    return _cancel_if_asked(mine, job) or _move(
        mine.filter(cancel_requested=False), job, Job.State.QUEUED, note=note, **waiting
    )


def request_cancel(job: Job) -> None:
    """Cancel a waiting job, ask a running one to stop at its next beat, and leave an ended one as it is."""
    open_jobs = Job.objects.filter(state__in=OPEN)
    while open_jobs.filter(pk=job.pk).exists():
        waiting, running = open_jobs.filter(state=Job.State.QUEUED), open_jobs.filter(state=Job.State.RUNNING)
        if _move(waiting, job, Job.State.CANCELLED, finished_at=timezone.now()):
            break
        if _move(running, job, Job.State.RUNNING, note="asked to stop", cancel_requested=True):
            break
    job.refresh_from_db()


def sweep() -> None:
    """Queue or fail what silent workers left, and ring for due jobs whose bell may be lost. Safe to do twice."""
    silent_since = timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    running = Job.objects.filter(state=Job.State.RUNNING)
    for job in running.filter(heartbeat_at__lt=silent_since):
        held = running.filter(claim=job.claim, heartbeat_at__lt=silent_since)
        if _give_up(held, job, _lost(job), retry=True):
            logger.warning("job %s was lost by its worker in attempt %s", job.pk, job.attempt)
    for queue, due in _due().values_list("queue").annotate(due=Count("id")).order_by("queue"):
        broker.remind(queue, due=due)


def eta_seconds(job: Job) -> float | None:
    """Seconds a running job still needs if it goes on as it did; None when that cannot be said yet."""
    if job.state != Job.State.RUNNING or job.started_at is None or job.progress <= 0:
        return None
    elapsed = (timezone.now() - job.started_at).total_seconds()
    return max(elapsed, 0.0) * (1 - job.progress) / job.progress


def _due() -> QuerySet[Job]:
    return Job.objects.filter(state=Job.State.QUEUED, run_after__lte=timezone.now())


def _held(job: Job) -> QuerySet[Job]:
    """The job as long as this claim on it holds."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claim=job.claim)


def _lost(job: Job) -> _Failure:
    return _Failure(
        code="worker_lost",
        message=f"The worker fell silent in attempt {job.attempt} of {job.max_attempts}: "
        "it was killed, froze, or ran out of memory.",
        hint="Look at the worker's log and at its machine's memory, then start the job again.",
    )


def _give_up(rows: QuerySet[Job], job: Job, failure: _Failure, *, retry: bool) -> bool:
    """The arrows out of running that are no success. rows: the job as long as it is ours to move."""
    if _cancel_if_asked(rows, job):
        return True
    rows = rows.filter(cancel_requested=False)
    changes = {"claim": None, "heartbeat_at": None, **failure.fields()}
    if retry and job.attempt < job.max_attempts:
        wait = FIRST_RETRY * 2 ** (job.attempt - 1)
        note = f"{failure.message} Again in {wait.seconds} seconds."
        return _move(rows, job, Job.State.QUEUED, note=note, run_after=timezone.now() + wait, **changes)
    return _move(rows, job, Job.State.FAILED, note=failure.message, finished_at=timezone.now(), **changes)


def _cancel_if_asked(rows: QuerySet[Job], job: Job) -> bool:
    asked = rows.filter(cancel_requested=True)
    return _move(asked, job, Job.State.CANCELLED, claim=None, heartbeat_at=None, finished_at=timezone.now())


def _move(rows: QuerySet[Job], job: Job, state: str, *, note: str = "", **changes: Any) -> bool:
    """One arrow: False, and nothing is written, if the job is no longer among `rows`."""
    with transaction.atomic():
        moved = rows.filter(pk=job.pk).update(state=state, **changes)
        if moved:
            JobEvent.objects.create(job_id=job.pk, state=state, note=note.replace("\0", "")[:500])
    return bool(moved)
