"""The assist ledger: whether suggestions save time, and which categories are suggested."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import Strict, checked
from annotator.api.permissions import category_for, person, project_for, role_of
from annotator.models import Role, SuggestionRule
from annotator.services import ledger, showing


class SavingSerializer(serializers.Serializer[Any]):
    """Over the images with suggestions whose seconds were measured. Bounds are of the 95 % interval."""

    images = serializers.IntegerField(help_text="With suggestions.")
    compared = serializers.IntegerField(help_text="Without, that they are compared with.")
    seconds = serializers.FloatField(help_text="Mean of an image with suggestions.")
    by_hand = serializers.FloatField(help_text="What the same images would have taken without, each.")
    by_hand_low = serializers.FloatField()
    by_hand_high = serializers.FloatField()
    saved = serializers.FloatField(help_text="Seconds in all; below 0 where suggestions cost more than they saved.")
    low = serializers.FloatField()
    high = serializers.FloatField()
    share = serializers.FloatField(help_text="Saved, of what it would have taken by hand.")


class FatesSerializer(serializers.Serializer[Any]):
    images = serializers.IntegerField(help_text="Finished, with suggestions.")
    suggestions = serializers.IntegerField(help_text="That people saw.")
    kept = serializers.IntegerField()
    moved = serializers.IntegerField()
    relabelled = serializers.IntegerField(help_text="Whether they were moved as well or not.")
    deleted = serializers.IntegerField(help_text="Rejected, or left out.")
    added = serializers.IntegerField(help_text="Boxes that people drew beside them.")


class ModelFatesSerializer(FatesSerializer):
    model = serializers.IntegerField()
    number = serializers.IntegerField()


class LedgerFiguresSerializer(serializers.Serializer[Any]):
    aided = serializers.IntegerField(help_text="Finished images with suggestions.")
    unaided = serializers.IntegerField(help_text="Finished images without.")
    blind = serializers.IntegerField(help_text="Of these, drawn by lot to have none.")
    saving = SavingSerializer(allow_null=True, help_text="Null while no image with suggestions was measured.")
    text = serializers.CharField(help_text="The same in words.")
    models = ModelFatesSerializer(many=True, help_text="The newest first. The project's, for managers only.")


class SpreadSerializer(serializers.Serializer[Any]):
    """Between people, without names."""

    people = serializers.IntegerField()
    kept = serializers.ListField(
        child=serializers.FloatField(),
        min_length=3,
        max_length=3,
        help_text="Quartiles of the share of suggestions that people keep.",
    )


class WorthSerializer(serializers.Serializer[Any]):
    """Seconds that one suggestion saves; below 0 where it costs more. Bounds are of the 95 % interval."""

    suggestions = serializers.IntegerField()
    images = serializers.IntegerField()
    seconds = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class LedgerCategorySerializer(FatesSerializer):
    """Suggestions of the model in use, and of its adaptations."""

    category = serializers.IntegerField()
    worth = WorthSerializer(allow_null=True)
    rule = serializers.ChoiceField(SuggestionRule.Rule.choices, help_text="What a manager decided.")
    is_hidden = serializers.BooleanField(help_text="Nobody is shown suggestions of it.")
    reason = serializers.CharField(help_text="Why, in words; empty where it is not hidden.")


class LedgerSerializer(serializers.Serializer[Any]):
    everybody = LedgerFiguresSerializer()
    mine = LedgerFiguresSerializer(help_text="Of the person who asks.")
    spread = SpreadSerializer(allow_null=True, help_text="Null while there are too few people to stay unknown.")
    categories = LedgerCategorySerializer(many=True)
    newest = serializers.IntegerField(help_text="So many finished images are looked at, at most.")


class SuggestionRuleSerializer(Strict):
    rule = serializers.ChoiceField(SuggestionRule.Rule.choices)


class LedgerView(APIView):
    @extend_schema(operation_id="read_ledger", responses=LedgerSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """What became of suggestions, what they saved, and which categories are hidden because they cost time."""
        project = project_for(request, project_id)
        is_manager = role_of(request, project) == Role.MANAGER
        return Response(asdict(ledger.ledger_of(project, person(request), is_manager=is_manager)))


class SuggestionRuleView(APIView):
    @extend_schema(operation_id="decide_suggestions", request=SuggestionRuleSerializer, responses={204: None})
    def put(self, request: Request, category_id: int) -> Response:
        """Suggest the category whatever the ledger finds, do not suggest it, or leave it to the ledger again."""
        category = category_for(request, category_id, at_least=Role.MANAGER)
        showing.decide(category, rule=checked(SuggestionRuleSerializer, request.data)["rule"], by=person(request))
        return Response(status=204)
