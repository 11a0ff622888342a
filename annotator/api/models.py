"""Model versions: looked at, promoted, rolled back."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import OpenObject
from annotator.api.permissions import model_for, person, project_for
from annotator.models import ModelVersion, Role
from annotator.services import loop, registry


class DatasetVersionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="images, train, holdout, boxes")


class PrecisionSerializer(serializers.Serializer[Any]):
    ap = serializers.FloatField(allow_null=True)
    ap50 = serializers.FloatField(allow_null=True)


class MetricsSerializer(serializers.Serializer[Any]):
    """Average precision on the hold-out images, 0 to 1."""

    ap = serializers.FloatField(help_text="Mean over intersection over union from 0.50 to 0.95.")
    ap50 = serializers.FloatField()
    ap75 = serializers.FloatField()
    per_category = serializers.DictField(child=PrecisionSerializer(), help_text="By category id.")
    images = serializers.IntegerField()
    boxes = serializers.IntegerField()


class AssessmentSerializer(serializers.Serializer[Any]):
    """What the model is expected to cost and save people, by the hold-out images."""

    seconds_per_image = serializers.FloatField(help_text="Of a person, with its suggestions.")
    manual_seconds_per_image = serializers.FloatField(help_text="Of a person, without.")
    images = serializers.IntegerField()
    calibration_error = serializers.FloatField(
        allow_null=True, help_text="How far its probabilities are off, 0 to 1 (expected calibration error)."
    )


class VerdictSerializer(serializers.Serializer[Any]):
    """The comparison with the model that was in use."""

    promote = serializers.BooleanField()
    probability = serializers.FloatField(
        allow_null=True, help_text="That it costs people less time; null where nothing could be compared."
    )
    reasons = serializers.ListField(child=serializers.CharField(), help_text="In words.")


class BackendSerializer(serializers.Serializer[Any]):
    """What runs the network on the worker that checked it."""

    name = serializers.CharField()
    reason = serializers.CharField(help_text="In words: what the check found.")


class ModelVersionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    origin = serializers.ChoiceField(ModelVersion.Origin.choices)
    kind = serializers.CharField(help_text="Of detector.")
    is_active = serializers.BooleanField(help_text="It makes the suggestions.")
    parent = serializers.IntegerField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    dataset_version = DatasetVersionSerializer(allow_null=True)
    categories = serializers.ListField(
        child=serializers.IntegerField(allow_null=True), help_text="Category ids in the order of the detector's labels."
    )
    metrics = serializers.SerializerMethodField()
    training = serializers.IntegerField(source="job_id", allow_null=True, help_text="Job that made it.")
    history = serializers.ListField(child=OpenObject(), help_text="One entry per epoch.")
    mode = serializers.CharField(
        help_text="Of training: quick, thorough or instant; empty where it was not trained here."
    )
    start = serializers.CharField(help_text="What the training began with: model, coco or none.")
    kind_reason = serializers.CharField(help_text="Why this kind of detector, in words.")
    thresholds = serializers.DictField(
        child=serializers.FloatField(),
        help_text="From which probability a suggestion is shown, by category id; above 1 means never.",
    )
    threshold_reasons = serializers.DictField(
        child=serializers.CharField(),
        help_text="By category id, in words: why it is never suggested, where that is not for its seconds.",
    )
    assessment = serializers.SerializerMethodField()
    verdict = VerdictSerializer(allow_null=True)
    backend = BackendSerializer(allow_null=True)
    promotion_note = serializers.CharField(help_text="Why it was promoted, or why not.")
    created_at = serializers.DateTimeField()

    @extend_schema_field(AssessmentSerializer(allow_null=True))
    def get_assessment(self, model: ModelVersion) -> dict[str, Any] | None:
        return registry.assessment_summary(model)

    @extend_schema_field(MetricsSerializer(allow_null=True))
    def get_metrics(self, model: ModelVersion) -> dict[str, Any] | None:
        return model.metrics


class ModelListSerializer(serializers.Serializer[Any]):
    results = ModelVersionSerializer(many=True)


class ModelsView(APIView):
    @extend_schema(operation_id="list_models", responses=ModelListSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The newest first."""
        rows = project_for(request, project_id).model_versions.select_related("dataset_version").order_by("-number")
        return Response({"results": ModelVersionSerializer(rows, many=True).data})


class ModelView(APIView):
    @extend_schema(operation_id="read_model", responses=ModelVersionSerializer)
    def get(self, request: Request, model_id: int) -> Response:
        """A model version, with its measures and its training curve."""
        return Response(ModelVersionSerializer(model_for(request, model_id)).data)


class PromoteView(APIView):
    @extend_schema(operation_id="promote_model", request=None, responses=ModelVersionSerializer)
    def post(self, request: Request, model_id: int) -> Response:
        """Let this model make the suggestions from now on. The one before stays and can be promoted again."""
        model = model_for(request, model_id, at_least=Role.MANAGER)
        loop.promote(model, by=person(request))
        return Response(ModelVersionSerializer(model).data)


class RollBackView(APIView):
    @extend_schema(operation_id="roll_back_model", request=None, responses=ModelVersionSerializer)
    def post(self, request: Request, project_id: int) -> Response:
        """Promote the model that the active one replaced."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        return Response(ModelVersionSerializer(loop.roll_back(project, by=person(request))).data)
