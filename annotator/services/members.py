"""Who belongs to a project, and in which role."""

from django.contrib.auth.models import User
from django.db import transaction

from annotator.errors import InvalidInput, LastManager, NameTaken
from annotator.models import Membership, Project, Role


@transaction.atomic
def add_member(project: Project, *, username: str, role: Role) -> Membership:
    """Raises InvalidInput for an unknown name, NameTaken for somebody who is a member already."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise InvalidInput(
            f"Nobody here is called “{username}”.",
            field="username",
            hint="An administrator makes the account first: Account, Manage accounts.",
        )
    member, is_new = Membership.objects.get_or_create(project=project, user=user, defaults={"role": role})
    if not is_new:
        raise NameTaken(f"{username} is a member already.", field="username", hint="Change the role instead.")
    return member


@transaction.atomic
def change_role(member: Membership, role: Role) -> Membership:
    """Raises LastManager when the project would be left without one."""
    member.project.hold()
    if role != Role.MANAGER:
        _require_another_manager(member)
    member.role = role
    member.save(update_fields=["role"])
    return member


@transaction.atomic
def remove_member(member: Membership) -> None:
    """Raises LastManager when the project would be left without one."""
    member.project.hold()
    _require_another_manager(member)
    member.delete()


def _require_another_manager(member: Membership) -> None:
    managers = Membership.objects.filter(project=member.project, role=Role.MANAGER)
    if member.role == Role.MANAGER and not managers.exclude(pk=member.pk).exists():
        raise LastManager(f"{member.user} is the only manager of “{member.project}”.")
