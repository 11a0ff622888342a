"""What a detector is worth, honestly: every figure of an image comes from the other images."""

import json
from dataclasses import replace

import numpy as np
import pytest

from detector.scores.assess import Assessment, assess
from detector.scores.costs import DEFAULT, EXPERT
from detector.scores.matching import Seen
from tests.detector.pictures import example
from tests.detector.seeing import PLATELET, RED, WHITE, cells, looked_at, seen


def assessed(images: list[Seen], **options: float) -> Assessment:
    assessment = assess(images, **options)  # type: ignore[arg-type]
    assert assessment
    return assessment


def good(count: int, *, seed: int = 0) -> list[Seen]:
    return looked_at(cells(count, seed=seed), recall=0.95, jitter=0.035, false_boxes=2, seed=seed, boast=1.5)


def test_a_good_detector_saves_what_the_published_table_promises() -> None:
    assessment = assessed(good(40))
    assert np.mean(assessment.manual_seconds) == pytest.approx(101.8, rel=0.06)
    assert np.mean(assessment.seconds) < 0.36 * np.mean(assessment.manual_seconds)
    assert assessment.calibration_error < 0.05 < assessment.raw_calibration_error
    assert assessment.boxes_per_image == pytest.approx(13, abs=1.5)


def test_images_keep_their_order_and_their_ids() -> None:
    images = good(7)
    assessment = assessed(images)
    assert assessment.image_ids == [one.example.image_id for one in images]
    expected = [DEFAULT.image + DEFAULT.draw * one.example.box_count for one in images]
    assert assessment.manual_seconds == pytest.approx(expected)
    assert len(assessment.seconds) == len(assessment.predicted_seconds) == 7


def test_seconds_are_foreseen() -> None:
    assessment = assessed(good(60))
    assert assessment.seconds_error < 0.3
    assert assessment.seconds_rank_correlation > 0.3
    assert np.mean(assessment.predicted_seconds) == pytest.approx(np.mean(assessment.seconds), rel=0.1)


def test_each_category_has_its_figures() -> None:
    rows = assessed(good(40)).per_category
    assert set(rows) == {RED, WHITE, PLATELET}
    assert rows[RED].recall == pytest.approx(0.95, abs=0.04)
    assert rows[RED].shown_recall <= rows[RED].recall
    assert rows[PLATELET].recall < rows[RED].recall
    assert 0 <= rows[RED].fix_seconds < DEFAULT.one_drag


def test_a_tighter_tolerance_costs_more() -> None:
    images = good(20)
    assert np.mean(assessed(images, tolerance=0.9).seconds) > np.mean(assessed(images).seconds)


def test_other_people_other_seconds() -> None:
    assessment = assess(good(12), costs=EXPERT)
    assert assessment
    assert np.mean(assessment.seconds) < 20


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_handful_of_images_is_enough(count: int) -> None:
    assessment = assessed(good(count))
    assert np.isfinite(assessment.seconds).all()
    assert 0 <= assessment.calibration_error <= 1


def test_without_images_or_boxes_there_is_nothing_to_say() -> None:
    assert assess([]) is None
    assert assess([seen(example([], []), [(1, 0.9, [0, 0, 9, 9])])]) is None


def test_a_detector_that_finds_nothing_costs_what_drawing_costs() -> None:
    assessment = assessed([one._replace(category_ids=one.category_ids[:0], found=one.found[:0]) for one in good(6)])
    assert assessment.seconds == pytest.approx(assessment.manual_seconds)
    assert (assessment.boxes_per_image, assessment.calibration_error) == (0, 0)


def test_numbers_that_are_none_are_told() -> None:
    images = good(6)
    broken = images[0]._replace(found=replace(images[0].found, scores=images[0].found.scores * np.nan))
    assert assessed(images).finite
    assert not assessed([broken, *images[1:]]).finite


def test_json_and_back_and_the_same_every_time() -> None:
    first, second = assessed(good(12)), assessed(good(12))
    assert first == second
    assert Assessment.from_json(json.loads(json.dumps(first.to_json()))) == first
    with pytest.raises(KeyError):
        Assessment.from_json({})
