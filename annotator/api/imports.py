"""Annotation files and predictions of outside models, taken in; the report becomes the job's result."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Strict, checked
from annotator.api.jobs import JobDetailSerializer, StartsJobs, accepted
from annotator.api.parsers import FolderMultiPartParser, name_of
from annotator.api.permissions import person, project_for
from annotator.models import Role
from annotator.services import import_files


class ImportSerializer(Strict):
    file = serializers.FileField(help_text="COCO or COCO results (JSON), VOC (XML), YOLO, or a zip of such files.")
    kind = serializers.ChoiceField(
        [import_files.ANNOTATIONS, import_files.PREDICTIONS], default=import_files.ANNOTATIONS
    )
    model_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Of the outside model whose predictions these are."
    )
    state = serializers.ChoiceField(import_files.STATES, required=False, help_text="Of images that get boxes.")
    raw_pixels = serializers.BooleanField(
        required=False, allow_null=True, help_text="Coordinates are of the stored pixels, before any EXIF rotation."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Only say what would happen.")


class ImportsView(StartsJobs):
    parser_classes = (FolderMultiPartParser,)

    @extend_schema(
        operation_id="start_import",
        request={"multipart/form-data": ImportSerializer},
        responses={202: JobDetailSerializer},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Take in annotations, or predictions of an outside model; the job's result is the report."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        wanted = checked(ImportSerializer, request.data)
        file = wanted.pop("file")
        return accepted(
            import_files.start_import(project, file=file, file_name=name_of(file), by=person(request), **wanted)
        )
