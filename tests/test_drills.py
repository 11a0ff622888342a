"""Real workers are killed, frozen and stopped in the middle of real work: nothing is lost, nothing is done twice.

On SQLite and the spool, or on PostgreSQL and Redis where the run has them. Only the hours that a silent worker
is given are not waited for: the times in the table are set back.
"""

import io
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from celery import Celery
from django.core.management import call_command
from django.db import OperationalError, connection

from annotator import broker
from annotator.celery import transport_options
from annotator.models import Job, JobEvent, ModelVersion, Prediction, Project, Promotion
from annotator.services import blobs, images, jobs, loop, registry
from detector import checkpoint
from detector.shapes import generate
from tests import make
from tests.bells import another_bell
from tests.detector.pictures import small
from tests.workers import Crew, Worker
from tests.working import fall_silent, fresh, make_due

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PICTURES = 40


@pytest.fixture
def bell(tmp_path: Path, settings: Any) -> Iterator[Celery]:
    """The spool, or the Redis of a run on PostgreSQL, both without old messages."""
    redis = os.environ.get("TEST_REDIS_URL") if connection.vendor == "postgresql" else None
    settings.BROKER_URL = urlsplit(redis)._replace(path="/8").geturl() if redis else "spool://"
    with another_bell(settings.BROKER_URL, transport_options()) as app:
        forget_messages(app)
        yield app


@pytest.fixture
def crew(bell: Celery, tmp_path: Path, transactional_db: None) -> Iterator[Crew]:
    crew = Crew(tmp_path)
    yield crew
    crew.end()


def forget_messages(bell: Celery) -> None:
    with bell.connection_for_write() as messages:
        for queue in ("cpu", "gpu"):
            messages.default_channel.queue_purge(queue)


@pytest.fixture
def project() -> Project:
    project = make.make_project("Drill")
    images.add_images(project, [(f"{seed}.png", png(seed)) for seed in range(PICTURES)])
    Job.objects.all().delete()  # Thumbnails are not what the drill is about.
    return project


@pytest.fixture
def model(project: Project, tmp_path: Path) -> ModelVersion:
    """A real network, large enough that a drill finds it at work. It has learned nothing."""
    detector = small(min_size=320, max_size=480)
    path = checkpoint.save(detector.model, detector.metadata, tmp_path)
    blobs.put_file(blobs.model_name(path.stem), path)
    model = registry.register_model(
        project,
        origin=ModelVersion.Origin.TRAINED,
        kind="small",
        weights=blobs.model_name(path.stem),
        weights_sha256=path.stem,
        categories=[make.make_category(project, category.name).pk for category in detector.categories],
    )
    registry.promote_model(model, note="For the drill.")
    return model


def png(seed: int) -> bytes:
    return make.encoded(generate(seed)[0], compress_level=1)


def state(job: Job) -> str:
    return fresh(job).state


def at_work(job: Job) -> bool:
    """It has something to show, and something left to do."""
    now = fresh(job)
    return now.state == "running" and 0 < now.progress < 1 and (now.kind != "predict" or Prediction.objects.exists())


def take_over(crew: Crew, job: Job) -> Worker:
    """The lease runs out, another worker starts, and the pause before the next attempt goes by."""
    fall_silent(job)
    worker = crew.start()
    crew.until(lambda: state(job) == "queued")
    make_due(job)
    return worker


def starts(job: Job) -> int:
    return job.events.filter(state="running").count()


def test_a_prediction_whose_worker_is_killed_goes_on_where_it_stopped(
    crew: Crew, project: Project, model: ModelVersion
) -> None:
    job = loop.start_prediction(project)
    first = crew.start()
    crew.until(lambda: at_work(job))
    first.kill()
    seen = Prediction.objects.count()
    assert 0 < seen < PICTURES

    take_over(crew, job)
    crew.until(lambda: state(job) == "succeeded")
    assert fresh(job).attempt == 2
    assert fresh(job).result == {"model": 1, "images": PICTURES - seen, "recorded": PICTURES - seen, "unreadable": 0}
    assert Prediction.objects.count() == PICTURES


