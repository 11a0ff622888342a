"""Whatever people, workers, clocks and crashes do in whatever order: the rows follow the state machine."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from annotator.errors import JobCancelled, JobLost
from annotator.models import Job, Project
from annotator.services import jobs
from tests import make
from tests.working import fall_silent, fresh, make_due

ENDS = {"succeeded", "failed", "cancelled"}
ARROWS = {
    ("queued", "running"),
    ("queued", "cancelled"),
    ("running", "queued"),
    ("running", "running"),  # Asked to stop.
    *(("running", end) for end in ENDS),
}


class Machine(RuleBasedStateMachine):
    """Claims are workers' memories of a job: they outlive the job's own idea of who holds it."""

    claims: Bundle[Job] = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.project = make.make_project(f"Project {Project.objects.count()}")
        self.holders: dict[int, Job] = {}  # By job: whose claim is the valid one.
        self.ends: dict[int, str] = {}

    def teardown(self) -> None:
        self.project.delete()

    def holds(self, job: Job) -> bool:
        held = self.holders.get(job.pk)
        return held is not None and held.claim == job.claim

    def open_jobs(self) -> list[Job]:
        return list(self.project.jobs.filter(state__in=jobs.OPEN).order_by("pk"))

    @rule(key=st.sampled_from(["train", "other"]))
    def somebody_asks(self, key: str) -> None:
        twins = [job for job in self.open_jobs() if job.dedupe_key == key]
        job = jobs.enqueue(self.project, "train", dedupe_key=key)
        assert not twins or job == twins[0]

    @rule(target=claims)
    def a_worker_claims(self) -> Job | MultipleResults[Job]:
        if not self.open_jobs():
            jobs.enqueue(self.project, "train", dedupe_key="train")
        due = {job.pk for job in self.open_jobs() if job.state == "queued"}
        for job in self.open_jobs():
            make_due(job)
        claimed = jobs.claim_next("gpu")
        assert (claimed is None) == (not due)
        if claimed is None:
            return multiple()
        assert claimed.pk in due
        self.holders[claimed.pk] = claimed
        return claimed

    @rule(job=claims, progress=st.floats(0, 1))
    def it_beats(self, job: Job, progress: float) -> None:
        job.heartbeat_at = None  # As if two seconds had gone by.
        before = fresh(job)
        try:
            jobs.beat(job, progress)
        except JobLost:
            assert not self.holds(job)
        except JobCancelled:
            assert self.holds(job)
            assert before.cancel_requested
        else:
            assert self.holds(job)
            assert fresh(job).progress >= before.progress

    @rule(job=claims, state=st.sampled_from(["succeeded", "cancelled"]))
    def it_finishes(self, job: Job, state: str) -> None:
        assert jobs.finish(job, state) == self.holds(job)
        self.let_go(job, {state})

    @rule(job=claims, retry=st.booleans())
    def it_breaks(self, job: Job, retry: bool) -> None:
        assert jobs.retry_or_fail(job, "unexpected", "It broke.", retry=retry) == self.holds(job)
        self.let_go(job, {"failed", "cancelled"} | ({"queued"} if retry else set()))

    @rule(job=claims)
    def its_worker_is_stopped(self, job: Job) -> None:
        assert jobs.release(job) == self.holds(job)
        self.let_go(job, {"queued", "cancelled"})

    @rule(job=claims)
    def its_worker_falls_silent_and_the_sweep_comes(self, job: Job) -> None:
        if self.holds(job):
            fall_silent(job)
        jobs.sweep()
        self.let_go(job, {"queued", "failed", "cancelled"})

    @rule(number=st.integers(0, 5))
    def somebody_cancels(self, number: int) -> None:
        chosen = self.open_jobs()[number : number + 1]
        for job in chosen:
            jobs.request_cancel(job)
            assert job.state == "cancelled" or (job.state == "running" and job.cancel_requested)

    def let_go(self, job: Job, possible: set[str]) -> None:
        if self.holds(job):
            assert fresh(job).state in possible
            del self.holders[job.pk]

    @invariant()
    def the_rows_are_as_they_must_be(self) -> None:
        rows = list(self.project.jobs.prefetch_related("events"))
        running = {job.pk: job.claim for job in rows if job.state == "running"}
        assert running == {pk: job.claim for pk, job in self.holders.items()}
        keys = [job.dedupe_key for job in rows if job.state in jobs.OPEN]
        assert len(keys) == len(set(keys))
        for job in rows:
            self.check(job)

    def check(self, job: Job) -> None:
        assert 0 <= job.attempt <= job.max_attempts
        states = [event.state for event in job.events.all()]
        assert states[0] == "queued"
        assert states[-1] == job.state
        assert set(pairwise(states)) <= ARROWS
        if job.state in ENDS:
            assert self.ends.setdefault(job.pk, job.state) == job.state
            assert job.finished_at is not None


@pytest.mark.django_db
def test_the_rows_follow_the_state_machine_in_every_order_of_events() -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
