"""Bring an annotation file into a project."""

from typing import Any

from annotator.errors import InvalidImport
from annotator.models import Image, Job
from annotator.services import blobs, import_files, imports, jobs, lifeline, loop
from annotator.services.imports import ImportOptions


def run(job: Job) -> dict[str, Any]:
    """params: as `import_files.start_import` writes them"""
    try:
        report = _import(job)
    except InvalidImport:
        if jobs.is_held(job):  # Or else another worker reads it.
            import_files.forget_file(job)
        raise
    return report.as_json()


def _import(job: Job) -> imports.ImportReport:
    params = job.params
    jobs.beat(job, 0, message=f"Reading {params['file_name']}")
    contents = import_files.read_file(
        job.project, blobs.local_path(params["file"]), file_name=params["file_name"], kind=params["kind"]
    )
    report = imports.import_contents(
        job.project,
        contents,
        author=job.created_by,
        options=ImportOptions(
            state=params["state"],
            raw_pixels=params["raw_pixels"],
            model_name=params["model_name"] or params["file_name"],
            dry_run=params["dry_run"],
        ),
        on_progress=lambda share, message: lifeline.beat_from_inside(job, share, message),
    )
    finished = job.project.images.filter(state=Image.State.DONE).first()
    if report.images_changed and not report.dry_run and finished:
        loop.after_correction(finished)
    return report
