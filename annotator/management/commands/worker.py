"""`manage.py worker`: do jobs until stopped."""

from argparse import ArgumentParser
from typing import Any

from celery import bootsteps
from celery.beat import EmbeddedService
from django.core.management.base import BaseCommand

from annotator.celery import app


class Clock(bootsteps.StartStopStep):  # type: ignore[misc]
    """The beat in a thread of the worker. Celery's own `--beat` takes a second process of 70 MB."""

    def create(self, worker: Any) -> Any:
        return EmbeddedService(worker.app, thread=True, scheduler_cls=app.conf.beat_scheduler)

    def stop(self, worker: Any) -> None:
        """Not worth waiting for: it sleeps until the next tick, and ends with the process."""

    terminate = stop


class Command(BaseCommand):
    help = "Do jobs until stopped. Without options: those of all queues, and the clock for all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queues", default="cpu,gpu", help="cpu, gpu, or both with a comma (default)")
        parser.add_argument("--threads", type=int, default=3, help="jobs at a time, at most one of them a training")
        parser.add_argument("--no-clock", action="store_true", help="a beat runs elsewhere")

    def handle(self, *args: Any, queues: str, threads: int, no_clock: bool, **options: Any) -> None:
        if not no_clock:
            app.steps["worker"].add(Clock)
        # One thread is the main thread: nothing between a job and its GPU.
        pool = ["--pool", "threads", "--concurrency", str(threads)] if threads > 1 else ["--pool", "solo"]
        chatter = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # Workers need not know each other.
        app.worker_main(["--quiet", "worker", "--queues", queues, *pool, *chatter])
