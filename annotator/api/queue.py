"""The next image for a person, and the lease that goes with it."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.annotations import AnnotationSerializer, annotation
from annotator.api.fields import RowId, Strict, checked
from annotator.api.images import ImageSerializer, glance, image_row
from annotator.api.permissions import image_for, person, project_for
from annotator.api.predictions import PredictionSerializer, prediction_of
from annotator.models import Image, Project, QueueBatch, QueueEntry, Role
from annotator.services import batches, gallery, queue, reviews


class NextSerializer(Strict):
    exclude = serializers.ListField(
        child=RowId(), max_length=1000, required=False, help_text="Ids of images that the client has already."
    )
    count = serializers.IntegerField(min_value=1, max_value=10, default=1)


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField((*queue.REASON_CODES, *reviews.REASON_CODES))
    text = serializers.CharField()


class OpenImageSerializer(serializers.Serializer[Any]):
    """All that the editor needs to open an image."""

    image = ImageSerializer()
    annotation = AnnotationSerializer()
    prediction = PredictionSerializer(allow_null=True)
    reason = ReasonSerializer(allow_null=True, help_text="Why this image, and why now; null where a person chose it.")
    leased_until = serializers.DateTimeField(allow_null=True)


class OpenImageListSerializer(serializers.Serializer[Any]):
    results = OpenImageSerializer(many=True)


class QueueEntrySerializer(serializers.Serializer[Any]):
    image = serializers.IntegerField(source="image_id")
    state = serializers.ChoiceField(Image.State.choices, source="image.state")
    position = serializers.IntegerField()
    share = serializers.ChoiceField(QueueEntry.Share.choices)
    parts = serializers.DictField(child=serializers.FloatField(), help_text="What the score was made of.")
    selection_probability = serializers.FloatField(help_text="Given the pool and the share it was drawn in.")
    reason = serializers.SerializerMethodField()

    @extend_schema_field(ReasonSerializer)
    def get_reason(self, entry: QueueEntry) -> dict[str, str]:
        return {"code": entry.reason_code, "text": entry.reason}


class QueueBatchSerializer(serializers.Serializer[Any]):
    """Images that were chosen together."""

    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    model_version = serializers.IntegerField(source="model_version_id", allow_null=True)
    phase = serializers.ChoiceField(QueueBatch.Phase.choices)
    informativeness_weight = serializers.FloatField(
        help_text="0 to 1: how far the model's opinion counts against how typical images are."
    )
    pool = serializers.IntegerField(help_text="How many open images were looked at.")
    seed = serializers.IntegerField()
    entries = QueueEntrySerializer(many=True)


class LeaseSerializer(serializers.Serializer[Any]):
    leased_to = serializers.CharField()
    leased_until = serializers.DateTimeField()


class NextView(APIView):
    @extend_schema(
        operation_id="lease_next",
        request=NextSerializer,
        responses={200: OpenImageListSerializer, 204: OpenApiResponse(description="No image is left.")},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Lease the next images, each with all that the editor needs and with the reason why it comes now."""
        project = project_for(request, project_id, at_least=Role.ANNOTATOR)
        wanted = checked(NextSerializer, request.data)
        leased = queue.lease_next(project, person(request), exclude=wanted.get("exclude", ()), count=wanted["count"])
        if not leased:
            return Response(status=204)
        return Response({"results": open_images(project, leased)})


class BatchView(APIView):
    @extend_schema(
        operation_id="read_batch",
        responses={200: QueueBatchSerializer, 204: OpenApiResponse(description="No batch was chosen yet.")},
    )
    def get(self, request: Request, project_id: int) -> Response:
        """The newest batch of the balanced queue: which images were chosen for people, and why."""
        batch = batches.newest_batch(project_for(request, project_id))
        return Response(QueueBatchSerializer(batch).data) if batch else Response(status=204)


class OpenView(APIView):
    @extend_schema(operation_id="open_image", responses=OpenImageSerializer)
    def get(self, request: Request, image_id: int) -> Response:
        """An image that a person chose, with all that the editor needs. It is not leased by this."""
        image = image_for(request, image_id)
        return Response({**_contents(image, glance(image)), "reason": None, "leased_until": None})


class LeaseView(APIView):
    @extend_schema(operation_id="keep_lease", request=None, responses=LeaseSerializer)
    def put(self, request: Request, image_id: int) -> Response:
        """Take or keep an image. Saving needs no lease: it tells others that somebody is at work."""
        image = image_for(request, image_id, at_least=Role.ANNOTATOR)
        until = queue.renew_lease(image, person(request))
        return Response({"leased_to": person(request).username, "leased_until": until})

    @extend_schema(operation_id="release_lease", responses={204: None})
    def delete(self, request: Request, image_id: int) -> Response:
        """Give an image back to the queue."""
        queue.release_lease(image_for(request, image_id, at_least=Role.ANNOTATOR), person(request))
        return Response(status=204)


def open_images(project: Project, leased: list[queue.LeasedImage]) -> list[dict[str, Any]]:
    glances = gallery.glance_at(project, [row.image for row in leased])
    return [
        {
            **_contents(row.image, image_row(seen)),
            "reason": {"code": row.reason.code, "text": row.reason.text},
            "leased_until": row.image.leased_until,
        }
        for row, seen in zip(leased, glances, strict=True)
    ]


def _contents(image: Image, row: dict[str, Any]) -> dict[str, Any]:
    return {"image": row, "annotation": annotation(image), "prediction": prediction_of(image)}
