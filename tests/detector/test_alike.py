"""The last images come beside those that they resemble."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.acquisition.alike import alike
from detector.acquisition.balanced import Candidate
from detector.acquisition.descriptors import LENGTH
from tests.detector.queueing import CELL, SPOT, make_candidate, make_pool, make_sketch


def order(pool: Sequence[Candidate], latest: Candidate | None = None, *, size: int = 99) -> list[int]:
    return [pick.image_id for pick in alike(pool, latest, size=size, seed=0).picks]


def in_brightness(*levels: int) -> list[Candidate]:
    """Images that are a bright field of some size: the nearer the sizes, the more they are alike."""
    rows = [np.where(np.arange(LENGTH) < level * LENGTH // 100, 200, 20).astype(np.uint8) for level in levels]
    return [Candidate(image_id=level, descriptor=row) for level, row in zip(levels, rows, strict=True)]


def test_each_image_resembles_the_one_before_from_the_latest_on() -> None:
    *pool, latest = in_brightness(50, 90, 20, 70, 30, 60, 40, 80, 10)
    assert order(pool, latest) == [20, 30, 40, 50, 60, 70, 80, 90]


def test_what_the_detector_saw_counts_more_than_looks() -> None:
    cell, spot = make_sketch((CELL, 0.9), direction=1), make_sketch((SPOT, 0.9), direction=2)
    pool = [make_candidate(1, spot, looks=1), make_candidate(2, cell, looks=2), make_candidate(3, spot, looks=3)]
    assert order(pool, make_candidate(9, cell, looks=1)) == [2, 1, 3]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 30), st.integers(1, 12))
def test_a_batch_names_each_image_once_and_is_the_same_each_time(images: int, size: int) -> None:
    pool = make_pool(images)
    found = order(pool, size=size)
    assert len(found) == len(set(found)) == min(images, size)
    assert order(pool, size=size) == found


def test_each_says_why() -> None:
    [first, *_] = alike(in_brightness(10, 20), None, size=2, seed=0).picks
    assert first.reason.code == "similar"
