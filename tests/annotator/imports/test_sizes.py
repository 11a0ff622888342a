"""Sizes in the file, and boxes that were drawn on pictures lying on their side."""

import pytest

from annotator.models import Image, Project
from tests import make
from tests.annotator.imports.importing import bring, coco, corners

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_boxes_drawn_on_pictures_lying_on_their_side_are_turned_and_it_is_said(
    project: Project, orientation: int
) -> None:
    image = make.make_image(project, file_name="x.jpg", orientation=orientation, width=100, height=80)
    stored = {5: (20, 10, 5, 20), 6: (20, 70, 5, 20), 7: (55, 70, 5, 20), 8: (55, 10, 5, 20)}[orientation]
    listed = [{"id": 7, "file_name": "x.jpg", "width": 80, "height": 100}]
    report = bring(project, coco({"bbox": list(stored)}, images=listed))
    assert corners(image) == [(10, 20, 30, 25)]
    assert any("turned upright" in note for note in report.notes)


def test_pictures_of_which_the_size_says_nothing_follow_the_others(project: Project) -> None:
    make.make_image(project, file_name="x.jpg", orientation=6, width=100, height=80)
    square = make.make_image(project, file_name="y.jpg", orientation=6, width=100, height=100)
    upright = make.make_image(project, file_name="z.jpg", orientation=1)
    listed = [
        {"id": 7, "file_name": "x.jpg", "width": 80, "height": 100},
        {"id": 8, "file_name": "y.jpg", "width": 100, "height": 100},
        {"id": 9, "file_name": "z.jpg", "width": 100, "height": 80},
    ]
    bring(project, coco({"image_id": 8, "bbox": [0, 0, 10, 20]}, {"image_id": 9}, images=listed))
    assert corners(square) == [(80, 0, 100, 10)]
    assert corners(upright) == [(10, 20, 40, 60)]


@pytest.mark.parametrize(
    ("raw_pixels", "expected"), [(True, (40, 10, 80, 40)), (False, (10, 20, 40, 60)), (None, (10, 20, 40, 60))]
)
def test_the_one_who_knows_how_boxes_were_drawn_may_say_so(
    project: Project, raw_pixels: bool | None, expected: tuple[float, ...]
) -> None:
    image = make.make_image(project, file_name="a/one.png", orientation=6, width=100, height=80)
    bring(project, coco({}), raw_pixels=raw_pixels)
    assert corners(image) == [expected]


def test_swapped_and_other_sizes_are_said(project: Project, one: Image) -> None:
    listed = [{"id": 7, "file_name": "one.png", "width": 80, "height": 100}]
    assert any("swapped" in note for note in bring(project, coco({}, images=listed)).notes)
    listed = [{"id": 7, "file_name": "one.png", "width": 50, "height": 40}]
    assert any("another size" in note for note in bring(project, coco({}, images=listed)).notes)
