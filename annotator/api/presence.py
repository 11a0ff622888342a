"""Who else has an image open."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.permissions import image_for, person
from annotator.services import presence


class PresenceSerializer(serializers.Serializer[Any]):
    others = serializers.ListField(child=serializers.CharField(), help_text="User names, without the one who asks.")
    revision = serializers.IntegerField(help_text="The newest revision of the image.")
    revised_by = serializers.CharField(allow_null=True, help_text="Whose it is; null where no person made it.")


class PresenceView(APIView):
    @extend_schema(operation_id="look_at_image", request=None, responses=PresenceSerializer)
    def put(self, request: Request, image_id: int) -> Response:
        """Say that you have the image open, every few seconds, and hear who else has."""
        sight = presence.look_at(image_for(request, image_id), person(request))
        return Response({"others": sight.others, "revision": sight.revision, "revised_by": sight.revised_by})

    @extend_schema(operation_id="leave_image", responses={204: None})
    def delete(self, request: Request, image_id: int) -> Response:
        """Say that you have closed it; who says nothing is gone after 45 seconds."""
        presence.leave(image_for(request, image_id), person(request))
        return Response(status=204)
