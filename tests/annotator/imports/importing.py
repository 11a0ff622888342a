"""A small COCO file, ways to import it, and all that an import could touch."""

import io
import json
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.handlers import import_
from annotator.models import Box, Category, Image, Job, ModelVersion, Prediction, Project, Revision
from annotator.services import import_files, imports, jobs
from annotator.services.imports import ImportOptions, ImportReport

CAT = {"id": 1, "name": "cat"}


def coco(*drawn: dict[str, Any], images: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A COCO file of one image, 100 x 80, with the boxes given."""
    annotated = [
        {"id": number, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 40], **box}
        for number, box in enumerate(drawn, start=1)
    ]
    listed = images or [{"id": 7, "file_name": "a/one.png", "width": 100, "height": 80}]
    return {"images": listed, "categories": [CAT], "annotations": annotated, **changes}


def bring(project: Project, document: Any, *, kind: str = "annotations", **options: Any) -> ImportReport:
    """Import the document, as JSON or as the bytes that it is."""
    path = Path(settings.DATA_DIR) / f"{uuid.uuid4()}.json"
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    try:
        contents = import_files.read_file(project, path, kind=kind)
        return imports.import_contents(project, contents, author=None, options=ImportOptions(**options))
    finally:
        path.unlink()


def everything() -> dict[str, Any]:
    """All rows that an import could touch, and all files."""
    models = (Box, Category, Image, ModelVersion, Prediction, Revision)
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    media = Path(settings.MEDIA_ROOT)
    return {**rows, "files": sorted(path for path in media.rglob("*") if path.is_file())}


def corners(image: Image) -> list[tuple[float, ...]]:
    return list(image.boxes.order_by("id").values_list("x1", "y1", "x2", "y2"))


def start(project: Project, document: Any, **options: Any) -> Job:
    """Put the import in the queue and do it."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    queued = import_files.start_import(project, file=io.BytesIO(content), file_name="boxes.json", **options)
    job = jobs.claim_next(queued.queue)
    assert job is not None
    job.result = import_.run(job)
    return job
