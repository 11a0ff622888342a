"""Which image is meant: by the names that programs give it, by its content, or none."""

import pytest

from annotator.errors import InvalidImport
from annotator.models import Image, Project
from tests import make
from tests.annotator.imports.importing import bring, coco

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "a/one.png",
        "a\\one.png",
        "./a/one.png",
        "a%2Fone.png",
        "A/ONE.PNG",
        "images/a/one.png",
        "/home/pi/data/a/one.png",
        "C:\\data\\one.png",
        "one.png",
        "one.jpg",
        "one",
    ],
)
def test_an_image_is_found_under_the_names_that_programs_give_it(project: Project, one: Image, name: str) -> None:
    make.make_image(project, file_name="b/two.png")
    assert bring(project, coco({}, images=[{"id": 7, "file_name": name}])).images_matched == 1
    assert one.boxes.count() == 1


def test_composed_and_decomposed_letters_are_the_same_name(project: Project) -> None:
    image = make.make_image(project, file_name="Mu\u0308nchen.png")
    bring(project, coco({}, images=[{"id": 7, "file_name": "M\u00fcnchen.png"}]))
    assert image.boxes.count() == 1


def test_of_two_images_with_the_same_base_name_the_folder_decides(project: Project, one: Image) -> None:
    other = make.make_image(project, file_name="b/one.png")
    bring(project, coco({}, images=[{"id": 7, "file_name": "data/b/one.png"}]))
    assert (one.boxes.count(), other.boxes.count()) == (0, 1)


def test_a_name_that_may_mean_two_images_means_none(project: Project, one: Image) -> None:
    make.make_image(project, file_name="b/one.png")
    make.make_image(project, file_name="two.png")
    listed = [{"id": 7, "file_name": "one.png"}, {"id": 8, "file_name": "two.png"}]
    report = bring(project, coco({}, {"image_id": 8}, images=listed))
    assert (report.images_matched, report.images_missing, report.missing) == (1, 1, ["one.png"])
    assert any("More than one image may be meant" in note for note in report.notes)


def test_two_names_that_would_mean_one_image_mean_none(project: Project, one: Image) -> None:
    listed = [{"id": 7, "file_name": "x/one.png"}, {"id": 8, "file_name": "y/one.png"}]
    with pytest.raises(InvalidImport):
        bring(project, coco({}, {"image_id": 8}, images=listed))
    assert one.boxes.count() == 0


def test_an_image_is_known_by_its_content_when_the_file_is_ours(project: Project, one: Image) -> None:
    listed = [{"id": 7, "file_name": "renamed.png", "boxloop": {"sha256": one.sha256}}]
    assert bring(project, coco({}, images=listed)).boxes == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "a\0b",
        "x" * 5000,
        "%",
        "/",
        ".",
    ],
)
def test_names_that_lead_elsewhere_are_just_not_found(project: Project, one: Image, name: str) -> None:
    listed = [{"id": 7, "file_name": "one.png"}, {"id": 8, "file_name": name, "coco_url": "http://127.0.0.1/"}]
    report = bring(project, coco({}, {"image_id": 8}, images=listed))
    assert (report.images_matched, report.images_missing, report.boxes) == (1, 1, 1)


def test_of_many_missing_images_twenty_are_named_and_all_are_counted(project: Project, one: Image) -> None:
    listed = [{"id": number, "file_name": f"{number}.jpg"} for number in range(100, 200)]
    report = bring(project, coco({}, images=[{"id": 7, "file_name": "one.png"}, *listed]))
    assert (report.images_missing, len(report.missing)) == (100, 20)
