"""What is in the projects: images, boxes, history. To look at; images may be deleted whole."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from annotator.admin.site import Changeable, ReadOnly, site
from annotator.models import (
    Box,
    Category,
    Comment,
    DatasetVersion,
    Evaluation,
    Export,
    Image,
    Prediction,
    Promotion,
    Revision,
)
from annotator.services import categories, images


@admin.register(Category, site=site)
class CategoryAdmin(Changeable):
    list_display = ("name", "project", "color", "hotkey", "archived", "coco_id")
    list_filter = ("archived", "project")
    search_fields = ("name",)
    readonly_fields = ("project", "coco_id")

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        categories.update_category(obj, **{name: form.cleaned_data[name] for name in form.changed_data})


@admin.register(Image, site=site)
class ImageAdmin(ReadOnly):
    list_display = ("file_name", "project", "state", "split", "box_count", "revision", "width", "height", "created_at")
    list_filter = ("state", "split", "project")
    list_select_related = ("project",)
    search_fields = ("file_name", "sha256")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        images.delete_image(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            images.delete_image(image)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[Any], list[Any]]:
        """Its boxes and its history go with it; nobody may delete those alone."""
        return [str(image) for image in objs], {"images": len(objs)}, set(), []


@admin.register(Box, site=site)
class BoxAdmin(ReadOnly):
    list_display = ("image", "category", "x1", "y1", "x2", "y2", "origin", "score")
    list_filter = ("origin",)
    list_select_related = ("image", "category")
    search_fields = ("key", "image__file_name")


@admin.register(Revision, site=site)
class RevisionAdmin(ReadOnly):
    list_display = ("image", "number", "kind", "state", "author", "created_at")
    list_filter = ("kind",)
    list_select_related = ("image", "author")
    search_fields = ("image__file_name", "author__username")


@admin.register(Comment, site=site)
class CommentAdmin(ReadOnly):
    list_display = ("image", "author", "text", "created_at", "resolved_at")
    list_select_related = ("image", "author")
    search_fields = ("text", "image__file_name", "author__username")


@admin.register(Prediction, site=site)
class PredictionAdmin(ReadOnly):
    list_display = ("image", "model_version", "value", "predicted_seconds", "manual_seconds", "created_at")
    list_select_related = ("image", "model_version")
    search_fields = ("image__file_name",)
    exclude = ("embedding",)


@admin.register(DatasetVersion, site=site)
class DatasetVersionAdmin(ReadOnly):
    list_display = ("project", "number", "counts", "created_at", "sha256")
    list_filter = ("project",)
    list_select_related = ("project",)


@admin.register(Evaluation, site=site)
class EvaluationAdmin(ReadOnly):
    list_display = ("model_version", "dataset_version", "images", "boxes", "created_at")
    list_filter = ("model_version__project",)
    list_select_related = ("model_version", "dataset_version__project")


@admin.register(Promotion, site=site)
class PromotionAdmin(ReadOnly):
    list_display = ("project", "model_version", "replaced", "promoted_by", "note", "created_at")
    list_filter = ("project",)
    list_select_related = ("project", "model_version", "replaced", "promoted_by")


@admin.register(Export, site=site)
class ExportAdmin(ReadOnly):
    list_display = ("file_name", "project", "format", "byte_size", "created_by", "created_at")
    list_filter = ("format", "project")
    list_select_related = ("project", "created_by")
