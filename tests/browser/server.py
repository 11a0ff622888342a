"""A real Boxloop, started as a user starts it."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services import ROOT

SECONDS_TO_START = 180


@dataclass(frozen=True)
class Boxloop:
    """A running server: its address, the one-time link that it printed, and where it keeps its data."""

    address: str
    sign_in_link: str
    data: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment_of(data: Path) -> dict[str, str]:
    """That of a Boxloop which keeps all in data, whatever database the other tests use."""
    others = ("DATABASE_URL", "CELERY_BROKER_URL")
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return {**kept, "BOXLOOP_DATA_DIR": str(data)}


@contextmanager
def start_boxloop(data: Path) -> Iterator[Boxloop]:
    """`manage.py up` in an empty data folder, as at the first start."""
    port = free_port()
    environment = {**environment_of(data), "PORT": str(port), "DETECTOR_WEIGHTS": "none", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        lines: list[str] = []
        ready = threading.Event()
        threading.Thread(target=_read, args=[process, lines, ready], daemon=True).start()
        try:
            ready.wait(SECONDS_TO_START)
            link = re.search(r"http://\S+sesame=\S+", "".join(lines))
            assert link, "".join(lines)
            yield Boxloop(f"http://127.0.0.1:{port}", link[0], data)
        finally:
            process.terminate()
            process.wait(60)


def _read(process: subprocess.Popen[str], lines: list[str], ready: threading.Event) -> None:
    for line in process.stdout or ():
        lines.append(line)
        sys.stdout.write(line)  # Into the report of the test that fails meanwhile.
        if "Ctrl-C" in line:
            ready.set()
    ready.set()
