"""Boxes of a file become a revision of the image, and a second time nothing."""

import pytest
from django.contrib.auth.models import User

from annotator.models import Image, Project
from annotator.services import annotations, boxes, history
from tests import make
from tests.annotator.imports.importing import bring, coco, corners, everything, start

pytestmark = pytest.mark.django_db


def test_boxes_become_a_revision_of_the_image_and_finish_it(project: Project, one: Image, bob: User) -> None:
    report = bring(project, coco({}, {"bbox": [1.5, 2, 3, 4], "iscrowd": 1}))
    assert (report.images_matched, report.images_changed, report.boxes) == (1, 1, 2)
    one.refresh_from_db()
    assert (one.state, one.revision, one.box_count) == ("done", 1, 2)
    assert corners(one) == [(10, 20, 40, 60), (1.5, 2, 4.5, 6)]
    assert set(one.boxes.values_list("origin", flat=True)) == {"imported"}
    revision = one.revisions.get()
    assert (revision.kind, revision.state, len(revision.changes)) == ("import", "done", 2)
    assert {box["key"]: box for box in annotations.boxes_of(one)} == history.boxes_at(one, 1)


def test_whoever_imports_is_the_author(project: Project, one: Image, bob: User) -> None:
    start(project, coco({}), by=bob)
    one.refresh_from_db()
    assert one.revisions.get().author == bob
    assert one.finished_by == bob


def test_images_can_stay_to_do(project: Project, one: Image) -> None:
    bring(project, coco({}), state="todo")
    one.refresh_from_db()
    assert (one.state, one.box_count) == ("todo", 1)
    bring(project, coco({}))
    one.refresh_from_db()
    assert (one.state, one.box_count) == ("done", 1)


def test_the_same_file_again_adds_nothing(project: Project, one: Image) -> None:
    document = coco({}, {}, {"bbox": [1, 2, 3, 4]})
    bring(project, document)
    before = everything()
    report = bring(project, document)
    assert (report.boxes, report.already_there, report.images_changed) == (0, 3, 0)
    assert everything() == before


def test_a_box_that_somebody_moved_since_does_not_come_again(project: Project, one: Image, bob: User) -> None:
    bring(project, coco({}))
    one.refresh_from_db()
    [box] = annotations.boxes_of(one)
    moved = boxes.from_json({**box, "x1": 0.0})
    annotations.save(one, author=bob, base_revision=1, change=make.box_change(moved))
    assert bring(project, coco({})).boxes == 0
    assert corners(one) == [(0, 20, 40, 60)]


def test_boxes_that_people_drew_stay_beside_the_new_ones(project: Project, one: Image, bob: User) -> None:
    category = make.make_category(project, "dog")
    annotations.save(
        one, author=bob, base_revision=0, change=make.box_change(make.box_values(category), state="skipped")
    )
    bring(project, coco({}))
    one.refresh_from_db()
    assert (one.box_count, one.state, one.revision) == (2, "skipped", 2)


def test_an_image_without_boxes_stays_to_do_unless_the_file_is_ours_and_says_done(project: Project) -> None:
    unlabelled, empty = make.make_image(project, file_name="x.png"), make.make_image(project, file_name="y.png")
    listed = [{"id": 1, "file_name": "x.png"}, {"id": 2, "file_name": "y.png", "boxloop": {"state": "done"}}]
    report = bring(project, coco(images=listed))
    unlabelled.refresh_from_db()
    empty.refresh_from_db()
    assert (unlabelled.state, empty.state) == ("todo", "done")
    assert "Images without boxes in the file stay to do: 1." in report.notes


def test_images_stay_on_their_side_of_the_split(project: Project) -> None:
    image = make.make_image(project, file_name="a/one.png", split="holdout")
    listed = [{"id": 7, "file_name": "a/one.png", "boxloop": {"split": "train"}}]
    bring(project, coco({}, images=listed))
    image.refresh_from_db()
    assert (image.split, image.box_count) == ("holdout", 1)


def test_boxes_outside_are_cut_and_those_without_area_left_out(project: Project, one: Image) -> None:
    report = bring(
        project,
        coco(
            {},
            {},
            {},
            {"bbox": [-5, 70, 20, 20]},
            {"bbox": [99.6, 0, 0.8, 10]},
            {"bbox": [200, 0, 5, 5]},
            {"bbox": [5, 5, 0, 5]},
        ),
    )
    assert (report.boxes, report.clamped, report.dropped) == (5, 2, 2)
    assert corners(one)[3:] == [(0, 70, 15, 80), (99.6, 0, 100, 10)]


def test_corners_in_place_of_sizes_are_suspected(project: Project, one: Image) -> None:
    report = bring(project, coco(*({"bbox": [60, 50, 90, 70 + n]} for n in range(5))))
    assert any("corners where width and height belong" in note for note in report.notes)
