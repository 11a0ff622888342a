"""The categories of a file, found in the project by name or added to it under the ids that they have."""

from dataclasses import dataclass, field

from annotator.errors import AnnotatorError, InvalidImport
from annotator.formats.records import Contents, Id, listed
from annotator.models import Project
from annotator.services import categories

LARGEST_COCO_ID = 2**53  # Beyond it programs that count in floats mix ids up.


@dataclass
class Brought:
    """ids: the project's category of each one in the file."""

    ids: dict[Id, int] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def add_categories(project: Project, contents: Contents) -> Brought:
    """Find or add each category of the file; a new one keeps its id as COCO id when that is free.

    Raises InvalidImport when one cannot be added.
    """
    known = {name.casefold(): pk for pk, name in project.categories.values_list("pk", "name")}
    names = {record.id: categories.clean_name(record.name) for record in contents.categories}
    new = {key: name for key, name in names.items() if name.casefold() not in known}
    _refuse_too_many({*known, *(name.casefold() for name in new.values())})
    coco_ids = _free_ids(project, new)
    brought = Brought(notes=_notes(contents, names))
    # Those that keep their id come first, so that none of the others is given it.
    for key, name in sorted(new.items(), key=lambda item: item[0] not in coco_ids):
        if name.casefold() not in known:
            known[name.casefold()] = _add(project, name, coco_ids.get(key))
            brought.added.append(name)
    brought.ids = {key: known[name.casefold()] for key, name in names.items()}
    return brought


def _refuse_too_many(names: set[str]) -> None:
    # Before the first one is added: a thousand of them take seconds, in which others wait.
    if len(names) > categories.MAX_CATEGORIES:
        raise InvalidImport(
            f"With those of the file there would be {len(names):,} categories; a project has at most "
            f"{categories.MAX_CATEGORIES:,}.",
            hint="Merge categories in the file, or leave out those that no box has.",
        )


def _free_ids(project: Project, new: dict[Id, str]) -> dict[Id, int]:
    taken = set(project.categories.values_list("coco_id", flat=True))
    return {key: key for key in new if isinstance(key, int) and 1 <= key <= LARGEST_COCO_ID and key not in taken}


def _add(project: Project, name: str, coco_id: int | None) -> int:
    try:
        return categories.add_category(project, name=name, coco_id=coco_id).pk
    except AnnotatorError as error:
        raise InvalidImport(f"The category “{name[:100]}” cannot be added: {error.message}", hint=error.hint) from error


def _notes(contents: Contents, names: dict[Id, str]) -> list[str]:
    notes = []
    changed = [record.name[:100] for record in contents.categories if names[record.id] != record.name]
    if changed:
        notes.append(f"Category names were cleaned of invisible characters: {listed(changed)}.")
    exact = set(names.values())
    if len({name.casefold() for name in exact}) < len(exact):
        notes.append("Categories whose names differ in capital letters only were merged.")
    return notes
