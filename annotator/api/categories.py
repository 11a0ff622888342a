"""What boxes can be."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import Strict, checked
from annotator.api.permissions import category_for, project_for
from annotator.models import Category, Role
from annotator.services import categories, statistics


class CategorySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="category.id")
    name = serializers.CharField(source="category.name")
    color = serializers.CharField(source="category.color", help_text="#rrggbb")
    hotkey = serializers.CharField(source="category.hotkey", help_text="A digit, or nothing.")
    archived = serializers.BooleanField(source="category.archived", help_text="Its boxes stay; no new ones are drawn.")
    coco_id = serializers.IntegerField(source="category.coco_id", help_text="Its id in COCO exports; never changes.")
    box_count = serializers.IntegerField()


class CategoryListSerializer(serializers.Serializer[Any]):
    results = CategorySerializer(many=True)


class NewCategorySerializer(Strict):
    name = serializers.CharField(max_length=100)
    color = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False, help_text="#rrggbb; by default the next.")
    hotkey = serializers.RegexField(r"^[0-9]?$", required=False, allow_blank=True)


class CategoryChangeSerializer(NewCategorySerializer):
    archived = serializers.BooleanField()


class CategoriesView(APIView):
    @extend_schema(operation_id="list_categories", responses=CategoryListSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """In the order of their COCO ids, archived ones too."""
        project = project_for(request, project_id)
        rows = statistics.counted_categories(project.categories.all())
        return Response({"results": CategorySerializer(rows, many=True).data})

    @extend_schema(operation_id="add_category", request=NewCategorySerializer, responses={201: CategorySerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Add a category; colour and key are the next free ones unless given."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        category = categories.add_category(project, **checked(NewCategorySerializer, request.data))
        return Response(_category(category), status=201)


class CategoryView(APIView):
    @extend_schema(
        operation_id="change_category",
        request=CategoryChangeSerializer(partial=True),
        responses=CategorySerializer,
    )
    def patch(self, request: Request, category_id: int) -> Response:
        """A category is archived rather than deleted: its boxes stay."""
        category = category_for(request, category_id, at_least=Role.MANAGER)
        changes = checked(CategoryChangeSerializer, request.data, partial=True)
        return Response(_category(categories.update_category(category, **changes)))


def _category(category: Category) -> Any:
    [counted] = statistics.counted_categories(Category.objects.filter(pk=category.pk))
    return CategorySerializer(counted).data
