"""What waits for a reviewer."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import checked
from annotator.api.permissions import person, project_for
from annotator.api.queue import NextSerializer, OpenImageListSerializer, open_images
from annotator.models import Role
from annotator.services import reviews


class WaitingSerializer(serializers.Serializer[Any]):
    unsure = serializers.IntegerField(help_text="Images that somebody sent to review.")
    again = serializers.IntegerField(help_text="Finished images that were changed since a reviewer saw them.")
    sampled = serializers.IntegerField(help_text="Finished images that are looked at as a sample.")
    open_comments = serializers.IntegerField(help_text="Remarks that nobody has resolved.")


class ReviewView(APIView):
    @extend_schema(operation_id="read_review", responses=WaitingSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """How much waits for a reviewer."""
        return Response(reviews.waiting(project_for(request, project_id)))


class NextReviewView(APIView):
    @extend_schema(
        operation_id="lease_next_review",
        request=NextSerializer,
        responses={200: OpenImageListSerializer, 204: OpenApiResponse(description="Nothing waits for a reviewer.")},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Lease the next images that wait for a verdict, each with all that the editor needs and with the reason."""
        project = project_for(request, project_id, at_least=Role.REVIEWER)
        wanted = checked(NextSerializer, request.data)
        leased = reviews.lease_next(project, person(request), exclude=wanted.get("exclude", ()), count=wanted["count"])
        return Response({"results": open_images(project, leased)}) if leased else Response(status=204)
