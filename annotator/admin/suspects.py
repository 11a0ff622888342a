"""What models doubted, and what people said of it. To look at."""

from django.contrib import admin

from annotator.admin.site import ReadOnly, site
from annotator.models import Suspect


@admin.register(Suspect, site=site)
class SuspectAdmin(ReadOnly):
    list_display = ("__str__", "category", "doubt", "state", "answer", "answered_by", "created_at")
    list_filter = ("project", "kind", "state")
    list_select_related = ("image", "category", "answered_by")
    search_fields = ("image__file_name",)
