"""Planted label errors: as many and as large as said, and found by a detector that sees the truth."""

from typing import Any

import numpy as np
import pytest

from benchmarks.suspecting.errors import Document, mend, spoil
from benchmarks.suspecting.measuring import cases, measure
from detector.scores.matching import ious


@pytest.fixture(scope="module")
def document() -> Document:
    """Twenty images of ten boxes that do not touch."""
    images = [{"id": number, "file_name": f"{number}.png", "width": 640, "height": 480} for number in range(20)]
    annotations = [
        {
            "id": 10 * image + place,
            "image_id": image,
            "category_id": place % 3 + 1,
            "bbox": [120 * (place % 5) + 10, 150 * (place // 5) + 20, 60, 80],
        }
        for image in range(20)
        for place in range(10)
    ]
    return {"images": images, "annotations": annotations, "categories": [{"id": id_, "name": "x"} for id_ in (1, 2, 3)]}


def truth(document: Document) -> dict[str, list[list[Any]]]:
    seen: dict[str, list[list[Any]]] = {str(image["id"]): [] for image in document["images"]}
    for row in document["annotations"]:
        x, y, width, height = row["bbox"]
        seen[str(row["image_id"])].append([row["category_id"], x, y, x + width, y + height, 0.99, 0.95])
    return seen


def test_as_many_boxes_are_spoilt_as_is_said(document: Document) -> None:
    spoilt, errors = spoil(document, share=0.05, seed=1)
    assert [sum(error.kind == kind for error in errors) for kind in ("overlooked", "misplaced", "swapped")] == [10] * 3
    assert len(spoilt["annotations"]) == 190
    rows = {row["id"]: row for row in spoilt["annotations"]}
    for error in errors:
        if error.kind == "misplaced":
            x, y, width, height = rows[error.annotation]["bbox"]
            assert ious(error.box[None], np.array([[x, y, x + width, y + height]]))[0, 0] < 0.7
        if error.kind == "swapped":
            assert rows[error.annotation]["category_id"] != error.category


def test_who_sees_the_truth_finds_all_of_it_first(document: Document) -> None:
    spoilt, errors = spoil(document, share=0.05, seed=1)
    figures = measure(cases(spoilt, errors, truth(document)), seed=1)
    assert figures["by_box"]["0.2"]["found"] == figures["by_box"]["0.2"]["at_best"] == 1
    assert figures["by_image"]["0.1"]["found"] == pytest.approx(figures["by_image"]["0.1"]["at_best"], abs=0.04)


def test_what_is_mended_is_as_it_was(document: Document) -> None:
    spoilt, errors = spoil(document, share=0.05, seed=1)
    left = mend(document, spoilt, errors, left=0.2, seed=1)
    assert len(left) == 6
    before = {row["id"]: row for row in document["annotations"]}
    changed = {id_ for id_ in before if id_ not in {row["id"] for row in spoilt["annotations"]}}
    changed |= {row["id"] for row in spoilt["annotations"] if row != before[row["id"]]}
    assert changed == {error.annotation for error in left}
