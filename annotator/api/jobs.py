"""Work in the background: asked for, watched, stopped."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from annotator.api.fields import OpenObject, Strict, checked, checked_query
from annotator.api.paging import PageParameters, page_of
from annotator.api.permissions import job_for, person, project_for
from annotator.api.throttles import JobThrottle, PersonThrottle
from annotator.models import Job, JobEvent, Role
from annotator.services import jobs, loop

STARTERS = {
    Job.Kind.PREDICT: loop.start_prediction,
    Job.Kind.TRAIN: loop.start_training,
    Job.Kind.SUSPECTS: loop.start_suspects,
}


class JobSerializer(serializers.ModelSerializer[Job]):
    project = serializers.IntegerField(source="project_id")
    params = OpenObject()
    result = OpenObject(allow_null=True)
    progress = serializers.FloatField(help_text="0 to 1.")
    eta_seconds = serializers.SerializerMethodField(help_text="Null when that cannot be said.")

    class Meta:
        model = Job
        fields = (
            "id",
            "project",
            "kind",
            "state",
            "progress",
            "message",
            "error_code",
            "error",
            "hint",
            "eta_seconds",
            "attempt",
            "max_attempts",
            "cancel_requested",
            "created_at",
            "started_at",
            "finished_at",
            "params",
            "result",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_eta_seconds(self, job: Job) -> float | None:
        return jobs.eta_seconds(job)


class JobEventSerializer(serializers.ModelSerializer[JobEvent]):
    class Meta:
        model = JobEvent
        fields = ("at", "state", "note")
        read_only_fields = fields


class JobDetailSerializer(JobSerializer):
    events = JobEventSerializer(many=True)

    class Meta(JobSerializer.Meta):
        fields = (*JobSerializer.Meta.fields, "events")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class JobPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = JobSerializer(many=True)


class JobFilters(PageParameters):
    state = serializers.ChoiceField(Job.State.choices, required=False)
    kind = serializers.ChoiceField(Job.Kind.choices, required=False)


class NewJobSerializer(Strict):
    kind = serializers.ChoiceField([(kind.value, kind.label) for kind in STARTERS])
    params = OpenObject(required=False, help_text="None are known yet.")

    def validate_params(self, params: dict[str, Any]) -> dict[str, Any]:
        if params:
            raise ValidationError({name: ["There is no such parameter."] for name in params})
        return params


class StartsJobs(APIView):
    # A POST here makes work for a machine that others wait for too.

    def get_throttles(self) -> list[BaseThrottle]:
        return [JobThrottle() if self.request.method == "POST" else PersonThrottle()]


class JobsView(StartsJobs):
    @extend_schema(operation_id="list_jobs", parameters=[JobFilters], responses=JobPageSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The newest first."""
        project = project_for(request, project_id)
        query = checked_query(JobFilters, request)
        filters = {name: query[name] for name in ("state", "kind") if name in query}
        page = page_of(project.jobs.filter(**filters), request, query)
        return Response(page.answer(JobSerializer(page.rows, many=True).data))

    @extend_schema(operation_id="start_job", request=NewJobSerializer, responses={202: JobDetailSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Train, pre-label the open images, or look for wrong labels. The same job if one is open."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        kind = checked(NewJobSerializer, request.data)["kind"]
        return accepted(STARTERS[kind](project, by=person(request)))


class JobView(APIView):
    @extend_schema(operation_id="read_job", responses=JobDetailSerializer)
    def get(self, request: Request, job_id: int) -> Response:
        """How far it is, and what happened to it so far."""
        return Response(JobDetailSerializer(job_for(request, job_id)).data)


class CancelView(APIView):
    @extend_schema(operation_id="cancel_job", request=None, responses=JobDetailSerializer)
    def post(self, request: Request, job_id: int) -> Response:
        """A waiting job is cancelled at once; a running one stops at its next step. Managers may, and whoever asked."""
        job = job_for(request, job_id, at_least=Role.ANNOTATOR)
        if job.created_by_id != person(request).pk:
            job = job_for(request, job_id, at_least=Role.MANAGER)
        jobs.request_cancel(job)
        return Response(JobDetailSerializer(job).data)


def accepted(job: Job) -> Response:
    """202: the work goes on elsewhere, and Location says where to look after it."""
    return Response(JobDetailSerializer(job).data, status=202, headers={"Location": f"/api/jobs/{job.pk}"})
