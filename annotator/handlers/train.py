"""Train in a process of its own, so that a crash, a lack of memory or a cancel never takes the worker with it."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from django.conf import settings

from annotator.errors import JobFailed
from annotator.models import DatasetVersion, Job, ModelVersion
from annotator.services import blobs, datasets, jobs, loop, registry
from detector import checkpoint

NICENESS = 10  # People who draw come first.
SECONDS_BETWEEN_BEATS = 1.0
SECONDS_TO_STOP = 20.0


@dataclass
class Progress:
    """What the training said so far."""

    history: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    finished: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    share: float = 0.0
    message: str = "Starting"


def run(job: Job) -> dict[str, Any]:
    """Freeze the finished images, train on them, register what comes out, and promote it if it is better."""
    progress = Progress()
    version = ModelVersion.objects.filter(job=job).first()  # There after a crash in the last step.
    if version is None:
        with blobs.new_folder(f"train-{job.pk}-") as folder:
            version = _train_and_register(job, folder, progress)
    loop.after_training(version)
    return {
        "model": version.number,
        "promoted": version.is_active,
        "note": version.promotion_note,
        "metrics": version.metrics,
        "notices": progress.notices,
    }


def _train_and_register(job: Job, folder: Path, progress: Progress) -> ModelVersion:
    parent = registry.active_model(job.project)
    dataset_version = datasets.freeze_dataset(job.project)
    run_files = datasets.write_run(dataset_version, folder)
    if not run_files.images:
        raise JobFailed(
            f"“{job.project}” has no finished image outside the hold-out.",
            reason="no_images",
            hint="Finish a few images, then train again.",
        )
    _follow(job, _command(job, run_files, parent=parent, out=folder / "out"), folder=folder, progress=progress)
    return _register(job, progress=progress, dataset_version=dataset_version, parent=parent)


def _command(job: Job, files: datasets.RunFiles, *, parent: ModelVersion | None, out: Path) -> list[str]:
    trained = parent is not None and parent.origin == ModelVersion.Origin.TRAINED
    champion = blobs.local_path(parent.weights.name) if parent and trained else None
    # Left out where nothing was asked for: the detector then starts with what suits its kind.
    configured = None if settings.DETECTOR_WEIGHTS == "coco" else settings.DETECTOR_WEIGHTS
    options = {
        "--train": files.train,
        "--images": files.root,
        "--holdout": files.holdout,
        "--out": out,
        "--kind": job.project.detector_kind,
        "--start": champion or configured,
        "--incumbent": champion,
        "--minutes": job.project.train_minutes,
        "--device": settings.DETECTOR_DEVICE,
    }
    given = [str(word) for name, value in options.items() if value is not None for word in (name, value)]
    return [*_launcher(), "-m", "detector", "train", *given, "--json"]


def _launcher() -> list[str]:
    """Python itself, or torchrun with one process for each of several GPUs."""
    gpus = torch.cuda.device_count() if settings.DETECTOR_DEVICE in ("auto", "cuda") else 0
    if gpus < 2:
        return [sys.executable]
    return [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={gpus}"]


def _follow(job: Job, command: list[str], *, folder: Path, progress: Progress) -> None:
    """Run the training to its end. Raises JobFailed with its own words, JobCancelled, JobLost."""
    complaints = folder / "stderr.txt"
    with complaints.open("w") as stderr, _child(command, stderr) as process:
        for line in _lines_and_silences(process):
            if line:
                _take_in(progress, line)
            jobs.beat(job, progress.share, message=progress.message)
        code = process.wait()
    if progress.error:
        error = progress.error
        raise JobFailed(error["message"], reason=error["code"], hint=error.get("hint", ""))
    if code or progress.finished is None:
        last_words = complaints.read_text(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"The training process ended with code {code}. {' '.join(last_words)}".strip())


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


def _take_in(progress: Progress, line: str) -> None:
    try:
        event = json.loads(line)
    except ValueError:
        return  # A library that prints: not ours to understand.
    name = event.pop("event", "")
    if name == "step":
        progress.share, progress.message = event["progress"], _step_message(event)
    elif name == "download":
        progress.message = f"Downloading weights: {event['done'] / 2**20:.0f} of {event['total'] / 2**20:.0f} MB"
    elif name == "epoch":
        progress.history.append(event)
    elif name == "notice":
        progress.notices.append(event)
        progress.message = event["message"]
    elif name == "finished":
        progress.finished = event
    elif name == "error":
        progress.error = event


def _step_message(event: dict[str, Any]) -> str:
    minutes, seconds = divmod(round(event["eta_seconds"]), 60)
    left = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"Step {event['step']} of {event['total']}, loss {event['loss']:.3f}, about {left} left"


def _register(
    job: Job, *, progress: Progress, dataset_version: DatasetVersion, parent: ModelVersion | None
) -> ModelVersion:
    finished = progress.finished or {}
    sha256 = finished["sha256"]
    metadata = checkpoint.load(Path(finished["weights"])).metadata  # Loading is the proof that it is whole.
    ids = dict(job.project.categories.values_list("coco_id", "pk"))
    blobs.put_file(blobs.model_name(sha256), Path(finished["weights"]))
    metrics = _with_category_ids(finished["metrics"], ids)
    if metrics and finished.get("incumbent_metrics"):
        metrics["incumbent"] = _with_category_ids(finished["incumbent_metrics"], ids)
    return registry.register_model(
        job.project,
        origin=ModelVersion.Origin.TRAINED,
        kind=metadata.kind,
        weights=blobs.model_name(sha256),
        weights_sha256=sha256,
        categories=[ids.get(category.id) for category in metadata.categories],
        parent=parent,
        dataset_version=dataset_version,
        metrics=metrics,
        history=[{**epoch, "metrics": _with_category_ids(epoch["metrics"], ids)} for epoch in progress.history],
        job=job,
    )


def _with_category_ids(metrics: dict[str, Any] | None, ids: dict[int, int]) -> dict[str, Any] | None:
    """The detector counts by COCO ids, the database by category ids."""
    if not metrics:
        return None
    per_category = {str(ids[int(key)]): value for key, value in metrics["per_category"].items() if int(key) in ids}
    return {**metrics, "per_category": per_category}