def test_a_frozen_worker_that_wakes_finds_its_job_taken_and_changes_nothing(
    crew: Crew, project: Project, model: ModelVersion
) -> None:
    job = loop.start_prediction(project)
    frozen = crew.start()
    crew.until(lambda: at_work(job))
    freeze_between_writes(frozen, job)

    take_over(crew, job)
    crew.until(lambda: state(job) == "succeeded")
    result = fresh(job).result
    frozen.wake()
    crew.until(lambda: frozen.said(f"job {job.pk} now belongs to another worker"))
    assert (fresh(job).state, fresh(job).result, starts(job)) == ("succeeded", result, 2)
    assert Prediction.objects.count() == PICTURES


def freeze_between_writes(worker: Worker, job: Job) -> None:
    """A worker frozen in the middle of a write would hold SQLite's one lock: try again a moment later."""
    while True:
        worker.freeze()
        try:
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA busy_timeout=100")
            fall_silent(job)
            return
        except OperationalError:
            worker.wake()
        finally:
            connection.close()


def test_a_training_survives_a_worker_that_is_stopped_and_one_that_is_killed(crew: Crew) -> None:
    call_command("sample", stdout=io.StringIO())
    project = Project.objects.get()
    job = loop.start_training(project, by=None)

    stopped = crew.start("--queues", "gpu")
    crew.until(lambda: at_work(job))
    trainings = psutil.Process(stopped.process.pid).children()
    assert trainings
    assert stopped.stop() == 0
    assert (fresh(job).state, fresh(job).attempt) == ("queued", 0)
    assert not any(process.is_running() for process in trainings)

    killed = crew.start("--queues", "gpu")
    crew.until(lambda: at_work(job))
    trainings = killed.kill()
    crew.until(lambda: not any(process.is_running() for process in trainings))

    Project.objects.update(train_minutes=0.1)
    take_over(crew, job)
    crew.until(lambda: state(job) == "succeeded")
    assert (fresh(job).attempt, starts(job)) == (2, 3)
    model = ModelVersion.objects.get()
    assert Promotion.objects.count() == int(model.is_active)
    assert project.dataset_versions.count() == 1


def test_a_cancelled_training_ends_with_all_that_it_started(crew: Crew) -> None:
    call_command("sample", stdout=io.StringIO())
    job = loop.start_training(Project.objects.get(), by=None)
    worker = crew.start("--queues", "gpu")
    crew.until(lambda: at_work(job))
    trainings = psutil.Process(worker.process.pid).children()
    jobs.request_cancel(job)
    crew.until(lambda: state(job) == "cancelled")
    assert not any(process.is_running() for process in trainings)
    assert not ModelVersion.objects.exists()


def test_messages_that_come_many_times_change_nothing(crew: Crew, project: Project) -> None:
    ids = list(project.images.values_list("pk", flat=True)[:4])
    started = [jobs.enqueue(project, "prepare", params={"images": ids}) for _ in range(12)]
    for _ in range(60):
        broker.ring("cpu")
    crew.start()
    crew.start()
    crew.until(lambda: not Job.objects.exclude(state="succeeded").exists())
    assert Counter(JobEvent.objects.filter(job__in=started).values_list("job", "state")) == Counter(
        (job.pk, state) for job in started for state in ("queued", "running", "succeeded")
    )


def test_with_all_workers_killed_and_all_messages_lost_every_job_still_succeeds(
    crew: Crew, bell: Celery, project: Project
) -> None:
    ids = list(project.images.values_list("pk", flat=True))
    for _ in range(12):
        jobs.enqueue(project, "prepare", params={"images": ids})
    killed = [crew.start(), crew.start()]
    crew.until(lambda: Job.objects.filter(state="succeeded").exists())
    for worker in killed:
        worker.kill()
    forget_messages(bell)
    for job in Job.objects.filter(state="running"):
        fall_silent(job)
    crew.start()
    crew.until(lambda: not Job.objects.filter(state="running", attempt=1).exists())
    for job in Job.objects.filter(state="queued"):
        make_due(job)
    crew.until(lambda: not Job.objects.exclude(state="succeeded").exists())
