"""What trainings said of themselves, to look at."""

from django.contrib import admin

from annotator.admin.site import ReadOnly, site
from annotator.models import TrainingEpoch, TrainingRun


@admin.register(TrainingRun, site=site)
class TrainingRunAdmin(ReadOnly):
    list_display = ("job", "facts")
    list_filter = ("job__project",)
    list_select_related = ("job",)


@admin.register(TrainingEpoch, site=site)
class TrainingEpochAdmin(ReadOnly):
    list_display = ("run", "number", "created_at")
    list_filter = ("run__job__project",)
    list_select_related = ("run__job",)
