"""Images that are finished, an export of them, and what lies in it."""

import io
import json
import zipfile
from typing import Any

from annotator.models import Export, Image, Project
from annotator.services import blobs, exports, images
from tests import make


def export(project: Project, format: str = "coco", **options: Any) -> tuple[Export, bytes]:
    made = exports.make_export(project, format=format, **options)
    return made, blobs.read_bytes(made.file.name)


def document(project: Project, **options: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(export(project, **options)[1])
    return loaded


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def finished(project: Project, **values: Any) -> Image:
    return make.make_image(project, **{"state": "done", **values})


def upload(project: Project, content: bytes, *, file_name: str) -> Image:
    """A real picture, finished with nothing on it."""
    image = images.add_image(project, file_name=file_name, content=content).image
    assert image is not None
    Image.objects.filter(pk=image.pk).update(state="done")
    image.refresh_from_db()
    return image
