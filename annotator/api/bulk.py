"""One thing done to many images: what it would do, and doing it."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import accumulate
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import OpenObject, RowId, Strict, checked
from annotator.api.image_filters import ImageQuery, filter_of
from annotator.api.permissions import person, project_for, require_role
from annotator.errors import NotThere, SelectionChanged, SplitIsFrozen
from annotator.models import BulkAction, Project, Role
from annotator.services import bulk, finding, loop
from annotator.services.finding import ORDERINGS

MOST_IMAGES = 200_000  # In one action.
NEWEST = 30  # Shown of what was done.
WANTS_CATEGORY = (BulkAction.Action.RELABEL, BulkAction.Action.DELETE_BOXES)
Action = BulkAction.Action


class SelectionSerializer(Strict):
    # Which images: some by number, or all that the filters find at this moment.

    steps = serializers.ListField(
        child=serializers.IntegerField(),
        max_length=MOST_IMAGES,
        required=False,
        help_text="Ids, each as the difference to the one before; the first to 0.",
    )
    filters = ImageQuery(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise ValidationError("Name either the images, by `steps`, or `filters` that find them.")
        return attrs


class BulkRequestSerializer(Strict):
    action = serializers.ChoiceField(Action.choices)
    selection = SelectionSerializer(required=False, help_text="Not for an undo: that takes the images of then.")
    category = RowId(required=False, help_text="Whose boxes change, for relabel and delete_boxes.")
    to = RowId(required=False, help_text="The category that they get, for relabel.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="For skip and review.")
    undoes = serializers.UUIDField(required=False, help_text="What to take back, for undo.")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and data.get("action") == "move_split":
            raise SplitIsFrozen(
                "Images stay on their side of the split: a model that was trained on an image cannot be measured on it."
            )
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        action = attrs["action"]
        wanted = {
            "selection": action != Action.UNDO,
            "undoes": action == Action.UNDO,
            "category": action in WANTS_CATEGORY,
            "to": action == Action.RELABEL,
        }
        for name, is_wanted in wanted.items():
            if is_wanted != (name in attrs):
                raise ValidationError({name: [f"This {'must' if is_wanted else 'cannot'} be given for {action}."]})
        return attrs


class NewBulkActionSerializer(BulkRequestSerializer):
    id = serializers.UUIDField(help_text="Made by the client: a repeated request finds what the first one did.")
    count = serializers.IntegerField(
        required=False, help_text="How many images the person has confirmed; another number is refused."
    )


class BulkPreviewSerializer(serializers.Serializer[Any]):
    selected = serializers.IntegerField(help_text="Images.")
    images = serializers.IntegerField(help_text="Of those, would change.")
    boxes = serializers.IntegerField(help_text="Would change with them.")
    empty = serializers.IntegerField(help_text="Images that would change and have no box.")
    unchanged = serializers.IntegerField(help_text="Images where there is nothing to do.")
    left_alone = serializers.IntegerField(help_text="Images that somebody else has open.")


class BulkActionSerializer(serializers.ModelSerializer[BulkAction]):
    images = serializers.SerializerMethodField(help_text="How many were selected.")
    author = serializers.CharField(source="author.username", allow_null=True, default=None)
    params = OpenObject()
    report = OpenObject(allow_null=True, help_text="Images: changed, unchanged, left_alone; and boxes.")
    job = serializers.IntegerField(source="job_id", allow_null=True, help_text="Where it is done, if not at once.")
    undoes = serializers.UUIDField(source="undoes_id", allow_null=True)
    is_undone = serializers.SerializerMethodField()

    class Meta:
        model = BulkAction
        fields = (
            "id", "action", "images", "author", "params", "report", "job", "undoes", "is_undone", "created_at",
            "finished_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_images(self, row: BulkAction) -> int:
        return len(row.images)

    def get_is_undone(self, row: BulkAction) -> bool:
        return row.undone_by.exists()


class BulkActionListSerializer(serializers.Serializer[Any]):
    results = BulkActionSerializer(many=True)


class BulkActionsView(APIView):
    @extend_schema(operation_id="list_bulk_actions", responses=BulkActionListSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The newest thirty."""
        rows = project_for(request, project_id).bulk_actions.select_related("author").order_by("-created_at")[:NEWEST]
        return Response({"results": BulkActionSerializer(rows, many=True).data})

    @extend_schema(
        operation_id="start_bulk_action",
        request=NewBulkActionSerializer,
        responses={201: BulkActionSerializer, 202: BulkActionSerializer},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Up to 200 images are done in the answer (201); more are a job (202). Each image gets one revision."""
        project = project_for(request, project_id, at_least=Role.ANNOTATOR)
        values = checked(NewBulkActionSerializer, request.data)
        action = _action(request, project, values)
        if values.get("count", len(action.images)) != len(action.images):
            raise SelectionChanged(
                f"{values['count']:,} images were confirmed, and there are {len(action.images):,} by now.",
                count=len(action.images),
            )
        done = bulk.start(action)
        if done.job_id is None:
            loop.after_bulk(done)
        return Response(BulkActionSerializer(done).data, status=201 if done.job_id is None else 202)


class BulkPreviewView(APIView):
    @extend_schema(
        operation_id="preview_bulk_action", request=BulkRequestSerializer, responses={200: BulkPreviewSerializer}
    )
    def post(self, request: Request, project_id: int) -> Response:
        """What it would do now. Changes nothing."""
        project = project_for(request, project_id, at_least=Role.ANNOTATOR)
        values = checked(BulkRequestSerializer, request.data)
        action = _action(request, project, values)
        query = values.get("selection", {}).get("filters")
        found = None if query is None else finding.find_images(project, filter_of(query))
        return Response({"selected": len(action.images), **asdict(bulk.preview(action, found))})


def _action(request: Request, project: Project, values: Mapping[str, Any]) -> BulkAction:
    """Not kept yet, but allowed and checked."""
    action = BulkAction(
        project=project,
        author=person(request),
        action=values["action"],
        params={name: values[name] for name in ("category", "to", "reason") if name in values},
    )
    if "id" in values:
        action.pk = values["id"]
    if "undoes" in values:
        action.undoes = project.bulk_actions.select_related("job").filter(pk=values["undoes"]).first()
        if action.undoes is None:
            raise NotThere("There is no such action in this project.", field="undoes")
    require_role(request, project, bulk.role_for(action))
    bulk.check(action)
    action.images = action.undoes.images if action.undoes else _selected(project, values["selection"])
    return action


def _selected(project: Project, selection: Mapping[str, Any]) -> list[int]:
    """Ids of this project alone, each once."""
    if "filters" in selection:
        query = selection["filters"]
        images = finding.find_images(project, filter_of(query))
        return finding.ids_of(finding.in_order(images, query.get("ordering", ORDERINGS[0])))
    ids = list(dict.fromkeys(accumulate(selection["steps"])))
    known = finding.known_ids(project, ids)
    return [number for number in ids if number in known]
