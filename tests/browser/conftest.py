"""A real Boxloop, started as a user starts it, and a real Chromium that looks at it."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.services import ROOT, chromium

SECONDS_TO_START = 90
# A machine that runs a server, a worker and a browser on two cores is slow at times, and not wrong.
expect.set_options(timeout=20_000)


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


@pytest.fixture(scope="module")
def boxloop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boxloop]:
    """`manage.py up` in an empty data folder, as at the first start."""
    data, port = tmp_path_factory.mktemp("boxloop"), free_port()
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
        if "Ctrl-C" in line:
            ready.set()
    ready.set()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        # The sandbox needs rights that containers and root do not have.
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }
