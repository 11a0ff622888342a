"""Work that is too long for a beat keeps its job, can be stopped, and loses it when it hangs."""

import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator import handlers, tasks
from annotator.errors import InvalidImport, JobCancelled
from annotator.handlers import import_
from annotator.models import Image, Job, Project
from annotator.services import blobs, import_files, jobs, lifeline
from tests import make
from tests.working import at_once, claim, fall_silent, fresh, make_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(project: Project) -> Job:
    jobs.enqueue(project, "export")
    return claim()


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifeline, "RENEW_SECONDS", 0.01)


def is_renewed(job: Job) -> bool:
    """Whether the lease of a job that seemed lost is renewed before long."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    patience = threading.Event()
    for _ in range(200):
        if fresh(job).heartbeat_at > timezone.now() - timedelta(minutes=1):  # type: ignore[operator]
            return True
        patience.wait(0.01)
    return False


@pytest.mark.usefixtures("_hurried")
def test_a_handler_that_never_beats_keeps_its_job(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def reading_for_long(job: Job) -> dict[str, Any]:
        assert is_renewed(job)
        jobs.sweep()
        return {}

    monkeypatch.setattr(handlers, "handler_for", lambda kind: reading_for_long)
    job = jobs.enqueue(project, "export")
    tasks.run_next_job("cpu")
    assert (fresh(job).state, fresh(job).attempt) == ("succeeded", 1)


@pytest.mark.usefixtures("_hurried")
def test_a_handler_that_hangs_is_not_kept_alive(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifeline, "LONGEST_SILENCE", timedelta(0))
    with lifeline.kept_alive(job):
        assert not is_renewed(job)


@pytest.mark.usefixtures("_hurried")
def test_nothing_is_renewed_when_the_work_has_ended(job: Job) -> None:
    with lifeline.kept_alive(job):
        assert is_renewed(job)
    assert not is_renewed(job)


@pytest.fixture
def importing(project: Project, image: Image, alice: User, tmp_path: Path) -> Job:
    path = tmp_path / "x.json"
    box = '{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9]}'
    image_row, category = f'{{"id": 1, "file_name": "{image.file_name}"}}', '{"id": 1, "name": "cell"}'
    path.write_text(f'{{"images": [{image_row}], "categories": [{category}], "annotations": [{box}]}}')
    with path.open("rb") as file:
        import_files.start_import(project, file=file, file_name="x.json", by=alice)
    return claim()


@pytest.mark.postgres
def test_an_import_can_be_stopped_from_outside_its_transaction(
    importing: Job, project: Project, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT_INTERVAL", timedelta(0))
    beat = lifeline.beat_from_inside

    def asked_to_stop_meanwhile(job: Job, share: float, message: str = "") -> None:
        beat(job, share, message)  # Would lock the job's row, if it were written in the transaction.
        at_once(1, lambda _: jobs.request_cancel(fresh(job)))
        beat(job, share, message)

    monkeypatch.setattr(lifeline, "beat_from_inside", asked_to_stop_meanwhile)
    with pytest.raises(JobCancelled):
        import_.run(importing)
    assert not image.boxes.exists()
    assert not project.categories.exists()


def test_a_refused_import_leaves_its_file_to_the_worker_that_took_over(
    importing: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused_too_late(*args: Any, **values: Any) -> None:
        fall_silent(importing)
        jobs.sweep()
        make_due(importing)
        claim()
        raise InvalidImport("Too late.")

    monkeypatch.setattr(import_files, "read_file", refused_too_late)
    with pytest.raises(InvalidImport):
        import_.run(importing)
    assert blobs.exists(importing.params["file"])


def test_a_voc_file_without_a_word_about_its_image_is_of_the_one_that_it_is_named_like(
    project: Project, alice: User, tmp_path: Path
) -> None:
    image = make.make_image(project, file_name="cells/one.png")
    path = tmp_path / "one.xml"
    corners = "<xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax>"
    path.write_text(f"<annotation><object><name>cell</name><bndbox>{corners}</bndbox></object></annotation>")
    with path.open("rb") as file:
        import_files.start_import(project, file=file, file_name="one.xml", by=alice)
    assert import_.run(claim())["boxes"] == 1
    assert image.boxes.exists()


def test_a_refusal_calls_the_file_by_the_name_that_it_has_at_home(
    project: Project, alice: User, tmp_path: Path
) -> None:
    path = tmp_path / f"{uuid.uuid4()}.xml"
    path.write_text("<!DOCTYPE a []><annotation/>")
    with path.open("rb") as file:
        import_files.start_import(project, file=file, file_name="page 1.xml", by=alice)
    with pytest.raises(InvalidImport, match=r"^page 1\.xml: "):
        import_.run(claim())
