"""What the person who asks may see and do.

The right is part of the look-up, so that it cannot be forgotten: a stranger
finds nothing (404, whether the row exists or not), a member without the right
is refused (403). One query finds the row and the role.
"""

from typing import TypeVar, cast

from django.contrib.auth.models import User
from django.db.models import Model, OuterRef, QuerySet, Subquery
from rest_framework.exceptions import NotAuthenticated, NotFound, PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.api.authentication import BrowserSession
from annotator.models import (
    Category,
    Comment,
    CropPage,
    DatasetVersion,
    Export,
    Image,
    Job,
    Membership,
    ModelVersion,
    Project,
    Role,
    SavedView,
    Suspect,
)

Row = TypeVar("Row", bound=Model)


class InBrowser(IsAuthenticated):
    """Account pages: a token, which may lie in a script somewhere, cannot make tokens or change passwords."""

    message = "A token cannot do this."
    code = "session_needed"

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if not isinstance(request.successful_authenticator, BrowserSession):
            raise PermissionDenied(self.message, code=self.code)
        return True


class IsSiteAdmin(IsAuthenticated):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and bool(request.user.is_superuser)


def person(request: Request) -> User:
    """Who asks, in views that let nobody in without signing in."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def project_for(request: Request, project_id: int, *, at_least: Role = Role.VIEWER) -> Project:
    return _found(Project.objects.all(), request, project_id, project="pk", at_least=at_least)


def category_for(request: Request, category_id: int, *, at_least: Role) -> Category:
    categories = Category.objects.select_related("project")
    return _found(categories, request, category_id, project="project", at_least=at_least)


def membership_for(request: Request, membership_id: int, *, at_least: Role) -> Membership:
    memberships = Membership.objects.select_related("project", "user")
    return _found(memberships, request, membership_id, project="project", at_least=at_least)


def image_for(request: Request, image_id: int, *, at_least: Role = Role.VIEWER) -> Image:
    return _found(Image.objects.select_related("project"), request, image_id, project="project", at_least=at_least)


def picture_for(request: Request, image_id: int) -> Image:
    """An image with what names its files and no more: a gallery asks for hundreds while it is scrolled."""
    images = Image.objects.only("file", "sha256", "file_name", "media_type", "browser_ready")
    return _found(images, request, image_id, project="project", at_least=Role.VIEWER)


def comment_for(request: Request, comment_id: int, *, at_least: Role) -> Comment:
    comments = Comment.objects.select_related("author", "resolved_by")
    return _found(comments, request, comment_id, project="image__project", at_least=at_least)


def job_for(request: Request, job_id: int, *, at_least: Role = Role.VIEWER) -> Job:
    return _found(Job.objects.select_related("project"), request, job_id, project="project", at_least=at_least)


def model_for(request: Request, model_id: int, *, at_least: Role = Role.VIEWER) -> ModelVersion:
    models = ModelVersion.objects.select_related("project", "dataset_version")
    return _found(models, request, model_id, project="project", at_least=at_least)


def export_for(request: Request, export_id: int, *, at_least: Role) -> Export:
    return _found(Export.objects.all(), request, export_id, project="project", at_least=at_least)


def dataset_version_for(request: Request, version_id: int, *, at_least: Role) -> DatasetVersion:
    versions = DatasetVersion.objects.select_related("project")
    return _found(versions, request, version_id, project="project", at_least=at_least)


def crop_page_for(request: Request, page_id: int) -> CropPage:
    """A page of the asker's own, who still may draw."""
    pages = CropPage.objects.select_related("project", "category", "model_version", "person")
    page = _found(pages, request, page_id, project="project", at_least=Role.ANNOTATOR)
    if page.person_id != person(request).pk:
        raise NotFound
    return page


def suspect_for(request: Request, suspect_id: int) -> Suspect:
    """A question about a label, for those who may draw."""
    suspects = Suspect.objects.select_related("image", "category")
    return _found(suspects, request, suspect_id, project="project", at_least=Role.ANNOTATOR)


def role_of(request: Request, row: Model) -> Role:
    """The asker's role in the project of a row that was found above."""
    return Role.MANAGER if person(request).is_superuser else Role(getattr(row, "asker_role"))  # noqa: B009


def saved_view_for(request: Request, view_id: int, *, at_least: Role = Role.VIEWER) -> SavedView:
    views = SavedView.objects.select_related("owner")
    return _found(views, request, view_id, project="project", at_least=at_least)


def require_role(request: Request, project: Project, at_least: Role) -> None:
    """Where the right depends on what is asked: the project has been found by then."""
    project_for(request, project.pk, at_least=at_least)


def _found(rows: QuerySet[Row], request: Request, row_id: int, *, project: str, at_least: Role) -> Row:
    """project: the path from the row to its project."""
    memberships = Membership.objects.filter(project=OuterRef(project), user=person(request))
    found = list(rows.annotate(asker_role=Subquery(memberships.values("role")[:1])).filter(pk=row_id))
    if not found:
        raise NotFound
    if not person(request).is_superuser:
        require(getattr(found[0], "asker_role"), at_least)  # noqa: B009 - the query made it
    return cast(Row, found[0])


def require(role: str | None, at_least: Role) -> None:
    """404 for a stranger, 403 for a member whose role is lower than that."""
    if role is None:
        raise NotFound
    if Role(role).rank < at_least.rank:
        raise PermissionDenied(f"You are {role} of this project; this needs {at_least.value}.", code="role_needed")
