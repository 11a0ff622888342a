"""Edges that are always off on one side are put right; edges that are off at random are left alone."""

import json
from dataclasses import replace

import numpy as np
import pytest

from detector.scores.edge_bias import EdgeBias, fit_edge_bias
from detector.scores.matching import Numbers, Seen, ious, true_boxes
from tests.detector.pictures import example
from tests.detector.seeing import HEIGHT, RED, WIDTH, cells, detections, looked_at, seen


def shifted(one: Seen, shares: Numbers) -> Seen:
    boxes = one.found.boxes
    moved = boxes + shares * np.tile(boxes[:, 2:] - boxes[:, :2], 2)
    return one._replace(found=replace(one.found, boxes=moved.astype(np.float32)))


def fit_of(images: list[Seen]) -> float:
    """Mean IoU of the best detection of each box."""
    best = [ious(true_boxes(one.example)[0], one.found.boxes).max(axis=1) for one in images]
    return float(np.concatenate(best).mean())


def test_a_constant_error_is_taken_away() -> None:
    off = np.array([0.04, 0, 0.05, -0.03])
    images = [shifted(one, off) for one in looked_at(cells(40), recall=1, jitter=0.02, false_boxes=0)]
    bias = fit_edge_bias(images[:20])
    assert bias.shifts[RED] == pytest.approx(tuple(-off), abs=0.01)
    new = images[20:]
    better = [
        one._replace(found=bias.corrected(one.found, one.category_ids, width=WIDTH, height=HEIGHT)) for one in new
    ]
    assert fit_of(better) > fit_of(new) + 0.02


def test_without_one_hardly_anything_moves() -> None:
    bias = fit_edge_bias(looked_at(cells(20), recall=1, jitter=0.05, false_boxes=3))
    assert np.abs(list(bias.shifts.values())).max() < 0.02


def test_one_box_is_no_reason() -> None:
    loose = seen(example([[0, 0, 100, 100]], [1]), [(1, 0.9, [0, 0, 80, 100])])
    assert fit_edge_bias([loose]).shifts[1] == pytest.approx((0, 0, 0.25 / 11, 0))


def test_corrected_boxes_stay_in_the_image_and_unknown_categories_where_they_are() -> None:
    bias = EdgeBias(shifts={1: (-0.5, -0.5, 0.5, 0.5)})
    found = detections([(1, 0.9, [0, 0, 100, 60]), (2, 0.8, [10, 10, 20, 20])])
    moved = bias.corrected(found, np.array([1, 2]), width=120, height=80)
    assert moved.boxes.tolist() == [[0, 0, 120, 80], [10, 10, 20, 20]]


def test_json_and_back_and_nothing_to_learn_from() -> None:
    bias = fit_edge_bias(looked_at(cells(3), recall=1, jitter=0.05, false_boxes=1))
    assert EdgeBias.from_json(json.loads(json.dumps(bias.to_json()))) == bias
    assert fit_edge_bias([]).shifts == {}
