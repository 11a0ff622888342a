"""Train on the finished images, register what comes out, and promote it if it is better."""

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from annotator.errors import JobFailed, JobOvertaken
from annotator.handlers import child
from annotator.handlers.recording import Recorder, with_category_ids
from annotator.models import DatasetVersion, Job, ModelVersion
from annotator.services import blobs, datasets, effort, evaluations, loop, registry, training
from annotator.services.training import FRESH
from detector import checkpoint
from detector.scores.costs import DEFAULT, Costs
from detector.scores.thresholds import FEWEST_LEARNED, NEVER
from detector.structures import Category

NOT_KEPT = "The model in use is no worse without what it could have learned in these seconds."
ABOUT_RIGHT = 0.15  # Of each cost.
SECONDS_BETWEEN_LOOKS = 10.0  # At what people change meanwhile.
ROOM_FOR_MAPS = 40 * 2**30  # Bytes that must be free on the disk before trainings keep what they computed there.
# What the settings mean for a detector: by default what suits its kind; without a download what comes with the package.
STARTS = {"coco": None, "none": "shapes"}


@dataclass(frozen=True, kw_only=True)
class Material:
    """What one training works with."""

    job: Job
    files: datasets.RunFiles
    parent: ModelVersion | None  # The model in use.
    folder: Path

    @property
    def champion(self) -> Path | None:
        """Weights of the model in use, where they were trained here."""
        if self.parent is None or self.parent.origin != ModelVersion.Origin.TRAINED:
            return None
        return blobs.local_path(self.parent.weights.name)


def run(job: Job) -> dict[str, Any]:
    """params: {"start": "fresh"} to begin with the base weights, {} to go on from the model in use"""
    return train(job, "train", options)


def train(job: Job, name: str, options_of: Callable[[Material], dict[str, Any]]) -> dict[str, Any]:
    """Run a command of the detector on the frozen data set, register its weights, and let the loop decide.

    options_of: gives the command's options for a Material
    """
    progress = child.Progress()
    version = ModelVersion.objects.filter(job=job).first()  # There after a crash in the last step.
    if version is None:
        with blobs.new_folder(f"{name}-{job.pk}-") as folder:
            version = _train_and_register(job, folder, progress, name, options_of)
    if version is None:
        return {"promoted": False, "note": NOT_KEPT, "notices": progress.notices}
    loop.after_training(version)
    return {
        "model": version.number,
        "mode": version.mode,
        "promoted": version.is_active,
        "note": version.promotion_note,
        "metrics": version.metrics,
        "notices": progress.notices,
    }


def _train_and_register(
    job: Job, folder: Path, progress: child.Progress, name: str, options_of: Callable[[Material], dict[str, Any]]
) -> ModelVersion | None:
    """None for an adaptation that made nothing better."""
    parent = registry.active_model(job.project)
    since = timezone.now()
    dataset_version = datasets.freeze_dataset(job.project)
    files = datasets.write_run(dataset_version, folder, seen=_learned_from(parent, by=name))
    if not files.images:
        raise JobFailed(
            f"“{job.project}” has no finished image outside the hold-out.",
            reason="no_images",
            hint="Finish a few images, then train again.",
        )
    material = Material(job=job, files=files, parent=parent, folder=folder)
    progress.listener = Recorder(job, holdout=files.holdout)
    command = child.command(name, options_of(material), on_all_gpus=name == "train")
    # An adaptation is over before people could change much.
    watch = _Watch(job, files, since=since) if name == "train" else None
    child.follow(job, command, folder=folder, progress=progress, on_beat=watch)
    if progress.finished and not progress.finished.get("kept", True):
        return None
    return _register(job, progress, files.boxes, parent=parent, dataset_version=dataset_version)


class _Watch:
    """Looks now and then whether people have changed much of what a training learns from."""

    def __init__(self, job: Job, files: datasets.RunFiles, *, since: datetime) -> None:
        self.job, self.files, self.since = job, files, since
        self.looked_at = time.monotonic()

    def __call__(self) -> None:
        """Raises JobOvertaken, but not in the last attempt: whoever never stops correcting gets a model too."""
        if self.job.attempt >= self.job.max_attempts or time.monotonic() - self.looked_at < SECONDS_BETWEEN_LOOKS:
            return
        self.looked_at = time.monotonic()
        share = training.touched_share(
            self.job.project, self.files.images, boxes=sum(self.files.boxes.values()), since=self.since
        )
        if share > training.OVERTAKEN:
            raise JobOvertaken(
                f"{100 * share:.0f} % of the boxes that it learns from have changed since it began: "
                "it begins again, with what they are now."
            )


def _learned_from(model: ModelVersion | None, *, by: str) -> DatasetVersion | None:
    """What the model has learned from. For a training, an adaptation's seconds with a few images do not count."""
    while by == "train" and model is not None and model.mode == ModelVersion.INSTANT:
        model = model.parent
    return model.dataset_version if model else None


