"""How a model came to what it saw in an image, and why it missed something."""

from typing import Any

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import Number, OpenObject, RowId, Strict, checked, checked_query
from annotator.api.jobs import JobDetailSerializer, accepted
from annotator.api.permissions import image_for, person
from annotator.api.throttles import JobThrottle
from annotator.errors import InvalidInput
from annotator.models import Image, ModelVersion
from annotator.services import traces
from annotator.services.why import why_missed
from annotator.services.why_found import why_found


class TraceParameters(Strict):
    model = RowId(required=False, help_text="A model version; the active one where none is named.")


class TracedCategorySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True, help_text="Null for a label that the project has no category for.")
    name = serializers.CharField()
    color = serializers.CharField()


class TraceSerializer(serializers.Serializer[Any]):
    """Its parts are described in docs/seeing-inside.md; boxes are in pixels of the upright original."""

    model = OpenObject(help_text="id, number, name, kind, device, backend")
    image = OpenObject(help_text="id, width, height, file_name")
    categories = TracedCategorySerializer(many=True, help_text="By label, from 1.")
    settings = OpenObject()
    stages = OpenObject(help_text="input, features, proposals, pooling, heads, post")


class WhyQuestionSerializer(TraceParameters):
    """Either a box and its category, or the rank of a detection."""

    box = serializers.ListField(child=Number(), min_length=4, max_length=4, required=False, help_text="x1, y1, x2, y2")
    category = RowId(required=False)
    detection = serializers.IntegerField(min_value=0, required=False, help_text="Rank of a final box, from 0.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("detection" in attrs) == ("box" in attrs) or ("box" in attrs) != ("category" in attrs):
            raise ValidationError("Give a box and its category, or a detection.")
        if "box" in attrs and not (attrs["box"][0] < attrs["box"][2] and attrs["box"][1] < attrs["box"][3]):
            raise ValidationError({"box": ["It has no area: x1 < x2 and y1 < y2 are needed."]})
        return attrs


VERDICTS = (
    "found",
    "hidden",
    "no_proposal",
    "background",
    "below_threshold",
    "other_category",
    "misplaced",
    "suppressed",
    "beyond_limit",
)


class WhyMissedSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(VERDICTS)
    sentence = serializers.CharField()
    stage = serializers.ChoiceField(["proposals", "heads", "post"], allow_null=True)
    proposals = serializers.ListField(child=OpenObject(), help_text="The best five: proposal, iou, objectness.")
    distribution = serializers.ListField(
        child=OpenObject(), help_text="Of the best proposal: category, null for background; name; p."
    )
    score = serializers.FloatField(allow_null=True)
    threshold = serializers.FloatField(allow_null=True)
    by = OpenObject(allow_null=True, help_text="The box that suppressed it: rank, box, score, iou.")
    detection = serializers.IntegerField(allow_null=True, help_text="Rank of the final box that is about it.")
    iou = serializers.FloatField(help_text="Of that box, or else of the best proposal.")


class WhyThisSerializer(serializers.Serializer[Any]):
    detection = serializers.IntegerField()
    sentence = serializers.CharField()
    steps = serializers.ListField(child=OpenObject(), help_text="Each with its stage, a sentence, and its numbers.")


WHY = PolymorphicProxySerializer(
    component_name="Why", serializers=[WhyMissedSerializer, WhyThisSerializer], resource_type_field_name=None
)


class TraceView(APIView):
    @extend_schema(
        operation_id="read_trace",
        parameters=[TraceParameters],
        responses={
            200: TraceSerializer,
            202: OpenApiResponse(JobDetailSerializer, description="It is being made; ask again when the job is done."),
        },
    )
    @method_decorator(gzip_page)
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """The six stages of the detector's look at this image; a job the first time."""
        image = image_for(request, image_id)
        model = _model(image, checked_query(TraceParameters, request))
        etag = f'"{traces.etag(image, model)}"'
        if request.headers.get("If-None-Match") == etag:
            return _private(HttpResponse(status=304), etag)
        kept = traces.find(image, model)
        if kept is None:
            self._check_jobs(request)
            return accepted(traces.ask(image, model, by=person(request)))
        return _private(HttpResponse(orjson.dumps(kept.document), content_type="application/json"), etag)

    def _check_jobs(self, request: Request) -> None:
        """Asking for what is not there makes work, whatever the verb. Raises Throttled."""
        throttle = JobThrottle()
        if not throttle.allow_request(request, self):
            self.throttled(request, throttle.wait())


class WhyView(APIView):
    @extend_schema(operation_id="ask_why", request=WhyQuestionSerializer, responses=WHY)
    def post(self, request: Request, image_id: int) -> Response:
        """Why an object was missed, for a box and its category; or how a detection came about, for its rank."""
        image = image_for(request, image_id)
        question = checked(WhyQuestionSerializer, request.data)
        facts = traces.require(image, _model(image, question)).facts
        if "box" in question:
            label = facts.label_of(question["category"])
            return Response(why_missed(facts, question["box"], label))
        if question["detection"] >= len(facts.finals):
            raise InvalidInput(f"There are {len(facts.finals)} final boxes, from 0 on.", field="detection")
        return Response(why_found(facts, question["detection"]))


def _model(image: Image, asked: dict[str, Any]) -> ModelVersion:
    """The one that is asked for, if it is of the image's project, or else the active one."""
    wanted = None
    if "model" in asked:
        wanted = image.project.model_versions.filter(pk=asked["model"]).first()
        if wanted is None:
            raise NotFound
    return traces.model_for_trace(image, wanted)


def _private(response: HttpResponse, etag: str) -> HttpResponse:
    """To be asked for again each time, and sent again only where it has changed."""
    response["ETag"] = etag
    patch_cache_control(response, private=True, max_age=0, must_revalidate=True)
    return response
