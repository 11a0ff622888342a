"""What was judged in the crop gallery. To look at."""

from django.contrib import admin

from annotator.admin.site import ReadOnly, site
from annotator.models import CropPage, CropReview, RejectedSuggestion


@admin.register(CropPage, site=site)
class CropPageAdmin(ReadOnly):
    list_display = ("__str__", "project", "threshold", "planted", "planted_found", "created_at", "answered_at")
    list_filter = ("project",)
    list_select_related = ("project", "category", "person")


@admin.register(CropReview, site=site)
class CropReviewAdmin(ReadOnly):
    list_display = ("image", "category", "model_version", "threshold")
    list_select_related = ("image", "category", "model_version")
    search_fields = ("image__file_name",)


@admin.register(RejectedSuggestion, site=site)
class RejectedSuggestionAdmin(ReadOnly):
    list_display = ("image", "category", "x1", "y1", "x2", "y2")
    list_select_related = ("image", "category")
    search_fields = ("image__file_name",)
