"""Which image of a project a name in a file means.

Programs write names with other folders, separators, letter cases and encodings. A looser reading is tried
only where the stricter ones found nothing, and counts only if it leads from one name to one image.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from annotator.formats.records import Id, ImageRecord
from annotator.models import Project
from annotator.services.images import clean_file_name

MAX_NAME = 2000  # Longer ones are no file names, and not worth the work.


@dataclass(frozen=True)
class Matches:
    """image_ids: the project's image of each record that has one; missing, ambiguous: names of the others."""

    image_ids: dict[Id, int]
    missing: list[str]
    ambiguous: list[str]


def match_images(project: Project, records: Sequence[ImageRecord]) -> Matches:
    """Find the project's image of each record: by its content if the file knows it, or else by its names."""
    rows = list(project.images.order_by("id").values_list("id", "file_name", "sha256"))
    by_content = {sha256: image_id for image_id, _, sha256 in rows}
    finder = _Finder([(image_id, name) for image_id, name, _ in rows])
    matches = Matches({}, [], [])
    guesses: dict[int, list[ImageRecord]] = defaultdict(list)
    for record in records:
        if record.sha256 in by_content:
            matches.image_ids[record.id] = by_content[record.sha256]
            continue
        found, is_guess = finder.find(record)
        if len(found) != 1:
            (matches.ambiguous if found else matches.missing).append(record.file_name)
        elif is_guess:
            guesses[found.pop()].append(record)
        else:
            [matches.image_ids[record.id]] = found
    _add_guesses(matches, guesses)
    return matches


def _add_guesses(matches: Matches, guesses: dict[int, list[ImageRecord]]) -> None:
    """Two names that would come to mean the same image mean neither."""
    taken = set(matches.image_ids.values())
    for image_id, records in guesses.items():
        names = {record.file_name for record in records}
        if image_id in taken or len(names) > 1:
            matches.ambiguous.extend(record.file_name for record in records)
        else:
            matches.image_ids.update({record.id: image_id for record in records})


def _path(name: str) -> str:
    return clean_file_name(name[:MAX_NAME])


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", _path(unquote(name[:MAX_NAME]))).casefold()


def _without_suffix(path: str) -> str:
    folder, slash, base = path.rpartition("/")
    return folder + slash + (base.rpartition(".")[0] or base)


class _Finder:
    def __init__(self, images: Sequence[tuple[int, str]]) -> None:
        folded = [(image_id, _folded(name)) for image_id, name in images]
        self.exact = _grouped((image_id, name) for image_id, name in images)
        self.folded = _grouped(folded)
        self.loose = _LooseIndex(folded)
        self.stems = _LooseIndex([(image_id, _without_suffix(name)) for image_id, name in folded])

    def find(self, record: ImageRecord) -> tuple[set[int], bool]:
        """The images that the record may mean, and whether that is a guess."""
        for name in filter(None, (record.file_name, record.other_name)):
            if found := self.exact.get(_path(name)) or self.folded.get(_folded(name)):
                return set(found), False
            if found := self.loose.find(_folded(name)) or self.stems.find(_without_suffix(_folded(name))):
                return found, True
        return set(), False


class _LooseIndex:
    """Paths that end alike: one may have folders in front that the other has not."""

    def __init__(self, paths: Iterable[tuple[int, str]]) -> None:
        self.by_base: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for image_id, path in paths:
            self.by_base[_base(path)].append((image_id, path))

    def find(self, path: str) -> set[int]:
        candidates = self.by_base.get(_base(path), [])
        alike = {image_id for image_id, other in candidates if _end_alike(path, other)}
        return alike or {image_id for image_id, _ in candidates}


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _end_alike(path: str, other: str) -> bool:
    return f"/{path}".endswith(f"/{other}") or f"/{other}".endswith(f"/{path}")


def _grouped(names: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for image_id, name in names:
        groups[name].add(image_id)
    return groups


Find = Callable[[str], ImageRecord | None]


def image_finder(project: Project, names: Iterable[str]) -> Find:
    """For files that are named after their image: the project's image by such a name, with its size."""
    records = [ImageRecord(id=name, file_name=name) for name in names]
    image_ids = match_images(project, records).image_ids
    images = project.images.in_bulk()

    def find(name: str) -> ImageRecord | None:
        image = images.get(image_ids.get(name, 0))
        if image is None:
            return None
        return ImageRecord(
            id=image.pk, file_name=image.file_name, width=image.width, height=image.height, sha256=image.sha256
        )

    return find
