"""A training whose images are corrected while it runs begins again, with what they are now."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator import handlers, tasks
from annotator.errors import JobOvertaken
from annotator.handlers import train
from annotator.models import Box, Category, Image, Job, Project
from annotator.services import annotations, datasets, jobs, training
from tests import make
from tests.working import claim, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def learned(project: Project, category: Category) -> Image:
    """A finished image with ten boxes."""
    image = make.make_image(project, state="done")
    for _ in range(10):
        make.make_box(image, category)
    image.refresh_from_db()
    return image


def move(image: Image, author: User, *boxes: Box) -> None:
    values = [make.box_values(box.category, key=box.key, x1=11.0) for box in boxes]
    annotations.save(image, author=author, base_revision=image.revision, change=make.box_change(*values))


def share(image: Image, since: Any) -> float:
    return training.touched_share(image.project, {image.pk}, boxes=10, since=since)


def test_each_box_that_people_touched_counts_once(learned: Image, bob: User, category: Category) -> None:
    since = timezone.now()
    first, second = learned.boxes.all()[:2]
    move(learned, bob, first)
    move(learned, bob, first, second)
    annotations.save(
        learned, author=bob, base_revision=learned.revision, change=make.box_change(make.box_values(category))
    )
    assert share(learned, since) == 0.3
    assert share(learned, timezone.now()) == 0


def test_what_is_done_to_other_images_does_not_count(learned: Image, bob: User) -> None:
    since = timezone.now()
    other = make.make_image(learned.project)
    annotations.save(
        other, author=bob, base_revision=0, change=make.box_change(make.box_values(learned.boxes.all()[0].category))
    )
    assert share(learned, since) == 0


def watch(job: Job, image: Image, folder: Path, monkeypatch: pytest.MonkeyPatch) -> train._Watch:
    monkeypatch.setattr(train, "SECONDS_BETWEEN_LOOKS", 0)
    files = datasets.write_run(datasets.freeze_dataset(image.project), folder)
    return train._Watch(job, files, since=timezone.now() - timedelta(seconds=1))


def test_a_tenth_of_the_boxes_is_borne_and_more_is_not(
    learned: Image, bob: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.enqueue(learned.project, "train")
    look = watch(claim("gpu"), learned, tmp_path, monkeypatch)
    first, second = learned.boxes.all()[:2]
    move(learned, bob, first)
    look()
    move(learned, bob, second)
    with pytest.raises(JobOvertaken, match="20 % of the boxes"):
        look()


def test_the_last_attempt_is_let_run_to_its_end(
    learned: Image, bob: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.enqueue(learned.project, "train")
    Job.objects.update(attempt=2)
    look = watch(claim("gpu"), learned, tmp_path, monkeypatch)
    move(learned, bob, *learned.boxes.all())
    look()


def test_a_job_that_was_overtaken_waits_to_begin_again_and_says_why(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(job: Job) -> dict[str, Any]:
        raise JobOvertaken("20 % of the boxes have changed.")

    monkeypatch.setattr(handlers, "handler_for", lambda kind: overtaken)
    job = jobs.enqueue(project, "train", dedupe_key="train")
    tasks.run_next_job("gpu")
    job = fresh(job)
    assert (job.state, job.attempt, job.message) == ("queued", 1, "20 % of the boxes have changed.")
    assert [event.note for event in job.events.all()][-1] == "20 % of the boxes have changed."
    assert jobs.enqueue(project, "train", dedupe_key="train") == job
    assert claim("gpu") == job


def test_a_job_that_somebody_cancelled_does_not_begin_again(project: Project) -> None:
    jobs.enqueue(project, "train")
    job = claim("gpu")
    jobs.request_cancel(job)
    jobs.begin_again(job, "Much has changed.")
    assert fresh(job).state == "cancelled"


def test_what_was_finished_while_a_training_waited_is_no_news_to_it(project: Project, category: Category) -> None:
    job = jobs.enqueue(project, "train")
    make.make_image(project, state="done", finished_at=timezone.now())
    assert training.corrections(project) == 1
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now())
    assert training.corrections(project) == 0
