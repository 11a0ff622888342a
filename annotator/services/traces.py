"""Traces: how a model came to what it saw in an image. Made by a job, kept for a while, made again when asked for.

What is kept does not know the project: names, colours and thresholds are added when it is read.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import orjson
from django.contrib.auth.models import User
from django.utils import timezone
from numpy.typing import NDArray

from annotator.errors import (
    ImageUnreadable,
    ModelNotTraceable,
    NoModel,
    SuggestionsWithheld,
    TraceMissing,
)
from annotator.models import Category, Image, Job, ModelVersion
from annotator.services import blind, blobs, jobs, predictions, registry, training
from annotator.services.facts import Facts, Shown

FORMAT = 1  # Of what is kept: another one is made anew.
ROOM = 2**30  # Bytes that all of them may take.
UNKNOWN = "#808080"  # Of a class that the project has no category for.
UNREADABLE = "image_unreadable"
REFUSED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A trace of an image by a model. raw: as its job wrote it; arrays: the bytes of an npz file"""

    image: Image
    model: ModelVersion
    raw: dict[str, Any]
    arrays: bytes

    @property
    def document(self) -> dict[str, Any]:
        return _in_words_of_the_project(self)

    @property
    def facts(self) -> Facts:
        return _facts(self)


def model_for_trace(image: Image, wanted: ModelVersion | None) -> ModelVersion:
    """The wanted model of the image's project, or its active one. Raises NoModel, ModelNotTraceable,
    SuggestionsWithheld."""
    if blind.is_blind(image):
        raise SuggestionsWithheld(f"“{image.file_name}” is {blind.WORDS}.")
    model = wanted or registry.active_model(image.project)
    if model is None:
        step = training.step_to_first_model(image.project)
        raise NoModel(f"“{image.project}” has no model yet whose look could be traced.", hint=step)
    if not model.weights:
        raise ModelNotTraceable(f"{model} is known by its predictions only: its network is not here.")
    return model


def ask(image: Image, model: ModelVersion, *, by: User | None) -> Job:
    """Have the trace made, before all other work; the same job while it is open. Raises ImageUnreadable."""
    key = f"trace:{model.pk}:{image.pk}"
    last = image.project.jobs.filter(kind=Job.Kind.TRACE, dedupe_key=key).order_by("-id").first()
    if last is not None and _is_fresh_refusal(last):
        raise ImageUnreadable(last.error, hint=last.hint)
    return jobs.enqueue(
        image.project,
        Job.Kind.TRACE,
        params={"model_version": model.pk, "image": image.pk},
        dedupe_key=key,
        created_by=by,
        run_after=timezone.now() - jobs.AHEAD,
    )


def _is_fresh_refusal(job: Job) -> bool:
    """After a while it is worth another try: a file that was missing may be back."""
    ended = job.finished_at if job.state == Job.State.FAILED and job.error_code == UNREADABLE else None
    return ended is not None and timezone.now() - ended < REFUSED_FOR


def name_of(image: Image, model: ModelVersion) -> str:
    """The file of a trace: named by all that it follows from."""
    checked = registry.checked_like(model)
    choice = checked.backend["choice"] if checked and checked.backend else None
    origin = [FORMAT, model.weights_sha256, image.sha256, choice, model.assessment]
    return blobs.trace_name(hashlib.sha256(orjson.dumps(origin, option=orjson.OPT_SORT_KEYS)).hexdigest())


def find(image: Image, model: ModelVersion) -> Kept | None:
    try:
        content = blobs.read_bytes(name_of(image, model))
    except FileNotFoundError:
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        raw, arrays = orjson.loads(archive.read("trace.json")), archive.read("arrays.npz")
    return Kept(image=image, model=model, raw=raw, arrays=arrays)


def require(image: Image, model: ModelVersion) -> Kept:
    """Raises TraceMissing."""
    kept = find(image, model)
    if kept is None:
        raise TraceMissing(f"There is no trace of “{image.file_name}” by model {model.number} any more.")
    return kept


def etag(image: Image, model: ModelVersion) -> str:
    """Of what `Kept.document` shows."""
    categories = [[row.pk, row.name, row.color, row.archived] for row in _categories(model).values()]
    thresholds = predictions.thresholds_in_use(model)
    shown = [name_of(image, model), model.number, model.name, image.file_name, categories, thresholds]
    return hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def keep(name: str, document: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> int:
    """Store a trace; the oldest ones go when there is no room for it. Returns its bytes."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trace.json", orjson.dumps(document))
        archive.writestr("arrays.npz", packed.getvalue(), zipfile.ZIP_STORED)
    forget_oldest(ROOM - content.tell())
    blobs.put_bytes(name, content.getvalue())
    return content.tell()


def forget_oldest(room: int) -> None:
    """Delete traces until the newest ones take at most so many bytes. The jobs that made them know them."""
    made = Job.objects.filter(kind=Job.Kind.TRACE, result__file__isnull=False).order_by("-id")
    for job in made.only("id", "result"):
        room -= job.result["bytes"] if job.result else 0
        if room < 0 and job.result:
            blobs.delete(job.result["file"])
            Job.objects.filter(pk=job.pk).update(result={"forgotten": True})


def _categories(model: ModelVersion) -> dict[int, Category]:
    return Category.objects.in_bulk([row for row in model.categories if row])


def _in_words_of_the_project(kept: Kept) -> dict[str, Any]:
    raw, image, model = kept.raw, kept.image, kept.model
    known = _categories(model)
    named = [
        {"id": row, "name": known[row].name, "color": known[row].color}
        if row in known
        else {"id": None, "name": own["name"], "color": UNKNOWN}
        for row, own in zip(model.categories, raw["categories"], strict=True)
    ]
    post = raw["stages"]["post"]
    thresholds = predictions.thresholds_in_use(model)
    final = [row | _shown_as(model, row, known, thresholds) for row in post["final"]]
    return {
        **raw,
        "model": {**raw["model"], "id": model.pk, "number": model.number, "name": model.name},
        "image": {"id": image.pk, "width": image.width, "height": image.height, "file_name": image.file_name},
        "categories": named,
        "stages": {**raw["stages"], "post": {**post, "final": final}},
    }


def _shown_as(
    model: ModelVersion, row: Mapping[str, Any], known: Mapping[int, Category], thresholds: Mapping[str, float]
) -> dict[str, Any]:
    """What prediction would make of a final box. row: {"label", "score", "probability"}"""
    category = model.categories[row["label"] - 1]
    if category not in known:
        return {"category": None, "threshold": None, "shown": False}
    stored = [category, *row["box"], row["score"], row["probability"]]
    is_shown = predictions.is_shown(stored, thresholds) and not known[category].archived
    return {"category": category, "threshold": thresholds[str(category)], "shown": is_shown}


def _facts(kept: Kept) -> Facts:
    document, reasons = kept.document, predictions.reasons(kept.model)
    with np.load(io.BytesIO(kept.arrays), allow_pickle=False) as arrays:
        values = {name: arrays[name] for name in arrays.files}
    return Facts(
        arrays=values,
        names=[row["name"] for row in document["categories"]],
        categories=[row["id"] for row in document["categories"]],
        level_names=[row["name"] for row in document["stages"]["features"]["levels"]],
        settings=document["settings"],
        finals=[
            Shown(
                confidence=row["score"] if row["probability"] is None else row["probability"],
                threshold=row["threshold"],
                is_shown=row["shown"],
                reason=reasons.get(str(row["category"]), ""),
            )
            for row in document["stages"]["post"]["final"]
        ],
    )
