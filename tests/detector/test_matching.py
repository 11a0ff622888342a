"""Which detection is which box: by hand, and what always holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detector.scores.matching import Numbers, correct, ious, match, match_same_class, usable
from tests.detector.pictures import example
from tests.detector.seeing import Row, seen

BOX, NEAR, FAR = [10.0, 10, 50, 50], [10.0, 10, 50, 40], [60.0, 60, 90, 90]


def test_overlap_by_hand() -> None:
    assert ious([BOX, FAR], [BOX, NEAR]) == pytest.approx(np.array([[1, 0.75], [0, 0]]))
    assert ious([[5, 5, 5, 5]], [[5, 5, 5, 5]]).tolist() == [[0]]


def test_the_more_confident_takes_the_box_and_the_other_has_none() -> None:
    image = seen(example([BOX], [1]), [(1, 0.6, BOX), (1, 0.9, NEAR)])
    assert match_same_class(image, iou=0.5).tolist() == [-1, 0]
    assert correct([image], iou=0.8).tolist() == [True, False]  # The confident one is too loose to take it.


def test_other_categories_do_not_match() -> None:
    assert match_same_class(seen(example([BOX], [1]), [(2, 0.9, BOX)]), iou=0.5).tolist() == [-1]


def test_what_lies_in_a_crowd_counts_for_nothing_unless_it_is_a_box() -> None:
    image = example([BOX, [0, 0, 100, 100]], [1, 1], crowd=[False, True])
    kept = usable(seen(image, [(1, 0.9, BOX), (1, 0.8, FAR), (1, 0.7, [200, 200, 220, 220])]))
    assert kept.found.scores.tolist() == pytest.approx([0.9, 0.7])
    assert kept.category_ids.tolist() == [1, 1]


def test_numbers_that_are_none_and_boxes_without_area_are_left_out() -> None:
    rows: list[Row] = [(1, 0.9, BOX), (1, np.nan, BOX), (1, 0.8, [np.inf, 0, 1, 1]), (1, 0.7, [5, 5, 5, 9])]
    assert len(usable(seen(example([BOX], [1]), rows)).found) == 1


@given(arrays(np.float64, st.tuples(st.integers(0, 8), st.integers(0, 5)), elements=st.floats(0, 1)))
def test_matching_is_one_to_one_and_leaves_nothing_that_could_be_matched(overlaps: Numbers) -> None:
    matched = match(overlaps, np.zeros(len(overlaps)), at_least=0.5)
    taken = matched[matched >= 0]
    assert len(set(taken.tolist())) == len(taken)
    free = np.setdiff1d(np.arange(overlaps.shape[1]), taken)
    assert not (overlaps[matched < 0][:, free] >= 0.5).any()
