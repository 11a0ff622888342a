"""What is on the finished images of a project, in numbers that can be drawn."""

from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import RowId, Strict, checked_query
from annotator.api.permissions import project_for
from annotator.services.distributions import distributions_of


class BySplitSerializer(serializers.Serializer[Any]):
    train = serializers.IntegerField()
    holdout = serializers.IntegerField()


class FinishedDaySerializer(BySplitSerializer):
    day = serializers.DateField(help_text="In the time zone that was asked for.")


class CategoryShareSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField()
    boxes = BySplitSerializer()
    images = BySplitSerializer()


class BinSerializer(BySplitSerializer):
    low = serializers.FloatField(allow_null=True, help_text="Included; null: no limit.")
    high = serializers.FloatField(allow_null=True, help_text="Not included, except for counts; null: no limit.")


class PositionsSerializer(serializers.Serializer[Any]):
    train = serializers.ListField(child=serializers.IntegerField())
    holdout = serializers.ListField(child=serializers.IntegerField())


class TogetherSerializer(serializers.Serializer[Any]):
    first = serializers.IntegerField(help_text="A category.")
    second = serializers.IntegerField(help_text="Another one.")
    images = serializers.IntegerField(help_text="That show both.")


class DistributionsSerializer(serializers.Serializer[Any]):
    """Of finished images only."""

    images = BySplitSerializer()
    boxes = BySplitSerializer()
    progress = FinishedDaySerializer(many=True)
    categories = CategoryShareSerializer(many=True, help_text="Those that have boxes.")
    sizes = BinSerializer(many=True, help_text="Boxes by the square root of their area, in pixels.")
    aspects = BinSerializer(many=True, help_text="Boxes by width through height.")
    boxes_per_image = BinSerializer(many=True, help_text="Images by their count of boxes, both limits included.")
    positions = PositionsSerializer(help_text="Boxes by where their middle is: grid x grid, row by row from the top.")
    grid = serializers.IntegerField()
    together = TogetherSerializer(many=True, help_text="Pairs of categories on the same image, the most first.")


class ZoneField(serializers.CharField):
    """A time zone by its name, such as Europe/Berlin."""

    def to_internal_value(self, data: Any) -> Any:
        name = super().to_internal_value(data)
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValidationError(f"There is no time zone {name!r}.") from error


class DistributionsQuery(Strict):
    timezone = ZoneField(required=False, help_text="Where days begin; UTC by default.")
    category = RowId(required=False, help_text="Sizes, aspects and positions of its boxes alone.")


class DistributionsView(APIView):
    @extend_schema(
        operation_id="read_distributions", parameters=[DistributionsQuery], responses=DistributionsSerializer
    )
    def get(self, request: Request, project_id: int) -> Response:
        """How many boxes there are, of what, how large and where; the hold-out and the training images apart."""
        project = project_for(request, project_id)
        asked = checked_query(DistributionsQuery, request)
        zone = asked.get("timezone", ZoneInfo("UTC"))
        return Response(asdict(distributions_of(project, zone=zone, category=asked.get("category"))))
