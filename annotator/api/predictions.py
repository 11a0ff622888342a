"""What the active model saw in an image."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.jobs import JobDetailSerializer, StartsJobs, accepted
from annotator.api.permissions import image_for, person
from annotator.api.projects import ModelNameSerializer
from annotator.models import Image, Prediction, Role
from annotator.services import blind, crops, loop, predictions


class PredictedBoxSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField()
    x1 = serializers.FloatField()
    y1 = serializers.FloatField()
    x2 = serializers.FloatField()
    y2 = serializers.FloatField()
    score = serializers.FloatField(help_text="0 to 1, as the model gives it.")
    probability = serializers.FloatField(
        allow_null=True, help_text="The calibrated score, where there is one: held against the threshold instead of it."
    )
    spread = serializers.ListField(
        child=serializers.FloatField(),
        min_length=4,
        max_length=4,
        allow_null=True,
        help_text="Standard deviations of x1, y1, x2 and y2 in pixels, where they are known.",
    )
    rejected = serializers.BooleanField(help_text="A person called it wrong among the crops of its category.")


class PredictionSerializer(serializers.Serializer[Any]):
    """The shape of a prediction; `prediction_of` writes it."""

    id = serializers.IntegerField()
    model_version = ModelNameSerializer()
    boxes = PredictedBoxSerializer(many=True, help_text="Best score first, low scores too.")
    threshold = serializers.FloatField(
        help_text="From which probability a box is shown when its category has no threshold."
    )
    thresholds = serializers.DictField(
        child=serializers.FloatField(), help_text="Probabilities by category id; above 1 means never."
    )
    threshold_reasons = serializers.DictField(
        child=serializers.CharField(),
        help_text="By category id, in words: why it is never suggested, where its threshold alone does not say it.",
    )
    value = serializers.FloatField(help_text="The model's uncertainty about the image, 0 to 1.")
    predicted_seconds = serializers.FloatField(
        allow_null=True, help_text="What a person is expected to need with these suggestions."
    )
    manual_seconds = serializers.FloatField(allow_null=True, help_text="What a person is expected to need without.")
    show_none = serializers.BooleanField(
        help_text="Drawing by hand is expected to be quicker here than correcting what is suggested."
    )
    is_blind = serializers.BooleanField(
        help_text="The boxes are withheld until the image is done, to measure how much they sway people."
    )


class PredictionView(StartsJobs):
    @extend_schema(
        operation_id="read_prediction",
        responses={200: PredictionSerializer, 204: OpenApiResponse(description="No model has seen this image yet.")},
    )
    def get(self, request: Request, image_id: int) -> Response:
        """What the active model saw, or else the newest outside model; 204 when none has seen the image."""
        found = prediction_of(image_for(request, image_id))
        return Response(found) if found else Response(status=204)

    @extend_schema(operation_id="look_again", request=None, responses={202: JobDetailSerializer})
    def post(self, request: Request, image_id: int) -> Response:
        """Have the active model look at this image now. The same job while it is open."""
        image = image_for(request, image_id, at_least=Role.ANNOTATOR)
        return accepted(loop.look_again(image, by=person(request)))


def prediction_of(image: Image) -> dict[str, Any] | None:
    prediction = predictions.active_prediction(image)
    if prediction is None:
        return None
    return _prediction(prediction) | (WITHHELD if blind.is_blind(image) else {})


WITHHELD: dict[str, Any] = {"boxes": [], "predicted_seconds": None, "show_none": True, "is_blind": True}


BOX = ("category", "x1", "y1", "x2", "y2", "score", "probability")


def _box(stored: Sequence[Any], *, rejected: bool) -> dict[str, Any]:
    return {
        **dict(zip(BOX, stored, strict=False)),
        "spread": list(stored[len(BOX) :]) or None,
        "rejected": rejected,
    }


def _prediction(prediction: Prediction) -> dict[str, Any]:
    model = prediction.model_version
    archived = predictions.archived_categories(model.project_id)
    rejections = crops.rejected([prediction.image_id]).get(prediction.image_id, [])
    tolerance = model.project.tolerance
    return {
        "id": prediction.pk,
        "model_version": {"id": model.pk, "number": model.number, "name": model.name},
        "boxes": [
            _box(stored, rejected=crops.is_rejected(stored, rejections, tolerance=tolerance))
            for stored in prediction.boxes
            if stored[0] not in archived
        ],
        "threshold": predictions.DEFAULT_THRESHOLD,
        "thresholds": predictions.thresholds_in_use(model),
        "threshold_reasons": predictions.reasons(model),
        "value": prediction.value,
        "predicted_seconds": prediction.predicted_seconds,
        "manual_seconds": prediction.manual_seconds,
        "show_none": predictions.is_better_without(prediction),
        "is_blind": False,
    }
