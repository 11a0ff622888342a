"""Exports that carry the pictures: upright, under names of their own."""

import json
from pathlib import Path

import numpy as np
import pytest

from annotator.models import Category, Project
from annotator.services import export_rows, images, import_files, imports
from detector.images import load_upright, verify
from tests import make
from tests.annotator.exports.exporting import export, finished, members, upload
from tests.detector.images.encoding import turned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_pictures_come_upright_and_without_their_tags(project: Project, format: str) -> None:
    category = make.make_category(project)
    for orientation in range(1, 9):
        content = turned(orientation, format, maker="SecretCamera", quality=95)
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
    image = upload(project, make.picture(), file_name="a/x.png")
    make.make_box(image, category)
    path = tmp_path / "export.zip"
    path.write_bytes(export(project, with_images=True)[1])
    other = make.make_project("Other")
    images.add_image(other, file_name="x.png", content=members(path.read_bytes())["images/a/x.png"])
    report = imports.import_contents(other, import_files.read_file(other, path), author=None)
    assert report.boxes == 1


def test_names_that_differ_by_case_are_alike() -> None:
    assert export_rows.by_name("a/X.PNG") == export_rows.by_name("A/x.png")
    assert export_rows.by_stem("a.b/x") == "a.b/x"
