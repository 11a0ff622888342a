"""From scores to probabilities, on made-up detectors that boast."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.scores.calibrate import Calibration, cross_fitted, expected_calibration_error, fit_calibration, split
from detector.scores.matching import Seen, correct
from tests.detector.seeing import PLATELET, RED, WHITE, cells, detections, looked_at, seen


def boastful(images: int, seed: int = 1) -> list[Seen]:
    return looked_at(cells(images, seed=seed), recall=0.85, jitter=0.06, false_boxes=8, seed=seed, boast=2.0)


def test_the_error_is_the_gap_between_what_is_said_and_what_is() -> None:
    assert expected_calibration_error([0.85, 0.85], [True, False]) == pytest.approx(0.35)
    assert expected_calibration_error([0.75] * 4 + [0.25] * 4, [1, 1, 1, 0, 0, 0, 0, 1]) == pytest.approx(0)
    assert expected_calibration_error([], []) == 0
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0


@pytest.mark.parametrize(("images", "most"), [(6, 0.08), (40, 0.04)])
def test_on_new_images_probabilities_are_far_nearer_to_the_truth_than_scores(images: int, most: float) -> None:
    calibration = fit_calibration(boastful(images), iou=0.5)
    new = boastful(60, seed=2)
    right = correct(new, iou=0.5)
    said = np.concatenate([calibration.probabilities(one.found, one.category_ids) for one in new])
    boasted = np.concatenate([one.found.scores for one in new])
    assert expected_calibration_error(said, right) < most
    assert expected_calibration_error(boasted, right) > 0.2


def test_fitting_on_others_is_as_honest() -> None:
    images = boastful(40)
    said = np.concatenate(cross_fitted(images, iou=0.5))
    assert expected_calibration_error(said, correct(images, iou=0.5)) < 0.04


def test_good_enough_is_less_probable_than_found() -> None:
    images = boastful(40)
    loose, tight = (fit_calibration(images, iou=iou) for iou in (0.5, 0.8))
    one = images[0]
    at_all, enough = (fit.probabilities(one.found, one.category_ids).mean() for fit in (loose, tight))
    assert enough < at_all


def test_without_detections_scores_are_taken_as_they_are() -> None:
    calibration = fit_calibration([], iou=0.5)
    scores = calibration.probabilities(detections([(1, 0.3, [0, 0, 9, 9])]), np.array([1]))
    assert scores == pytest.approx([0.3])


def test_an_unseen_category_is_read_as_all_are() -> None:
    calibration = fit_calibration(boastful(20), iou=0.5)
    common = replace(calibration, lines={})
    found = detections([(9, 0.8, [0, 0, 90, 90])])
    assert calibration.probabilities(found, np.array([9])) == common.probabilities(found, np.array([9]))


def test_a_category_that_was_seen_twice_stays_near_all_others() -> None:
    images = boastful(40)
    rare = seen(images[0].example, [(7, 0.9, [0, 0, 9, 9]), (7, 0.8, [0, 0, 9, 9])])
    calibration = fit_calibration([*images, rare], iou=0.5)
    assert abs(calibration.lines[7].offset - calibration.common.offset) < 2
    assert set(calibration.lines) == {RED, WHITE, PLATELET, 7}


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_a_higher_score_never_means_less(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    image = cells(1, seed=seed)[0]
    rows = [
        (int(random.integers(1, 4)), float(random.random()), image.boxes.numpy()[random.integers(len(image.boxes))])
        for _ in range(count)
    ]
    calibration = fit_calibration([seen(image, rows)], iou=0.5)
    rising = detections([(1, score, [0, 0, 50, 50]) for score in np.linspace(0, 1, 11).tolist()])
    for id_ in (1, 2, 3, 4):
        probabilities = calibration.probabilities(rising, np.full(11, id_))
        assert (np.diff(probabilities) >= 0).all()
        assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_everything_right_and_everything_wrong_have_finite_lines() -> None:
    image = cells(1)[0]
    box = image.boxes[0].tolist()
    right = [(int(image.category_ids[0]), 0.9, box)]
    for rows in (right, [(RED, 0.9, [600, 400, 601, 401])]):
        calibration = fit_calibration([seen(image, rows)] * 50, iou=0.5)
        lines = [calibration.common, *calibration.lines.values()]
        assert np.isfinite([(line.slope, line.offset) for line in lines]).all()


def test_json_and_back() -> None:
    calibration = fit_calibration(boastful(5), iou=0.5)
    assert Calibration.from_json(json.loads(json.dumps(calibration.to_json()))) == calibration
    with pytest.raises(KeyError):
        Calibration.from_json({"common": {"slope": 1, "offset": 0}})


def test_folds_are_each_image_once_and_always_the_same() -> None:
    folds = split(12)
    assert sorted(np.concatenate([fold for _, fold in folds]).tolist()) == list(range(12))
    assert all(set(rest.tolist()).isdisjoint(fold.tolist()) for rest, fold in folds)
    assert [fold.tolist() for _, fold in split(12)] == [fold.tolist() for _, fold in folds]
    assert split(0) == []
    assert [len(rest) for rest, _ in split(1)] == [0]
