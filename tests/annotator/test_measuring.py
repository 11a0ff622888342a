"""The figures of a model card: against COCO's own tool, and by hand."""

import contextlib
import io
import json
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from annotator.services.measuring.bootstrap import DRAWS, drawn, figure
from annotator.services.measuring.comparison import compared, paired
from annotator.services.measuring.figures import figures_of
from annotator.services.measuring.outcomes import KINDS, confusion, errors, outcome
from annotator.services.measuring.precision import IOUS, SIZES, average_precision, curves, tallies_of
from annotator.services.measuring.reliability import diagram
from annotator.services.measuring.scenes import Document, from_bytes, scenes, to_bytes
from detector.evaluate import compare
from detector.scores.sightings import sightings
from tests.annotator.measuring import A, B, C, crowd_of, seen
from tests.detector.seeing import cells, looked_at


def coco_precision(rows: list[Document]) -> Any:
    """[IoU, recall, category, size] by pycocotools."""
    truth: list[Document] = []
    found: list[Document] = []
    for row in rows:
        for id_, x1, y1, x2, y2 in row["truth"]:
            box = [x1, y1, x2 - x1, y2 - y1]
            entry = {"image_id": row["image_id"], "category_id": id_, "bbox": box, "area": box[2] * box[3]}
            truth.append({**entry, "id": len(truth) + 1, "iscrowd": 0})
        for id_, x1, y1, x2, y2, score, _, _ in row["found"]:
            box = [x1, y1, x2 - x1, y2 - y1]
            found.append({"image_id": row["image_id"], "category_id": id_, "bbox": box, "score": score})
    known = COCO()
    known.dataset = {
        "info": {},
        "images": [{"id": row["image_id"]} for row in rows],
        "categories": [{"id": id_} for id_ in sorted({entry["category_id"] for entry in truth})],
        "annotations": truth,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        known.createIndex()
        evaluation = COCOeval(known, known.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation.eval["precision"][..., -1]


@pytest.mark.parametrize("seed", range(3))
def test_average_precision_of_each_size_is_that_of_coco(seed: int) -> None:
    rows = crowd_of(8, seed=seed)
    expected = coco_precision(rows)
    once = np.ones((1, len(rows)))
    for place, counted in enumerate(tallies_of(scenes(rows)).values()):
        for size, name in enumerate(SIZES):
            ours = average_precision(counted, once, size=size)[0]
            theirs = expected[:, :, place, size].mean(axis=1)
            np.testing.assert_allclose(np.nan_to_num(ours, nan=-1), theirs, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(curves(counted, once)[0, 0], expected[0, :, place, 0], atol=1e-9)


def test_a_card_has_the_very_figures_that_the_training_told() -> None:
    looks = looked_at(cells(40), recall=0.9, jitter=0.06, false_boxes=2)
    told = compare([one.example for one in looks], [(one.category_ids, one.found) for one in looks])
    assert told is not None
    kept = json.loads(json.dumps(sightings(looks)))
    figures = figures_of(scenes({**row, "found": [[*box, 1] for box in row["found"]]} for row in kept))
    for name in ("ap", "ap50", "ap75"):
        assert figures["measures"][name]["value"] == pytest.approx(getattr(told, name), abs=1e-12)
    for row in figures["categories"]:
        assert row["ap"]["value"] == pytest.approx(told.per_category[row["category"]].ap, abs=1e-12)
        assert row["ap50"]["value"] == pytest.approx(told.per_category[row["category"]].ap50, abs=1e-12)


def test_an_image_that_is_drawn_twice_counts_twice() -> None:
    rows = crowd_of(4, seed=5)
    doubled = [*rows, {**rows[1], "image_id": 9}]
    weights = np.array([[1.0, 2, 1, 1]])
    for once, twice in zip(tallies_of(scenes(rows)).values(), tallies_of(scenes(doubled)).values(), strict=True):
        ours = average_precision(once, weights)
        np.testing.assert_allclose(ours, average_precision(twice, np.ones((1, 5))), atol=0.02)  # Ties of scores.


def test_each_kind_of_error_is_called_by_its_name() -> None:
    one = seen(
        [[1, *A], [1, *B], [2, *C]],
        [
            [1, *A, 0.9],
            [1, *A, 0.8],  # Again.
            [2, *B, 0.9],  # A wrong class.
            [2, 10, 10, 50, 22, 0.7],  # Neither the class nor the place of A.
            [2, 200, 200, 400, 270, 0.8],  # A third of C.
            [1, 500, 500, 520, 520, 0.6],  # Nothing.
            [1, *C, 0.1],  # Not shown.
        ],
    )
    what = outcome(one)
    kinds = [KINDS[kind] for kind in what.kinds]
    by_score = [0.9, 0.9, 0.8, 0.8, 0.7, 0.6]
    assert one.scores[what.rows].tolist() == by_score
    assert kinds == ["right", "class", "duplicate", "location", "both", "background"]
    assert what.found.tolist() == [True, False, False]
    assert what.missed.tolist() == [False, False, False]  # A wrong class and a wrong place point at them.
    assert (what.right, what.lost, what.false) == (1, 2, 5)
    assert confusion([what]) == [(0, 1, 2), (0, 2, 2), (1, 1, 1), (1, 2, 1), (2, 0, 1)]
    totals = errors([(one, what)])
    assert totals[1] == {
        "right": 1, "location": 0, "class": 0, "duplicate": 1, "background": 1, "both": 0, "missed": 0
    }  # fmt: skip


def test_a_box_that_nothing_points_at_is_missed() -> None:
    what = outcome(seen([[1, *A], [1, *B]], [[1, *B, 0.9]]))
    assert what.missed.tolist() == [True, False]
    assert what.confusion == [(1, 1), (1, 0)]


@pytest.mark.parametrize(
    ("truth", "found"), [([], []), ([[1, *A]], []), ([], [[1, *A, 0.9]]), ([[1, *A]], [[1, *A, 0.9]])]
)
def test_nothing_is_no_trouble(truth: list[list[float]], found: list[list[float]]) -> None:
    figures = figures_of([seen(truth, found)])
    json.dumps(figures, allow_nan=False)
    assert figures["boxes"] == len(truth)
    assert (figures["measures"]["ap"] is None) == (not truth)
    assert figures["per_image"] == [
        [1, len(truth and found), len(truth) - len(truth and found), len(found) - len(truth and found)]
    ]
    json.dumps(figures_of([]), allow_nan=False)


def test_many_boxes_and_many_categories_are_counted_whole() -> None:
    figures = figures_of(scenes(crowd_of(3, categories=80, boxes=1000)))
    assert figures["boxes"] == 3000
    assert len(figures["categories"]) == 80
    assert sum(count for truth, _, count in figures["confusion"] if truth) == 3000


def test_intervals_hold_the_figure_and_narrow_with_the_images() -> None:
    few, many = (figures_of(scenes(crowd_of(count, seed=2)))["measures"] for count in (5, 40))
    assert set(few) >= {"ap", "ap50", "precision", "recall", "seconds"}
    for name in ("ap", "precision", "seconds"):
        assert few[name]["low"] <= few[name]["value"] <= few[name]["high"]
        assert many[name]["high"] - many[name]["low"] < few[name]["high"] - few[name]["low"]


def test_the_first_draw_is_the_figure_itself_and_all_have_as_many_images() -> None:
    weights = drawn(7, draws=DRAWS)
    assert weights[0].tolist() == [1.0] * 7
    assert set(weights.sum(axis=1)) == {7.0}
    assert figure([np.nan, 1.0]) is None
    assert figure([0.5]) == {"value": 0.5, "low": 0.5, "high": 0.5}


def test_the_calibration_error_is_the_distance_of_what_is_said_from_what_is() -> None:
    found = diagram(np.array([0.95, 0.95, 0.15, 0.15]), np.array([True, False, False, False]))
    assert found["error"] == pytest.approx((0.45 * 2 + 0.15 * 2) / 4)
    assert found["bins"][9] == {"count": 2, "said": pytest.approx(0.95), "right": 0.5}
    assert found["bins"][5] == {"count": 0, "said": None, "right": None}
    assert diagram(np.empty(0), np.empty(0, dtype=np.bool_))["error"] is None


def test_two_models_are_compared_on_what_both_saw_with_the_newer_labels() -> None:
    before = [seen([[1, *A]], [[1, *A, 0.9]], image_id=1), seen([[1, *A]], [], image_id=2)]
    after = [seen([[1, *A], [1, *B]], [[1, *B, 0.9]], image_id=1), seen([[1, *C]], [], image_id=3)]
    result = compared(paired(before, after, labels_of_after=True))
    assert (result["images"], result["boxes"]) == (1, 2)
    assert result["per_image"] == [[1, 1, 1, 1, 1]]  # Each finds a box that the other does not.
    assert (result["better"], result["worse"], result["only_before"], result["only_after"]) == (0, 0, 1, 1)
    old = compared(paired(before, after, labels_of_after=False))
    assert old["per_image"] == [[1, 0, 2, 1, 0]]
    assert old["measures"]["recall"]["difference"]["value"] == -1
    json.dumps(compared(paired([], [], labels_of_after=True)), allow_nan=False)


def test_a_difference_is_surer_than_either_figure() -> None:
    rows = crowd_of(20, seed=3)
    worse = [{**row, "found": row["found"][1:]} for row in rows]
    measures = compared(paired(scenes(rows), scenes(worse), labels_of_after=True))["measures"]
    recall = measures["recall"]
    assert recall["difference"]["high"] < 0
    width = {name: recall[name]["high"] - recall[name]["low"] for name in ("before", "difference")}
    assert width["difference"] < width["before"]
    assert measures["seconds"]["difference"]["value"] == 0


def test_a_file_gives_back_what_was_put_in_and_the_same_has_the_same_bytes() -> None:
    document = {"images": crowd_of(2)}
    assert from_bytes(to_bytes(document)) == json.loads(json.dumps(document))
    assert to_bytes(document) == to_bytes(document)
    assert len(IOUS) == 10
