"""COCO in: what is accepted, and what is left out and said."""

import json
from typing import Any

import pytest

from annotator.formats import coco
from annotator.formats.records import Contents
from tests.annotator.formats.coco_files import BOX, CATEGORIES, IMAGES, annotation, document, read, refusal


def test_a_plain_file_is_read() -> None:
    contents = read(document())
    assert contents == Contents(images=tuple(IMAGES), categories=tuple(CATEGORIES), boxes=(BOX,))


def test_what_others_add_or_leave_out_does_not_matter() -> None:
    extra = {"segmentation": [[1, 2, 3, 4, 5, 6]], "area": 1, "iscrowd": 0, "keypoints": [1], "attributes": {"a": 1}}
    assert read({**annotation(**extra), "info": None, "licenses": 5, "videos": []}).boxes == (BOX,)


def test_ids_may_be_texts_that_are_numbers() -> None:
    file = annotation(id="3", image_id="7", category_id="5")
    assert read(file).boxes == (BOX,)


@pytest.mark.parametrize("number", [0, -4, 2**53 + 1, 2**63, 2**64 - 1, "8e5f-uuid"])
def test_ids_are_kept_exactly(number: int | str) -> None:
    file = document(
        images=[{"id": number, "file_name": "x"}], annotations=[{**annotation(image_id=number)["annotations"][0]}]
    )
    contents = read(file)
    assert contents.images[0].id == number
    assert contents.boxes[0].image_id == number


@pytest.mark.parametrize("number", [True, 1.5, None, [1], {}, ""])
def test_ids_that_are_no_ids_are_refused(number: Any) -> None:
    assert "“image_id”" in refusal(annotation(image_id=number)).message


def test_flags_are_read_from_our_key_and_from_cvats() -> None:
    [box] = read(annotation(iscrowd=1, boxloop={"occluded": True}, attributes={"truncated": True})).boxes
    assert (box.crowd, box.occluded, box.truncated) == (True, True, True)


def test_a_score_is_kept_beside_the_box() -> None:
    assert read(annotation(score=0.25)).boxes[0].score == 0.25
    assert "“score”" in refusal(annotation(score=7)).message


def test_a_mask_is_never_decoded() -> None:
    rle = {"size": [10**6, 10**6], "counts": "x" * 1000}
    polygon = [[float(n) for n in range(200_000)]]
    assert read(annotation(segmentation=rle)).boxes == read(annotation(segmentation=polygon)).boxes == (BOX,)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert coco.read_instances(b"\xef\xbb\xbf" + json.dumps(document()).encode()).boxes == (BOX,)


def test_doubled_names_are_merged_and_said() -> None:
    file = document(
        categories=[{"id": 1, "name": "dog"}, {"id": 5, "name": "dog"}],
        images=[{"id": 7, "file_name": "x"}, {"id": 8, "file_name": "x"}],
    )
    notes = read(file).notes
    assert [note.split(":")[0] for note in notes] == [
        "Categories of the same name were merged",
        "Images listed more than once were merged",
    ]


@pytest.mark.parametrize("width", [0, -5, 10**9, "wide", True, [1]])
def test_an_odd_size_is_said_and_not_used(width: Any) -> None:
    contents = read(document(images=[{"id": 7, "file_name": "x", "width": width, "height": 480}]))
    assert contents.images[0].width is None
    assert "makes no sense" in contents.notes[0]


def test_a_size_may_be_missing_or_written_as_a_fraction() -> None:
    assert read(document(images=[{"id": 7, "file_name": "x"}])).notes == ()
    assert read(document(images=[{"id": 7, "file_name": "x", "width": 40.0, "height": 30.0}])).images[0].width == 40


@pytest.mark.parametrize("size", [[0, 5], [5, 0], [-10, 5], [5, -10], [0, 0], [1e-7, 5]])
def test_boxes_without_area_are_counted_and_left_out(size: list[float]) -> None:
    contents = read(annotation(bbox=[1, 2, *size]))
    assert (contents.boxes, contents.dropped) == ((), 1)
