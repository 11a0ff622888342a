"""What is remembered of an image's detections, and how unlike two images are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.acquisition.diversity import farthest_first, typicality, unlikeness
from detector.acquisition.reasons import informative
from detector.acquisition.sketch import COUNTED, KEPT, Sketch, detection_doubts, sketch
from detector.structures import Detections
from tests.detector.queueing import CELL, SPOT, make_sketch


def detections(count: int, *, width: int = 32, seed: int = 0) -> Detections:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 100, (count, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(5, 20, (count, 2))], axis=1).astype(np.float32)
    distributions = rng.dirichlet(np.ones(3), count).astype(np.float32)
    values = {
        "boxes": boxes,
        "labels": distributions[:, 1:].argmax(axis=1) + 1,
        "scores": distributions[:, 1:].max(axis=1),
        "distributions": distributions,
        "proposals": boxes + rng.normal(0, 2, boxes.shape).astype(np.float32),
        "features": rng.normal(size=(count, width)).astype(np.float32),
        "spread": np.zeros_like(boxes),
    }
    return Detections(**{name: value for name, value in values.items() if name in Detections.__dataclass_fields__})


def sketched(found: Detections) -> Sketch:
    return sketch(found, found.labels, found.scores)


@given(st.integers(0, 60), st.integers(0, 5))
def test_a_sketch_survives_being_stored(count: int, seed: int) -> None:
    before = sketched(detections(count, seed=seed))
    after = Sketch.from_bytes(before.to_bytes())
    assert after.category_ids.tolist() == before.category_ids.tolist()
    assert np.allclose(after.doubts, before.doubts, atol=1e-3)
    assert np.allclose(after.features, before.features, atol=2e-3)


def test_what_was_cut_off_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        Sketch.from_bytes(sketched(detections(5)).to_bytes()[:-7])


def test_no_more_than_twenty_detections_are_kept_the_most_doubtful_first() -> None:
    kept = sketched(detections(100))
    assert len(kept) == KEPT
    assert (np.diff(kept.doubts) <= 1e-9).all()


def test_a_thousand_numbers_of_a_feature_are_kept_as_few_that_tell_the_same() -> None:
    found = detections(12, width=1024)
    similar = found.features.copy()
    similar[1::2] = similar[::2] + np.random.default_rng(1).normal(0, 0.8, similar[::2].shape)
    given_features = similar / np.linalg.norm(similar, axis=1, keepdims=True)
    stored = sketch(
        Detections(**{**{n: getattr(found, n) for n in Detections.__dataclass_fields__}, "features": similar}),
        np.arange(12), np.linspace(0.5, 0.6, 12),
    )  # fmt: skip
    assert stored.features.shape == (12, 64)
    order = stored.category_ids
    true = given_features[order] @ given_features[order].T
    assert np.abs(stored.features @ stored.features.T - true).max() < 0.45


def test_a_second_thing_that_looks_the_same_is_not_counted() -> None:
    found = detections(2)
    twins = Detections(
        **{name: getattr(found, name)[[0, 0]] for name in Detections.__dataclass_fields__},
    )
    assert len(sketch(twins, [CELL, CELL], [0.5, 0.5])) == 1
    assert len(sketch(twins, [CELL, SPOT], [0.5, 0.5])) == 2


def test_doubt_is_between_0_and_1_and_highest_for_a_coin() -> None:
    found = detections(40)
    doubts = detection_doubts(found, found.scores)
    assert ((doubts >= 0) & (doubts <= 1)).all()
    assert detection_doubts(found, np.full(40, 0.5)).tolist() == [1] * 40


def test_a_crowd_counts_no_more_than_ten() -> None:
    crowd = make_sketch(*[(CELL, 1.0)] * 20)
    assert crowd.informativeness({}) == COUNTED
    assert crowd.informativeness({CELL: 2.0}) == 2 * COUNTED


def test_an_image_is_like_itself_and_unlike_one_with_another_class() -> None:
    one, same, other = (make_sketch((CELL, 0.5)), make_sketch((CELL, 0.5)), make_sketch((SPOT, 0.5)))
    assert unlikeness(one, same) == pytest.approx(0, abs=1e-9)
    assert unlikeness(one, other) == 2
    assert unlikeness(one, make_sketch()) == 2
    assert unlikeness(make_sketch(), make_sketch()) == 0


@given(st.integers(0, 20), st.integers(0, 20))
def test_unlikeness_is_the_same_both_ways(first: int, second: int) -> None:
    one, other = (sketched(detections(8, seed=seed)) for seed in (first, second))
    assert unlikeness(one, other) == pytest.approx(unlikeness(other, one))
    assert 0 <= unlikeness(one, other) <= 2 + 1e-9


def test_the_farthest_from_what_was_taken_comes_first() -> None:
    places = [0.0, 1.0, 5.0, 5.1]
    found = farthest_first([0, 1, 2], [3], lambda one, other: abs(places[one] - places[other]), count=2)
    assert [row for row, _ in found] == [0, 1]


def test_in_a_crowd_is_more_typical_than_alone() -> None:
    crowd = np.random.default_rng(0).normal(0, 0.1, (30, 4))
    values = typicality(np.concatenate([crowd, [[5, 5, 5, 5]]]))
    assert values.argmin() == 30


def test_the_reason_names_what_is_doubtful_and_the_work() -> None:
    unsure = make_sketch((SPOT, 0.9), (CELL, 0.8), (CELL, 0.2))
    text = informative(unsure, 22.4, {CELL: "cell", SPOT: "spot"}).text
    assert text == "Shows 2 things that the model is not sure of (cell, spot); about 22 s of work."
    assert informative(make_sketch(), None, {}).text == "Teaches much for its time."
