"""Bytes out: pictures, exports and frozen data sets, each to whom may see them, none able to do anything.

A stored file is content-addressed, so browsers may keep it for ever; its type is
the one the decoder found at upload, never what a client said.
"""

from typing import Any
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.api.permissions import dataset_version_for, export_for, image_for, picture_for
from annotator.models import Role
from annotator.services import datasets, images, tiles

YEAR_SECONDS = 31_536_000


class RenditionView(APIView):
    # The picture itself, a thumbnail of it, or a preview.
    kind: images.Rendition = "file"

    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        image = picture_for(request, image_id)
        etag = f'"{image.sha256}-{self.kind}"'
        if request.headers.get("If-None-Match") == etag:
            return _sealed(HttpResponse(status=304), etag=etag)
        try:
            name, media_type = images.rendition(image, self.kind)
            response = FileResponse(default_storage.open(name), content_type=media_type)
        except FileNotFoundError as error:
            raise _missing(image.file_name) from error
        response["Content-Disposition"] = disposition("inline", image.file_name)
        return _sealed(response, etag=etag)


class FileView(RenditionView):
    kind = "file"

    @extend_schema(operation_id="read_image_file", responses={(200, "image/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """The image as browsers show it upright; the uploaded bytes themselves where that is the same."""
        return super().get(request, image_id)


class ThumbnailView(RenditionView):
    kind = "thumbnail"

    @extend_schema(operation_id="read_thumbnail", responses={(200, "image/webp"): OpenApiTypes.BINARY})
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """WebP, at most 320 pixels a side, without metadata."""
        return super().get(request, image_id)


class PreviewView(RenditionView):
    kind = "preview"

    @extend_schema(operation_id="read_preview", responses={(200, "image/webp"): OpenApiTypes.BINARY})
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """WebP, at most 1600 pixels a side, without metadata."""
        return super().get(request, image_id)


class TileView(APIView):
    @extend_schema(operation_id="read_tile", responses={(200, tiles.MEDIA_TYPE): OpenApiTypes.BINARY})
    def get(self, request: Request, image_id: int, level: int, x: int, y: int) -> HttpResponseBase:
        """A part of a very large image, at most 512 pixels a side.

        Level 0 has every pixel, each further level half as many a side; x and y count tiles from the top left.
        """
        image = image_for(request, image_id)
        etag = f'"{image.sha256}-{level}-{x}-{y}"'
        if request.headers.get("If-None-Match") == etag:
            return _sealed(HttpResponse(status=304), etag=etag)
        try:
            content = tiles.tile(image, level=level, x=x, y=y)
        except FileNotFoundError as error:
            raise _missing(image.file_name) from error
        return _sealed(HttpResponse(content, content_type=tiles.MEDIA_TYPE), etag=etag)


class ExportFileView(APIView):
    @extend_schema(operation_id="read_export_file", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, export_id: int) -> HttpResponseBase:
        """The file of an export, under the name that it was given."""
        export = export_for(request, export_id, at_least=Role.REVIEWER)
        return _download(export.file.name, file_name=export.file_name, sha256=export.sha256)


class DatasetFileView(APIView):
    @extend_schema(operation_id="read_dataset_file", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, version_id: int) -> HttpResponseBase:
        """The COCO file that a data set was frozen as, with the names of the stored images and their split."""
        version = dataset_version_for(request, version_id, at_least=Role.REVIEWER)
        return _download(version.manifest.name, file_name=datasets.file_name(version), sha256=version.sha256)


def _download(stored: str, *, file_name: str, sha256: str) -> HttpResponseBase:
    try:
        response = FileResponse(default_storage.open(stored), content_type="application/octet-stream")
    except FileNotFoundError as error:
        raise NotFound(f"The file {file_name} is missing on the server.", code="file_missing") from error
    response["Content-Disposition"] = disposition("attachment", file_name)
    return _sealed(response, etag=f'"{sha256}"')


def _missing(file_name: str) -> NotFound:
    return NotFound(f"The file of “{file_name}” is missing on the server.", code="file_missing")


def disposition(kind: str, file_name: str) -> str:
    """RFC 6266. Percent-encoded whole, so that no name can end the header or start another."""
    name = quote(file_name.rsplit("/", 1)[-1], safe="")
    return f"{kind}; filename*=UTF-8''{name}"


def _sealed(response: Any, *, etag: str) -> HttpResponseBase:
    """Whatever the bytes pretend to be, the browser runs nothing, guesses nothing and lends them to no other site."""
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=YEAR_SECONDS, immutable=True)
    return response  # type: ignore[no-any-return]
