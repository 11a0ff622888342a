"""Zip files of VOC, YOLO and COCO."""

import io
import json
import zipfile

import pytest

from annotator.errors import InvalidImport
from annotator.formats.records import BoxRecord, ImageRecord
from annotator.formats.voc import write_voc
from annotator.models import Image, Project
from tests.annotator.imports.importing import bring, coco, corners

pytestmark = pytest.mark.django_db


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_of_voc_files_is_read(project: Project, one: Image) -> None:
    record = ImageRecord(id=1, file_name="a/one.png", width=100, height=80)
    box = BoxRecord(image_id=1, category_id=1, x1=0, y1=10, x2=100, y2=20)
    content = zipped(**{"x/one.xml": write_voc(record, [box], {1: "cat"})})
    report = bring(project, content)
    assert corners(one) == [(0, 10, 100, 20)]
    assert "from 1" in report.notes[0]


def test_a_voc_file_whose_image_has_another_name_is_found_by_its_own(project: Project, one: Image) -> None:
    content = zipped(**{"one.xml": b"<annotation><filename>nonsense.jpg</filename></annotation>"})
    assert bring(project, content).images_matched == 1


def test_a_zip_of_yolo_files_is_read(project: Project, one: Image) -> None:
    content = zipped(
        **{"data.yaml": b"names: [cat, dog]", "labels/train/a/one.txt": b"1 0.5 0.5 0.5 0.5", "train.txt": b"a/one.png"}
    )
    report = bring(project, content)
    assert (report.boxes, corners(one)) == (1, [(25, 20, 75, 60)])
    assert one.boxes.get().category.name == "dog"


def test_a_zip_with_one_coco_file_is_read(project: Project, one: Image) -> None:
    content = zipped(**{"x/annotations.json": json.dumps(coco({})).encode(), "images/one.png": b"..."})
    assert bring(project, content).boxes == 1


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "no annotations"),
        ({"a.png": b""}, "no annotations"),
        ({"a.json": b"{}", "b.json": b"{}"}, "2 JSON files"),
        ({"one.txt": b"0 0.5 0.5 0.1 0.1"}, "no table of classes"),
        ({"one.txt": b"5 0.5 0.5 0.1 0.1", "classes.txt": b"cat"}, "class 5 has no name"),
    ],
)
def test_a_zip_without_annotations_is_refused(
    project: Project, one: Image, members: dict[str, bytes], said: str
) -> None:
    with pytest.raises(InvalidImport, match=said) as refused:
        bring(project, zipped(**members))
    assert refused.value.hint
