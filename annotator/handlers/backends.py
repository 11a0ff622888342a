"""What runs the network of a model version: checked once, on the project's own pictures, and stored with it."""

import sys
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from annotator.handlers import child
from annotator.models import Image, Job, ModelVersion
from annotator.services import blobs, datasets, registry
from detector.fast.choice import Choice

PICTURES = 32
ROOM_FOR_GRAPHS = 4 * 2**30  # Bytes that are kept of them.


def choice_for(version: ModelVersion) -> Choice | None:
    """What was found for the version, or else, for the time being, for the one that it was trained from."""
    known = registry.checked_like(version)
    return Choice.from_json(known.backend["choice"]) if known and known.backend else None


def is_checked(version: ModelVersion) -> bool:
    """An adaptation changes the box head alone, which no back end computes less exactly: nothing new to check."""
    if (
        version.backend is None
        and version.mode == ModelVersion.INSTANT
        and (known := registry.checked_like(version))
        and known.backend
    ):
        reason = f"As checked for model {known.number}: only its box head has changed."
        registry.remember_backend(version, {**known.backend, "reason": reason})
    return version.backend is not None


def check(job: Job, version: ModelVersion) -> dict[str, Any]:
    """Try the back ends in a process of their own, and store the fastest that is right."""
    progress = child.Progress(message="Trying what computes fastest")
    with blobs.new_folder(f"check-{job.pk}-") as folder:
        annotations = _pictures(version, folder)
        command = [
            *(sys.executable, "-m", "detector.fast.backend_check"),
            *("--weights", str(blobs.local_path(version.weights.name))),
            *("--annotations", str(annotations), "--images", str(folder)),
            *("--cache", str(graphs_folder()), "--device", settings.DETECTOR_DEVICE),
        ]
        child.follow(job, command, folder=folder, progress=progress)
    found = progress.finished or {}
    registry.remember_backend(version, _in_words(found))
    _forget_old_graphs()
    return {"model": version.number, "backend": found["backend"]}


def _pictures(version: ModelVersion, folder: Path) -> Path:
    """A COCO file of finished hold-out images with their boxes; of open images where there are none."""
    holdout = version.project.images.filter(state=Image.State.DONE, split=Image.Split.HOLDOUT, box_count__gt=0)
    images = holdout if holdout.exists() else version.project.images.filter(state=Image.State.TODO)
    file = folder / "pictures.json"
    file.write_bytes(orjson.dumps(datasets.pictures_of(version.project, images.order_by("sha256")[:PICTURES])))
    return file


def _in_words(found: dict[str, Any]) -> dict[str, Any]:
    name, cut = found["backend"], found["cut"]
    choice = {key: found[key] for key in ("backend", "cut", "trials")}
    trial = next((row for row in found["trials"] if (row["backend"], row["cut"]) == (name, cut)), None)
    reason = "Nothing else was right and quicker here."
    if trial is not None:
        boxes = f"{100 * trial['matched']:.1f} % of its boxes"
        reason = f"{trial['speed']:.1f} times as fast as the plain model here, with {boxes}."
    return {"name": name, "reason": reason, "device": found["device"], "choice": choice}


def graphs_folder() -> Path:
    folder: Path = settings.DATA_DIR / "cache" / "graphs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _forget_old_graphs() -> None:
    kept = 0
    for file in sorted(graphs_folder().iterdir(), key=lambda file: -file.stat().st_mtime):
        kept += file.stat().st_size
        if kept > ROOM_FOR_GRAPHS:
            file.unlink(missing_ok=True)
