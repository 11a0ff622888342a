"""Plain functions that make test rows. A test names only what it is about."""

import io
import uuid
from typing import Any

from django.contrib.auth.models import User
from PIL import Image as Pillow

from annotator.models import Box, Category, Image, Membership, ModelVersion, Prediction, Project, Role
from annotator.services.boxes import BoxValues
from annotator.services.revisions import BoxChange


def make_user(username: str, **values: Any) -> User:
    return User.objects.create(username=username, **values)


def make_project(name: str = "Cells", *, members: dict[User, Role] | None = None, **values: Any) -> Project:
    project = Project.objects.create(name=name, **values)
    for user, role in (members or {}).items():
        Membership.objects.create(project=project, user=user, role=role)
    return project


def make_category(project: Project, name: str = "cell", **values: Any) -> Category:
    number = project.categories.count() + 1
    defaults = {"color": "#e69f00", "hotkey": str(number) if number < 10 else "", "coco_id": number}
    return Category.objects.create(project=project, name=name, **{**defaults, **values})


def make_image(project: Project, **values: Any) -> Image:
    """A row without a file behind it; see `upload` for a real one."""
    number = Image.objects.count()
    defaults: dict[str, Any] = {
        "file": f"images/{number}.png",
        "sha256": f"{number:064x}",
        "file_name": f"{number}.png",
        "width": 100,
        "height": 80,
        "media_type": "image/png",
        "byte_size": 1000,
        "split": Image.Split.TRAIN,
        "group": f"{number:064x}",
    }
    return Image.objects.create(project=project, **{**defaults, **values})


def make_box(image: Image, category: Category, **values: Any) -> Box:
    """A stored box that came with no revision; use `annotations.save` where the history matters."""
    defaults: dict[str, Any] = {"key": uuid.uuid4(), "x1": 10, "y1": 20, "x2": 30, "y2": 50}
    Image.objects.filter(pk=image.pk).update(box_count=image.boxes.count() + 1)
    return Box.objects.create(image=image, category=category, **{**defaults, **values})


def make_model(project: Project, **values: Any) -> ModelVersion:
    number = project.model_versions.count() + 1
    defaults: dict[str, Any] = {
        "number": number,
        "origin": ModelVersion.Origin.TRAINED,
        "kind": "small",
        "weights": f"models/{number}.safetensors",
        "weights_sha256": f"{number:064x}",
        "categories": list(project.categories.values_list("pk", flat=True)),
    }
    return ModelVersion.objects.create(project=project, **{**defaults, **values})


def make_prediction(image: Image, model: ModelVersion, *, boxes: list[list[Any]], value: float = 0.5) -> Prediction:
    return Prediction.objects.create(image=image, model_version=model, boxes=boxes, value=value)


def box_values(category: Category, **values: Any) -> BoxValues:
    defaults: dict[str, Any] = {"key": uuid.uuid4(), "x1": 10.0, "y1": 20.0, "x2": 30.0, "y2": 50.0}
    return BoxValues(category_id=category.pk, **{**defaults, **values})


def box_change(*upsert: BoxValues, **values: Any) -> BoxChange:
    return BoxChange(**{"id": uuid.uuid4(), "upsert": upsert, **values})


def picture(width: int = 64, height: int = 48, *, color: str = "navy", format: str = "PNG", **options: Any) -> bytes:
    """The bytes of a real picture."""
    return encoded(Pillow.new("RGB", (width, height), color), format, **options)


def encoded(picture: Pillow.Image, format: str = "PNG", **options: Any) -> bytes:
    """The bytes of this picture."""
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()
