"""YOLO: one text file per image, a line per box: class, centre and size as fractions of the image.

Classes are numbered from 0 without gaps; `data.yaml` holds their names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import orjson

from annotator.formats.records import BoxRecord, CategoryRecord, Contents, ImageRecord, Problems, is_number, listed

DIGITS = 9  # After the point: a thousandth of a pixel in the largest image we take.


class _LineError(ValueError):
    """What is wrong with a line, as a sentence without its place."""


def write_lines(image: ImageRecord, boxes: Iterable[BoxRecord], classes: Mapping[int | str, int]) -> bytes:
    """The text file of one image; empty when nothing is there.

    classes: class index by category id
    """
    return b"".join(_line(image, box, classes[box.category_id]) for box in boxes)


def _line(image: ImageRecord, box: BoxRecord, index: int) -> bytes:
    width, height = image.width or 1, image.height or 1
    x1, x2 = (min(max(x / width, 0.0), 1.0) for x in (box.x1, box.x2))
    y1, y2 = (min(max(y / height, 0.0), 1.0) for y in (box.y1, box.y2))
    numbers = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)
    return f"{index} {' '.join(f'{number:.{DIGITS}f}' for number in numbers)}\n".encode()


def data_yaml(names: Sequence[str], *, folders: Mapping[str, str]) -> bytes:
    """The file that names the images' folder of each split, and the classes in their order."""
    # A JSON string is a valid YAML string, whatever characters a name has.
    lines = ["path: .", *(f"{split}: {folder}" for split, folder in folders.items()), "names:"]
    lines += [f"  {index}: {orjson.dumps(name).decode()}" for index, name in enumerate(names)]
    return "\n".join(lines).encode() + b"\n"


def read_names(name: str, content: bytes) -> list[str]:
    """Class names from classes.txt, obj.names or data.yaml (a list or a mapping, block or flow style).

    Only the part of YAML that such files use is understood: no other program's objects are built here.
    """
    lines = content.decode("utf-8-sig", "replace").splitlines()
    if not name.lower().endswith((".yaml", ".yml")):
        return [line.strip() for line in lines if line.strip()]
    start = next((number for number, line in enumerate(lines) if line.startswith("names:")), None)
    if start is None:
        return []
    flow = lines[start].removeprefix("names:").strip()
    if flow:
        rest = [line.strip() for line in lines[start + 1 :] if line.startswith((" ", "]", "}"))]
        entries = " ".join([flow, *rest]).split("#")[0].strip().strip("[]{}").split(",")
    else:
        entries = _block(lines[start + 1 :])
    return [_plain(entry) for entry in entries if entry.strip()]


def _block(lines: Sequence[str]) -> list[str]:
    entries: list[str] = []
    for line in lines:
        if line.strip() and not line.startswith((" ", "-")):
            break
        entries.append(line.strip().removeprefix("- "))
    return entries


def _plain(entry: str) -> str:
    """`3: "name"` or `name`, without index and quotes."""
    index, colon, name = entry.partition(":")
    text = (name if colon and index.strip().strip("'\"").isdecimal() else entry).strip()
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text


def read_yolo(
    names: Sequence[str], files: Iterable[tuple[str, bytes]], *, find_image: Callable[[str], ImageRecord | None]
) -> Contents:
    """All boxes of the text files. A sixth number is a score; more are a polygon, of which the box is taken.

    names: class names, by index
    files: (name, bytes) of each text file
    find_image: the image that a name without suffix belongs to, with its size; None when there is none
    Raises InvalidImport with the first twenty errors.
    """
    problems = Problems()
    images: list[ImageRecord] = []
    boxes: list[BoxRecord] = []
    without_image: list[str] = []
    polygons = 0
    for name, content in files:
        image = find_image(name.removesuffix(".txt"))
        if image is None:
            without_image.append(name)
            continue
        images.append(image)
        lines = [line.split() for line in content.decode("utf-8-sig", "replace").splitlines()]
        polygons += sum(len(words) > 6 for words in lines)
        boxes += _boxes(image, name, lines, len(names), problems)
    problems.refuse_if_any()
    return _contents(names, images, boxes, without_image, polygons)


def _boxes(
    image: ImageRecord, name: str, lines: Iterable[Sequence[str]], class_count: int, problems: Problems
) -> Iterator[BoxRecord]:
    for number, words in enumerate(lines, start=1):
        try:
            if words:
                yield _box(image, words, class_count)
        except _LineError as error:
            problems.add(f"{name}, line {number}: {error}")


def _contents(
    names: Sequence[str],
    images: Sequence[ImageRecord],
    boxes: Sequence[BoxRecord],
    without_image: list[str],
    polygons: int,
) -> Contents:
    kept = tuple(box for box in boxes if box.has_area)
    notes = [f"Polygons of which the enclosing box was taken: {polygons:,}."] if polygons else []
    if without_image:
        notes.append(f"No image belongs to {listed(without_image)}.")
    return Contents(
        images=tuple(images),
        categories=tuple(CategoryRecord(id=index, name=name) for index, name in enumerate(names)),
        boxes=kept,
        dropped=len(boxes) - len(kept),
        notes=tuple(notes),
    )


def _box(image: ImageRecord, words: Sequence[str], class_count: int) -> BoxRecord:
    try:
        index, numbers = int(words[0]), [float(word) for word in words[1:]]
    except ValueError as error:
        raise _LineError("it must hold a class and numbers.") from error
    if not 0 <= index < class_count:
        raise _LineError(f"class {index} has no name; there are {class_count}, from 0.")
    if not all(map(is_number, numbers)) or len(numbers) < 4:
        raise _LineError("it must hold a class and at least four numbers.")
    left, top, right, bottom = _bounds(numbers)
    width, height = image.width or 1, image.height or 1
    return BoxRecord(
        image_id=image.id,
        category_id=index,
        x1=left * width,
        y1=top * height,
        x2=right * width,
        y2=bottom * height,
        score=numbers[4] if len(numbers) == 5 else None,
    )


def _bounds(numbers: Sequence[float]) -> tuple[float, float, float, float]:
    if len(numbers) > 5:  # A polygon: x and y in turn.
        xs, ys = numbers[::2], numbers[1::2]
        return min(xs), min(ys), max(xs), max(ys)
    x, y, width, height = numbers[:4]
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
