"""VOC, YOLO, and the results of a model."""

import json

import pytest
from pycocotools.coco import COCO

from annotator.formats.voc import read_voc
from annotator.models import Category, Image, Project
from annotator.services import blobs
from tests import make
from tests.annotator.exports.exporting import export, finished, members, upload

pytestmark = pytest.mark.django_db


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
