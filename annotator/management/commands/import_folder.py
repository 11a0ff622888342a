"""`manage.py import_folder --project NAME DIR [--coco FILE | --voc DIR]`: images of a folder, and their boxes."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from annotator.formats.records import Contents
from annotator.formats.voc import read_voc
from annotator.management.speaking import find_project, find_user, speaking
from annotator.models import Image, Project
from annotator.services import images, import_files, imports, loop
from annotator.services.imports import ImportOptions, ImportReport

BATCH = 64  # Pictures in memory at a time.
# Pictures by their name; whether they are, the content says. The rest of the folder is passed over.
SUFFIXES = {
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ""),
    *(".heic", ".heif", ".avif", ".jp2", ".svg", ".psd", ".ico", ".ppm", ".pgm"),
}


class Command(BaseCommand):
    help = "Add the images of a folder and its subfolders to a project, and the boxes of an annotation file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where the images are")
        parser.add_argument("--project", required=True, metavar="NAME", help="the project's name")
        boxes = parser.add_mutually_exclusive_group()
        boxes.add_argument("--coco", type=Path, metavar="FILE", help="COCO annotations of the images")
        boxes.add_argument("--voc", type=Path, metavar="DIR", help="a folder with the Pascal VOC file of each image")
        parser.add_argument("--state", choices=import_files.STATES, default=Image.State.DONE.value,
                            help="of images that get boxes (default: done)")  # fmt: skip
        parser.add_argument("--raw-pixels", action="store_true", default=None,
                            help="the boxes were drawn without regard to the EXIF orientation")  # fmt: skip
        parser.add_argument("--user", metavar="NAME", help="who uploads")

    def handle(self, *args: Any, folder: Path, project: str, **options: Any) -> None:
        target, user = find_project(project), find_user(options["user"])
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        with speaking():
            # Read first: a file that is refused leaves no images behind.
            contents = _read_boxes(target, coco=options["coco"], voc=options["voc"])
            self.add_images(target, folder, user)
            if contents is not None:
                chosen = ImportOptions(state=options["state"], raw_pixels=options["raw_pixels"])
                self.print_report(_import(target, contents, user, chosen))

    def add_images(self, project: Project, folder: Path, user: User | None) -> None:
        paths = sorted(path for path in _files(folder) if path.suffix.lower() in SUFFIXES)
        counts: Counter[str] = Counter()
        for start in range(0, len(paths), BATCH):
            batch = paths[start : start + BATCH]
            files = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in batch]
            for row in images.add_images(project, files, uploaded_by=user):
                counts[row.status] += 1
                if row.error:
                    self.stderr.write(f"Refused: {row.error.message}")
            self.stdout.write(f"{counts.total():,} of {len(paths):,} images")
        self.stdout.write(
            self.style.SUCCESS(
                f"Images: {counts['added']:,} added, {counts['duplicate']:,} there before, "
                f"{counts['refused']:,} refused."
            )
        )

    def print_report(self, report: ImportReport) -> None:
        self.stdout.write(
            self.style.SUCCESS(
                f"Boxes: {report.boxes:,} added on {report.images_changed:,} images, "
                f"{report.already_there:,} there before, {report.clamped:,} cut to their image, "
                f"{report.dropped:,} left out."
            )
        )
        if report.images_missing:
            names = ", ".join(report.missing)
            self.stdout.write(f"Not found: {report.images_missing:,} images of the file: {names}")
        if report.categories_added:
            self.stdout.write(f"Categories added: {', '.join(report.categories_added)}")
        for note in report.notes:
            self.stdout.write(note)


def _files(folder: Path) -> Iterator[Path]:
    """Files below the folder, without hidden ones and what lies in hidden folders."""
    for path in folder.rglob("*"):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _read_boxes(project: Project, *, coco: Path | None, voc: Path | None) -> Contents | None:
    for path in filter(None, (coco, voc)):
        if not path.exists():
            raise CommandError(f"{path} does not exist.")
    if coco is not None:
        return import_files.read_file(project, coco)
    if voc is None:
        return None
    return read_voc((path.relative_to(voc).as_posix(), path.read_bytes()) for path in sorted(voc.rglob("*.xml")))


def _import(project: Project, contents: Contents, user: User | None, options: ImportOptions) -> ImportReport:
    report = imports.import_contents(project, contents, author=user, options=options)
    finished = project.images.filter(state=Image.State.DONE).first()
    if report.images_changed and finished:
        loop.after_correction(finished)
    return report
