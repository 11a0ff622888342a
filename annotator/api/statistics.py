"""How a project gets on."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import Strict, checked_query
from annotator.api.permissions import person, project_for
from annotator.api.projects import CountsSerializer
from annotator.models import Project
from annotator.services import statistics


class CategoryCountSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField()
    boxes = serializers.IntegerField()
    images = serializers.IntegerField()


class DaySerializer(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="UTC.")
    images = serializers.IntegerField()


class EffortSumSerializer(serializers.Serializer[Any]):
    active_seconds = serializers.FloatField()
    images = serializers.IntegerField()


class AcceptanceSerializer(serializers.Serializer[Any]):
    """Where the boxes of finished images came from."""

    accepted = serializers.IntegerField()
    adjusted = serializers.IntegerField()
    drawn = serializers.IntegerField()
    imported = serializers.IntegerField()


class CurvePointSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Of the model.")
    ap = serializers.FloatField(allow_null=True)
    ap50 = serializers.FloatField(allow_null=True)
    created_at = serializers.DateTimeField()
    images = serializers.IntegerField(allow_null=True, help_text="That it was trained on.")


class NextTrainingSerializer(serializers.Serializer[Any]):
    corrections = serializers.IntegerField(help_text="Finished images since the last training.")
    needed = serializers.IntegerField(help_text="How many more start a training.")
    mode = serializers.ChoiceField(Project.AutoTrain.choices)


class TimeLeftSerializer(serializers.Serializer[Any]):
    """What it is expected to take people to finish the open images."""

    seconds = serializers.FloatField(allow_null=True, help_text="Null while nothing is known of any image.")
    images = serializers.IntegerField()
    predicted_images = serializers.IntegerField(
        help_text="Of these, how many the model in use has an estimate for; the others count as their mean."
    )


class StopHintSerializer(serializers.Serializer[Any]):
    """Whether more finished images will still make the model better. A hint: nothing stops by itself."""

    is_reached = serializers.BooleanField()
    text = serializers.CharField(help_text="In words: what was compared, and what came of it.")
    steady_models = serializers.IntegerField(help_text="How many of the newest models in a row changed nothing.")


class CostsSerializer(serializers.Serializer[Any]):
    """Seconds that one step takes people here, as far as their editors measured."""

    image = serializers.FloatField(help_text="Open it, search it, confirm it.")
    look = serializers.FloatField(help_text="At one suggestion.")
    draw = serializers.FloatField(help_text="One box.")
    fix = serializers.FloatField(help_text="One box.")
    delete = serializers.FloatField(help_text="One box.")
    change_class = serializers.FloatField(help_text="Of one box.")
    images = serializers.IntegerField(help_text="How many images were measured.")
    needed = serializers.IntegerField(help_text="From how many on these costs decide, and not the usual ones.")
    is_enough = serializers.BooleanField(help_text="Thresholds, expected times and promotions go by these costs.")


class ConditionSerializer(serializers.Serializer[Any]):
    """Means an image; null where nothing was measured."""

    images = serializers.IntegerField()
    boxes = serializers.FloatField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True)
    agreement = serializers.FloatField(allow_null=True, help_text="F1 of the boxes and the model's, 0 to 1.")


class GapSerializer(serializers.Serializer[Any]):
    """What showing it changes, with the 95 % interval; null while there are too few images."""

    mean = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Images on which people were shown something, beside images without, drawn by lot."""

    shown = ConditionSerializer()
    held_back = ConditionSerializer()
    boxes = GapSerializer(allow_null=True)
    seconds = GapSerializer(allow_null=True)
    agreement = GapSerializer(allow_null=True)


class SwaySerializer(ComparisonSerializer):
    """Suggestions on hold-out images: with them and without."""

    text = serializers.CharField(help_text="In words: whether suggestions sway people.")


class StatisticsSerializer(serializers.Serializer[Any]):
    progress = CountsSerializer()
    per_category = CategoryCountSerializer(many=True)
    finished_per_day = DaySerializer(many=True)
    effort = EffortSumSerializer()
    acceptance = AcceptanceSerializer()
    models = CurvePointSerializer(many=True)
    next_training = NextTrainingSerializer()
    time_left = TimeLeftSerializer()
    stop_hint = StopHintSerializer()
    costs = CostsSerializer()
    sway = SwaySerializer()
    cues = ComparisonSerializer(help_text="Marks of unsure edges: images with them and without.")


class SinceSerializer(Strict):
    since = serializers.DateTimeField(help_text="The person's own midnight, with its time zone.")


class WorkSerializer(serializers.Serializer[Any]):
    images = serializers.IntegerField()
    boxes = serializers.IntegerField()


class TodaySerializer(serializers.Serializer[Any]):
    mine = WorkSerializer()
    everybody = WorkSerializer()


class TodayView(APIView):
    @extend_schema(operation_id="read_today", parameters=[SinceSerializer], responses=TodaySerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Images finished since a moment, with their boxes: by the person who asks, and by all together."""
        project = project_for(request, project_id)
        since = checked_query(SinceSerializer, request)["since"]
        return Response(asdict(statistics.work_since(project, person(request), since)))


class StatisticsView(APIView):
    @extend_schema(operation_id="read_statistics", responses=StatisticsSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Progress, effort, how much of what the detector suggests people keep, and the learning curve."""
        return Response(asdict(statistics.statistics_of(project_for(request, project_id))))
