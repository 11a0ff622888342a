"""Exports: all that is finished and nothing else, the same bytes for the same data, and back again without loss."""

import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import ExifTags
from PIL import Image as Pillow
from pycocotools.coco import COCO

from annotator.errors import InvalidInput, NothingToExport
from annotator.formats.coco import read_instances
from annotator.formats.voc import read_voc
from annotator.handlers import export as handler
from annotator.models import Category, Export, Image, Job, Project
from annotator.services import annotations, blobs, export_rows, exports, images, imports, jobs, projects
from detector.images import load_upright, verify
from tests import make

pytestmark = pytest.mark.django_db


def export(project: Project, format: str = "coco", **options: Any) -> tuple[Export, bytes]:
    made = exports.make_export(project, format=format, **options)
    return made, blobs.read_bytes(made.file.name)


def document(project: Project, **options: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(export(project, **options)[1])
    return loaded


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def finished(project: Project, **values: Any) -> Image:
    return make.make_image(project, **{"state": "done", **values})


def upload(project: Project, content: bytes, *, file_name: str) -> Image:
    """A real picture, finished with nothing on it."""
    image = images.add_image(project, file_name=file_name, content=content).image
    assert image is not None
    Image.objects.filter(pk=image.pk).update(state="done")
    image.refresh_from_db()
    return image


# --- COCO


def test_an_export_holds_the_finished_images_and_all_categories(project: Project, category: Category) -> None:
    make.make_category(project, "unused", coco_id=9)
    one, empty = finished(project, file_name="a/b.png"), finished(project, file_name="c.png", split="holdout")
    make.make_box(one, category, x1=1.25, y1=2, x2=11.5, y2=22, crowd=True, truncated=True)
    make.make_box(make.make_image(project), category)
    found = document(project)
    assert [(image["id"], image["file_name"]) for image in found["images"]] == [
        (one.pk, "a/b.png"),
        (empty.pk, "c.png"),
    ]
    assert found["images"][1]["boxloop"] == {"state": "done", "split": "holdout", "sha256": empty.sha256}
    assert [row["id"] for row in found["categories"]] == [1, 9]
    assert found["annotations"] == [
        {
            "id": 1,
            "image_id": one.pk,
            "category_id": 1,
            "bbox": [1.25, 2.0, 10.25, 20.0],
            "area": 205.0,
            "iscrowd": 1,
            "segmentation": [],
            "boxloop": {"occluded": False, "truncated": True},
        }
    ]
    assert "upright" in found["info"]["description"]


def test_other_states_are_taken_when_they_are_asked_for(project: Project, category: Category) -> None:
    finished(project)
    make.make_image(project, state="skipped")
    make.make_image(project)
    assert len(document(project, states=["done", "skipped"])["images"]) == 2
    report = export(project)[0].report
    assert (report["images"], report["left_out"]) == (1, {"skipped": 1, "todo": 1})


def test_the_report_counts_boxes_by_category(project: Project, category: Category) -> None:
    make.make_category(project, "unused")
    make.make_box(finished(project), category)
    report = export(project)[0].report
    assert (report["boxes"], report["boxes_per_category"]) == (1, {"cell": 1, "unused": 0})


def test_the_same_data_gives_the_same_bytes_and_one_file(project: Project, category: Category, alice: User) -> None:
    image = finished(project)
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(make.box_values(category)))
    for format in ("coco", "voc", "yolo"):
        first, second = export(project, format)[0], export(project, format)[0]
        assert (first.sha256, first.file.name) == (second.sha256, second.file.name)
    before = export(project)[0].sha256
    annotations.save(image, author=alice, base_revision=1, change=make.box_change(make.box_values(category)))
    assert export(project)[0].sha256 != before


def test_pycocotools_loads_an_export(project: Project, category: Category) -> None:
    image = finished(project)
    make.make_box(image, category)
    loaded = COCO(str(blobs.local_path(export(project)[0].file.name)))
    assert loaded.loadAnns(loaded.getAnnIds(imgIds=[image.pk]))[0]["bbox"] == [10, 20, 20, 30]


