"""Pascal VOC: one XML file per image.

The devkit's corners are whole numbers from 1 with both edges inside the box; most programs write numbers from 0.
Files do not say which: `read_voc` infers it from all files together and says what it found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from annotator.formats.coco_fields import shown
from annotator.formats.records import (
    MIN_SIDE,
    BoxRecord,
    CategoryRecord,
    Contents,
    ImageRecord,
    Problems,
    is_number,
    listed,
)

CORNERS = ("xmin", "ymin", "xmax", "ymax")
FROM_ONE = "The corners in the VOC files were read as whole numbers from 1 (the devkit's rule)"
FROM_ZERO = "The corners in the VOC files were read as numbers from 0"


@dataclass(frozen=True, slots=True)
class _Object:
    """One object as it stands in a file."""

    name: str
    corners: tuple[float, float, float, float]
    truncated: bool
    occluded: bool

    @property
    def has_area(self) -> bool:
        """Before any shift, which would make a box of one pixel out of a click."""
        x1, y1, x2, y2 = self.corners
        return x2 - x1 >= MIN_SIDE and y2 - y1 >= MIN_SIDE


@dataclass(frozen=True, slots=True)
class _Page:
    """One file."""

    image: ImageRecord
    objects: tuple[_Object, ...]


class _FileError(ValueError):
    """What is wrong with a file, as a sentence without its name."""


def read_voc(files: Iterable[tuple[str, bytes]]) -> Contents:
    """All images, categories and boxes of the files; boxes without area are left out and named.

    files: (name, bytes) of each XML file
    Raises InvalidImport with the first twenty files that cannot be read.
    """
    problems, pages = Problems(), []
    for number, (name, content) in enumerate(files, start=1):
        try:
            pages.append(_page(number, name, content))
        except _FileError as error:
            problems.add(f"{name[:200]}: {error}")
    problems.refuse_if_any()
    if not pages:
        problems.add("There is no VOC file (.xml) in it.")
        problems.refuse_if_any()
    return _contents(pages)


def _contents(pages: list[_Page]) -> Contents:
    shift, convention = _convention(pages)
    names = dict.fromkeys(found.name for page in pages for found in page.objects)
    ids = {name: number for number, name in enumerate(names, start=1)}
    objects = [(page.image, found) for page in pages for found in page.objects]
    boxes = [_box(image, found, ids[found.name], shift) for image, found in objects if found.has_area]
    empty = [image.file_name for image, found in objects if not found.has_area]
    notes = [convention] if boxes else []
    if empty:
        notes.append(f"Boxes without area were left out, in {listed(list(dict.fromkeys(empty)))}.")
    return Contents(
        images=tuple(page.image for page in pages),
        categories=tuple(CategoryRecord(id=number, name=name) for name, number in ids.items()),
        boxes=tuple(boxes),
        dropped=len(empty),
        notes=tuple(notes),
    )


def _box(image: ImageRecord, found: _Object, category_id: int, shift: int) -> BoxRecord:
    x1, y1, x2, y2 = found.corners
    return BoxRecord(
        image_id=image.id,
        category_id=category_id,
        x1=x1 - shift,
        y1=y1 - shift,
        x2=x2,
        y2=y2,
        truncated=found.truncated,
        occluded=found.occluded,
    )


def _convention(pages: list[_Page]) -> tuple[int, str]:
    """What to take from the left and upper corner, and a sentence that says why."""
    all_corners = [corner for page in pages for found in page.objects for corner in found.corners]
    if any(corner == 0 for corner in all_corners):
        return 0, f"{FROM_ZERO}, since some are 0."
    if any(not corner.is_integer() for corner in all_corners):
        return 0, f"{FROM_ZERO}, since some are fractions."
    if any(_touches_far_edge(page) for page in pages):
        return 1, f"{FROM_ONE}, since none is 0 and some lie on the right or lower edge."
    return 1, f"{FROM_ONE}; nothing in them speaks for or against it."


def _touches_far_edge(page: _Page) -> bool:
    image = page.image
    return any(found.corners[2] == image.width or found.corners[3] == image.height for found in page.objects)


def _page(number: int, name: str, content: bytes) -> _Page:
    try:
        root = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        raise _FileError(f"it is not valid XML ({error}).") from error
    except DefusedXmlException as error:
        raise _FileError("it declares a document type or entities, which VOC files never need.") from error
    except (ValueError, LookupError, RecursionError) as error:  # An encoding that does not exist, and the like.
        raise _FileError(f"it is not valid XML ({error}).") from error
    if root.tag != "annotation":
        raise _FileError(f"its outermost element is <{root.tag[:50]}>, not <annotation>.")
    image = ImageRecord(
        id=number,
        file_name=(root.findtext("filename") or "").strip() or name,
        other_name=name,
        width=_side(root.findtext("size/width")),
        height=_side(root.findtext("size/height")),
    )
    return _Page(image, tuple(_object(element, index) for index, element in enumerate(root.iterfind("object"))))


def _side(text: str | None) -> int | None:
    value = _number(text)
    return int(value) if value is not None and 1 <= value <= 10**6 else None


def _number(text: str | None) -> float | None:
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if is_number(value) else None


def _object(element: Element, index: int) -> _Object:
    place = f"object {index + 1}"
    name = (element.findtext("name") or "").strip()
    if not name:
        raise _FileError(f"{place} has no name.")
    values = {corner: element.findtext(f"bndbox/{corner}") for corner in CORNERS}
    corners = {corner: _number(text) for corner, text in values.items()}
    for corner, value in corners.items():
        if value is None:
            raise _FileError(f"“{corner}” of {place} is {shown(values[corner] or '')}; it must be a number.")
    x1, y1, x2, y2 = (value for value in corners.values() if value is not None)
    return _Object(
        name=name,
        corners=(x1, y1, x2, y2),
        truncated=element.findtext("truncated") == "1",
        occluded=element.findtext("occluded") == "1",
    )


def write_voc(image: ImageRecord, boxes: Iterable[BoxRecord], names: Mapping[int | str, str]) -> bytes:
    """The XML file of one image by the devkit's rule: whole corners from 1, half a pixel off at most.

    A crowd is marked difficult: like VOC's difficult objects it is left out of the measure.
    names: of the categories, by the ids in the boxes
    """
    folder, _, base_name = image.file_name.rpartition("/")
    root = Element("annotation")
    SubElement(root, "folder").text = folder
    SubElement(root, "filename").text = base_name
    size = SubElement(root, "size")
    for tag, value in (("width", image.width), ("height", image.height), ("depth", 3)):
        SubElement(size, tag).text = str(value)
    SubElement(root, "segmented").text = "0"
    for box in boxes:
        _write_object(root, box, names[box.category_id])
    indent(root, "\t")
    return bytes(tostring(root, encoding="utf-8")) + b"\n"


def _write_object(root: Element, box: BoxRecord, name: str) -> None:
    element = SubElement(root, "object")
    SubElement(element, "name").text = name
    SubElement(element, "pose").text = "Unspecified"
    for tag, flag in (("truncated", box.truncated), ("occluded", box.occluded), ("difficult", box.crowd)):
        SubElement(element, tag).text = str(int(flag))
    bounds = SubElement(element, "bndbox")
    left, right = _whole(box.x1, box.x2)
    top, bottom = _whole(box.y1, box.y2)
    for tag, value in zip(CORNERS, (left, top, right, bottom), strict=True):
        SubElement(bounds, tag).text = str(value)


def _whole(low: float, high: float) -> tuple[int, int]:
    """From 1, both ends inside; what is thinner than a pixel keeps one."""
    first = round(low) + 1
    return first, max(first, round(high))
