"""Bulk actions, done as a person asks for them, and what images are afterwards."""

from typing import Any

from django.contrib.auth.models import User

from annotator.models import BulkAction, Category, Image, Project
from annotator.services import annotations, bulk
from tests import make

Action = BulkAction.Action


def act(project: Project, images: list[Image], action: str, by: User, **values: Any) -> BulkAction:
    """Checked, kept and done, as a small one is at once."""
    undoes = values.pop("undoes", None)
    asked = BulkAction(
        project=project, author=by, action=action, params=values, images=[image.pk for image in images], undoes=undoes
    )
    bulk.check(asked)
    return bulk.start(asked)


def states(images: list[Image]) -> list[str]:
    return [Image.objects.get(pk=image.pk).state for image in images]


def draw(image: Image, *drawn: Category, by: User) -> None:
    image.refresh_from_db()
    change = make.box_change(*(make.box_values(category) for category in drawn))
    annotations.save(image, author=by, base_revision=image.revision, change=change)
