"""Boxloop itself, started as its users start it, on a free port and in a folder of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.stand.machine import tree_of
from benchmarks.stand.processes import StandError, free_port, running, tail, until

ROOT = Path(__file__).resolve().parents[2]
USER = "bench"
PASSWORD = "a password for the bench"  # noqa: S105 - of a server that lives for minutes, on 127.0.0.1
COMMAND_SECONDS = 120.0

ENVIRONMENT = {
    "HOST": "127.0.0.1",
    "DEBUG": "false",
    "BEHIND_TLS": "false",
    "STORAGE_URL": "",
    "THROTTLE": "false",  # A bench asks more often than a person may.
    "DETECTOR_WEIGHTS": "none",  # Nothing is downloaded.
    "DETECTOR_DEVICE": "cpu",
}


@dataclass
class Boxloop:
    """folder: the data folder; it may be an existing one. environment: what differs from the defaults"""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    pid: int = 0
    seconds_to_start: float = 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "up.log"

    def prepare(self) -> None:
        """Tables, and somebody to be. With a user there, `up` makes no sample project that would disturb."""
        self.manage("migrate", "--no-input")
        self.manage("createsuperuser", "--no-input", "--username", USER, "--email", "bench@boxloop.invalid")

    def manage(self, *words: str) -> str:
        """What `manage.py` prints. Raises StandError."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env={**self._environment(), "DJANGO_SUPERUSER_PASSWORD": PASSWORD},
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        if done.returncode:
            raise StandError(f"manage.py {words[0]} ended with code {done.returncode}:\n{done.stderr or done.stdout}")
        return done.stdout.strip()

    def token(self) -> str:
        return self.manage("token", USER)

    @contextmanager
    def up(self) -> Iterator[None]:
        """`manage.py up` while the block lasts. `seconds_to_start` is the time to its first answer 200."""
        started = time.perf_counter()
        command = [sys.executable, str(ROOT / "manage.py"), "up"]
        with running(command, log=self.log, environment=self._environment(), folder=ROOT) as process:
            self.pid = process.pid
            until(self._is_well, name="Boxloop", process=process, log=self.log)
            self.seconds_to_start = time.perf_counter() - started
            yield

    def server_pids(self) -> list[int]:
        """Of the web server and the worker, without the process that watches them."""
        return [process.pid for process in tree_of(self.pid) if process.pid != self.pid]

    def worker_pids(self) -> list[int]:
        return [process.pid for process in tree_of(self.pid) if _is_worker(process)]

    def last_words(self) -> str:
        return tail(self.log)

    def _is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        ours = {"BOXLOOP_DATA_DIR": str(self.folder), "PORT": str(self.port)}
        return {**os.environ, **ENVIRONMENT, **self.environment, **ours}


def _is_worker(process: psutil.Process) -> bool:
    try:
        return bool(process.cmdline()[-1:] == ["worker"])
    except psutil.Error:
        return False
