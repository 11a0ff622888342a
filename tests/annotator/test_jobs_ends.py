"""The job state machine: the arrows out of running, and who may still take them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.errors import JobCancelled, JobInterrupted, JobLost
from annotator.models import Job, Project
from annotator.services import jobs
from tests.working import LONG_AGO, claim, fall_silent, fresh, make_due

pytestmark = pytest.mark.django_db


def story(job: Job) -> list[str]:
    return [event.state for event in job.events.all()]


@pytest.fixture
def stopping() -> Iterator[None]:
    jobs.interrupted.set()
    yield
    jobs.interrupted.clear()


# --- the ends --------------------------------------------------------------------------------------------------


def test_a_finished_job_keeps_its_result_and_holds_no_claim(project: Project) -> None:
    jobs.enqueue(project, "export")
    assert jobs.finish(claim(), Job.State.SUCCEEDED, progress=1, result={"boxes": 3})
    job = Job.objects.get()
    assert (job.state, job.progress, job.result) == ("succeeded", 1, {"boxes": 3})
    assert (job.claim, job.heartbeat_at) == (None, None)
    assert job.finished_at is not None
    assert story(job) == ["queued", "running", "succeeded"]


def test_a_failing_job_is_tried_three_times_20_and_40_seconds_apart(project: Project) -> None:
    job = jobs.enqueue(project, "export")
    waits = []
    for _ in range(2):
        assert jobs.retry_or_fail(claim(), "unexpected", "OSError: no space")
        waits.append(round((fresh(job).run_after - timezone.now()).total_seconds(), -1))
        assert jobs.claim_next("cpu") is None
        make_due(job)
    assert waits == [20, 40]
    assert jobs.retry_or_fail(claim(), "unexpected", "OSError: no space", "Free some space.")
    failed = fresh(job)
    assert (failed.state, failed.attempt, failed.error_code) == ("failed", 3, "unexpected")
    assert (failed.error, failed.hint) == ("OSError: no space", "Free some space.")
    assert story(job) == ["queued", "running", "queued", "running", "queued", "running", "failed"]


def test_a_job_that_can_never_succeed_fails_at_once(project: Project) -> None:
    job = jobs.enqueue(project, "train")
    jobs.retry_or_fail(claim("gpu"), "no_images", "Nothing to learn from.", "Finish some images.", retry=False)
    assert (fresh(job).state, fresh(job).attempt) == ("failed", 1)


def test_a_new_attempt_forgets_the_error_of_the_last_one(project: Project) -> None:
    job = jobs.enqueue(project, "export")
    jobs.retry_or_fail(claim(), "unexpected", "It broke.")
    make_due(job)
    again = claim()
    assert (again.error_code, again.error, again.hint, again.progress) == ("", "", "", 0)


def test_an_error_text_with_a_nul_is_stored_without_it(project: Project) -> None:
    job = jobs.enqueue(project, "import")
    jobs.retry_or_fail(claim(), "unexpected", "bad byte \0 in file")
    assert fresh(job).error == "bad byte  in file"


# --- cancel ----------------------------------------------------------------------------------------------------


def test_a_waiting_job_is_cancelled_at_once(project: Project) -> None:
    job = jobs.enqueue(project, "export")
    jobs.request_cancel(job)
    assert job.state == "cancelled"
    assert job.finished_at is not None
    assert jobs.claim_next("cpu") is None


def test_a_running_job_learns_of_its_cancel_at_the_next_beat(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    jobs.request_cancel(fresh(job))
    assert fresh(job).state == "running"
    fall_silent(job)
    with pytest.raises(JobCancelled):
        jobs.beat(job, 0.5)
    assert jobs.finish(job, Job.State.CANCELLED)
    assert fresh(job).state == "cancelled"


def test_an_ended_job_stays_as_it_ended(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    jobs.finish(job, Job.State.SUCCEEDED)
    jobs.request_cancel(job)
    assert job.state == "succeeded"
    assert not job.cancel_requested


def test_a_cancelled_job_that_breaks_or_whose_worker_dies_is_not_tried_again(project: Project) -> None:
    broken, lost = jobs.enqueue(project, "export"), jobs.enqueue(project, "export")
    claims = [claim(), claim()]
    for job in claims:
        jobs.request_cancel(fresh(job))
    jobs.retry_or_fail(claims[0], "unexpected", "It broke.")
    fall_silent(claims[1])
    jobs.sweep()
    assert [fresh(broken).state, fresh(lost).state] == ["cancelled", "cancelled"]


# --- lost and interrupted --------------------------------------------------------------------------------------


def test_a_worker_that_fell_silent_loses_its_job_and_cannot_write_any_more(project: Project) -> None:
    jobs.enqueue(project, "export")
    silent = claim()
    fall_silent(silent)
    jobs.sweep()
    make_due(silent)
    awake = claim()
    with pytest.raises(JobLost):
        jobs.beat(silent, 0.9)
    assert jobs.finish(silent, Job.State.SUCCEEDED) is False
    assert jobs.retry_or_fail(silent, "unexpected", "late") is False
    assert jobs.release(silent) is False
    assert jobs.finish(awake, Job.State.SUCCEEDED) is True


def test_a_job_that_kills_its_worker_three_times_fails_with_a_reason(project: Project) -> None:
    job = jobs.enqueue(project, "predict")
    for _ in range(3):
        fall_silent(claim("gpu"))
        jobs.sweep()
        make_due(job)
    poison = fresh(job)
    assert (poison.state, poison.error_code) == ("failed", "worker_lost")
    assert "out of memory" in poison.error
    assert "log" in poison.hint
    assert jobs.claim_next("gpu") is None


def test_a_job_that_beats_is_left_alone_by_the_sweep(project: Project) -> None:
    jobs.enqueue(project, "export")
    job = claim()
    jobs.sweep()
    jobs.sweep()
    assert jobs.finish(job, Job.State.SUCCEEDED)


def test_the_sweep_rings_for_due_jobs_whose_bell_may_be_lost(project: Project, rung: list[str]) -> None:
    for kind in ["export", "import", "train"]:
        jobs.enqueue(project, kind)
    jobs.enqueue(project, "export", run_after=timezone.now() + LONG_AGO)
    jobs.sweep()
    assert rung == ["cpu", "cpu", "gpu"]


def test_a_worker_that_ends_gives_its_job_back_at_no_cost(project: Project, stopping: None) -> None:
    jobs.enqueue(project, "train")
    job = claim("gpu")
    with pytest.raises(JobInterrupted):
        jobs.beat(job, 0.5)
    assert jobs.release(job)
    again = claim("gpu")
    assert (again.attempt, story(again)) == (1, ["queued", "running", "queued", "running"])


def test_a_cancelled_job_of_a_worker_that_ends_is_cancelled(project: Project) -> None:
    jobs.enqueue(project, "train")
    job = claim("gpu")
    jobs.request_cancel(fresh(job))
    assert jobs.release(job)
    assert fresh(job).state == "cancelled"


# --- what is left ----------------------------------------------------------------------------------------------


def test_the_time_left_follows_from_the_progress_so_far(project: Project) -> None:
    jobs.enqueue(project, "train")
    job = claim("gpu")
    assert jobs.eta_seconds(job) is None
    job.started_at, job.progress = timezone.now() - timedelta(seconds=60), 0.75
    assert jobs.eta_seconds(job) == pytest.approx(20, abs=1)
    jobs.finish(job, Job.State.SUCCEEDED)
    assert jobs.eta_seconds(fresh(job)) is None
