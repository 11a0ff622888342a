"""Projects and who may do what in them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from annotator.errors import InvalidInput, NameTaken
from annotator.models import Membership, Project, Role
from annotator.services import categories

SETTINGS = (
    "detector_kind",
    "acquisition",
    "auto_train",
    "retrain_after",
    "train_every_hours",
    "train_minutes",
    "tolerance",
    "license_text",
)


@transaction.atomic
def create_project(*, name: str, owner: User | None, category_names: Sequence[str] = (), **changes: Any) -> Project:
    """Make a project whose owner is its first manager.

    Raises NameTaken, InvalidInput (an empty name, a setting out of range, a category twice).
    """
    project = Project(name=_free_name(name), created_by=owner)
    _apply(project, changes)
    if owner is not None:
        Membership.objects.create(project=project, user=owner, role=Role.MANAGER)
    for category_name in category_names:
        categories.add_category(project, name=category_name)
    return project


@transaction.atomic
def update_project(project: Project, **changes: Any) -> Project:
    """Rename a project or change its settings. Raises NameTaken, InvalidInput."""
    project.hold()
    project.refresh_from_db()
    if "name" in changes:
        name = changes.pop("name")
        project.name = project.name if name == project.name else _free_name(name)
    _apply(project, changes)
    return project


def projects_of(user: User | AnonymousUser, *, at_least: Role = Role.VIEWER) -> QuerySet[Project]:
    """The projects in which the user has at least this role; all of them for a superuser."""
    if user.is_superuser:
        return Project.objects.all()
    if user.is_anonymous:
        return Project.objects.none()
    return Project.objects.filter(memberships__user=user, memberships__role__in=roles_from(at_least))


def roles_from(lowest: Role) -> list[Role]:
    return [role for role in Role if role.rank >= lowest.rank]


def _free_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidInput("A project needs a name.", field="name", hint="Type a name.")
    if Project.objects.filter(name=name).exists():
        raise _taken(name)
    return name


def _taken(name: str) -> NameTaken:
    return NameTaken(f"There is a project named “{name}” already.", field="name")


def _apply(project: Project, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        if field not in SETTINGS:
            raise InvalidInput(f"A project has no setting “{field}”.", field=field)
        setattr(project, field, value)
    try:
        project.full_clean(exclude=["created_by"], validate_unique=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput(f"{field}: {messages[0]}", field=field) from error
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:  # Somebody took the name in this moment.
        raise _taken(project.name) from error
