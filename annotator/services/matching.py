"""Which image of a project a name in a file means.

Programs write names with other folders, separators, letter cases and encodings. A looser reading is
tried only where the stricter ones found nothing, and counts only when it is the one image and the one name.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from annotator.formats.records import Id, ImageRecord
from annotator.models import Project
from annotator.services.images import clean_file_name

MAX_NAME = 2000  # Longer ones are no file names, and are not worth the work.


@dataclass(frozen=True)
class Matches:
    """image_ids: the project's image of each record that has one; missing: names of the others."""

    image_ids: dict[Id, int]
    missing: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def match_images(project: Project, records: Sequence[ImageRecord]) -> Matches:
    """Find the project's image of each record."""
    rows = list(project.images.order_by("id").values_list("id", "file_name", "sha256"))
    by_content = {sha256: image_id for image_id, _, sha256 in rows}
    finder = _Finder([(image_id, name) for image_id, name, _ in rows], [record.file_name for record in records])
    matches = Matches({})
    for record in records:
        found = {by_content[record.sha256]} if record.sha256 in by_content else finder.find(record)
        if len(found) == 1:
            [matches.image_ids[record.id]] = found
        else:
            (matches.ambiguous if found else matches.missing).append(record.file_name)
    return matches


def image_finder(project: Project) -> Callable[[str], int | None]:
    """By name without suffix, for files that are named after their image."""
    rows = list(project.images.order_by("id").values_list("id", "file_name"))
    finder = _Finder(rows, [])

    def find(stem: str) -> int | None:
        found = finder.find(ImageRecord(id=0, file_name=stem))
        return found.pop() if len(found) == 1 else None

    return find


def _path(name: str) -> str:
    return clean_file_name(name[:MAX_NAME])


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", _path(unquote(name[:MAX_NAME]))).casefold()


def _base(name: str) -> str:
    return _folded(name).rpartition("/")[2]


def _stem(name: str) -> str:
    base = _base(name)
    return base.rpartition(".")[0] or base


READINGS = (_path, _folded, _base, _stem)
LOOSE = (_base, _stem)  # Where two names of the file may come to mean the same image.


class _Finder:
    def __init__(self, images: Iterable[tuple[int, str]], names: Iterable[str]) -> None:
        images = list(images)
        self.images = {reading: _grouped(images, reading) for reading in READINGS}
        distinct = [(number, name) for number, name in enumerate(dict.fromkeys(map(_folded, names)))]
        self.names = {reading: _grouped(distinct, reading) for reading in LOOSE}

    def find(self, record: ImageRecord) -> set[int]:
        """The images that the record may mean: one, none, or several that cannot be told apart."""
        for name in filter(None, (record.file_name, record.other_name)):
            for reading in READINGS:
                key = reading(name)
                found = self.images[reading].get(key, set())
                if found and len(self.names.get(reading, {}).get(key, ())) > 1:
                    return set()
                if found:
                    return set(found)
        return set()


def _grouped(names: Iterable[tuple[int, str]], reading: Callable[[str], str]) -> dict[str, set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for number, name in names:
        groups[reading(name)].add(number)
    return groups
