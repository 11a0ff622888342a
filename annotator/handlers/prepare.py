"""Make what people look at of new images, then let the loop suggest boxes on them."""

from typing import Any

from annotator.handlers import looks
from annotator.models import Image, Job
from annotator.services import images, jobs, loop, tiles


def run(job: Job) -> dict[str, Any]:
    """params: {"images": ids}"""
    rows = list(job.project.images.filter(pk__in=job.params["images"]))
    for done, image in enumerate(rows):
        jobs.beat(job, done / len(rows), message=f"{done} of {len(rows)} images")
        _prepare(image)
    looks.descriptors_of(rows, on_progress=lambda share: jobs.beat(job, 1))
    loop.after_upload(job.project)
    return {"images": len(rows)}


def _prepare(image: Image) -> None:
    if tiles.is_tiled(image):
        tiles.make_tiles(image)
    else:
        images.rendition(image, "file")
    images.rendition(image, "thumbnail")
    if max(image.width, image.height) > images.PREVIEW_SIDE:
        images.rendition(image, "preview")
