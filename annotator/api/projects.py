"""Projects, with how far they are."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.categories import CategorySerializer
from annotator.api.fields import Number, Strict, checked
from annotator.api.permissions import person, project_for
from annotator.models import Project, Role
from annotator.services import deletion, projects, statistics


class CountsSerializer(serializers.Serializer[Any]):
    images = serializers.IntegerField()
    todo = serializers.IntegerField()
    done = serializers.IntegerField()
    skipped = serializers.IntegerField()
    returned = serializers.IntegerField()
    unsure = serializers.IntegerField()
    boxes = serializers.IntegerField()
    open_comments = serializers.IntegerField(help_text="Remarks that nobody has resolved.")
    holdout = serializers.IntegerField(help_text="Images that models are measured on and never trained on.")
    holdout_done = serializers.IntegerField()


class ModelNameSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()


class ProjectSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="project.id")
    name = serializers.CharField(source="project.name")
    role = serializers.ChoiceField(Role.choices, help_text="Of the person who asks.")
    created_at = serializers.DateTimeField(source="project.created_at")
    detector_kind = serializers.ChoiceField(Project.DetectorKind.choices, source="project.detector_kind")
    acquisition = serializers.ChoiceField(Project.Acquisition.choices, source="project.acquisition")
    auto_train = serializers.ChoiceField(Project.AutoTrain.choices, source="project.auto_train")
    retrain_after = serializers.IntegerField(source="project.retrain_after")
    train_every_hours = serializers.IntegerField(source="project.train_every_hours")
    train_minutes = serializers.FloatField(source="project.train_minutes")
    tolerance = serializers.FloatField(source="project.tolerance")
    license_text = serializers.CharField(source="project.license_text")
    counts = CountsSerializer()
    active_model = ModelNameSerializer(allow_null=True)
    categories = CategorySerializer(many=True)


class ProjectListSerializer(serializers.Serializer[Any]):
    results = ProjectSerializer(many=True)


class ProjectChangeSerializer(Strict):
    name = serializers.CharField(max_length=200)
    detector_kind = serializers.ChoiceField(Project.DetectorKind.choices, required=False)
    acquisition = serializers.ChoiceField(Project.Acquisition.choices, required=False)
    auto_train = serializers.ChoiceField(Project.AutoTrain.choices, required=False)
    retrain_after = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    train_every_hours = serializers.IntegerField(min_value=1, max_value=24 * 365, required=False)
    train_minutes = Number(min_value=0.05, max_value=24 * 60, required=False)
    tolerance = Number(min_value=0.5, max_value=1, required=False)
    license_text = serializers.CharField(max_length=10_000, allow_blank=True, required=False)


class NewProjectSerializer(ProjectChangeSerializer):
    categories = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=2000, required=False, help_text="Names."
    )


class ProjectsView(APIView):
    @extend_schema(operation_id="list_projects", responses=ProjectListSerializer)
    def get(self, request: Request) -> Response:
        """The projects of the person who asks; a site admin sees all."""
        rows = projects.projects_of(person(request)).order_by("name")
        found = statistics.overviews(list(rows), person(request))
        return Response({"results": ProjectSerializer(found, many=True).data})

    @extend_schema(operation_id="create_project", request=NewProjectSerializer, responses={201: ProjectSerializer})
    def post(self, request: Request) -> Response:
        """Who makes a project becomes its first manager."""
        values = checked(NewProjectSerializer, request.data)
        names = values.pop("categories", [])
        project = projects.create_project(owner=person(request), category_names=names, **values)
        return Response(_overview(project, request), status=201)


class ProjectView(APIView):
    @extend_schema(operation_id="read_project", responses=ProjectSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """A project with its categories, its settings, and how far it is."""
        return Response(_overview(project_for(request, project_id), request))

    @extend_schema(
        operation_id="change_project", request=ProjectChangeSerializer(partial=True), responses=ProjectSerializer
    )
    def patch(self, request: Request, project_id: int) -> Response:
        """Rename it, or change the settings of its loop."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        changes = checked(ProjectChangeSerializer, request.data, partial=True)
        return Response(_overview(projects.update_project(project, **changes), request))

    @extend_schema(operation_id="delete_project", responses={204: None})
    def delete(self, request: Request, project_id: int) -> Response:
        """With everything in it: images, boxes, history, models and exports. A large one is out of sight at once."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        deletion.delete_project(project, by=person(request))
        return Response(status=204)


def _overview(project: Project, request: Request) -> Any:
    [overview] = statistics.overviews([project], person(request))
    return ProjectSerializer(overview).data
