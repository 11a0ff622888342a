"""Exports: files that people take home, named by their content, each with a report of what is in it and what is not.

The same data gives the same bytes: an export holds the time of the last change, not that of its making.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count

from annotator.errors import InvalidInput, NothingToExport
from annotator.formats.records import SHOWN
from annotator.models import Export, Image, Job, ModelVersion, Prediction, Project, Revision
from annotator.services import blobs, export_rows, jobs
from annotator.services.export_files import Findings, OnProgress, Source, add_images, format_of
from annotator.services.snapshots import snapshot

FINISHED = (Image.State.DONE.value,)
UPRIGHT = "Coordinates are pixels of the upright image; width and height are those of the upright image."


def start_export(
    project: Project,
    *,
    format: str = "coco",
    states: Sequence[str] = FINISHED,
    with_images: bool = False,
    by: User | None = None,
) -> Job:
    """Put an export in the queue; the same job when one is open that asks for the same.

    Raises InvalidInput for an unknown format or state, NothingToExport.
    """
    require_content(project, format=format, states=states)
    wanted = sorted(set(states))
    params = {"format": format, "states": wanted, "with_images": with_images}
    key = f"export:{format}:{','.join(wanted)}:{with_images}"
    return jobs.enqueue(project, Job.Kind.EXPORT, params=params, dedupe_key=key, created_by=by)


def require_content(project: Project, *, format: str, states: Sequence[str]) -> None:
    """Raises InvalidInput for an unknown format or state, NothingToExport."""
    format_of(format)
    unknown = set(states) - set(Image.State.values)
    if unknown or not states:
        raise InvalidInput(
            f"There is no image state “{min(unknown)}”." if unknown else "No image state was given.",
            field="states",
            hint=f"Choose among {', '.join(Image.State.values)}.",
        )
    if not project.images.filter(state__in=states).exists():
        raise NothingToExport(f"“{project}” has no images in the state {' or '.join(states)}.")
    if format == "coco_results":
        _model_to_export(project)


def make_export(
    project: Project,
    *,
    format: str,
    states: Sequence[str] = FINISHED,
    with_images: bool = False,
    by: User | None = None,
    job: Job | None = None,
    on_progress: OnProgress = lambda share, message: None,
) -> Export:
    """Write the file and its row. Raises InvalidInput, NothingToExport.

    on_progress: called with a share, 0 to 1, and a message; it may raise to stop, and nothing stays
    """
    require_content(project, format=format, states=states)
    kind = format_of(format)
    suffix = kind.suffix_of(with_images=with_images)
    findings = Findings()
    with blobs.new_file(suffix) as path:
        with snapshot():  # Images and boxes of one moment.
            source = _source(project, format, states, with_images=with_images and kind.folder_of is not None)
            rows = kind.write(path, source, findings)
        if source.with_images and kind.folder_of:
            add_images(path, rows, folder_of=kind.folder_of, on_progress=on_progress)
        sha256, byte_size = blobs.sha256_of(path), path.stat().st_size
        blobs.put_file(blobs.export_name(sha256, suffix), path)
    return Export.objects.create(
        project=project,
        job=job,
        format=format,
        file=blobs.export_name(sha256, suffix),
        file_name=f"{slug(project.name)}-{format}{suffix}",
        sha256=sha256,
        byte_size=byte_size,
        report=_report(project, format, states, source, findings),
        created_by=by,
    )


def _source(project: Project, format: str, states: Sequence[str], *, with_images: bool) -> Source:
    if format == "coco_results":
        boxes = export_rows.read_predictions(_model_to_export(project), states)
    else:
        boxes = export_rows.read_boxes(project, states)
    return Source(
        info=_info(project),
        license_text=project.license_text,
        categories=export_rows.read_categories(project),
        images=export_rows.read_images(project, states),
        boxes=boxes,
        with_images=with_images,
    )


def _model_to_export(project: Project) -> ModelVersion:
    """The active model, or else the newest that has seen an image. Raises NothingToExport."""
    seen = Prediction.objects.filter(model_version__project=project)
    models = project.model_versions.filter(pk__in=seen.values("model_version")).order_by("-is_active", "-number")
    model = models.first()
    if model is None:
        raise NothingToExport(f"No model has seen an image of “{project}”.", hint="Pre-label the images first.")
    return model


def _info(project: Project) -> dict[str, Any]:
    last = Revision.objects.filter(image__project=project).order_by("-created_at").values_list("created_at", flat=True)
    changed_at = last.first() or project.created_at
    return {
        "description": f"{project.name}. {UPRIGHT}",
        "version": "1.0",
        "year": changed_at.year,
        "date_created": changed_at.isoformat(timespec="seconds"),
        "contributor": "",
        "url": "",
    }


def _report(project: Project, format: str, states: Sequence[str], source: Source, findings: Findings) -> dict[str, Any]:
    names = {category.id: category.name for category in source.categories}
    counts = project.images.values_list("state").annotate(images=Count("id")).order_by("state")
    turned = [row.record.file_name for row in source.images if row.orientation != 1]
    return {
        "format": format,
        "states": sorted(set(states)),
        "with_images": source.with_images,
        "images": len(source.images),
        "boxes": findings.boxes_per_category.total(),
        "boxes_per_category": {names[key]: findings.boxes_per_category[key] for key in names},
        "left_out": {state: images for state, images in counts if state not in states},
        "turned": turned[:SHOWN],
        "notes": [*findings.notes, *_notes(source, findings, turned)],
    }


def _notes(source: Source, findings: Findings, turned: list[str]) -> list[str]:
    notes = []
    if turned and source.with_images:
        notes.append(f"Files that were turned upright and encoded again: {len(turned):,}.")
    elif turned:
        notes.append(f"Files with an EXIF orientation, to be turned upright before boxes fit: {len(turned):,}.")
    if findings.renamed:
        notes.append(f"Files that had the name of another one got a part of their hash: {len(findings.renamed):,}.")
    return notes


def slug(name: str) -> str:
    """The name in letters that every disk takes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return "-".join(words)[:60] or "boxloop"
