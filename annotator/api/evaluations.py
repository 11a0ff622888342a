"""Model cards: how good a model version was on the hold-out, image by image, and beside another one."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import RowId, Strict, checked_query
from annotator.api.jobs import JobDetailSerializer, StartsJobs, accepted
from annotator.api.models import DatasetVersionSerializer
from annotator.api.permissions import model_for, person
from annotator.models import Evaluation, ModelVersion, Role
from annotator.services import evaluations, measured_images
from annotator.services.measuring.outcomes import KINDS
from annotator.services.measuring.precision import SIZES

LARGEST_PAGE = 48


class FigureSerializer(serializers.Serializer[Any]):
    """With the interval that holds it 95 times of 100, by drawing the images again and again."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class MeasuresSerializer(serializers.Serializer[Any]):
    """Null where there is nothing to measure it by."""

    ap = FigureSerializer(allow_null=True)
    ap50 = FigureSerializer(allow_null=True)
    ap75 = FigureSerializer(allow_null=True)
    precision = FigureSerializer(allow_null=True, help_text="Share of what is shown that is right.")
    recall = FigureSerializer(allow_null=True, help_text="Share of the boxes that is shown.")
    errors_per_image = FigureSerializer(allow_null=True, help_text="Missed and false boxes.")
    seconds = FigureSerializer(allow_null=True, help_text="Of a simulated person for an image, with what is shown.")
    manual_seconds = FigureSerializer(allow_null=True, help_text="The same without suggestions.")


class OperatingPointSerializer(serializers.Serializer[Any]):
    """What people are shown."""

    count = serializers.IntegerField()
    precision = serializers.FloatField(allow_null=True)
    recall = serializers.FloatField(allow_null=True)


class CategoryFiguresSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField()
    boxes = serializers.IntegerField(help_text="That are there.")
    ap = FigureSerializer(allow_null=True)
    ap50 = FigureSerializer(allow_null=True)
    curve = serializers.ListField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="Precision at recall 0, 0.01 … 1, at an intersection over union of 0.5.",
    )
    shown = OperatingPointSerializer()


class SizeSerializer(serializers.Serializer[Any]):
    size = serializers.ChoiceField(list(SIZES))
    boxes = serializers.IntegerField()
    ap = serializers.FloatField(allow_null=True)


class ErrorCountsSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text=f"By kind: {', '.join(KINDS)}, missed.")


class ReliabilityBinSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    said = serializers.FloatField(allow_null=True)
    right = serializers.FloatField(allow_null=True)


class DiagramSerializer(serializers.Serializer[Any]):
    error = serializers.FloatField(allow_null=True, help_text="Detection expected calibration error, 0 to 1.")
    bins = ReliabilityBinSerializer(many=True, help_text="Ten of equal width.")


class ReliabilitySerializer(serializers.Serializer[Any]):
    calibrated = DiagramSerializer()
    raw = DiagramSerializer(help_text="Of the scores.")


class FiguresSerializer(serializers.Serializer[Any]):
    images = serializers.IntegerField()
    boxes = serializers.IntegerField()
    draws = serializers.IntegerField(help_text="Of the images, for the intervals.")
    measures = MeasuresSerializer()
    categories = CategoryFiguresSerializer(many=True)
    curve = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="Mean of those of the categories."
    )
    sizes = SizeSerializer(many=True)
    confusion = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=3, max_length=3),
        help_text="[category that is there, category that was shown, how often]; 0 for neither. Without zeros.",
    )
    error_counts = ErrorCountsSerializer(many=True)
    reliability = ReliabilitySerializer()


class EvaluationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    dataset_version = DatasetVersionSerializer()
    images = serializers.IntegerField()
    boxes = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class ModelCardSerializer(serializers.Serializer[Any]):
    training_seconds = serializers.FloatField(allow_null=True)
    finished_holdout = serializers.IntegerField(help_text="Images that it could be measured on now.")
    evaluations = EvaluationSerializer(many=True, help_text="The newest data first.")
    evaluation = EvaluationSerializer(allow_null=True, help_text="The one that the figures are of.")
    figures = FiguresSerializer(allow_null=True)


class CardQuery(Strict):
    evaluation = RowId(required=False, help_text="The newest by default.")


class PageQuery(Strict):
    offset = serializers.IntegerField(min_value=0, max_value=10**6, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=12)


class CardImagesQuery(PageQuery):
    evaluation = RowId(required=False, help_text="The newest by default.")
    order = serializers.ChoiceField(["worst", "best"], default="worst")


class ComparisonQuery(Strict):
    before = RowId(help_text="Another model version of the project.")


class ComparisonImagesQuery(PageQuery):
    before = RowId(help_text="Another model version of the project.")
    change = serializers.ChoiceField(["better", "worse", "same"], default="better")


class Numbers(serializers.ListField):
    child = serializers.FloatField()


class MeasuredImageSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="image.id")
    file_name = serializers.CharField(source="image.file_name")
    width = serializers.IntegerField(source="image.width")
    height = serializers.IntegerField(source="image.height")
    right = serializers.ListField(child=serializers.IntegerField(), help_text="For each model.")
    missed = serializers.ListField(child=serializers.IntegerField())
    false = serializers.ListField(child=serializers.IntegerField())
    seconds = serializers.ListField(child=serializers.FloatField(allow_null=True))
    boxes = serializers.IntegerField(help_text="That are there. Of an image with very many only the first are given.")
    truth = serializers.ListField(
        child=Numbers(), help_text="[category, x1, y1, x2, y2, found: bit 1 by the first model, bit 2 by the second]"
    )
    shown = serializers.ListField(
        child=serializers.ListField(child=Numbers()),
        help_text=f"For each model [category, x1, y1, x2, y2, probability, kind], a place in {', '.join(KINDS)}.",
    )


class MeasuredImagesSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    images = MeasuredImageSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    before = FigureSerializer(allow_null=True)
    after = FigureSerializer(allow_null=True)
    difference = FigureSerializer(allow_null=True, help_text="After less before, on the same images.")


class MeasureDifferencesSerializer(serializers.Serializer[Any]):
    ap = DifferenceSerializer()
    ap50 = DifferenceSerializer()
    ap75 = DifferenceSerializer()
    precision = DifferenceSerializer()
    recall = DifferenceSerializer()
    errors_per_image = DifferenceSerializer()
    seconds = DifferenceSerializer()


class CategoryDifferenceSerializer(DifferenceSerializer):
    category = serializers.IntegerField()
    boxes = serializers.IntegerField()


class ModelComparisonSerializer(serializers.Serializer[Any]):
    images = serializers.IntegerField(help_text="That both models saw.")
    boxes = serializers.IntegerField()
    draws = serializers.IntegerField()
    before = EvaluationSerializer()
    after = EvaluationSerializer()
    measures = MeasureDifferencesSerializer()
    categories = CategoryDifferenceSerializer(many=True, help_text="AP50.")
    better = serializers.IntegerField(help_text="Images with fewer errors than before,")
    worse = serializers.IntegerField(help_text="and with more.")
    only_before = serializers.IntegerField(help_text="Boxes that only the first model found,")
    only_after = serializers.IntegerField(help_text="and only the second.")


class CardView(APIView):
    @extend_schema(operation_id="read_model_card", parameters=[CardQuery], responses=ModelCardSerializer)
    def get(self, request: Request, model_id: int) -> Response:
        """Precision, errors and calibration on the hold-out, with what data that was."""
        model = model_for(request, model_id)
        known = evaluations.evaluations_of(model)
        evaluation = _chosen(known, checked_query(CardQuery, request).get("evaluation"))
        card = {
            "training_seconds": evaluations.training_seconds(model),
            "finished_holdout": evaluations.finished_holdout(model.project),
            "evaluations": known,
            "evaluation": evaluation,
            "figures": evaluations.figures(evaluation) if evaluation else None,
        }
        return Response(ModelCardSerializer(card).data)


class CardImagesView(APIView):
    @extend_schema(operation_id="list_card_images", parameters=[CardImagesQuery], responses=MeasuredImagesSerializer)
    def get(self, request: Request, model_id: int) -> Response:
        """Hold-out images with what is there and what the model shows; an image with more errors is the worse one."""
        known = evaluations.evaluations_of(model_for(request, model_id))
        query = checked_query(CardImagesQuery, request)
        evaluation = _chosen(known, query.pop("evaluation", None))
        if evaluation is None:
            return Response({"total": 0, "images": []})
        return Response(MeasuredImagesSerializer(measured_images.of_one(evaluation, **query)).data)


class ComparisonView(APIView):
    @extend_schema(operation_id="compare_models", parameters=[ComparisonQuery], responses=ModelComparisonSerializer)
    def get(self, request: Request, model_id: int) -> Response:
        """This model version after another one: figures of both on the same images, and their differences."""
        model = model_for(request, model_id)
        before, after = _pair(request, model, checked_query(ComparisonQuery, request)["before"])
        found = {**evaluations.comparison(before, after), "before": before, "after": after}
        return Response(ModelComparisonSerializer(found).data)


class ComparisonImagesView(APIView):
    @extend_schema(
        operation_id="list_compared_images", parameters=[ComparisonImagesQuery], responses=MeasuredImagesSerializer
    )
    def get(self, request: Request, model_id: int) -> Response:
        """Images that got better, worse, or neither, those that changed most first, with the boxes of both."""
        model = model_for(request, model_id)
        query = checked_query(ComparisonImagesQuery, request)
        before, after = _pair(request, model, query.pop("before"))
        return Response(MeasuredImagesSerializer(measured_images.of_two(before, after, **query)).data)


class MeasurementsView(StartsJobs):
    @extend_schema(operation_id="measure_model", request=None, responses={202: JobDetailSerializer})
    def post(self, request: Request, model_id: int) -> Response:
        """Look with this model at the finished hold-out images as they are now. The same job if one is open."""
        model = model_for(request, model_id, at_least=Role.MANAGER)
        return accepted(evaluations.start_measuring(model, by=person(request)))


def _chosen(known: list[Evaluation], wanted: int | None) -> Evaluation | None:
    if wanted is None:
        return known[0] if known else None
    found = next((row for row in known if row.pk == wanted), None)
    if found is None:
        raise NotFound
    return found


def _pair(request: Request, model: ModelVersion, before: int) -> tuple[Evaluation, Evaluation]:
    return evaluations.pair_of(model_for(request, before), model)
