"""What boxes can be. A category once used is archived, never deleted."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from annotator.errors import HotkeyTaken, InvalidInput, NameTaken
from annotator.models import Category, Project

# Okabe and Ito's palette, which colour-blind people can tell apart, then lighter and darker ones of its hues.
PALETTE = (
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
    "#ffcf70", "#a6dcff", "#5fd6b1", "#8a7f00", "#7fb5e6", "#ff9c5b", "#8e4a6f",
)  # fmt: skip
MAX_CATEGORIES = 2000


@transaction.atomic
def add_category(
    project: Project, *, name: str, color: str = "", hotkey: str | None = None, coco_id: int | None = None
) -> Category:
    """Add a category with the next free COCO id, colour and digit unless they are given.

    Raises NameTaken, HotkeyTaken, InvalidInput.
    """
    project.hold()
    known = list(project.categories.all())
    if len(known) >= MAX_CATEGORIES:
        raise InvalidInput(f"A project has at most {MAX_CATEGORIES} categories.", field="name")
    category = Category(
        project=project,
        name=_free_name(project, name),
        color=color.lower() or PALETTE[len(known) % len(PALETTE)],
        hotkey=_free_hotkey(known) if hotkey is None else hotkey,
        coco_id=coco_id or _next_coco_id(project),
    )
    return _save(category)


@transaction.atomic
def update_category(category: Category, **changes: Any) -> Category:
    """Change name, color, hotkey or archived. The COCO id never changes.

    Raises NameTaken, HotkeyTaken, InvalidInput.
    """
    category.project.hold()
    category.refresh_from_db()
    for field, value in changes.items():
        if field not in ("name", "color", "hotkey", "archived"):
            raise InvalidInput(f"The {field} of a category cannot be changed.", field=field)
        setattr(category, field, value.lower() if field == "color" else value)
    if "name" in changes:
        category.name = _free_name(category.project, category.name, of=category)
    return _save(category)


def _save(category: Category) -> Category:
    clash = category.project.categories.filter(hotkey=category.hotkey, archived=False).exclude(pk=category.pk).first()
    if category.hotkey and not category.archived and clash:
        raise HotkeyTaken(f"The key {category.hotkey} belongs to “{clash}”.", field="hotkey")
    try:
        category.full_clean(validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput(f"{field}: {messages[0]}", field=field) from error
    category.save()
    return category


def clean_name(name: str) -> str:
    """The name as it is stored: composed Unicode, no control characters, single spaces."""
    visible = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in name)
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def _free_name(project: Project, name: str, *, of: Category | None = None) -> str:
    name = clean_name(name)
    if not name:
        raise InvalidInput("A category needs a name.", field="name", hint="Type a name.")
    others = project.categories.exclude(pk=of.pk) if of else project.categories.all()
    twin = others.filter(name__iexact=name).first()
    if twin:
        raise NameTaken(f"There is a category “{twin}” already.", field="name")
    return name


def _free_hotkey(known: list[Category]) -> str:
    taken = {category.hotkey for category in known if not category.archived}
    return next((digit for digit in "1234567890" if digit not in taken), "")


def _next_coco_id(project: Project) -> int:
    # An id is never used again: categories are archived, not deleted.
    return (project.categories.aggregate(highest=Max("coco_id"))["highest"] or 0) + 1
