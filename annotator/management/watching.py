"""Commands that put jobs in the queue, and watch them when asked to."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from annotator.management.speaking import find_project, speaking
from annotator.models import Job, Project
from annotator.services import jobs

TICK_SECONDS = 0.5
PATIENCE_SECONDS = 10.0  # After so long without a worker we say how to start one.


class JobCommand(BaseCommand):
    """`start` says what the command is for; the rest is the same for all."""

    def start(self, project: Project) -> QuerySet[Job]:
        """Put the jobs in the queue; the rows to watch may grow. Raises AnnotatorError."""
        raise CommandError("This command starts nothing.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="NAME", help="the project's name")
        parser.add_argument("--wait", action="store_true", help="show the progress until the end")

    def handle(self, *args: Any, project: str, wait: bool, **options: Any) -> None:
        with speaking():
            started = self.start(find_project(project))
        for job in started.all():
            self.stdout.write(f"Job {job.pk} is in the queue: {job}.")
        if wait:
            self.watch(started)

    def watch(self, started: QuerySet[Job]) -> None:
        """Until all have ended. Raises CommandError with the reason when one did not succeed."""
        patient_until = time.monotonic() + PATIENCE_SECONDS
        said = ""
        while waiting_for := [job for job in started.all() if job.state in jobs.OPEN]:
            if (line := _progress_line(waiting_for)) != said:
                self.stdout.write(line)
                said = line
            if time.monotonic() > patient_until and _nobody_works(waiting_for[0].queue):
                self.stderr.write(_how_to_start_a_worker(waiting_for[0].queue))
                patient_until = float("inf")
            time.sleep(TICK_SECONDS)
        for job in started.all():
            if job.state != Job.State.SUCCEEDED:
                raise CommandError(f"Job {job.pk} {job.state}. {job.error}\n{job.hint}".strip())
            self.stdout.write(self.style.SUCCESS(f"Job {job.pk} succeeded."))


def _progress_line(waiting_for: list[Job]) -> str:
    """The running job if there is one, and how many come after it."""
    job = next((job for job in waiting_for if job.state == Job.State.RUNNING), waiting_for[0])
    more = f" ({len(waiting_for) - 1} more jobs)" if len(waiting_for) > 1 else ""
    if job.state == Job.State.QUEUED:
        again = f" again after: {job.error}" if job.error else ""
        return f"Job {job.pk} waits{again}{more}"
    return f"Job {job.pk} {job.progress:4.0%} {job.message}{more}".rstrip()


def _nobody_works(queue: str) -> bool:
    """No job of the queue runs, though one has been waiting, and not for its next attempt."""
    in_queue = Job.objects.filter(queue=queue)
    has_begun = in_queue.filter(state=Job.State.RUNNING) | in_queue.filter(state=Job.State.QUEUED, attempt__gt=0)
    return not has_begun.exists()


def _how_to_start_a_worker(queue: str) -> str:
    return (
        f"No worker has taken a job of the queue “{queue}” so far. Is one running?\n"
        f"Start Boxloop (make run), or a worker alone: python manage.py worker --queues {queue}"
    )
