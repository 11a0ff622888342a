"""Do one thing to many images."""

from typing import Any

from annotator.models import BulkAction, Job
from annotator.services import bulk, jobs, loop


def run(job: Job) -> dict[str, Any]:
    """params: as `bulk.start` writes them"""
    action = BulkAction.objects.get(pk=job.params["bulk_action"])
    report = bulk.run(action, on_progress=lambda share, message: jobs.beat(job, share, message=message))
    loop.after_bulk(action)
    return report
