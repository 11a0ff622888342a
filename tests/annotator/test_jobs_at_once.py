"""Many workers and many people at once: no job is shared, and no step is taken twice."""

import time
from functools import partial

import pytest
from django.db import transaction

from annotator.models import Job, JobEvent, Project
from annotator.services import jobs
from tests.working import at_once, claim, fall_silent, fresh

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_workers_share_forty_jobs_and_none_of_them_twice(project: Project) -> None:
    expected = {jobs.enqueue(project, "export").pk for _ in range(40)}

    def work(_: int) -> list[int]:
        taken = []
        while job := jobs.claim_next("cpu"):
            time.sleep(0.001)
            assert jobs.finish(job, Job.State.SUCCEEDED)
            taken.append(job.pk)
        return taken

    taken = [pk for share in at_once(8, work) for pk in share]
    assert sorted(taken) == sorted(expected)
    assert JobEvent.objects.filter(state="succeeded").count() == 40


def test_eight_people_who_ask_for_a_training_at_once_get_the_same_one(project: Project) -> None:
    def ask(_: int) -> int:
        with transaction.atomic():
            return jobs.enqueue(project, "train", dedupe_key="train").pk

    assert len(set(at_once(8, ask))) == 1
    assert Job.objects.count() == 1


def test_whoever_asks_while_the_same_job_ends_and_is_asked_for_again_gets_one(project: Project) -> None:
    def ask_or_work(number: int) -> None:
        for _ in range(50):
            if number < 3:
                assert jobs.enqueue(project, "rank", dedupe_key="rank").dedupe_key == "rank"
            elif job := jobs.claim_next("cpu"):
                jobs.finish(job, Job.State.SUCCEEDED)

    at_once(6, ask_or_work)


def test_of_a_sweep_and_a_finish_at_the_same_moment_exactly_one_wins(project: Project) -> None:
    def finish_or_sweep(job: Job, number: int) -> bool | None:
        if number == 0:
            return jobs.finish(job, Job.State.SUCCEEDED)
        jobs.sweep()
        return None

    for _ in range(10):
        jobs.enqueue(project, "export")
        job = claim()
        fall_silent(job)
        finished, _swept = at_once(2, partial(finish_or_sweep, job))
        assert fresh(job).state == ("succeeded" if finished else "queued")
        Job.objects.all().delete()