def test_the_license_goes_along(project: Project) -> None:
    finished(project)
    Project.objects.filter(pk=project.pk).update(license_text="CC BY 4.0")
    project.refresh_from_db()
    assert document(project)["licenses"] == [{"id": 1, "name": "CC BY 4.0", "url": ""}]


def test_an_export_asks_the_database_a_few_questions_only(
    project: Project, category: Category, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        make.make_box(finished(project), category)
    with django_assert_max_num_queries(12):
        export(project)


def test_a_name_for_the_file_is_made_of_the_projects(project: Project) -> None:
    finished(project)
    Project.objects.filter(pk=project.pk).update(name="../Müllers <cells>")
    project.refresh_from_db()
    assert export(project)[0].file_name == "mullers-cells-coco.json"


# --- there and back


corner = st.floats(0, 999, allow_nan=False, width=64)
sides = st.tuples(corner, st.floats(0.02, 1000)).map(lambda pair: (pair[0], min(1000.0, pair[0] + pair[1])))
drawn = st.lists(st.tuples(sides, sides, st.booleans(), st.booleans()), max_size=4)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["done", "skipped", "todo"]), drawn), min_size=1, max_size=4))
def test_an_export_in_a_new_project_is_the_same_export(db: None, rows: list[tuple[str, list[Any]]]) -> None:
    first = projects.create_project(name=str(uuid.uuid4()), owner=None, category_names=["a", "b"])
    second = projects.create_project(name=str(uuid.uuid4()), owner=None)
    for number, (state, boxes) in enumerate(rows):
        values = {"file_name": f"{number}.png", "width": 1000, "height": 1000, "sha256": uuid.uuid4().hex * 2}
        image = make.make_image(first, **values, state=state)
        make.make_image(second, **values)
        for (x1, x2), (y1, y2), crowd, occluded in boxes:
            category = first.categories.order_by("?").first()
            assert category is not None
            make.make_box(image, category, x1=x1, y1=y1, x2=x2, y2=y2, crowd=crowd, occluded=occluded)
    states = ["done", "skipped", "todo"]
    content = export(first, states=states)[1]
    imports.import_contents(second, read_instances(content), author=None)
    assert comparable(export(second, states=states)[1]) == comparable(content)


def comparable(content: bytes) -> Any:
    """An export without what differs from project to project: its name and times, and ids of images."""
    found = json.loads(content)
    names = {image.pop("id"): image["file_name"] for image in found["images"]}
    for annotation in found["annotations"]:
        annotation["image_id"] = names[annotation["image_id"]]
    # An image with boxes in the file is not left to do unless the file says so.
    return found["images"], found["annotations"], found["categories"]


def test_an_export_in_its_own_project_changes_nothing(project: Project, category: Category) -> None:
    make.make_box(finished(project), category, x1=1.5479104575051679, x2=81.94089688915863)
    content = export(project)[1]
    report = imports.import_contents(project, read_instances(content), author=None)
    assert (report.boxes, report.already_there, report.images_changed) == (0, 1, 0)
    assert export(project)[1] == content


# --- with images


def turned_scene(orientation: int, format: str) -> bytes:
    """64 x 48 upright, red at the top left, with a place in its EXIF."""
    from tests.detector.test_images import STORED, scene

    method = STORED[orientation]
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretCamera"
    buffer = io.BytesIO()
    (scene() if method is None else scene().transpose(method)).save(buffer, format, exif=exif, quality=95)
    return buffer.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_pictures_come_upright_and_without_their_tags(project: Project, format: str) -> None:
    category = make.make_category(project)
    for orientation in range(1, 9):
        content = turned_scene(orientation, format)
        image = upload(project, content, file_name=f"a/{orientation}.{format.lower()}")
        make.make_box(image, category, x1=0, y1=0, x2=16, y2=16)
    made, content = export(project, with_images=True)
    files = members(content)
    listed = json.loads(files["annotations.json"])
    assert len(listed["images"]) == 8
    for row in listed["images"]:
        picture = files[f"images/{row['file_name']}"]
        header = verify(picture)
        assert (header.width, header.height) == (row["width"], row["height"]) == (64, 48)
        assert header.orientation == 1
        if format != "TIFF" or not row["file_name"].endswith("1.tiff"):
            assert b"SecretCamera" not in picture
        crop = np.asarray(load_upright(picture))[2:14, 2:14].reshape(-1, 3).mean(axis=0)
        assert crop[0] > 200
        assert max(crop[1:]) < 60
    assert "Files that were turned upright and encoded again: 7." in made.report["notes"]
    assert len(made.report["turned"]) == 7


