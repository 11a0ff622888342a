"""Model versions: registered once, promoted and rolled back by moving one flag."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from annotator.errors import ModelUnusable, NothingToRollBack
from annotator.models import DatasetVersion, Job, ModelVersion, Project, Promotion


def active_model(project: Project) -> ModelVersion | None:
    return project.model_versions.filter(is_active=True).first()


@transaction.atomic
def register_model(
    project: Project,
    *,
    origin: str,
    kind: str = "",
    name: str = "",
    weights: str = "",
    weights_sha256: str = "",
    categories: Sequence[int | None] = (),
    parent: ModelVersion | None = None,
    dataset_version: DatasetVersion | None = None,
    metrics: Mapping[str, Any] | None = None,
    history: Sequence[Mapping[str, Any]] = (),
    job: Job | None = None,
    **details: Any,
) -> ModelVersion:
    """Add a model version. The same weights again give the version that is there: a training that
    was run twice registers once.

    categories: ids in the order of the detector's labels; None for a label that the project does not have
    details: mode, start, kind_reason, thresholds, threshold_reasons, calibration, assessment, verdict: as
        ModelVersion has them
    """
    project.hold()
    if weights_sha256:
        known = project.model_versions.filter(weights_sha256=weights_sha256).first()
        if known:
            return known
    highest = project.model_versions.aggregate(highest=Max("number"))["highest"] or 0
    return ModelVersion.objects.create(
        project=project,
        number=highest + 1,
        origin=origin,
        kind=kind,
        name=name,
        weights=weights,
        weights_sha256=weights_sha256,
        categories=list(categories),
        parent=parent,
        dataset_version=dataset_version,
        metrics=metrics,
        history=list(history),
        job=job,
        **details,
    )


def assessment_summary(model: ModelVersion) -> dict[str, Any] | None:
    """What the hold-out says of the model's worth to people, in one number each; None where it was not asked."""
    found = model.assessment
    if not found or not found["seconds"]:
        return None
    return {
        "seconds_per_image": round(fmean(found["seconds"]), 2),
        "manual_seconds_per_image": round(fmean(found["manual_seconds"]), 2),
        "images": len(found["seconds"]),
        "calibration_error": found.get("calibration_error"),
    }


def checked_like(model: ModelVersion) -> ModelVersion | None:
    """The version whose check says what runs this one: itself, or an ancestor of its kind; None before any check."""
    known: ModelVersion | None = model
    while known is not None and known.kind == model.kind:
        if known.backend is not None:
            return known
        known = known.parent
    return None


def remember_backend(model: ModelVersion, backend: Mapping[str, Any]) -> None:
    """Store what the first worker's check found; a later check of another machine changes nothing."""
    ModelVersion.objects.filter(pk=model.pk, backend__isnull=True).update(backend=dict(backend))
    model.refresh_from_db(fields=["backend"])


def remember_stability(model: ModelVersion, stability: Mapping[str, Any]) -> None:
    """Store how the model compares with its predecessor. Written once."""
    ModelVersion.objects.filter(pk=model.pk, stability__isnull=True).update(stability=dict(stability))
    model.refresh_from_db(fields=["stability"])


@transaction.atomic
def promote_model(model: ModelVersion, *, note: str, promoted_by: User | None = None) -> Promotion | None:
    """Make it the one that suggests. None when it is already. Raises ModelUnusable for one without weights."""
    if not model.weights:
        raise ModelUnusable(f"{model} has no weights here: it is known by its predictions only.")
    replaced = active_model(model.project)
    if replaced == model:
        return None
    model.project.model_versions.filter(is_active=True).update(is_active=False)
    model.project.model_versions.filter(pk=model.pk).update(is_active=True, promotion_note=note)
    model.is_active, model.promotion_note = True, note
    return Promotion.objects.create(
        project=model.project, model_version=model, replaced=replaced, promoted_by=promoted_by, note=note
    )


@transaction.atomic
def roll_back(project: Project, *, promoted_by: User | None = None) -> ModelVersion:
    """Promote the model that the active one replaced. Raises NothingToRollBack."""
    active = active_model(project)
    first = Promotion.objects.filter(model_version=active).order_by("id").first() if active else None
    if active is None or first is None or first.replaced is None:
        raise NothingToRollBack(f"“{project}” has no earlier model to go back to.")
    promote_model(first.replaced, note=f"Rolled back from model {active.number}.", promoted_by=promoted_by)
    return first.replaced


def keep_aside(model: ModelVersion, *, note: str) -> None:
    """Say on the model why it was not promoted."""
    ModelVersion.objects.filter(pk=model.pk).update(promotion_note=note)
    model.promotion_note = note
