"""The simulated annotator: seconds by hand, the published table by synthetic detectors, and what always holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detector.scores.costs import CROWD, DEFAULT, EXPERT, PROFILES, Costs, Desk, Review, manual_seconds, review
from detector.scores.fixing import fewest_drags
from detector.scores.matching import Numbers, ious_by_row, true_boxes
from tests.detector.seeing import cells, looked_at

TRUE = [100.0, 100, 200, 200]
FAR = [400.0, 400, 450, 450]


def reviewed(
    boxes: list[list[float]],
    truth: list[list[float]],
    *,
    ids: list[int] | None = None,
    true_ids: list[int] | None = None,
    tolerance: float = 0.75,
    costs: Costs = DEFAULT,
    fiddle: float = 0.0,
) -> Review:
    confidences = np.linspace(0.9, 0.5, len(boxes))
    return review(
        boxes,
        ids or [1] * len(boxes),
        confidences,
        truth,
        true_ids or [1] * len(truth),
        tolerance=tolerance,
        costs=costs,
        fiddle=fiddle,
    )


@pytest.mark.parametrize("costs", PROFILES.values())
def test_without_suggestions_all_is_drawn(costs: Costs) -> None:
    work = reviewed([], [TRUE, FAR], costs=costs)
    assert work.seconds == pytest.approx(manual_seconds(2, costs)) == pytest.approx(costs.image + 2 * costs.draw)
    assert (work.looks, work.added) == (0, 2)


def test_a_right_suggestion_costs_a_look() -> None:
    work = reviewed([TRUE], [TRUE])
    assert work.seconds == pytest.approx(7.8 + 1.0)
    assert (work.looks, work.adjusted, work.deleted, work.added) == (1, 0, 0, 0)


def test_a_suggestion_on_nothing_is_deleted() -> None:
    work = reviewed([FAR], [])
    assert work.seconds == pytest.approx(7.8 + 1.0 + 2.73)
    assert work.deleted == 1


def test_one_wrong_edge_is_one_drag_that_puts_only_this_edge_right() -> None:
    work = reviewed([[102, 100, 240, 200]], [TRUE])
    assert work.seconds == pytest.approx(7.8 + 1.0 + 1.35 + 2.4)
    assert (work.adjusted, work.drags) == (1, 1)
    assert work.boxes.tolist() == [[102, 100, 200, 200]]
    assert work.ious == pytest.approx([0.98])


def test_a_corner_is_one_drag_and_opposite_edges_are_two() -> None:
    assert reviewed([[100, 100, 230, 230]], [TRUE]).drags == 1
    assert reviewed([[75, 100, 225, 200]], [TRUE], tolerance=0.9).drags == 2


def test_of_equally_many_drags_the_better_result_is_taken() -> None:
    drags, fixed = fewest_drags(np.array([[90.0, 100, 240, 230]]), np.array([TRUE]), tolerance=0.75)
    assert drags.tolist() == [1]
    assert fixed.tolist() == [[90, 100, 200, 200]]


def test_where_drawing_anew_is_cheaper_it_is_drawn_anew() -> None:
    loose = [75.0, 100, 225, 200]  # Two drags are 6.15 s; an expert deletes and draws in 5.51 s.
    work = reviewed([loose], [TRUE], tolerance=0.9, costs=EXPERT)
    assert work.seconds == pytest.approx(3.0 + 0.3 + 1.48 + 4.03)
    assert (work.adjusted, work.deleted, work.added) == (0, 1, 1)
    assert work.ious == pytest.approx([1])
    assert reviewed([loose], [TRUE], tolerance=0.9, costs=CROWD).adjusted == 1


def test_a_wrong_category_is_renamed() -> None:
    work = reviewed([TRUE], [TRUE], ids=[2])
    assert work.seconds == pytest.approx(7.8 + 1.0 + 2.93)
    assert work.reclassified == 1


def test_a_second_suggestion_for_an_object_is_deleted() -> None:
    work = reviewed([TRUE, TRUE], [TRUE])
    assert (work.deleted, work.added) == (1, 0)


def test_of_two_objects_in_the_same_place_that_of_its_category_is_meant() -> None:
    assert reviewed([TRUE], [TRUE, TRUE], ids=[2], true_ids=[1, 2]).reclassified == 0


def test_less_overlap_than_three_tenths_is_nobody() -> None:
    work = reviewed([[165, 100, 265, 200]], [TRUE])
    assert (work.deleted, work.added) == (1, 1)


def test_people_who_fiddle_pay_for_good_boxes() -> None:
    assert reviewed([TRUE], [TRUE], fiddle=0.5).seconds == pytest.approx(8.8 + 0.5 * 3.75)


PUBLISHED = [
    (0.60, 0.12, 3.0, 84.9, 102.3),
    (0.80, 0.08, 2.0, 58.0, 88.9),
    (0.90, 0.05, 1.0, 35.0, 70.3),
    (0.95, 0.035, 0.7, 28.5, 53.0),
    (0.98, 0.02, 0.3, 24.8, 27.3),
]


@pytest.mark.parametrize(("recall", "jitter", "false_boxes", "loose", "tight"), PUBLISHED)
def test_blood_cells_cost_what_the_published_table_says(
    recall: float, jitter: float, false_boxes: float, loose: float, tight: float
) -> None:
    images = cells(150)
    assert np.mean([manual_seconds(image.box_count, DEFAULT) for image in images]) == pytest.approx(101.8, rel=0.05)
    for tolerance, seconds in ((0.75, loose), (0.9, tight)):
        spent = [
            review(
                one.found.boxes,
                one.category_ids,
                one.found.scores,
                *true_boxes(one.example),
                tolerance=tolerance,
                costs=DEFAULT,
            ).seconds
            for one in looked_at(images, recall=recall, jitter=jitter, false_boxes=false_boxes)
        ]
        assert np.mean(spent) == pytest.approx(seconds, rel=0.08)


def some_boxes(least: int) -> st.SearchStrategy[Numbers]:
    numbers = arrays(np.float64, st.tuples(st.integers(least, 6), st.just(4)), elements=st.floats(1, 60))
    return numbers.map(lambda rows: np.hstack([rows[:, :2], rows[:, :2] + rows[:, 2:]]))


@given(some_boxes(0), some_boxes(0), st.sampled_from([0.5, 0.75, 0.9]), st.sampled_from(list(PROFILES)))
def test_the_result_fits_and_no_review_is_dearer_than_doing_all_over(
    boxes: Numbers, truth: Numbers, tolerance: float, profile: str
) -> None:
    costs = PROFILES[profile]
    ids, true_ids = np.arange(len(boxes)) % 2, np.arange(len(truth)) % 2
    work = review(boxes, ids, np.linspace(1, 0, len(boxes)), truth, true_ids, tolerance=tolerance, costs=costs)
    assert (work.ious >= tolerance).all()
    all_over = manual_seconds(len(truth), costs) + len(boxes) * (costs.look + costs.delete)
    assert work.seconds <= all_over + 1e-9
    assert work.looks - work.deleted + work.added == len(truth)


@given(some_boxes(1), st.sampled_from([0.5, 0.75, 0.9]))
def test_no_fewer_drags_would_do(boxes: Numbers, tolerance: float) -> None:
    truth = np.roll(boxes, 1, axis=0)
    drags, fixed = fewest_drags(boxes, truth, tolerance=tolerance)
    assert (ious_by_row(fixed, truth) >= tolerance).all()
    assert ((drags == 0) == (ious_by_row(boxes, truth) >= tolerance)).all()
    moved = fixed != boxes
    assert (np.maximum(moved[:, 0].astype(int) + moved[:, 2], moved[:, 1].astype(int) + moved[:, 3]) <= drags).all()


def test_what_is_not_shown_is_as_if_it_were_not_there() -> None:
    one = looked_at(cells(1), recall=0.9, jitter=0.08, false_boxes=4)[0]
    (boxes, ids, scores), truth = (one.found.boxes, one.category_ids, one.found.scores), true_boxes(one.example)
    desk = Desk.lay_out(boxes, ids, scores, *truth, tolerance=0.75, costs=DEFAULT)
    visible = scores > 0.6
    alone = review(boxes[visible], ids[visible], scores[visible], *truth, tolerance=0.75, costs=DEFAULT)
    assert 0 < visible.sum() < len(visible)
    assert desk.seconds_for(visible) == pytest.approx(alone.seconds)
    assert desk.review(visible).boxes.tolist() == alone.boxes.tolist()
