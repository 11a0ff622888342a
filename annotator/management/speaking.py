"""What commands have in common: projects and users found by name, and errors that end in a line with its hint."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from annotator.errors import AnnotatorError
from annotator.models import Project


def find_project(name: str) -> Project:
    """Raises CommandError, with the names that there are."""
    project = Project.objects.filter(name=name).first()
    if project is None:
        names = ", ".join(Project.objects.order_by("name").values_list("name", flat=True)[:20])
        hint = f"There are: {names}." if names else "Make one: python manage.py createproject NAME --categories a,b,c"
        raise CommandError(f"There is no project “{name}”.\n{hint}")
    return project


def find_user(name: str | None) -> User | None:
    """The user of that name, None when nobody was named. Raises CommandError."""
    if not name:
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        names = ", ".join(User.objects.filter(is_active=True).values_list("username", flat=True)[:20])
        raise CommandError(f"There is no active user “{name}”.\nThere are: {names or 'none yet'}.")
    return user


@contextmanager
def speaking() -> Iterator[None]:
    """Errors that a person can act on end the command with a sentence, what is wrong in detail, and a hint."""
    try:
        yield
    except AnnotatorError as error:
        details = [str(detail) for detail in error.extra.get("errors", [])[1:]]
        raise CommandError("\n".join(filter(None, [error.message, *details, error.hint]))) from error
