"""The files of an export, each written in one pass over the boxes, the same rows giving the same bytes."""

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from annotator.errors import InvalidInput
from annotator.formats import coco, coco_results, voc, yolo
from annotator.formats.records import BoxRecord, CategoryRecord, Id
from annotator.models import Image
from annotator.services import blobs, export_rows
from annotator.services.export_rows import ImageRow
from detector.images import encode_rendition
from detector.metadata import without_metadata

OnProgress = Callable[[float, str], None]

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # The time of every member: a zip of the same content has the same bytes.
QUALITY = 95
FOLDER_OF_SPLIT = {Image.Split.TRAIN: "train", Image.Split.HOLDOUT: "val"}


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is exported; boxes can be read once."""

    info: Mapping[str, Any]
    license_text: str
    categories: Sequence[CategoryRecord]
    images: Sequence[ImageRow]
    boxes: Iterator[BoxRecord]
    with_images: bool


@dataclass
class Findings:
    """What the report says beside the counts."""

    boxes_per_category: Counter[Id] = field(default_factory=Counter)
    crowds: int = 0
    renamed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def counting(self, boxes: Iterator[BoxRecord]) -> Iterator[BoxRecord]:
        for box in boxes:
            self.boxes_per_category[box.category_id] += 1
            self.crowds += box.crowd
            yield box


def write_coco(path: Path, source: Source, findings: Findings) -> Sequence[ImageRow]:
    """One JSON file; with images a zip that has it as annotations.json beside the folder images."""
    if not source.with_images:
        with path.open("wb") as file:
            _write_instances(file, source, source.images, findings)
        return source.images
    rows = _named(source, findings, alike=export_rows.by_name)
    member = _member("annotations.json")
    with zipfile.ZipFile(path, "w") as archive, archive.open(member, "w", force_zip64=True) as stream:
        _write_instances(stream, source, rows, findings)
    return rows


def _write_instances(stream: IO[bytes], source: Source, rows: Sequence[ImageRow], findings: Findings) -> None:
    coco.write_instances(
        stream,
        info=source.info,
        license_text=source.license_text,
        categories=source.categories,
        images=(row.record for row in rows),
        boxes=findings.counting(source.boxes),
    )


def write_coco_results(path: Path, source: Source, findings: Findings) -> Sequence[ImageRow]:
    """A bare list of what the model saw; the images do not go along."""
    with path.open("wb") as stream:
        coco_results.write_results(stream, findings.counting(source.boxes))
    return source.images


def write_voc(path: Path, source: Source, findings: Findings) -> Sequence[ImageRow]:
    """A zip with the folder Annotations and, with images, JPEGImages, as the devkit has them."""
    rows = _named(source, findings, alike=export_rows.by_stem)
    names = {category.id: category.name for category in source.categories}
    with zipfile.ZipFile(path, "w") as archive:
        for row, boxes in _by_image(rows, findings.counting(source.boxes)):
            name = export_rows.with_suffix(row, ".xml").record.file_name
            archive.writestr(_member(f"Annotations/{name}"), voc.write_voc(row.record, boxes, names))
    findings.notes.append("Corners are whole numbers from 1, by the devkit's rule: at most half a pixel off.")
    if findings.crowds:
        findings.notes.append(f"Crowds are marked difficult: {findings.crowds:,}.")
    return rows


def write_yolo(path: Path, source: Source, findings: Findings) -> Sequence[ImageRow]:
    """A zip with data.yaml and labels/train, labels/val; with images, their like beside them."""
    rows = _named(source, findings, alike=export_rows.by_stem)
    classes = {category.id: index for index, category in enumerate(source.categories)}
    with zipfile.ZipFile(path, "w") as archive:
        for row, boxes in _by_image(rows, findings.counting(source.boxes)):
            name = export_rows.with_suffix(row, ".txt").record.file_name
            drawn = [box for box in boxes if not box.crowd]
            archive.writestr(_member(f"labels/{_split(row)}/{name}"), yolo.write_lines(row.record, drawn, classes))
        archive.writestr(_member("data.yaml"), _data_yaml(source, rows, findings))
    if findings.crowds:
        findings.notes.append(f"Crowds were left out, since YOLO has no word for them: {findings.crowds:,}.")
    findings.notes.append("Occluded and truncated cannot be said in YOLO.")
    return rows


def _data_yaml(source: Source, rows: Sequence[ImageRow], findings: Findings) -> bytes:
    has_holdout = any(row.record.split == Image.Split.HOLDOUT for row in rows)
    if not has_holdout:
        findings.notes.append("No hold-out image is among them: train and val are the same folder.")
    folders = {"train": "images/train", "val": "images/val" if has_holdout else "images/train"}
    return yolo.data_yaml([category.name for category in source.categories], folders=folders)


def _by_image(rows: Sequence[ImageRow], boxes: Iterator[BoxRecord]) -> Iterator[tuple[ImageRow, list[BoxRecord]]]:
    """Both are sorted by image id: one pass joins them."""
    groups = groupby(boxes, key=lambda box: box.image_id)
    image_id, group = next(groups, (None, None))
    for row in rows:
        if group is not None and image_id == row.record.id:
            yield row, list(group)
            image_id, group = next(groups, (None, None))
        else:
            yield row, []


def _split(row: ImageRow) -> str:
    return FOLDER_OF_SPLIT[Image.Split(row.record.split)]


def _named(source: Source, findings: Findings, *, alike: Callable[[str], str]) -> list[ImageRow]:
    """The rows with the names that the files have in the archive."""
    # A picture that is turned on the way out becomes a PNG, and is named so, unless it is a JPEG.
    named = [
        export_rows.with_suffix(row, ".png") if source.with_images and _becomes_png(row) else row
        for row in source.images
    ]
    rows, findings.renamed = export_rows.with_unique_names(named, alike=alike)
    return rows


def _becomes_png(row: ImageRow) -> bool:
    return row.orientation != 1 and row.media_type != "image/jpeg"


def add_images(
    path: Path, rows: Sequence[ImageRow], *, folder_of: Callable[[ImageRow], str], on_progress: OnProgress
) -> None:
    """Put the files into the zip, upright and without metadata."""
    with zipfile.ZipFile(path, "a") as archive:
        for done, row in enumerate(rows):
            on_progress(done / len(rows), f"{done} of {len(rows)} images")
            name = f"{folder_of(row)}/{row.record.file_name}"
            archive.writestr(_member(name, compress_type=zipfile.ZIP_STORED), _upright_bytes(row))


def _upright_bytes(row: ImageRow) -> bytes:
    """The stored file without its metadata, or, where it lies on its side, an upright copy."""
    content = blobs.read_bytes(row.stored_as)
    if row.orientation != 1:
        return encode_rendition(content, max_side=None, format="PNG" if _becomes_png(row) else "JPEG", quality=QUALITY)
    clean = without_metadata(content)
    return content if clean is None else clean


def _member(name: str, *, compress_type: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, LONG_AGO)
    member.compress_type = compress_type
    member.create_system = 3  # Unix, wherever it was written.
    member.external_attr = 0o644 << 16
    return member


@dataclass(frozen=True, kw_only=True)
class Format:
    """One kind of export.

    write: puts everything but the images into the file, and gives the rows with the names that they have there
    folder_of: where an image goes in the zip; None for a format that takes no images along
    """

    write: Callable[[Path, Source, Findings], Sequence[ImageRow]]
    suffix: str
    folder_of: Callable[[ImageRow], str] | None

    def suffix_of(self, *, with_images: bool) -> str:
        return ".zip" if with_images and self.folder_of else self.suffix


FORMATS = {
    "coco": Format(write=write_coco, suffix=".json", folder_of=lambda row: "images"),
    "coco_results": Format(write=write_coco_results, suffix=".json", folder_of=None),
    "voc": Format(write=write_voc, suffix=".zip", folder_of=lambda row: "JPEGImages"),
    "yolo": Format(write=write_yolo, suffix=".zip", folder_of=lambda row: f"images/{_split(row)}"),
}


def format_of(name: str) -> Format:
    """Raises InvalidInput."""
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise InvalidInput(f"There is no export format “{name}”.", field="format", hint=f"Choose one of {known}.")
    return FORMATS[name]
