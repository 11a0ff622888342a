"""Which labels are doubted: hand-made cases, and laws that hold for any image."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.suspects.find import UNKNOWN, Boxes, Finding, Kind, displaced, find, norms
from detector.suspects.folds import deal

RED, WHITE = 1, 2
AT, AWAY = (100.0, 100.0, 200.0, 200.0), (400.0, 100.0, 500.0, 200.0)
Row = tuple[tuple[float, float, float, float], int, float]


def boxes(*rows: Row) -> Boxes:
    corners = np.array([box for box, _, _ in rows], dtype=np.float64).reshape(-1, 4)
    categories = np.array([category for _, category, _ in rows], dtype=np.int64)
    return Boxes(corners, categories, np.array([confidence for _, _, confidence in rows], dtype=np.float64))


def worst(labels: Boxes, seen: Boxes) -> Finding:
    return max(find(labels, seen, {}), key=lambda finding: finding.doubt)


def test_an_object_without_a_label_is_overlooked() -> None:
    found = worst(boxes((AT, RED, 1)), boxes((AT, RED, 0.95), (AWAY, WHITE, 0.9)))
    assert (found.kind, found.label, found.seen) == (Kind.OVERLOOKED, None, 1)
    assert found.doubt > 0.5


def test_a_label_beside_the_object_is_misplaced_and_nothing_is_overlooked_there() -> None:
    seen = boxes(((130.0, 130.0, 230.0, 230.0), RED, 0.9))
    findings = find(boxes((AT, RED, 1)), seen, {})
    assert [row.kind for row in findings if row.doubt > 0.4] == [Kind.MISPLACED]


def test_another_category_in_the_place_is_swapped() -> None:
    found = worst(boxes((AT, RED, 1)), boxes((AT, WHITE, 0.9)))
    assert (found.kind, found.label, found.seen) == (Kind.SWAPPED, 0, 0)
    assert found.doubt > 0.8


def test_a_category_that_is_seen_too_speaks_for_the_label() -> None:
    seen = boxes((AT, WHITE, 0.4), (AT, RED, 0.5))
    assert worst(boxes((AT, RED, 1)), seen).doubt < 0.5


def test_a_label_where_nothing_is_seen_is_doubted_as_far_as_the_detector_misses_nothing() -> None:
    found = worst(boxes((AT, RED, 1)), boxes())
    assert (found.kind, found.seen) == (Kind.UNFOUNDED, None)
    assert found.doubt < 0.2
    perfect = replace(UNKNOWN, recall=0.995)
    assert find(boxes((AT, RED, 1)), boxes(), {RED: perfect})[0].doubt > 0.7


def test_what_agrees_is_not_doubted() -> None:
    labels = boxes((AT, RED, 1), (AWAY, WHITE, 1))
    seen = boxes((AT, RED, 0.9), (AWAY, WHITE, 0.9))
    assert max(row.doubt for row in find(labels, seen, {})) < 0.1


def test_a_neighbours_detection_explains_the_neighbour_alone() -> None:
    beside = (160.0, 100.0, 260.0, 200.0)
    labels = boxes((AT, RED, 1), (beside, WHITE, 1))
    swapped = find(labels, boxes((AT, RED, 0.9), (beside, RED, 0.9)), {})[1]
    assert (swapped.kind, swapped.seen) == (Kind.SWAPPED, 1)


def test_the_doubt_of_a_place_grows_with_the_distance() -> None:
    doubts = [displaced(1 - step / 10, step / 10, UNKNOWN) for step in range(8)]
    assert doubts == sorted(doubts)


def test_loose_categories_are_allowed_more() -> None:
    random = np.random.default_rng(0)

    def pair(jitter: float, category: int) -> tuple[Boxes, Boxes]:
        moved = tuple((np.array(AT) + random.normal(0, jitter, 4)).tolist())
        return boxes((AT, category, 1)), boxes((moved, category, 0.9))

    pairs = [pair(jitter, category) for jitter, category in [(2, RED), (10, WHITE)] * 50]
    usual = norms([labels for labels, _ in pairs], [seen for _, seen in pairs])
    assert displaced(0.75, 0.1, usual[RED]) > displaced(0.75, 0.1, usual[WHITE])


def test_an_image_of_nothing_has_no_findings() -> None:
    assert find(boxes(), boxes(), {}) == []
    assert norms([], []) == {}


corners = st.tuples(st.floats(0, 500), st.floats(0, 400), st.floats(1, 140), st.floats(1, 80)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)
some = st.lists(st.tuples(corners, st.sampled_from([RED, WHITE]), st.floats(0, 1)), max_size=8)


@given(some, some)
def test_doubts_are_shares_and_each_label_has_one(labels: list[Row], seen: list[Row]) -> None:
    findings = find(boxes(*labels), boxes(*seen), norms([boxes(*labels)], [boxes(*seen)]))
    assert all(0 <= finding.doubt <= 1 and 0 <= finding.overlap <= 1 for finding in findings)
    assert Counter(row.label for row in findings if row.label is not None) == Counter(range(len(labels)))


@pytest.mark.parametrize("count", [0, 1, 3, 9, 50])
def test_folds_are_about_equally_large_and_groups_stay_whole(count: int) -> None:
    groups = [place // 2 for place in range(count)]
    folds = deal(groups, seed=3)
    assert all(folds[place] == folds[place ^ 1] for place in range(count - count % 2))
    sizes = Counter(folds).values()
    assert len(sizes) == min(4, len(set(groups)))
    assert not sizes or max(sizes) - min(sizes) <= 2
    assert folds == deal(groups, seed=3)
