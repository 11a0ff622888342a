"""A run of `python -m detector` in a process of its own, so that a crash, a lack of memory or a cancel never takes
the worker with it."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from django.conf import settings

from annotator.errors import JobFailed
from annotator.models import Job
from annotator.services import jobs
from detector.errors import DetectorError

NICENESS = 10  # People who draw come first.
SECONDS_BETWEEN_BEATS = 1.0
SECONDS_TO_STOP = 20.0


@dataclass
class Progress:
    """What the training said so far."""

    history: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    started: dict[str, Any] = field(default_factory=dict)
    finished: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    share: float = 0.0
    message: str = "Starting"
    listener: Callable[[str, dict[str, Any]], None] | None = None  # Hears of each event.


def command(name: str, options: Mapping[str, Any], *, on_all_gpus: bool = False) -> list[str]:
    """options: those that are None are left out"""
    given = [str(word) for option, value in options.items() if value is not None for word in (option, value)]
    return [*(_launcher() if on_all_gpus else [sys.executable]), "-m", "detector", name, *given, "--json"]


def _launcher() -> list[str]:
    """Python itself, or torchrun with one process for each of several GPUs."""
    gpus = torch.cuda.device_count() if settings.DETECTOR_DEVICE in ("auto", "cuda") else 0
    if gpus < 2:
        return [sys.executable]
    return [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={gpus}"]


def follow(
    job: Job, command: list[str], *, folder: Path, progress: Progress, on_beat: Callable[[], None] | None = None
) -> None:
    """Run the training to its end. Raises JobFailed with its own words, JobCancelled, JobLost.

    on_beat: called every second or so; what it raises ends the training
    """
    complaints = folder / "stderr.txt"
    with complaints.open("w") as stderr, _child(command, stderr) as process:
        for line in _lines_and_silences(process):
            if line:
                take_in(progress, line)
            jobs.beat(job, progress.share, message=progress.message)
            if on_beat is not None:
                on_beat()
        code = process.wait()
    error = progress.error
    if error and error["code"] != DetectorError.code:
        raise JobFailed(error["message"], reason=error["code"], hint=error.get("hint", ""))
    if code or progress.finished is None:
        last_words = complaints.read_text(errors="replace").strip().splitlines()[-1:]
        words = error["message"] if error else " ".join(last_words)
        # Nothing that a person could mend, such as a GPU that was lost: the job machine tries again.
        raise RuntimeError(f"The training process ended with code {code}. {words}".strip())


@contextmanager
def _child(command: list[str], stderr: Any) -> Iterator[subprocess.Popen[str]]:
    """The training, in a process group of its own that ends with this block, whatever happens in it."""
    process = subprocess.Popen(  # noqa: S603 - every word of the command is ours
        command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=stderr, text=True, process_group=0
    )
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)


def _lines_and_silences(process: subprocess.Popen[str]) -> Iterator[str]:
    """Each line that the training writes, and an empty one for every second without."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=SECONDS_BETWEEN_BEATS)
        except queue.Empty:
            line = ""
        if line is None:
            return
        yield line


def take_in(progress: Progress, line: str) -> None:
    try:
        event = json.loads(line)
    except ValueError:
        return  # A library that prints: not ours to understand.
    name = event.pop("event", "")
    if progress.listener:
        progress.listener(name, event)
    if name == "step":
        progress.share, progress.message = event["progress"], _step_message(event)
    elif name == "started":
        progress.started = event
    elif name == "download":
        progress.message = f"Downloading weights: {event['done'] / 2**20:.0f} of {event['total'] / 2**20:.0f} MB"
    elif name == "epoch":
        progress.history.append({key: value for key, value in event.items() if key != "frames"})
    elif name == "notice":
        progress.notices.append(event)
        progress.message = event["message"]
    elif name in ("finished", "crosschecked"):
        progress.finished = event
    elif name == "error":
        progress.error = event


def _step_message(event: dict[str, Any]) -> str:
    seconds = round(event["eta_seconds"])
    left = f"{round(seconds / 60)} min" if seconds >= 60 else f"{seconds} s"
    return f"Step {event['step']} of {event['total']}, loss {event['loss']:.3f}, about {left} left"
