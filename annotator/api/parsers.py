"""Bodies of requests: JSON, and files.

JSON is read by orjson: strict UTF-8, no NaN, no infinity, no endless nesting.
Files keep the folder they came from: Django would cut it off their names.
"""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles


class FastJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        # `body` knows DATA_UPLOAD_MAX_MEMORY_SIZE; reading the stream would not.
        body = parser_context["request"]._request.body if parser_context else stream.read()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not JSON: {error}.") from error


# Django takes what stands before the last slash for a path on its own disk. A folder of the
# user's is part of the name, so its slashes travel as a character that file names hardly have.
SLASH = "\u29f8"
MAX_FORM_BYTES = 2 * 2**30  # Known from its header, and refused before it is read.


class FolderMultiPartParser(BaseParser):
    """multipart/form-data; see `name_of` for the name of a file that came from a folder."""

    media_type = "multipart/form-data"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":
        request = (parser_context or {})["request"]._request
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_FORM_BYTES:
            raise RequestDataTooBig
        try:
            data, files = _KeepingFolders(request.META, stream, request.upload_handlers, request.encoding).parse()
        except (MultiPartParserError, StopUpload) as error:
            raise ParseError(f"The form cannot be read: {error}") from error
        return DataAndFiles(data, files)


class _KeepingFolders(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str | None:
        return super().sanitize_file_name(file_name.replace("\\", "/").replace("/", SLASH))


def name_of(file: UploadedFile) -> str:
    """The name as the user has it, with the folder; cleaned by whoever stores it."""
    return (file.name or "").replace(SLASH, "/")


def size_of(file: UploadedFile) -> int:
    return file.size or 0
