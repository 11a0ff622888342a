"""`manage.py token | train | predict`: what they start, what they say, and how they end."""

import io
import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotator.management import watching
from annotator.models import Category, Job, Project
from annotator.services import jobs, tokens
from tests import make
from tests.working import claim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "TICK_SECONDS", 0.01)


@pytest.fixture
def trainable(project: Project, category: Category) -> Project:
    for _ in range(10):
        image = make.make_image(project, state="done", finished_at=timezone.now())
        make.make_box(image, category)
        make.make_box(image, category)
    return project


def while_watched(monkeypatch: pytest.MonkeyPatch, *steps: Any) -> None:
    """Let something happen between two looks at the job, as a worker would."""
    left = list(steps)
    monkeypatch.setattr(time, "sleep", lambda seconds: left.pop(0)() if left else None)


def run(*words: str) -> str:
    said = io.StringIO()
    call_command(*words, stdout=said, stderr=said)
    return said.getvalue()


def test_a_token_is_printed_alone_and_signs_in(alice: User) -> None:
    secret, words = io.StringIO(), io.StringIO()
    call_command("token", "alice", "--name", "for the script", stdout=secret, stderr=words)
    token = tokens.find_token(secret.getvalue().strip())
    assert token is not None
    assert (token.user, token.name) == (alice, "for the script")
    assert re.search(r"ends on \d\d \w+ \d{4}", words.getvalue())


def test_a_token_for_nobody_names_who_there_is(alice: User) -> None:
    with pytest.raises(CommandError, match=r"no active user “alise”.\nThere are: .*alice"):
        run("token", "alise")


def test_train_starts_a_training_and_leaves(trainable: Project) -> None:
    assert "is in the queue: Train of Cells." in run("train", "--project", "Cells")
    assert Job.objects.get().kind == "train"


def test_train_without_finished_images_says_what_to_do(project: Project) -> None:
    with pytest.raises(CommandError, match=r"no finished image.*\n.*[Dd]raw"):
        run("train", "--project", "Cells")


def test_waiting_shows_the_progress_until_the_end(trainable: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_way() -> None:
        job = claim("gpu")
        job.heartbeat_at = None
        jobs.beat(job, 0.5, "Epoch 1 of 2")

    def end() -> None:
        jobs.finish(Job.objects.get(), Job.State.SUCCEEDED)

    while_watched(monkeypatch, half_way, end)
    said = run("train", "--project", "Cells", "--wait")
    assert re.search(r"waits\n.*50% Epoch 1 of 2\n.*succeeded", said)


def test_a_failure_ends_with_its_reason_and_its_hint(trainable: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        jobs.retry_or_fail(claim("gpu"), "out_of_memory", "The memory is full.", "Take a smaller kind.", retry=False)

    while_watched(monkeypatch, fail)
    with pytest.raises(CommandError, match=r"failed. The memory is full.\nTake a smaller kind."):
        run("train", "--project", "Cells", "--wait")


def test_when_no_worker_comes_it_says_how_to_start_one(trainable: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PATIENCE_SECONDS", 0.0)
    while_watched(monkeypatch, lambda: None, lambda: jobs.request_cancel(Job.objects.get()))
    said = io.StringIO()
    with pytest.raises(CommandError, match="cancelled"):
        call_command("train", "--project", "Cells", "--wait", stdout=said, stderr=said)
    assert said.getvalue().count("python manage.py worker --queues gpu") == 1


def test_predict_waits_for_all_parts_of_the_work(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first job, with COCO weights, starts the others."""
    make.make_image(project)

    def first_starts_another() -> None:
        first = claim("gpu")
        jobs.enqueue(project, "predict", params={"model_version": 1, "images": []})
        jobs.finish(first, Job.State.SUCCEEDED)

    while_watched(monkeypatch, first_starts_another, lambda: jobs.finish(claim("gpu"), Job.State.SUCCEEDED))
    assert run("predict", "--project", "Cells", "--wait").count("succeeded") == 2
