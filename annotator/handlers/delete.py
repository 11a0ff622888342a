"""Delete a large project."""

from typing import Any

from annotator.models import Job
from annotator.services import deletion, jobs


def run(job: Job) -> dict[str, Any]:
    """The job goes with its project: what is left of it is nothing."""
    deletion.empty_and_delete(job.project, on_progress=lambda share, message: jobs.beat(job, share, message=message))
    return {}
