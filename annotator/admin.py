"""The site admin: browse everything, change what may be changed, start the steps of the loop.

Rows that are written once offer no change here either: the history of a
project is worth nothing when an administrator can rewrite it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from sesame.utils import get_query_string

from annotator.errors import AnnotatorError
from annotator.models import (
    ApiToken,
    Box,
    Category,
    DatasetVersion,
    Export,
    Image,
    Job,
    JobEvent,
    Membership,
    ModelVersion,
    Prediction,
    Project,
    Promotion,
    Revision,
)
from annotator.services import categories, exports, images, jobs, loop, projects

if TYPE_CHECKING:  # Generic for the type checker only.
    AnyAdmin = admin.ModelAdmin[Any]
    EventInline = admin.TabularInline[JobEvent, Job]
    UsersAdmin = UserAdmin[User]
else:
    AnyAdmin = admin.ModelAdmin
    EventInline = admin.TabularInline
    UsersAdmin = UserAdmin


class Site(admin.AdminSite):
    site_title = site_header = "Boxloop"
    index_title = "Administration"
    site_url = "/"

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One door, where guesses are counted: the sign-in page of the app."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = request.GET.get("next", reverse(f"{self.name}:index"))
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': target})}")


site = Site()


class ReadOnly(AnyAdmin):
    """To look at. What only grows, or is written once, has no buttons here."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Changeable(ReadOnly):
    """Fields in `readonly_fields` stay as they are; the others may be changed by those who have the right."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)


class Superusers:
    """Rights are given by superusers only: staff who could change them could give themselves all of them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


Deletion = tuple[list[Any], dict[Any, int], set[Any], list[Any]]  # What goes, how many, which right lacks, what stays.
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
        projects.delete_project(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        for project in queryset:
            projects.delete_project(project)

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


@admin.register(Category, site=site)
class CategoryAdmin(Changeable):
    list_display = ("name", "project", "color", "hotkey", "archived", "coco_id")
    list_filter = ("archived", "project")
    search_fields = ("name",)
    readonly_fields = ("project", "coco_id")

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        categories.update_category(obj, **{name: form.cleaned_data[name] for name in form.changed_data})


@admin.register(Membership, site=site)
class MembershipAdmin(Superusers, AnyAdmin):
    list_display = ("user", "project", "role")
    list_filter = ("role", "project")
    list_select_related = ("user", "project")
    search_fields = ("user__username", "project__name")


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


@admin.register(Prediction, site=site)
class PredictionAdmin(ReadOnly):
    list_display = ("image", "model_version", "value", "created_at")
    list_select_related = ("image", "model_version")
    search_fields = ("image__file_name",)


@admin.register(DatasetVersion, site=site)
class DatasetVersionAdmin(ReadOnly):
    list_display = ("project", "number", "counts", "created_at", "sha256")
    list_filter = ("project",)
    list_select_related = ("project",)


@admin.register(ModelVersion, site=site)
class ModelVersionAdmin(Changeable):
    list_display = ("__str__", "project", "origin", "kind", "is_active", "created_at", "promotion_note")
    list_filter = ("is_active", "origin", "project")
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


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(Superusers, ReadOnly):
    """Can be taken away. The secret is nowhere, and its digest is nobody's business."""

    list_display = ("name", "user", "created_at", "expires_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    exclude = ("digest",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User, site=site)
class PersonAdmin(Superusers, UsersAdmin):
    actions = ("make_sign_in_link",)

    @admin.action(description="Make a sign-in link", permissions=["change"])
    def make_sign_in_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For somebody without a password, or who forgot it. It works once, for a day."""
        for user in queryset.filter(is_active=True):
            link = request.build_absolute_uri(f"/sign-in/link{get_query_string(user)}")
            self.message_user(request, f"{user} can sign in once with {link}")


@admin.register(Group, site=site)
class RightsAdmin(Superusers, GroupAdmin):
    pass
