"""What suggestions save: the estimators against histories whose truth is known."""

from typing import Any

import numpy as np
import pytest

from annotator.services.effort import StepCosts
from annotator.services.saving import DRAWS, FATES, ByHand, estimate, worth_of

COSTS = ByHand(image=7.8, draw=7.0)
STEPS = vars(StepCosts())


def images(count: int, *, image: float, box: float, seed: int) -> Any:
    """[N, 2] boxes and seconds, give or take a quarter."""
    rng = np.random.default_rng(seed)
    boxes = rng.integers(1, 25, count)
    return np.column_stack([boxes, (image + box * boxes) * rng.lognormal(-0.03, 0.25, count)])


def test_what_was_saved_is_found_and_lies_within_its_interval() -> None:
    hits = 0
    for seed in range(40):
        aided = images(60, image=8, box=2, seed=seed)
        found = estimate(aided, images(30, image=12, box=6, seed=100 + seed), COSTS)
        truth = float((12 + 6 * aided[:, 0]).sum() - (8 + 2 * aided[:, 0]).sum())
        assert found is not None
        hits += found.low <= truth <= found.high
    assert hits >= 34  # 95 % of 40, give or take.


def test_more_boxes_on_images_with_suggestions_are_no_loss_of_time() -> None:
    aided = np.array([[20.0, 60.0]] * 30)
    unaided = np.array([[2.0, 20.0]] * 15 + [[4.0, 34.0]] * 15)
    found = estimate(aided, unaided, COSTS)
    assert found is not None
    assert found.low > 0
    assert found.by_hand == pytest.approx(6 + 7 * 20, rel=0.03)


def test_suggestions_that_only_cost_are_found_out() -> None:
    found = estimate(images(60, image=8, box=9, seed=1), images(60, image=8, box=6, seed=2), COSTS)
    assert found is not None
    assert found.high < 0
    assert found.share < 0


def test_without_an_image_to_compare_with_the_usual_costs_decide_and_the_interval_is_wide() -> None:
    aided = images(30, image=8, box=2, seed=1)
    alone = estimate(aided, [], COSTS)
    compared = estimate(aided, images(200, image=7.8, box=7, seed=2), COSTS)
    assert alone is not None
    assert compared is not None
    assert alone.by_hand == pytest.approx(7.8 + 7 * aided[:, 0].mean())
    assert alone.high - alone.low > 2 * (compared.high - compared.low)


@pytest.mark.parametrize("rows", [[[5, 40]], [[5, 40]] * 3, [[0, 10]] * 20])
def test_few_images_and_images_that_are_all_alike_are_enough_for_a_number(rows: Any) -> None:
    found = estimate(rows, rows, COSTS)
    assert found is not None
    assert np.isfinite([found.saved, found.low, found.high]).all()
    assert found.low <= found.saved <= found.high or len(rows) == 1


def test_nothing_with_suggestions_is_no_number() -> None:
    assert estimate([], images(20, image=8, box=7, seed=0), COSTS) is None


def fates(
    kept: int = 0, moved: int = 0, relabelled: int = 0, both: int = 0, deleted: int = 0, left: int = 0
) -> list[int]:
    return [kept, moved, relabelled, both, deleted, left]


def test_each_fate_has_its_price() -> None:
    expected = {
        "kept": 6.0,
        "moved": 2.25,
        "relabelled": 3.07,
        "moved_and_relabelled": -0.68,
        "deleted": -3.73,
        "left": -1.0,
    }
    for place, name in enumerate(FATES):
        row = [int(place == at) for at in range(len(FATES))]
        assert worth_of([row], STEPS, spread=0).seconds == pytest.approx(expected[name])


def test_a_category_that_is_mostly_deleted_costs_time_for_sure_and_one_that_is_kept_saves_it() -> None:
    bad = worth_of([fates(deleted=3), fates(kept=1, deleted=4), fates(deleted=2)] * 5, STEPS, spread=0.1)
    good = worth_of([fates(kept=3), fates(kept=2, deleted=1)] * 5, STEPS, spread=0.1)
    assert bad.high < 0 < good.low
    assert (bad.suggestions, bad.images) == (50, 15)


def test_a_category_near_the_balance_is_left_in_doubt() -> None:
    found = worth_of([fates(kept=3, deleted=5), fates(kept=2, deleted=3)] * 4, STEPS, spread=0.21)
    assert found.low < 0 < found.high


def test_no_suggestions_are_worth_nothing() -> None:
    assert worth_of([], STEPS, spread=0.2).suggestions == 0


def test_two_thousand_images_are_read_at_once() -> None:
    found = estimate(images(2000, image=8, box=2, seed=0), images(2000, image=8, box=7, seed=1), COSTS)
    assert found is not None
    assert found.images == 2000
    assert DRAWS >= 500
