"""Which of two models stays: the better one, and never a broken one."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.scores.assess import Assessment, CategoryAssessment, assess
from detector.scores.gate import judge
from tests.detector.seeing import RED, cells, looked_at


def model(count: int, *, recall: float, jitter: float, false_boxes: float = 3, seed: int = 1) -> Assessment:
    images = looked_at(cells(count), recall=recall, jitter=jitter, false_boxes=false_boxes, seed=seed)
    assessment = assess(images)
    assert assessment
    return assessment


GOOD = model(20, recall=0.92, jitter=0.05)
FAIR = model(20, recall=0.75, jitter=0.08, seed=2)


def taking(seconds: list[float], like: Assessment = GOOD) -> Assessment:
    return replace(like, seconds=seconds, image_ids=list(range(len(seconds))), manual_seconds=[100.0] * len(seconds))


def test_the_better_one_takes_over_and_the_worse_one_does_not() -> None:
    better, worse = judge(GOOD, FAIR), judge(FAIR, GOOD)
    assert better.promote
    assert better.probability == 1
    assert not worse.promote
    assert worse.probability == 0


def test_a_small_gain_on_twenty_noisy_images_is_taken() -> None:
    random = np.random.default_rng(3)
    before = 60 + random.normal(0, 20, 20)
    verdict = judge(taking((before - 3 + random.normal(0, 12, 20)).tolist()), taking(before.tolist()))
    assert verdict.promote
    assert verdict.probability is not None
    assert 0.3 <= verdict.probability < 0.99


def test_noise_against_it_does_not_keep_it_out_but_evidence_does() -> None:
    before = [50.0, 60, 70, 80, 50, 60, 70, 80]
    noise = [second + (9 if place % 2 else -8) for place, second in enumerate(before)]
    assert judge(taking(noise), taking(before)).promote
    assert not judge(taking([second + 4 + place for place, second in enumerate(before)]), taking(before)).promote


def test_a_handful_of_images_says_too_little_to_keep_it_out() -> None:
    verdict = judge(taking([70.0, 50]), taking([60.0, 50]))
    assert verdict.promote
    assert verdict.reasons == [
        "9 % more seconds an image than with the model in use, on 2 hold-out images (too few to tell)."
    ]


def test_the_first_model_has_to_beat_showing_nothing() -> None:
    assert judge(GOOD, None).promote
    assert not judge(taking([100.0] * 20), None).promote
    assert not judge(taking([110.0] * 20), None).promote
    assert judge(taking([90.0]), None).reasons == [
        "10 % fewer seconds an image than without suggestions, on 1 hold-out image (too few to tell)."
    ]


def test_reasons_are_sentences_with_their_certainty() -> None:
    verdict = judge(taking([54.6] * 20), taking([60.0] * 20))
    assert verdict.reasons == [
        "9 % fewer seconds an image than with the model in use, on 20 hold-out images (certain at 99 %)."
    ]
    same = judge(taking([60.0] * 20), taking([60.0] * 20))
    assert same.probability == 0.5
    assert same.reasons == ["As many seconds an image as with the model in use, on 20 hold-out images."]


def with_recall(assessment: Assessment, shown: float, *, boxes: int) -> Assessment:
    row = CategoryAssessment(boxes=boxes, recall=1.0, shown_recall=shown, fix_seconds=0.0)
    return replace(assessment, per_category={**assessment.per_category, RED: row})


@pytest.mark.parametrize(
    ("before", "after", "boxes", "promote"),
    [
        (0.95, 0.80, 200, False),
        (0.95, 0.92, 2000, True),  # Three points.
        (0.95, 0.88, 20, True),  # One or two boxes: chance.
        (0.95, 0.55, 20, False),
        (0.95, 0.10, 19, True),  # Too few boxes to say anything.
    ],
)
def test_a_class_may_not_be_lost(before: float, after: float, boxes: int, promote: bool) -> None:
    verdict = judge(with_recall(GOOD, after, boxes=boxes), with_recall(FAIR, before, boxes=boxes))
    assert verdict.promote is promote
    assert len(verdict.reasons) == (1 if promote else 2)


def test_what_is_lost_is_named() -> None:
    pair = with_recall(GOOD, 0.5, boxes=40), with_recall(FAIR, 0.9, boxes=40)
    assert (
        judge(*pair, names={RED: "red cell"}).reasons[-1]
        == "It shows 50 % of the 40 boxes of red cell instead of 90 %."
    )
    assert "category 1" in judge(*pair).reasons[-1]


def test_a_flood_of_boxes_is_refused_unless_people_draw_as_many() -> None:
    few = replace(FAIR, boxes_per_image=2.0)
    assert judge(GOOD, few).promote
    flood = replace(GOOD, boxes_per_image=60.0)
    assert not judge(flood, few).promote
    assert "60.0 boxes an image" in judge(flood, few).reasons[-1]
    assert not judge(replace(GOOD, boxes_per_image=0.0), FAIR).promote


@given(st.integers(0, 10**6), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_what_is_not_finite_never_takes_over(seed: int, count: int) -> None:
    seconds = np.random.default_rng(seed).random(count).tolist()
    broken = replace(taking(seconds), finite=False)
    for incumbent in (None, taking([100.0] * count)):
        verdict = judge(broken, incumbent)
        assert not verdict.promote
        assert verdict.reasons


def test_only_images_that_both_saw_are_compared() -> None:
    other = replace(FAIR, image_ids=[*FAIR.image_ids[:10], *range(1000, 1010)])
    assert "10 hold-out images" in judge(GOOD, other).reasons[0]
    strangers = replace(FAIR, image_ids=list(range(1000, 1020)))
    verdict = judge(GOOD, strangers)
    assert (verdict.promote, verdict.probability) == (True, None)


def test_the_same_seed_gives_the_same_verdict_as_json() -> None:
    first, second = judge(GOOD, FAIR, seed=5), judge(GOOD, FAIR, seed=5)
    assert first == second
    assert json.loads(json.dumps(first.to_json()))["promote"] is True
