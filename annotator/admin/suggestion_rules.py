"""Which categories are suggested, and who or what decided it. To look at."""

from django.contrib import admin

from annotator.admin.site import ReadOnly, site
from annotator.models import SuggestionRule


@admin.register(SuggestionRule, site=site)
class SuggestionRuleAdmin(ReadOnly):
    list_display = ("category", "rule", "model_version", "decided_by", "reason", "created_at")
    list_filter = ("rule", "category__project")
    list_select_related = ("category", "model_version", "decided_by")
