"""Generated pictures: reproducible, and their boxes fit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.shapes import SHAPE_CLASSES, generate
from detector.shapes import _mask as mask_of
from detector.shapes import _outline as outline_of

seeds = st.integers(0, 2**32)


def test_the_same_seed_gives_the_same_picture() -> None:
    first, second = generate(7), generate(7)
    assert first[0].tobytes() == second[0].tobytes()
    assert first[1] == second[1]
    assert generate(8)[0].tobytes() != first[0].tobytes()


@settings(max_examples=25, deadline=None)
@given(seed=seeds, width=st.integers(64, 400), height=st.integers(64, 400), at_most=st.integers(1, 12))
def test_every_box_has_area_and_lies_inside(seed: int, width: int, height: int, at_most: int) -> None:
    picture, boxes = generate(seed, width=width, height=height, at_most=at_most)
    assert (picture.size, picture.mode) == ((width, height), "RGB")
    assert 1 <= len(boxes) <= at_most
    for name, x1, y1, x2, y2 in boxes:
        assert name in SHAPE_CLASSES
        assert 0 <= x1 < x2 <= width + 1e-6
        assert 0 <= y1 < y2 <= height + 1e-6


@settings(max_examples=25, deadline=None)
@given(seed=seeds, name=st.sampled_from(SHAPE_CLASSES))
def test_a_box_is_tight_around_what_is_drawn(seed: int, name: str) -> None:
    outline = outline_of(np.random.default_rng(seed), name, 320, 240)
    rows, columns = np.asarray(mask_of(outline, (0, 0, 320, 240))).nonzero()
    xs, ys = zip(*outline, strict=True)
    drawn = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    assert np.abs(np.array(drawn) - [min(xs), min(ys), max(xs), max(ys)]).max() < 1.6


def test_all_classes_and_some_overlaps_occur() -> None:
    boxes = [generate(seed)[1] for seed in range(30)]
    assert {box.name for known in boxes for box in known} == set(SHAPE_CLASSES)
    assert any(
        a.x1 < b.x2 and b.x1 < a.x2 and a.y1 < b.y2 and b.y1 < a.y2
        for known in boxes
        for a in known
        for b in known
        if a is not b
    )
