"""Files to take home: asked for, listed, fetched."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import OpenObject, Strict, checked, checked_query
from annotator.api.jobs import JobDetailSerializer, StartsJobs, accepted
from annotator.api.paging import PageParameters, page_of
from annotator.api.permissions import person, project_for
from annotator.models import Export, Image, Role
from annotator.services import export_files, exports


class ExportSerializer(serializers.ModelSerializer[Export]):
    report = OpenObject(help_text="What is in the file, and what is not.")
    file = serializers.SerializerMethodField(help_text="Address of the file.")

    class Meta:
        model = Export
        fields = ("id", "format", "file_name", "byte_size", "created_at", "report", "file")
        read_only_fields = fields

    def get_file(self, export: Export) -> str:
        return f"/api/exports/{export.pk}/file"


class ExportPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ExportSerializer(many=True)


class NewExportSerializer(Strict):
    format = serializers.ChoiceField(list(export_files.FORMATS), default="coco")
    states = serializers.ListField(
        child=serializers.ChoiceField(Image.State.choices), min_length=1, max_length=4, required=False
    )
    with_images = serializers.BooleanField(default=False, help_text="A zip with the images.")


class ExportsView(StartsJobs):
    @extend_schema(operation_id="list_exports", parameters=[PageParameters], responses=ExportPageSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The newest first."""
        project = project_for(request, project_id, at_least=Role.REVIEWER)
        page = page_of(project.exports.all(), request, checked_query(PageParameters, request))
        return Response(page.answer(ExportSerializer(page.rows, many=True).data))

    @extend_schema(operation_id="start_export", request=NewExportSerializer, responses={202: JobDetailSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Write a file of the finished images, or of those in the states given; by default only finished ones."""
        project = project_for(request, project_id, at_least=Role.REVIEWER)
        wanted = checked(NewExportSerializer, request.data)
        return accepted(exports.start_export(project, by=person(request), **wanted))
