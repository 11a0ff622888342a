"""A bulk action on many images is a job: in batches, stopped and repeated without harm."""

import uuid

import pytest
from django.contrib.auth.models import User

from annotator.errors import CannotUndo, JobCancelled
from annotator.handlers import handler_for
from annotator.models import BulkAction, Image, Job, Project, Revision
from annotator.services import bulk, jobs
from tests import make
from tests.annotator.acting import Action, act, states


@pytest.fixture
def many(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[Image]:
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    monkeypatch.setattr(bulk, "BATCH", 2)
    return [make.make_image(project) for _ in range(5)]


def test_a_large_action_is_a_job_and_the_same_request_finds_it(
    many: list[Image], project: Project, alice: User
) -> None:
    ids = [image.pk for image in many]
    number = uuid.uuid4()
    asked = [BulkAction(pk=number, project=project, author=alice, action=Action.FINISH, images=ids) for _ in range(2)]
    first, second = (bulk.start(action) for action in asked)
    assert first.job is not None
    assert (first.job, Job.objects.count()) == (second.job, 1)
    assert states(many) == 5 * ["todo"]


def test_the_worker_does_it_and_reports(many: list[Image], project: Project, alice: User) -> None:
    act(project, many, Action.FINISH, alice)
    job = jobs.claim_next("cpu")
    assert job is not None
    assert handler_for(job.kind)(job)["changed"] == 5
    assert states(many) == 5 * ["done"]


def test_a_job_that_is_stopped_has_done_whole_batches_and_says_how_far(
    many: list[Image], project: Project, alice: User
) -> None:
    action = bulk.start(
        BulkAction(project=project, author=alice, action=Action.FINISH, images=[image.pk for image in many])
    )

    def stop(share: float, message: str) -> None:
        if share >= 0.4:
            raise JobCancelled(message)

    with pytest.raises(JobCancelled):
        bulk.run(action, on_progress=stop)
    assert states(many) == ["done", "done", "todo", "todo", "todo"]
    action.refresh_from_db()
    assert action.report == {"changed": 2, "boxes": 0, "unchanged": 0, "left_alone": 0}


def test_a_job_that_runs_again_writes_nothing_twice(many: list[Image], project: Project, alice: User) -> None:
    action = bulk.start(
        BulkAction(project=project, author=alice, action=Action.FINISH, images=[image.pk for image in many])
    )
    reports = [bulk.run(action) for _ in range(2)]
    assert reports[0] == reports[1] == {"changed": 5, "boxes": 0, "unchanged": 0, "left_alone": 0}
    assert Revision.objects.count() == 5


def test_what_is_still_being_done_cannot_be_undone(many: list[Image], project: Project, alice: User) -> None:
    action = act(project, many, Action.FINISH, alice)
    with pytest.raises(CannotUndo):
        act(project, many, Action.UNDO, alice, undoes=action)
