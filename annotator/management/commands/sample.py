"""`manage.py sample`: a project of generated images, to try the whole loop without data of one's own."""

import io
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from annotator.formats.records import BoxRecord, CategoryRecord, Contents, ImageRecord
from annotator.management.speaking import speaking
from annotator.models import Image, Project
from annotator.services import images, imports, projects
from detector.shapes import SHAPE_CLASSES, KnownBox, generate

NAME = "Sample: shapes"
PICTURES = 60
FINISHED = {Image.Split.TRAIN: 10, Image.Split.HOLDOUT: 3}  # Enough to train and to measure at once.


class Command(BaseCommand):
    help = f"Make the project “{NAME}”: {PICTURES} generated images, a few of them finished."

    def handle(self, *args: Any, **options: Any) -> None:
        with speaking():
            project = Project.objects.filter(name=NAME).first() or _create()
            rows = images.add_images(project, [(_name(seed), _png(seed)) for seed in range(PICTURES)])
            finished = _finish_some(project)
        self.stdout.write(
            self.style.SUCCESS(
                f"“{NAME}”: {sum(row.is_new for row in rows)} images added, {finished} of them finished."
            )
        )
        self.stdout.write(f'Train on them: python manage.py train --project "{NAME}"')


def _create() -> Project:
    owner = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    # Nobody is surprised by a training: it starts when somebody asks for it.
    return projects.create_project(
        name=NAME, owner=owner, category_names=SHAPE_CLASSES, auto_train=Project.AutoTrain.NEVER
    )


def _name(seed: int) -> str:
    return f"shapes/{seed:03}.png"


def _png(seed: int) -> bytes:
    picture, _ = generate(seed)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def _finish_some(project: Project) -> int:
    """Finish the first few on each side with their known boxes, as far as nobody has touched them."""
    chosen = [
        image
        for split, count in FINISHED.items()
        for image in project.images.filter(split=split, file_name__startswith="shapes/").order_by("file_name")[:count]
        if image.revision == 0
    ]
    if not chosen:
        return 0
    return imports.import_contents(project, _known(chosen), author=project.created_by).images_changed


def _known(chosen: list[Image]) -> Contents:
    ids = {name: number for number, name in enumerate(SHAPE_CLASSES, start=1)}
    boxes = [(image.pk, box) for image in chosen for box in generate(_seed(image))[1]]
    return Contents(
        images=tuple(ImageRecord(id=image.pk, file_name=image.file_name, sha256=image.sha256) for image in chosen),
        categories=tuple(CategoryRecord(id=number, name=name) for name, number in ids.items()),
        boxes=tuple(_record(image_id, box, ids[box.name]) for image_id, box in boxes),
    )


def _seed(image: Image) -> int:
    return int(image.file_name.removeprefix("shapes/").removesuffix(".png"))


def _record(image_id: int, box: KnownBox, category_id: int) -> BoxRecord:
    return BoxRecord(image_id=image_id, category_id=category_id, x1=box.x1, y1=box.y1, x2=box.x2, y2=box.y2)
