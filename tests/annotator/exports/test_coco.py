"""All that is finished and nothing else, as COCO, and the same bytes for the same data."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pycocotools.coco import COCO

from annotator.models import Category, Project
from annotator.services import annotations, blobs
from tests import make
from tests.annotator.exports.exporting import document, export, finished

pytestmark = pytest.mark.django_db


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