def options(material: Material) -> dict[str, Any]:
    files, champion = material.files, material.champion
    goes_on = champion is not None and material.job.params.get("start") != FRESH
    configured = STARTS.get(settings.DETECTOR_WEIGHTS, settings.DETECTOR_WEIGHTS)
    return {
        "--train": files.train,
        "--images": files.root,
        "--holdout": files.holdout,
        "--out": material.folder / "out",
        "--kind": material.job.project.detector_kind,
        "--start": champion if goes_on else configured,
        "--seen": files.seen if goes_on else None,
        **yardstick(material),
        "--cache": maps_folder(),
        "--incumbent": champion,
        "--minutes": material.job.project.train_minutes,
        "--device": settings.DETECTOR_DEVICE,
    }


def yardstick(material: Material) -> dict[str, Any]:
    """What people need for each step here, once enough was measured, and how exact they have to be.

    The costs that the model in use was judged by stay as long as they are about right: with each model another
    yardstick, nobody could tell whether models still get better.
    """
    ledger = effort.ledger_of(material.job.project)
    before = material.parent.assessment["costs"] if material.parent and material.parent.assessment else None
    costs = asdict(detector_costs(ledger.costs)) if ledger.is_enough else None
    if costs and before and all(abs(costs[name] - before[name]) <= ABOUT_RIGHT * before[name] for name in costs):
        costs = before
    file = material.folder / "costs.json"
    if costs:
        file.write_text(json.dumps(costs))
    return {"--costs": file if costs else None, "--tolerance": material.job.project.tolerance}


def detector_costs(steps: effort.StepCosts) -> Costs:
    """In the detector's words. How long deciding and dragging take is known for both together only."""
    slower = steps.fix / DEFAULT.one_drag
    return Costs(
        draw=steps.draw,
        look=steps.look,
        decide=round(DEFAULT.decide * slower, 3),
        drag=round(DEFAULT.drag * slower, 3),
        delete=steps.delete,
        change_class=steps.change_class,
        image=steps.image,
    )


def maps_folder() -> Path | None:
    """Where trainings keep maps of images for each other; None where the disk has better use."""
    folder: Path = settings.DATA_DIR / "cache" / "maps"
    if shutil.disk_usage(settings.DATA_DIR).free < ROOM_FOR_MAPS:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _register(job: Job, progress: child.Progress, boxes: Mapping[int, int], **known: Any) -> ModelVersion:
    """boxes: that it learned from, by COCO id"""
    finished, started = progress.finished or {}, progress.started
    sha256 = finished["sha256"]
    metadata = checkpoint.load(Path(finished["weights"])).metadata  # Loading is the proof that it is whole.
    ids = dict(job.project.categories.values_list("coco_id", "pk"))
    blobs.put_file(blobs.model_name(sha256), Path(finished["weights"]))
    metrics = with_category_ids(finished["metrics"], ids)
    if metrics and finished.get("incumbent_metrics"):
        metrics["incumbent"] = with_category_ids(finished["incumbent_metrics"], ids)
    assessment = finished.get("assessment")
    rare = _rare(metadata.categories, boxes, ids)
    version = registry.register_model(
        job.project,
        origin=ModelVersion.Origin.TRAINED,
        kind=metadata.kind,
        weights=blobs.model_name(sha256),
        weights_sha256=sha256,
        categories=[ids.get(category.id) for category in metadata.categories],
        metrics=metrics,
        history=[{**epoch, "metrics": with_category_ids(epoch["metrics"], ids)} for epoch in progress.history],
        job=job,
        mode=finished.get("mode", ""),
        start=started.get("start", ""),
        kind_reason=started.get("reason", ""),
        thresholds={**_thresholds(assessment, ids), **dict.fromkeys(rare, NEVER)},
        threshold_reasons=rare,
        calibration=assessment["calibration"] if assessment else None,
        assessment=assessment,
        verdict=finished.get("verdict"),
        **known,
    )
    _keep_sightings(version, finished)
    return version


def _keep_sightings(version: ModelVersion, finished: Mapping[str, Any]) -> None:
    """What the new model and the one that was in use saw in the same hold-out, to look at and to compare."""
    if not finished.get("sightings") or version.dataset_version is None:
        return
    rows = json.loads(Path(finished["sightings"]).read_bytes())
    looks = {"new": (version, "assessment"), "incumbent": (version.parent, "incumbent_assessment")}
    for name, (model, assessment) in looks.items():
        if model is not None and name in rows:
            evaluations.record(model, version.dataset_version, rows[name], assessment=finished.get(assessment))


def _thresholds(assessment: dict[str, Any] | None, ids: dict[int, int]) -> dict[str, float]:
    found = assessment["thresholds"] if assessment else {}
    return {str(ids[int(key)]): value for key, value in found.items() if int(key) in ids}


def _rare(categories: Sequence[Category], boxes: Mapping[int, int], ids: Mapping[int, int]) -> dict[str, str]:
    """Why a category is not suggested, by its id: for those with hardly a box to learn from."""
    counts = {ids[category.id]: boxes.get(category.id, 0) for category in categories if category.id in ids}
    return {str(id_): _too_few(count) for id_, count in counts.items() if count < FEWEST_LEARNED}


def _too_few(boxes: int) -> str:
    counted = f"{boxes or 'no'} labelled box{'' if boxes == 1 else 'es'}"
    return f"It had {counted} to learn from: suggestions begin at {FEWEST_LEARNED}."
