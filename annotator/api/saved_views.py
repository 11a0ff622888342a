"""Views of the gallery under a name."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import Strict, checked
from annotator.api.image_filters import ImageQuery
from annotator.api.permissions import person, project_for, require_role, saved_view_for
from annotator.models import Role, SavedView
from annotator.services import saved_views


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    owner = serializers.CharField(source="owner.username")
    query = serializers.DictField(child=serializers.CharField())
    is_own = serializers.SerializerMethodField(help_text="Whoever asks made it.")

    class Meta:
        model = SavedView
        fields = ("id", "name", "query", "owner", "is_own", "is_shared")
        read_only_fields = fields

    def get_is_own(self, view: SavedView) -> bool:
        return bool(view.owner_id == self.context["user"].pk)


class SavedViewListSerializer(serializers.Serializer[Any]):
    results = SavedViewSerializer(many=True)


class NewSavedViewSerializer(Strict):
    name = serializers.CharField(max_length=100)
    query = serializers.DictField(
        child=serializers.CharField(max_length=4000, allow_blank=True),
        help_text="Filters and `ordering`, as `GET …/images` takes them.",
    )
    is_shared = serializers.BooleanField(required=False, help_text="With the whole project; managers only.")

    def validate_query(self, query: dict[str, str]) -> dict[str, str]:
        checked(ImageQuery, query)
        return query


class SavedViewsView(APIView):
    @extend_schema(operation_id="list_saved_views", responses=SavedViewListSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """One's own and the shared ones, by name."""
        rows = saved_views.visible(project_for(request, project_id), person(request))
        return Response({"results": [_shown(view, request) for view in rows]})

    @extend_schema(operation_id="save_view", request=NewSavedViewSerializer, responses={201: SavedViewSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Keep filters and an order."""
        project = project_for(request, project_id)
        values = checked(NewSavedViewSerializer, request.data)
        if values.get("is_shared"):
            require_role(request, project, Role.MANAGER)
        view = saved_views.add(
            project,
            owner=person(request),
            name=values["name"],
            query=values["query"],
            is_shared=values.get("is_shared", False),
        )
        return Response(_shown(view, request), status=201)


class SavedViewView(APIView):
    @extend_schema(operation_id="change_saved_view", request=NewSavedViewSerializer, responses=SavedViewSerializer)
    def patch(self, request: Request, view_id: int) -> Response:
        """One's own; managers change shared ones too, and only they share."""
        values = checked(NewSavedViewSerializer, request.data, partial=True)
        view = _changeable(request, view_id, is_sharing=bool(values.get("is_shared")))
        return Response(_shown(saved_views.change(view, values), request))

    @extend_schema(operation_id="delete_saved_view", responses={204: None})
    def delete(self, request: Request, view_id: int) -> Response:
        """One's own; managers delete shared ones too."""
        _changeable(request, view_id).delete()
        return Response(status=204)


def _changeable(request: Request, view_id: int, *, is_sharing: bool = False) -> SavedView:
    view = saved_view_for(request, view_id)
    is_own = view.owner_id == person(request).pk
    if not is_own and not view.is_shared:
        raise NotFound
    if is_sharing or not is_own:
        saved_view_for(request, view_id, at_least=Role.MANAGER)
    return view


def _shown(view: SavedView, request: Request) -> Any:
    return SavedViewSerializer(view, context={"user": person(request)}).data
