"""Saved views, and what was done to many images at once. To look at."""

from django.contrib import admin

from annotator.admin.site import ReadOnly, site
from annotator.models import BulkAction, SavedView


@admin.register(SavedView, site=site)
class SavedViewAdmin(ReadOnly):
    list_display = ("name", "project", "owner", "is_shared")
    list_filter = ("project", "is_shared")
    list_select_related = ("project", "owner")


@admin.register(BulkAction, site=site)
class BulkActionAdmin(ReadOnly):
    list_display = ("action", "project", "author", "report", "created_at")
    list_filter = ("action", "project")
    list_select_related = ("project", "author")
    exclude = ("images",)  # As many numbers as there are images.
