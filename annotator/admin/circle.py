"""What moves the loop: projects, models and jobs, with the steps that somebody may start."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from annotator.admin.site import AnyAdmin, Changeable, ReadOnly, site
from annotator.errors import AnnotatorError
from annotator.models import Job, JobEvent, ModelVersion, Project
from annotator.services import deletion, exports, jobs, loop

if TYPE_CHECKING:  # Generic for the type checker only.
    EventInline = admin.TabularInline[JobEvent, Job]
else:
    EventInline = admin.TabularInline

Step = Callable[[Any, User], Job | None]


def _for_each(model_admin: AnyAdmin, request: HttpRequest, rows: QuerySet[Any], step: Step) -> None:
    """Take the step for each row, and say of each what came of it, with a link to its job."""
    for row in rows:
        try:
            job = step(row, request.user)  # type: ignore[arg-type]
        except AnnotatorError as error:
            model_admin.message_user(request, f"{row}: {error.message} {error.hint}", messages.ERROR)
        else:
            model_admin.message_user(request, _done(row, job), messages.SUCCESS)


def _done(row: Model, job: Job | None) -> str:
    if job is None:
        return f"{row}: done."
    return format_html('{}: <a href="{}">{} (job {})</a>.', row, _address(job), job.get_kind_display(), job.pk)


def _address(row: Model) -> str:
    return reverse(f"{site.name}:annotator_{row._meta.model_name}_change", args=[row.pk])


@admin.register(Project, site=site)
class ProjectAdmin(Changeable):
    list_display = ("name", "detector_kind", "acquisition", "auto_train", "created_at", "created_by")
    search_fields = ("name",)
    readonly_fields = ("created_at", "created_by")
    actions = ("retrain_now", "pre_label_open_images", "export_coco")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def delete_model(self, request: HttpRequest, obj: Project) -> None:
        deletion.delete_project(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        for project in queryset:
            deletion.delete_project(project)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[Any], list[Any]]:
        """All that is in a project goes with it; who may delete the project needs no leave for each part."""
        return [str(project) for project in objs], {"projects": len(objs)}, set(), []

    @admin.action(description="Retrain now", permissions=["change"])
    def retrain_now(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        _for_each(self, request, queryset, lambda project, user: loop.start_training(project, by=user))

    @admin.action(description="Pre-label open images", permissions=["change"])
    def pre_label_open_images(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        _for_each(self, request, queryset, lambda project, user: loop.start_prediction(project, by=user))

    @admin.action(description="Export COCO", permissions=["change"])
    def export_coco(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        _for_each(self, request, queryset, lambda project, user: exports.start_export(project, by=user))


@admin.register(ModelVersion, site=site)
class ModelVersionAdmin(Changeable):
    list_display = ("__str__", "project", "origin", "kind", "mode", "is_active", "created_at", "promotion_note")
    list_filter = ("is_active", "origin", "mode", "project")
    list_select_related = ("project",)
    readonly_fields = tuple(field.name for field in ModelVersion._meta.concrete_fields)
    actions = ("promote", "roll_back")

    @admin.action(description="Promote", permissions=["change"])
    def promote(self, request: HttpRequest, queryset: QuerySet[ModelVersion]) -> None:
        _for_each(self, request, queryset.select_related("project"), _promote)

    @admin.action(description="Roll back", permissions=["change"])
    def roll_back(self, request: HttpRequest, queryset: QuerySet[ModelVersion]) -> None:
        owners = Project.objects.filter(pk__in=queryset.values("project"))
        _for_each(self, request, owners, _roll_back)


def _promote(model: ModelVersion, user: User) -> Job | None:
    loop.promote(model, by=user)
    return _newest_job(model.project)


def _roll_back(project: Project, user: User) -> Job | None:
    loop.roll_back(project, by=user)
    return _newest_job(project)


def _newest_job(project: Project) -> Job | None:
    """The pre-labelling that the new model was given, if open images were left for it."""
    return project.jobs.filter(kind=Job.Kind.PREDICT, state__in=jobs.OPEN).order_by("-id").first()


class JobEventInline(EventInline):
    model = JobEvent
    fields = readonly_fields = ("at", "state", "note")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Job, site=site)
class JobAdmin(Changeable):
    list_display = ("__str__", "kind", "state", "progress", "attempt", "created_by", "created_at", "finished_at")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project", "created_by")
    readonly_fields = tuple(field.name for field in Job._meta.concrete_fields)
    inlines = (JobEventInline,)
    actions = ("cancel",)

    @admin.action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        for job in queryset:
            jobs.request_cancel(job)
        self.message_user(request, "Waiting jobs are cancelled; running ones stop at their next step.")


@admin.register(JobEvent, site=site)
class JobEventAdmin(ReadOnly):
    list_display = ("job", "at", "state", "note")
    list_select_related = ("job__project",)
