"""Write an export."""

from typing import Any

from annotator.models import Export, Job
from annotator.services import exports, jobs


def run(job: Job) -> dict[str, Any]:
    """params: {"format", "states", "with_images"}, as `exports.start_export` writes them"""
    # A job that is run again after its row was written has nothing left to do.
    export = Export.objects.filter(job=job).first() or exports.make_export(
        job.project,
        format=job.params["format"],
        states=job.params["states"],
        with_images=job.params["with_images"],
        by=job.created_by,
        job=job,
        on_progress=lambda share, message: jobs.beat(job, share, message=message),
    )
    return {"export": export.pk, **export.report}
