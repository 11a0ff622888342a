"""Trainings as people look at them: written down as they go, read with a sentence for each epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from annotator.models import Image, Job, ModelVersion, Project, TrainingEpoch, TrainingRun
from annotator.services.observations import Ending, Figures, Observation, best_of, observe

KINDS = (Job.Kind.TRAIN, Job.Kind.ADAPT)
DIVERGED = "training_diverged"
MOST_RUNS = 100
FIXED_PROPOSALS = "The losses of the proposals: they stand still in an instant adaptation, and the class head learns."


@transaction.atomic
def begin(job: Job) -> None:
    """A new attempt: what an earlier one told is gone."""
    TrainingRun.objects.filter(job=job).delete()
    TrainingRun.objects.create(job=job)


def record_start(job: Job, facts: Mapping[str, Any]) -> None:
    TrainingRun.objects.filter(job=job).update(facts=dict(facts))


def record_notice(job: Job, notice: Mapping[str, Any]) -> None:
    run = TrainingRun.objects.get(job=job)
    TrainingRun.objects.filter(job=job).update(notices=[*run.notices, dict(notice)])


def record_truth(job: Job, truth: Sequence[Mapping[str, Any]]) -> None:
    TrainingRun.objects.filter(job=job).update(truth=list(truth))


def record_epoch(job: Job, *, figures: Mapping[str, Any], frames: Sequence[Mapping[str, Any]] = ()) -> None:
    """The same epoch again changes nothing."""
    TrainingEpoch.objects.get_or_create(
        run_id=job.pk, number=figures["epoch"], defaults={"figures": dict(figures), "frames": list(frames)}
    )


@dataclass(frozen=True)
class Course:
    """A training, as far as it has come. observations: one for each entry of history"""

    job: Job
    model: ModelVersion | None
    facts: Mapping[str, Any]
    notices: Sequence[Mapping[str, Any]]
    history: Sequence[Figures]
    observations: Sequence[Observation]
    kept_epoch: int | None  # Whose weights it has, or will have if no better one comes.
    unmeasured: Sequence[str]  # In words: what is not measured in such a training.
    has_film: bool

    @property
    def mode(self) -> str:
        return str(self.facts.get("mode", ""))

    @property
    def epoch_count(self) -> int:
        return len(self.history)


def course_of(job: Job) -> Course:
    """Of a training job; one that nothing was written down of has the history of its model."""
    run, model = _run_of(job), _model_of(job)
    epochs = list(run.epochs.defer("frames")) if run else []
    history = [epoch.figures for epoch in epochs] or (model.history if model else [])
    facts = run.facts if run and run.facts else _facts_of(model)
    notices = run.notices if run else []
    names = {str(id_): name for id_, name in job.project.categories.values_list("pk", "name")}
    best = best_of(history)
    return Course(
        job=job,
        model=model,
        facts=facts,
        notices=notices,
        history=history,
        observations=observe(history, names=names, ending=_ending(job, notices)),
        kept_epoch=best["epoch"] if best else None,
        unmeasured=_unmeasured(facts.get("mode", ""), history),
        has_film=bool(run and run.truth),
    )


@dataclass(frozen=True)
class Summary:
    job: Job
    model: ModelVersion | None
    mode: str
    epoch_count: int


def runs_of(project: Project) -> list[Summary]:
    """The newest trainings of a project that have come to an epoch, without adaptations between two of them."""
    rows = project.jobs.filter(kind=Job.Kind.TRAIN).select_related("training_run", "model_version")
    with_epochs = rows.annotate(epoch_count=Count("training_run__epochs")).filter(epoch_count__gt=0)
    return [
        Summary(job=job, model=_model_of(job), mode=job.training_run.facts.get("mode", ""), epoch_count=job.epoch_count)
        for job in with_epochs.order_by("-id")[:MOST_RUNS]
    ]


@dataclass(frozen=True)
class Film:
    """images: rows; truth: boxes `[category id, x1, y1, x2, y2]` by image; epochs: with their frames"""

    images: Sequence[Image]
    truth: Mapping[int, Sequence[Sequence[float]]]
    epochs: Sequence[TrainingEpoch]


def film_of(job: Job) -> Film:
    """What the network saw in a few hold-out images after each epoch. An image that was deleted since is left out."""
    run = _run_of(job)
    if run is None:
        return Film(images=(), truth={}, epochs=())
    truth = {row["image"]: row["boxes"] for row in run.truth}
    images = Image.objects.filter(project=job.project, pk__in=truth).in_bulk()
    in_order = [images[id_] for id_ in truth if id_ in images]
    return Film(images=in_order, truth=truth, epochs=[epoch for epoch in run.epochs.all() if epoch.frames])


def _run_of(job: Job) -> TrainingRun | None:
    return TrainingRun.objects.filter(job=job).first()


def _model_of(job: Job) -> ModelVersion | None:
    return getattr(job, "model_version", None)


def _facts_of(model: ModelVersion | None) -> dict[str, Any]:
    if model is None:
        return {}
    return {"mode": model.mode, "kind": model.kind, "start": model.start, "reason": model.kind_reason}


def _ending(job: Job, notices: Sequence[Mapping[str, Any]]) -> Ending:
    if job.error_code == DIVERGED or any(notice.get("code") == DIVERGED for notice in notices):
        return "diverged"
    if job.state == Job.State.CANCELLED:
        return "cancelled"
    return "failed" if job.state == Job.State.FAILED else ""


def _unmeasured(mode: str, history: Sequence[Figures]) -> list[str]:
    if not history:
        return []
    missing = [] if mode != ModelVersion.INSTANT else [FIXED_PROPOSALS]
    unmeasured = sum(not entry.get("metrics") for entry in history)
    if mode == ModelVersion.INSTANT:
        missing.append("Average precision by epoch: an adaptation is measured before and after, as its model shows.")
    elif unmeasured == len(history):
        missing.append("Average precision: there was no finished hold-out image with a box to measure on.")
    elif unmeasured:
        missing.append(f"Average precision in {unmeasured} of {len(history)} epochs, to leave the time for learning.")
    if not any(entry.get("gpu_memory_bytes") for entry in history):
        missing.append("Memory of a GPU: it trained on the processor.")
    if not any(entry.get("memory_bytes") for entry in history):
        missing.append("Accuracy of the regions and memory: this training is from before they were recorded.")
    return missing