def test_a_picture_without_tags_goes_out_bit_for_bit(project: Project) -> None:
    content = make.picture(format="JPEG")
    upload(project, content, file_name="a/b.jpg")
    assert members(export(project, with_images=True)[1])["images/a/b.jpg"] == content


def test_without_images_the_turned_ones_are_named(project: Project) -> None:
    finished(project, file_name="x.jpg", orientation=6)
    report = export(project)[0].report
    assert report["turned"] == ["x.jpg"]
    assert any("orientation" in note for note in report["notes"])


def test_no_file_lies_over_another_of_the_same_name(project: Project) -> None:
    for color in ("red", "green", "blue"):
        upload(project, make.picture(color=color), file_name="a/x.png")
    upload(project, make.picture(color="black"), file_name="A/X.PNG")
    made, content = export(project, with_images=True)
    files = members(content)
    names = [row["file_name"] for row in json.loads(files["annotations.json"])["images"]]
    assert len({name.casefold() for name in names}) == 4
    assert {f"images/{name}" for name in names} == files.keys() - {"annotations.json"}
    assert any("a part of their hash: 3" in note for note in made.report["notes"])


def test_a_zip_with_images_comes_into_another_project(project: Project, category: Category, tmp_path: Path) -> None:
    from annotator.services import import_files

    image = upload(project, make.picture(), file_name="a/x.png")
    make.make_box(image, category)
    path = tmp_path / "export.zip"
    path.write_bytes(export(project, with_images=True)[1])
    other = make.make_project("Other")
    images.add_image(other, file_name="x.png", content=members(path.read_bytes())["images/a/x.png"])
    report = imports.import_contents(other, import_files.read_file(other, path), author=None)
    assert report.boxes == 1


# --- VOC, YOLO, results


def test_voc_has_a_file_for_each_image_empty_ones_too(project: Project, category: Category) -> None:
    one, empty = finished(project, file_name="a/one.png"), finished(project, file_name="a/one.jpg")
    make.make_box(one, category, x1=0, y1=10, x2=100, y2=80)
    made, content = export(project, "voc")
    files = members(content)
    names = {"Annotations/a/one.xml", f"Annotations/a/one-{empty.sha256[:12]}.xml"}
    assert files.keys() == names
    contents = read_voc(files.items())
    assert [(box.x1, box.y1, box.x2, box.y2) for box in contents.boxes] == [(0, 10, 100, 80)]
    assert any("from 1" in note for note in made.report["notes"])


def test_yolo_has_a_folder_for_each_side_and_a_table_of_classes(project: Project) -> None:
    make.make_category(project, "cat", coco_id=3)
    dog = make.make_category(project, "dog", coco_id=8)
    one = finished(project, file_name="a/one.png")
    finished(project, file_name="two.png", split="holdout")
    make.make_box(one, dog, x1=25, y1=20, x2=75, y2=60)
    make.make_box(one, dog, x1=0, y1=0, x2=5, y2=5, crowd=True)
    made, content = export(project, "yolo")
    files = members(content)
    assert files.keys() == {"labels/train/a/one.txt", "labels/val/two.txt", "data.yaml"}
    assert files["labels/train/a/one.txt"] == b"1 0.500000000 0.500000000 0.500000000 0.500000000\n"
    assert files["labels/val/two.txt"] == b""
    assert files["data.yaml"].decode().splitlines() == [
        "path: .",
        "train: images/train",
        "val: images/val",
        "names:",
        '  0: "cat"',
        '  1: "dog"',
    ]
    assert any("Crowds were left out" in note for note in made.report["notes"])


