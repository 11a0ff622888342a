"""Labels that a model doubts, and random samples of all labels and images: asked one by one, answered with one key."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.crops import CropImageSerializer, crop_image
from annotator.api.fields import RowId, Strict, checked, checked_query
from annotator.api.jobs import JobSerializer
from annotator.api.permissions import person, project_for, suspect_for
from annotator.models import Job, Suspect
from annotator.services import suspect_answers, suspect_audit, suspect_words, suspects


class SuspectFilters(Strict):
    kind = serializers.ChoiceField(Suspect.Kind.choices, required=False)
    category = RowId(required=False)
    skipped = serializers.BooleanField(default=False, help_text="Those that were passed over.")


class PlacedSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField()
    box = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4, help_text="x1, y1, x2, y2")


class SeenSerializer(PlacedSerializer):
    confidence = serializers.FloatField(help_text="The probability that it is right, 0 to 1.")


class SuspectSerializer(serializers.ModelSerializer[Suspect]):
    """A question. One of a random sample carries nothing of what a model saw."""

    image = serializers.SerializerMethodField()
    drawn = serializers.SerializerMethodField(help_text="Null where an object is or may be missing.")
    seen = serializers.SerializerMethodField(help_text="What the model sees; null where it sees nothing.")
    why = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField(help_text="That the question takes.")

    class Meta:
        model = Suspect
        fields = ("id", "kind", "state", "answer", "category", "image", "box_key", "drawn", "seen", "why", "answers")
        read_only_fields = fields

    @extend_schema_field(CropImageSerializer)
    def get_image(self, suspect: Suspect) -> dict[str, Any]:
        return crop_image(suspect.image)

    @extend_schema_field(PlacedSerializer(allow_null=True))
    def get_drawn(self, suspect: Suspect) -> dict[str, Any] | None:
        label = suspect.label
        return {"category": label["category"], "box": suspects.corners(label)} if label else None

    @extend_schema_field(SeenSerializer(allow_null=True))
    def get_seen(self, suspect: Suspect) -> dict[str, Any] | None:
        seen = suspect.seen
        return {name: seen[name] for name in ("category", "box", "confidence")} if seen else None

    @extend_schema_field(serializers.CharField())
    def get_why(self, suspect: Suspect) -> str:
        return suspect_words.why(suspect)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Suspect.Answer.choices)))
    def get_answers(self, suspect: Suspect) -> list[str]:
        return list(suspect_answers.possible(suspect))


class AskedSerializer(serializers.Serializer[Any]):
    suspect = SuspectSerializer()
    around = PlacedSerializer(many=True, help_text="The other boxes near by; of a whole image, all.")


class KindSuspectsSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(Suspect.Kind.choices)
    open = serializers.IntegerField()


class CategorySuspectsSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField()
    open = serializers.IntegerField()


class EstimateSerializer(serializers.Serializer[Any]):
    sample = serializers.IntegerField(help_text="Labels or images that were drawn at random.")
    judged = serializers.IntegerField()
    wrong = serializers.IntegerField(help_text="Of the judged ones.")
    passed = serializers.IntegerField(help_text="That nobody could judge.")
    rate = serializers.FloatField(allow_null=True, help_text="Share of the wrong ones, 0 to 1.")
    low = serializers.FloatField(allow_null=True, help_text="Of the 95 % interval.")
    high = serializers.FloatField(allow_null=True)


class SuspectsSerializer(serializers.Serializer[Any]):
    questions = AskedSerializer(many=True, help_text="The next ones, the worst first.")
    kinds = KindSuspectsSerializer(many=True)
    categories = CategorySuspectsSerializer(many=True)
    open = serializers.IntegerField()
    right = serializers.IntegerField()
    wrong = serializers.IntegerField()
    skipped = serializers.IntegerField()
    estimate = EstimateSerializer(help_text="How many labels are wrong.")
    incomplete = EstimateSerializer(help_text="How many finished images lack an object.")
    job = JobSerializer(allow_null=True, help_text="The last look for wrong labels.")


class SuspectAnswerSerializer(Strict):
    answer = serializers.ChoiceField(Suspect.Answer.choices)
    category = RowId(required=False, help_text="What the box is; by default what the model says.")


class AnsweredSerializer(serializers.Serializer[Any]):
    suspect = SuspectSerializer()
    revision = serializers.IntegerField(allow_null=True, help_text="That the image has now, where it was changed.")


class SuspectsView(APIView):
    @extend_schema(operation_id="list_suspects", parameters=[SuspectFilters], responses=SuspectsSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The next questions, how many there are, and what the random samples say of the others."""
        project = project_for(request, project_id)
        query = checked_query(SuspectFilters, request)
        asked = suspects.next_questions(
            project, kind=query.get("kind"), category_id=query.get("category"), skipped=query["skipped"]
        )
        counts = suspects.counts(project)
        answer = {
            "questions": [{"suspect": row.suspect, "around": [_placed(box) for box in row.around]} for row in asked],
            "kinds": [{"kind": kind, "open": counts.kinds.get(kind, 0)} for kind in Suspect.Kind],
            "categories": [{"category": id_, "open": rows} for id_, rows in sorted(counts.categories.items())],
            "open": counts.open,
            "right": counts.right,
            "wrong": counts.wrong,
            "skipped": counts.skipped,
            "estimate": suspect_audit.estimate(project),
            "incomplete": suspect_audit.estimate(project, Suspect.Kind.INCOMPLETE),
            "job": project.jobs.filter(kind=Job.Kind.SUSPECTS).order_by("-id").first(),
        }
        return Response(SuspectsSerializer(answer).data)


class SuspectAnswerView(APIView):
    @extend_schema(operation_id="answer_suspect", request=SuspectAnswerSerializer, responses=AnsweredSerializer)
    def post(self, request: Request, suspect_id: int) -> Response:
        """Say what is so, and have it mended. The same answer again changes nothing."""
        suspect = suspect_for(request, suspect_id)
        given = checked(SuspectAnswerSerializer, request.data)
        answered = suspect_answers.answer(
            suspect, by=person(request), answer=given["answer"], category_id=given.get("category")
        )
        return Response(AnsweredSerializer(answered).data)


class SuspectUndoView(APIView):
    @extend_schema(operation_id="undo_suspect", request=None, responses=AnsweredSerializer)
    def post(self, request: Request, suspect_id: int) -> Response:
        """Take an answer back: the box is as it was, and the question open again."""
        answered = suspect_answers.undo(suspect_for(request, suspect_id), by=person(request))
        return Response(AnsweredSerializer(answered).data)


def _placed(row: list[float]) -> dict[str, Any]:
    return {"category": row[0], "box": row[1:]}
