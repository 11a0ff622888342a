"""The crop gallery: suggestions of one category, judged page by page."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import Number, RowId, Strict, checked
from annotator.api.images import addresses
from annotator.api.permissions import crop_page_for, person, project_for, role_of
from annotator.api.projects import ModelNameSerializer
from annotator.models import CropPage, Image, Role
from annotator.services import crop_answers, crop_review

MOST_CROPS = 1000  # On a page that an answer may name.


class HitRateSerializer(serializers.Serializer[Any]):
    """Of the planted crops that were shown, how many were marked wrong."""

    planted = serializers.IntegerField()
    found = serializers.IntegerField()


class CategoryCropsSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField(source="category_id")
    counts = serializers.ListField(
        child=serializers.IntegerField(), help_text="Open suggestions, from each of the thresholds on."
    )


class CropOverviewSerializer(serializers.Serializer[Any]):
    model_version = ModelNameSerializer(source="model", allow_null=True)
    thresholds = serializers.ListField(child=serializers.FloatField(), help_text="The strictest first.")
    categories = CategoryCropsSerializer(many=True)
    is_whole = serializers.BooleanField(
        help_text="False where only the images that the model is surest of were counted."
    )
    mine = HitRateSerializer(help_text="Of late.")
    everybody = HitRateSerializer(allow_null=True, help_text="Of all people together; for managers.")


class WantedPageSerializer(Strict):
    category = RowId()
    threshold = Number(min_value=0, max_value=1, default=crop_review.THRESHOLDS[0])


class CropImageSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    file_name = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    file = serializers.CharField()
    thumbnail = serializers.CharField()
    preview = serializers.CharField()


class CropSerializer(serializers.Serializer[Any]):
    """Where to look, and nothing that would tell a planted crop from a suggested one."""

    image = serializers.IntegerField()
    box = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4, help_text="x1, y1, x2, y2")


class CropPageSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    category = serializers.IntegerField()
    threshold = serializers.FloatField()
    wrong = serializers.ListField(child=serializers.IntegerField(), help_text="Marked before, where it was taken back.")
    crops = CropSerializer(many=True)
    images = CropImageSerializer(many=True)


class ServedPageSerializer(serializers.Serializer[Any]):
    page = CropPageSerializer(allow_null=True)
    is_last = serializers.BooleanField(help_text="All images were looked through for this page.")


class AnswerSerializer(Strict):
    wrong = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_CROPS), max_length=MOST_CROPS, help_text="Positions."
    )
    active_seconds = Number(min_value=0, max_value=24 * 3600, default=0)


class SkippedSerializer(serializers.Serializer[Any]):
    image = serializers.IntegerField()
    file_name = serializers.CharField()
    crops = serializers.IntegerField()
    code = serializers.ChoiceField(["gone", "finished", "leased", "changed"])
    text = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[Any]):
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()
    planted = serializers.IntegerField()
    planted_found = serializers.IntegerField()
    missed = serializers.ListField(child=serializers.IntegerField(), help_text="Positions of planted crops not marked.")
    skipped = SkippedSerializer(many=True, help_text="Images whose crops were not accepted, and why.")
    mine = HitRateSerializer()


class UndoneSerializer(serializers.Serializer[Any]):
    page = CropPageSerializer()
    stayed = serializers.IntegerField(help_text="Boxes that somebody touched since: they are still there.")


class CropsView(APIView):
    @extend_schema(operation_id="read_crops", responses=CropOverviewSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """How many suggestions wait to be judged, by category, and how many planted ones were found."""
        project = project_for(request, project_id, at_least=Role.ANNOTATOR)
        is_manager = role_of(request, project) == Role.MANAGER
        found = crop_review.overview(project, person(request), is_manager=is_manager)
        return Response(CropOverviewSerializer(found).data)


class CropPagesView(APIView):
    @extend_schema(operation_id="serve_crops", request=WantedPageSerializer, responses=ServedPageSerializer)
    def post(self, request: Request, project_id: int) -> Response:
        """The next page of a category; the same one again while it is open."""
        project = project_for(request, project_id, at_least=Role.ANNOTATOR)
        wanted = checked(WantedPageSerializer, request.data)
        category = project.categories.filter(pk=wanted["category"]).first()
        if category is None:
            raise NotFound
        served = crop_review.serve_page(project, person(request), category=category, threshold=wanted["threshold"])
        return Response({"page": _page(served.page) if served.page else None, "is_last": served.is_last})


class CropAnswerView(APIView):
    @extend_schema(operation_id="answer_crops", request=AnswerSerializer, responses=OutcomeSerializer)
    def post(self, request: Request, page_id: int) -> Response:
        """Accept all crops but the wrong ones. Their images stay open; a repeated answer changes nothing."""
        page = crop_page_for(request, page_id)
        answer = checked(AnswerSerializer, request.data)
        outcome = crop_answers.answer_page(page, wrong=answer["wrong"], active_seconds=answer["active_seconds"])
        return Response({**asdict(outcome), "mine": asdict(crop_review.hit_rate(page.project, person(request)))})


class CropUndoView(APIView):
    @extend_schema(operation_id="undo_crops", request=None, responses=UndoneSerializer)
    def post(self, request: Request, page_id: int) -> Response:
        """Take an answer back; the page is open again."""
        page = crop_page_for(request, page_id)
        stayed = crop_answers.undo_page(page)
        return Response({"page": _page(page), "stayed": stayed})


def _page(page: CropPage) -> dict[str, Any]:
    images = Image.objects.in_bulk({item["image"] for item in page.items})
    return {
        "id": page.pk,
        "category": page.category_id,
        "threshold": page.threshold,
        "wrong": page.wrong,
        "crops": [{"image": item["image"], "box": item["box"]} for item in page.items],
        "images": [crop_image(image) for image in images.values()],
    }


def crop_image(image: Image) -> dict[str, Any]:
    return {
        "id": image.pk,
        "file_name": image.file_name,
        "width": image.width,
        "height": image.height,
        **addresses(image),
    }
