"""Views of the gallery under a name: one's own, and those that managers share with the project."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from annotator.errors import NameTaken
from annotator.models import Project, SavedView


def visible(project: Project, user: User) -> QuerySet[SavedView]:
    """The user's own, and what is shared; by name."""
    return project.saved_views.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner").order_by("name", "id")


def add(project: Project, *, owner: User, name: str, query: Mapping[str, Any], is_shared: bool) -> SavedView:
    """Raises NameTaken."""
    view = SavedView(project=project, owner=owner, name=name, query=dict(query), is_shared=is_shared)
    return _save(view)


def change(view: SavedView, values: Mapping[str, Any]) -> SavedView:
    """Raises NameTaken. values: any of name, query, is_shared"""
    for name, value in values.items():
        setattr(view, name, value)
    return _save(view)


def _save(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise NameTaken(f"You have a view that is called “{view.name}” already.", field="name") from error
    return view
