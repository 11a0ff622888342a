"""Where the boxes of a file lie on the images of a project: turned upright, cut to the image, and what was odd."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.formats.records import BoxRecord, Contents, Id, ImageRecord, clamped, listed, turned_upright
from annotator.models import Image


@dataclass
class Placed:
    """boxes: by image id, inside the image, in the order of the file."""

    boxes: dict[int, list[BoxRecord]] = field(default_factory=lambda: defaultdict(list))
    clamped: int = 0
    dropped: int = 0
    notes: list[str] = field(default_factory=list)


def place(
    contents: Contents, image_ids: Mapping[Id, int], images: Mapping[int, Image], *, raw_pixels: bool | None
) -> Placed:
    """Put each box of a matched image in its place.

    raw_pixels: whether boxes were drawn on the pixels as they are stored, without the EXIF orientation; None
        asks the sizes in the file
    """
    placed = Placed(dropped=contents.dropped)
    pairs = [(record, images[image_ids[record.id]]) for record in contents.images if record.id in image_ids]
    turned = _turned(pairs, raw_pixels=raw_pixels)
    for box in contents.boxes:
        if box.image_id in image_ids:
            _put(placed, box, images[image_ids[box.image_id]], is_raw=box.image_id in turned)
    placed.notes += _notes(pairs, turned)
    if placed.clamped + placed.dropped > len(contents.boxes) / 2:
        placed.notes.append("Most boxes leave their image: perhaps the file has corners where width and height belong.")
    return placed


def _put(placed: Placed, box: BoxRecord, image: Image, *, is_raw: bool) -> None:
    if is_raw:
        box = turned_upright(box, orientation=image.orientation, width=image.width, height=image.height)
    inside = clamped(box, width=image.width, height=image.height)
    if inside is None:
        placed.dropped += 1
        return
    placed.clamped += inside != box
    placed.boxes[image.pk].append(inside)


def _turned(pairs: Sequence[tuple[ImageRecord, Image]], *, raw_pixels: bool | None) -> set[Id]:
    """Records whose boxes lie on the stored pixels.

    A picture on its side whose declared width and height are those of the stored pixels gives it away; those of
    which the size says nothing (a square, a picture upside down) follow if none speaks against it.
    """
    on_their_side = [(record, image) for record, image in pairs if image.orientation != 1]
    if raw_pixels is not None:
        return {record.id for record, _ in on_their_side} if raw_pixels else set()
    swapped = {record.id for record, image in on_their_side if image.orientation > 4 and _is_swapped(record, image)}
    upright = {
        record.id
        for record, image in on_their_side
        if image.orientation > 4 and image.width != image.height and _is_same(record, image)
    }
    if swapped and not upright:
        return {record.id for record, image in on_their_side if record.id in swapped or _says_nothing(record, image)}
    return swapped


def _says_nothing(record: ImageRecord, image: Image) -> bool:
    return record.width is None or image.orientation <= 4 or image.width == image.height


def _is_same(record: ImageRecord, image: Image) -> bool:
    return (record.width, record.height) == (image.width, image.height)


def _is_swapped(record: ImageRecord, image: Image) -> bool:
    return image.width != image.height and (record.height, record.width) == (image.width, image.height)


def _notes(pairs: Sequence[tuple[ImageRecord, Image]], turned: set[Id]) -> list[str]:
    raw = [record.file_name for record, _ in pairs if record.id in turned]
    other = [(record, image) for record, image in pairs if record.width is not None and record.id not in turned]
    swapped = [record.file_name for record, image in other if _is_swapped(record, image)]
    different = [
        record.file_name for record, image in other if not _is_same(record, image) and not _is_swapped(record, image)
    ]
    notes = []
    if raw:
        notes.append(f"Boxes were drawn on images lying on their side, and were turned upright: {listed(raw)}.")
    if swapped:
        notes.append(f"Width and height are swapped; boxes were taken as they are: {listed(swapped)}.")
    if different:
        notes.append(f"The file gives another size; boxes were taken as they are: {listed(different)}.")
    return notes
