"""The queue's batches, what was asked of people and why, and who is at which image now. To look at."""

from django.contrib import admin

from annotator.admin.site import ReadOnly, site
from annotator.models import Descriptor, Presence, QueueBatch, QueueEntry


@admin.register(QueueBatch, site=site)
class QueueBatchAdmin(ReadOnly):
    list_display = ("__str__", "project", "phase", "model_version", "informativeness_weight", "pool", "created_at")
    list_filter = ("phase", "project")
    list_select_related = ("project", "model_version__project")


@admin.register(QueueEntry, site=site)
class QueueEntryAdmin(ReadOnly):
    list_display = ("batch", "position", "image", "share", "selection_probability", "reason")
    list_filter = ("share", "reason_code")
    list_select_related = ("batch__project", "image")
    search_fields = ("image__file_name",)


@admin.register(Descriptor, site=site)
class DescriptorAdmin(ReadOnly):
    list_display = ("image",)
    list_select_related = ("image",)
    search_fields = ("image__file_name",)
    exclude = ("values",)


@admin.register(Presence, site=site)
class PresenceAdmin(ReadOnly):
    list_display = ("image", "user", "seen_at")
    list_select_related = ("image", "user")
    search_fields = ("image__file_name", "user__username")
