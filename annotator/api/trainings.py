"""Trainings, epoch by epoch: looked at while they run and after."""

from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import OpenObject
from annotator.api.files import disposition
from annotator.api.models import MetricsSerializer
from annotator.api.permissions import job_for, project_for
from annotator.models import Job
from annotator.services import training_files, trainings
from annotator.services.trainings import Course

NUMBERS = ("loss", "learning_rate", "seconds")
OPTIONAL = (
    "loss_objectness",
    "loss_rpn_box_reg",
    "loss_classifier",
    "loss_box_reg",
    "accuracy",
    "object_accuracy",
    "measuring_seconds",
    "memory_bytes",
    "gpu_memory_bytes",
)


class ObservationSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="For programs, such as overfitting or best.")
    text = serializers.CharField()


class EpochSerializer(serializers.Serializer[Any]):
    """Figures of one epoch; null is what was not measured."""

    epoch = serializers.IntegerField()
    loss = serializers.FloatField(help_text="The sum of its parts.")
    loss_objectness = serializers.FloatField(allow_null=True)
    loss_rpn_box_reg = serializers.FloatField(allow_null=True)
    loss_classifier = serializers.FloatField(allow_null=True)
    loss_box_reg = serializers.FloatField(allow_null=True)
    learning_rate = serializers.FloatField()
    accuracy = serializers.FloatField(allow_null=True, help_text="Of the sampled regions, with background; 0 to 1.")
    object_accuracy = serializers.FloatField(allow_null=True, help_text="Of the sampled regions with an object.")
    seconds = serializers.FloatField(help_text="Of learning.")
    measuring_seconds = serializers.FloatField(allow_null=True, help_text="Of looking at the hold-out.")
    memory_bytes = serializers.FloatField(allow_null=True, help_text="The most that the process had so far.")
    gpu_memory_bytes = serializers.FloatField(allow_null=True)
    metrics = MetricsSerializer(allow_null=True)
    observation = ObservationSerializer()


class TrainedModelSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    is_active = serializers.BooleanField()


class TrainingSummarySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="job.pk", help_text="Of the job.")
    kind = serializers.ChoiceField(Job.Kind.choices, source="job.kind", help_text="train or adapt.")
    state = serializers.ChoiceField(Job.State.choices, source="job.state")
    created_at = serializers.DateTimeField(source="job.created_at")
    model = TrainedModelSerializer(allow_null=True)
    mode = serializers.CharField(help_text="quick, thorough or instant; empty before it began.")
    epoch_count = serializers.IntegerField()


class TrainingListSerializer(serializers.Serializer[Any]):
    results = TrainingSummarySerializer(many=True)


class TrainingSerializer(TrainingSummarySerializer):
    project = serializers.IntegerField(source="job.project_id")
    kept_epoch = serializers.IntegerField(
        allow_null=True, help_text="Whose weights are the best so far, by the hold-out; null where it was not measured."
    )
    facts = OpenObject(help_text="What it began with: images, boxes, device, kind, start, mode and why.")
    notices = serializers.ListField(child=OpenObject())
    unmeasured = serializers.ListField(child=serializers.CharField(), help_text="In words.")
    has_film = serializers.BooleanField(help_text="There are images as the network saw them after each epoch.")
    epochs = serializers.SerializerMethodField()

    @extend_schema_field(EpochSerializer(many=True))
    def get_epochs(self, course: Course) -> list[dict[str, Any]]:
        pairs = zip(course.history, course.observations, strict=True)
        return [_epoch(figures, {"kind": found.kind, "text": found.text}) for figures, found in pairs]


def _epoch(figures: Any, observation: dict[str, str]) -> dict[str, Any]:
    return {
        "epoch": figures["epoch"],
        **{name: figures.get(name, 0.0) for name in NUMBERS},
        **{name: figures.get(name) for name in OPTIONAL},
        "metrics": figures.get("metrics"),
        "observation": observation,
    }


class FilmImageSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    file_name = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    boxes = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="What people drew: category id, x1, y1, x2, y2.",
    )


class FrameSerializer(serializers.Serializer[Any]):
    image = serializers.IntegerField()
    boxes = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="Best score first: category id, x1, y1, x2, y2, score.",
    )


class FilmEpochSerializer(serializers.Serializer[Any]):
    epoch = serializers.IntegerField(source="number")
    frames = FrameSerializer(many=True)


class FilmSerializer(serializers.Serializer[Any]):
    images = FilmImageSerializer(many=True)
    epochs = FilmEpochSerializer(many=True)


def training_for(request: Request, training_id: int) -> Job:
    """A job that trains; any other is not there."""
    job = job_for(request, training_id)
    if job.kind not in trainings.KINDS:
        raise NotFound
    return job


class TrainingsView(APIView):
    @extend_schema(operation_id="list_trainings", responses=TrainingListSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Those that came to an epoch, the newest first, without adaptations between two trainings."""
        rows = trainings.runs_of(project_for(request, project_id))
        return Response({"results": TrainingSummarySerializer(rows, many=True).data})


class TrainingView(APIView):
    @extend_schema(operation_id="read_training", responses=TrainingSerializer)
    def get(self, request: Request, training_id: int) -> Response:
        """A training or an adaptation as far as it has come, with a sentence on each epoch."""
        return Response(TrainingSerializer(trainings.course_of(training_for(request, training_id))).data)


class FilmView(APIView):
    @extend_schema(operation_id="read_training_film", responses=FilmSerializer)
    def get(self, request: Request, training_id: int) -> Response:
        """A few hold-out images as the network saw them after each epoch that was measured."""
        film = trainings.film_of(training_for(request, training_id))
        images = [
            {
                "id": image.pk,
                "file_name": image.file_name,
                "width": image.width,
                "height": image.height,
                "boxes": film.truth[image.pk],
            }
            for image in film.images
        ]
        return Response({"images": images, "epochs": FilmEpochSerializer(film.epochs, many=True).data})


class EpochsCsvView(APIView):
    @extend_schema(operation_id="read_training_csv", responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request, training_id: int) -> HttpResponse:
        """A row for each epoch, with its observation."""
        course = trainings.course_of(training_for(request, training_id))
        return _file(training_files.as_csv(course), course, "csv", "text/csv; charset=utf-8")


class EpochsJsonView(APIView):
    @extend_schema(operation_id="read_training_json", responses={(200, "application/json"): OpenApiTypes.BINARY})
    def get(self, request: Request, training_id: int) -> HttpResponse:
        """All figures of each epoch, with its observation."""
        course = trainings.course_of(training_for(request, training_id))
        return _file(training_files.as_json(course), course, "json", "application/json")


def _file(content: bytes, course: Course, ending: str, content_type: str) -> HttpResponse:
    name = f"{slugify(course.job.project.name) or 'project'}-training-{course.job.pk}.{ending}"
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = disposition("attachment", name)
    return answer
