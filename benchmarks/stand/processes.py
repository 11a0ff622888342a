"""Servers that a benchmark starts, and that end with it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.stand.machine import tree_of

TAIL_LINES = 40
SECONDS_TO_STOP = 40.0


class StandError(Exception):
    """Something of the stand does not work; the message says what, with the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tail(log: Path) -> str:
    with suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
    return ""


def as_user(name: str | None) -> dict[str, Any]:
    """What `subprocess` takes to run something as somebody else; nothing for None."""
    return {"user": name, "group": name, "extra_groups": []} if name else {}


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stop_by: signal.Signals = signal.SIGTERM,
    user: str | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A process while the block lasts, then stopped, with all that it started.

    user: who it runs as, for programs that refuse root
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us, and we stop it.
            **as_user(user),
        )
    try:
        yield process
    finally:
        _stop(process, stop_by)


def _stop(process: subprocess.Popen[bytes], by: signal.Signals) -> None:
    below = tree_of(process.pid)
    if process.poll() is None:
        process.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
    for left in below:
        with suppress(Exception):  # psutil has several words for "gone".
            if left.is_running():
                left.kill()
    process.wait()


def until(
    answers: Callable[[], bool],
    *,
    name: str,
    process: subprocess.Popen[bytes],
    log: Path,
    seconds: float = 60.0,
    pause: float = 0.02,
) -> None:
    """Wait for a server. Raises StandError when it ends, or stays silent for so long."""
    deadline = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None:
            raise StandError(f"{name} ended with code {process.returncode}. Its last words:\n{tail(log)}")
        if time.monotonic() > deadline:
            raise StandError(f"{name} did not answer in {seconds:.0f} seconds. Its last words:\n{tail(log)}")
        time.sleep(pause)
