"""A project of as many images as a large one has, written straight into the database.

    python benchmarks/stand/gallery_rows.py --images 100000

Ten boxes an image on average, the suggestions of two models, four people, a year of dates. In the environment:
DATABASE_URL, as Boxloop itself takes it, and BOXLOOP_DATA_DIR, which must be named: nothing is written into the folder
that people work in by accident. Prints the project's id. The thumbnails are few files with many names: what a browser
decodes is real, and 100,000 of them fit on a disk.
"""

import argparse
import io
import os
import random
import sys
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import orjson
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
if "BOXLOOP_DATA_DIR" not in os.environ:
    sys.exit("Say in BOXLOOP_DATA_DIR which folder is to be filled.")
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from annotator.models import Box, Category, Image, Membership, ModelVersion, Prediction, Project, Role  # noqa: E402

CATEGORIES = 12
COLORS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
SIZES = ((640, 480), (1280, 720), (1920, 1080), (4000, 3000))
DISTINCT_THUMBNAILS = 64
ROWS_AT_ONCE = 5000
NOW = datetime(2026, 11, 1, tzinfo=UTC)
Row = dict[str, Any]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--images", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    sys.stdout.write(f"{make(asked.images, random.Random(asked.seed))}\n")


def make(count: int, dice: random.Random) -> int:
    with transaction.atomic():
        project, people = _project()
        categories = [_category(project, number) for number in range(1, CATEGORIES + 1)]
        models = [_model(project, number, categories) for number in (1, 2)]
        first = 1 + (Image.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
        images = [_image(first + place, project.pk, people, dice) for place in range(count)]
        _write(Image, images)
        _write(Box, _boxes(images, categories, models, dice))
        _write(Prediction, _predictions(images, categories, models, dice))
    _repair_sequences()
    _analyse()
    _thumbnails(images)
    return int(project.pk)


def _project() -> tuple[Project, list[int]]:
    project = Project.objects.create(name="Many images", auto_train=Project.AutoTrain.NEVER)
    people = [User.objects.get_or_create(username=f"person {number}")[0] for number in range(4)]
    for user in [*people, *User.objects.filter(is_superuser=True)]:
        Membership.objects.get_or_create(project=project, user=user, defaults={"role": Role.MANAGER})
    return project, [user.pk for user in people]


def _category(project: Project, number: int) -> int:
    color = COLORS[number % len(COLORS)]
    return int(Category.objects.create(project=project, name=f"kind {number}", color=color, coco_id=number).pk)


def _model(project: Project, number: int, categories: list[int]) -> int:
    return int(
        ModelVersion.objects.create(
            project=project,
            number=number,
            origin=ModelVersion.Origin.TRAINED,
            kind="small",
            weights=f"models/{number}.safetensors",
            weights_sha256=f"{number:064x}",
            categories=categories,
            is_active=number == 2,
        ).pk
    )


def _image(pk: int, project: int, people: list[int], dice: random.Random) -> Row:
    width, height = dice.choice(SIZES)
    state = dice.choices(("todo", "done", "skipped", "returned"), (50, 45, 4, 1))[0]
    ended = state in ("done", "skipped")
    sha = f"{dice.getrandbits(256):064x}"
    return {
        "id": pk, "project_id": project, "file": f"images/{sha[:2]}/{sha}.png", "sha256": sha,
        "file_name": f"camera {dice.randrange(20)}/{dice.getrandbits(32):08x}.png", "width": width, "height": height,
        "orientation": 1, "media_type": "image/png", "browser_ready": True, "byte_size": 300_000,
        "split": "holdout" if dice.random() < 0.1 else "train", "group": sha,
        "created_at": NOW - timedelta(minutes=dice.randrange(500_000)), "uploaded_by_id": people[0],
        "state": state, "revision": int(ended), "box_count": min(int(dice.expovariate(1 / 20)), 200) if ended else 0,
        "priority": 1 + dice.random(), "predicted_seconds": dice.expovariate(1 / 20) if dice.random() < 0.9 else None,
        "finished_at": NOW - timedelta(minutes=dice.randrange(400_000)) if ended else None,
        "finished_by_id": dice.choice(people) if ended else None,
    }  # fmt: skip


def _boxes(images: Sequence[Row], categories: list[int], models: list[int], dice: random.Random) -> Iterator[Row]:
    for image in images:
        for _ in range(image["box_count"]):
            x, y = dice.random() * 0.8 * image["width"], dice.random() * 0.8 * image["height"]
            suggested = dice.random() < 0.4
            yield {
                "image_id": image["id"], "key": uuid.UUID(int=dice.getrandbits(128)),
                "category_id": _some(categories, dice), "x1": x, "y1": y,
                "x2": x + 0.1 * image["width"], "y2": y + 0.15 * image["height"],
                "occluded": False, "truncated": False, "crowd": False,
                "origin": "accepted" if suggested else "drawn",
                "model_version_id": dice.choice(models) if suggested else None, "score": 0.8 if suggested else None,
            }  # fmt: skip


def _predictions(images: Sequence[Row], categories: list[int], models: list[int], dice: random.Random) -> Iterator[Row]:
    for model, image in ((model, image) for model in models for image in images):
        scores = sorted((round(dice.random(), 3) for _ in range(dice.randrange(25))), reverse=True)
        shown = [score for score in scores if score >= 0.5]
        yield {
            "image_id": image["id"], "model_version_id": model,
            "boxes": [_suggestion(score, image, categories, dice) for score in scores],
            "shown": len(shown), "least_confidence": min(shown, default=None),
            "greatest_confidence": max(shown, default=None), "value": 0.5, "created_at": NOW,
        }  # fmt: skip


def _suggestion(score: float, image: Row, categories: list[int], dice: random.Random) -> list[Any]:
    x, y = int(dice.random() * 0.8 * image["width"]), int(dice.random() * 0.8 * image["height"])
    return [_some(categories, dice), x, y, x + image["width"] // 10, y + image["height"] // 8, score, None]


def _some(categories: list[int], dice: random.Random) -> int:
    """The first category is in most images, the last in few, as in real sets."""
    return categories[min(int(dice.expovariate(0.5)), len(categories) - 1)]


def _write(model: Any, rows: Iterable[Row]) -> None:
    """Far quicker than objects one by one; columns without a value get the model's default."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            _insert(model, fields, batch)
            batch = []
    if batch:
        _insert(model, fields, batch)


def _insert(model: Any, fields: dict[str, Any], rows: list[Row]) -> None:
    given = [name for name in fields if name in rows[0]]
    missing = {n: f.get_default() for n, f in fields.items() if n not in rows[0] and not f.primary_key and not f.null}
    names = [*given, *missing]
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(fields[name].column) for name in names)
    values = [[_value(fields[name], row.get(name, missing.get(name))) for name in names] for row in rows]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 - our own names


def _value(field: Any, value: Any) -> Any:
    if field.get_internal_type() == "JSONField":
        return orjson.dumps(value).decode()
    return field.get_db_prep_save(value, connection)


def _repair_sequences() -> None:
    """PostgreSQL has not counted the ids that were given."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            sequence = "pg_get_serial_sequence('annotator_image', 'id')"
            cursor.execute(f"SELECT setval({sequence}, max(id)) FROM annotator_image")  # noqa: S608 - our own name


def _analyse() -> None:
    """What autovacuum does within a minute of such an import."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")


def _thumbnails(images: Sequence[Row]) -> None:
    root = Path(settings.MEDIA_ROOT)
    folder = root / "renditions"
    sources = [_thumbnail(folder / f"source-{number}.webp", number) for number in range(DISTINCT_THUMBNAILS)]
    for image in images:
        path = root / "renditions" / "thumbnail" / image["sha256"][:2] / f"{image['sha256']}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        os.link(sources[image["id"] % len(sources)], path)


def _thumbnail(path: Path, number: int) -> Path:
    dice = random.Random(number)
    picture = Pillow.effect_noise((320, 240), 40).filter(ImageFilter.GaussianBlur(2)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y = dice.randrange(280), dice.randrange(200)
        color = (dice.randrange(256), dice.randrange(256), dice.randrange(256))
        pen.ellipse((x, y, x + dice.randrange(10, 60), y + dice.randrange(10, 60)), fill=color)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    picture.save(content, "WEBP", quality=75)
    path.write_bytes(content.getvalue())
    return path


if __name__ == "__main__":
    main()