def test_yolo_never_has_an_empty_val_side(project: Project, category: Category) -> None:
    upload(project, make.picture(), file_name="x.png")
    Image.objects.update(split="train")
    made, content = export(project, "yolo", with_images=True)
    assert b"val: images/train" in members(content)["data.yaml"]
    assert "images/train/x.png" in members(content)
    assert any("No hold-out image" in note for note in made.report["notes"])


def test_results_are_what_the_active_model_saw(project: Project, category: Category) -> None:
    image = finished(project)
    make.make_prediction(image, make.make_model(project), boxes=[[category.pk, 1, 2, 3, 4, 0.4, None]])
    active = make.make_model(project, is_active=True)
    make.make_prediction(
        image, active, boxes=[[category.pk, 1, 2, 11, 22, 0.9, None], [category.pk, 0, 0, 5, 5, 0.01, None]]
    )
    results = json.loads(export(project, "coco_results")[1])
    assert results == [
        {"image_id": image.pk, "category_id": category.coco_id, "bbox": [1, 2, 10.0, 20.0], "score": 0.9},
        {"image_id": image.pk, "category_id": category.coco_id, "bbox": [0, 0, 5.0, 5.0], "score": 0.01},
    ]


def test_results_fit_the_instances_beside_them(project: Project, category: Category) -> None:
    image = finished(project)
    make.make_box(image, category)
    model = make.make_model(project, is_active=True)
    make.make_prediction(image, model, boxes=[[category.pk, 10, 20, 30, 50, 0.9, None]])
    truth = COCO(str(blobs.local_path(export(project)[0].file.name)))
    seen = truth.loadRes(str(blobs.local_path(export(project, "coco_results")[0].file.name)))
    assert seen.getImgIds() == truth.getImgIds() == [image.pk]


# --- refusals


@pytest.mark.parametrize(
    ("options", "field"),
    [({"format": "excel"}, "format"), ({"states": ["gone"]}, "states"), ({"states": []}, "states")],
)
def test_what_cannot_be_asked_for_is_refused(project: Project, options: dict[str, Any], field: str) -> None:
    finished(project)
    with pytest.raises(InvalidInput) as refused:
        exports.start_export(project, **options)
    assert (refused.value.field, Job.objects.count(), Export.objects.count()) == (field, 0, 0)
    assert refused.value.hint


def test_nothing_finished_is_nothing_to_export(project: Project) -> None:
    make.make_image(project)
    for format in ("coco", "voc"):
        with pytest.raises(NothingToExport):
            exports.start_export(project, format=format)
    finished(project)
    with pytest.raises(NothingToExport, match="No model has seen"):
        exports.start_export(project, format="coco_results")


def test_an_export_that_fails_leaves_no_file(project: Project) -> None:
    finished(project, file="images/gone.png")
    before = {path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()}
    with pytest.raises(FileNotFoundError):
        export(project, with_images=True)
    after = {path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()}
    assert (after - before, Export.objects.count()) == (set(), 0)


# --- as a job


def test_a_job_writes_one_export_however_often_it_runs(project: Project, category: Category, rita: User) -> None:
    make.make_box(finished(project), category)
    exports.start_export(project, by=rita)
    job = jobs.claim_next("cpu")
    assert job is not None
    result = handler.run(job)
    assert handler.run(job) == result
    made = Export.objects.get()
    assert (result["export"], result["boxes"], made.created_by, made.job) == (made.pk, 1, rita, job)


def test_asking_twice_gives_the_same_job_while_it_is_open(project: Project) -> None:
    finished(project)
    first = exports.start_export(project)
    assert exports.start_export(project) == first
    assert exports.start_export(project, with_images=True) != first


def test_names_that_differ_by_case_are_alike() -> None:
    assert export_rows.by_name("a/X.PNG") == export_rows.by_name("A/x.png")
    assert export_rows.by_stem("a.b/x") == "a.b/x"
