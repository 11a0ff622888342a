"""Real workers, in processes of their own, on the database and the data folder of the running test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
from django.conf import settings
from django.db import connection

from tests.services import ROOT

PATIENCE_SECONDS = 90


class Worker:
    """One `manage.py worker`; its words are kept in a file."""

    def __init__(self, log: Path, environment: dict[str, str], *words: str) -> None:
        self.log = log
        self.is_wanted = True
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", *words],
                cwd=ROOT,
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> list[psutil.Process]:
        """As the kernel does when memory runs out: no last word. Returns what it had started."""
        self.is_wanted = False
        children: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        return children

    def stop(self) -> int:
        """The exit status after a TERM, as supervisors send it."""
        self.is_wanted = False
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def said(self, words: str) -> bool:
        return words in self.log.read_text()


class Crew:
    """The workers of one test. The clock is quick: what is due is found within a second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[Worker] = []

    def start(self, *words: str) -> Worker:
        log = self.folder / f"worker-{len(self.workers)}.log"
        self.workers.append(Worker(log, self.environment(), *words))
        return self.workers[-1]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "BOXLOOP_DATA_DIR": str(settings.DATA_DIR),
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": settings.BROKER_URL,
            "SWEEP_SECONDS": "1",
            "OMP_NUM_THREADS": "1",
            "DJANGO_SETTINGS_MODULE": "annotator.settings",
        }

    def until(self, happens: Callable[[], bool]) -> None:
        """Wait for something that the workers bring about; fail with their words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not happens():
            dead = [worker for worker in self.workers if worker.is_wanted and worker.process.poll() is not None]
            hopeless = dead or time.monotonic() > deadline
            assert not hopeless, "\n".join(worker.log.read_text() for worker in self.workers)
            time.sleep(0.1)

    def end(self) -> None:
        for worker in self.workers:
            if worker.process.poll() is None:
                for process in worker.kill():
                    with suppress(psutil.NoSuchProcess):
                        process.kill()


def database_url() -> str:
    """The address of the test's own database."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    who = quote(here["USER"]) + (f":{quote(here['PASSWORD'], safe='')}" if here["PASSWORD"] else "")
    return f"postgres://{who}@{here['HOST']}:{here['PORT'] or 5432}/{here['NAME']}"
