"""`manage.py export --project NAME --output FILE`: the project's boxes, in the format of another program."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.management.speaking import find_project, speaking
from annotator.models import Export, Image
from annotator.services import blobs, exports
from annotator.services.export_files import FORMATS


class Command(BaseCommand):
    help = "Write the finished images of a project and their boxes to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="NAME", help="the project's name")
        parser.add_argument("--format", choices=FORMATS, default="coco", help="default: coco")
        parser.add_argument(
            "--output", required=True, type=Path, metavar="FILE", help="where to; replaced when it is whole"
        )
        parser.add_argument("--with-images", action="store_true", help="a zip with the images, upright")
        parser.add_argument("--states", nargs="+", choices=Image.State.values, default=list(exports.FINISHED),
                            help="of images to take (default: done)")  # fmt: skip

    def handle(self, *args: Any, project: str, output: Path, **options: Any) -> None:
        target = find_project(project)
        if not output.parent.is_dir():
            raise CommandError(f"The folder {output.parent} does not exist.")
        with speaking():
            export = exports.make_export(
                target, format=options["format"], states=options["states"], with_images=options["with_images"]
            )
        aside = output.with_name(f"{output.name}.part")
        shutil.copyfile(blobs.local_path(export.file.name), aside)
        aside.replace(output)
        self.print_report(export, output)

    def print_report(self, export: Export, output: Path) -> None:
        report = export.report
        self.stdout.write(
            self.style.SUCCESS(
                f"{output}: {report['images']:,} images, {report['boxes']:,} boxes, {export.byte_size:,} bytes."
            )
        )
        for name, count in report["boxes_per_category"].items():
            self.stdout.write(f"  {name}: {count:,}")
        for state, count in report["left_out"].items():
            self.stdout.write(f"Left out: {count:,} images in the state {state}.")
        for note in report["notes"]:
            self.stdout.write(note)
