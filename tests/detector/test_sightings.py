"""What is kept of a look at the hold-out."""

import json

import numpy as np
import pytest

from detector.scores.calibrate import cross_fitted
from detector.scores.sightings import sightings
from tests.detector.pictures import example
from tests.detector.seeing import cells, looked_at, seen

BOX, CROWD = [10.0, 10, 50, 50], [100.0, 100, 300, 300]


def test_boxes_of_both_are_kept_with_probabilities_by_other_images() -> None:
    looks = looked_at(cells(12), recall=0.9, jitter=0.05, false_boxes=1)
    rows = json.loads(json.dumps(sightings(looks)))
    expected = cross_fitted(looks, iou=0.5)
    for row, one, said in zip(rows, looks, expected, strict=True):
        assert row["image_id"] == one.example.image_id
        assert len(row["truth"]) == one.example.box_count
        assert [box[0] for box in row["found"]] == one.category_ids.tolist()
        np.testing.assert_allclose([box[6] for box in row["found"]], said, atol=1e-4)


def test_crowds_and_what_lies_in_them_are_left_out() -> None:
    image = example([BOX, CROWD], [1, 1], crowd=[False, True])
    [row] = sightings([seen(image, [(1, 0.9, BOX), (1, 0.8, [150, 150, 200, 200])])])
    assert row["truth"] == [[1, *BOX]]
    assert [box[:6] for box in row["found"]] == [[1, *BOX, pytest.approx(0.9)]]


def test_nothing_seen_is_a_row_too() -> None:
    assert sightings([seen(example([], []), [])]) == [{"image_id": 1, "truth": [], "found": []}]
    assert sightings([]) == []
