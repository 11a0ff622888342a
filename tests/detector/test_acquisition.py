"""Which images a person is asked for next: unlike each other, of all classes, and in the end every one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.acquisition.balanced import COLD, RANDOM, WARM, Candidate, Knowledge, balanced, class_weights
from tests.detector.queueing import CELL, KNOWN, SPOT, make_candidate, make_pool, make_sketch

NOTHING = Knowledge(labelled=0, ap50=None)


def chosen(
    pool: Sequence[Candidate],
    knowledge: Knowledge = KNOWN,
    *,
    size: int = 8,
    seed: int = 0,
    labelled: Sequence[Candidate] = (),
) -> list[int]:
    return [pick.image_id for pick in balanced(pool, labelled, knowledge, size=size, seed=seed).picks]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 2**32 - 1), st.sampled_from([KNOWN, NOTHING]))
def test_a_batch_is_as_large_as_it_can_be_and_names_each_image_once(
    images: int, size: int, seed: int, knowledge: Knowledge
) -> None:
    found = chosen(make_pool(images), knowledge, size=size, seed=seed)
    assert len(found) == len(set(found)) == min(images, size)
    assert set(found) <= set(range(images))


@pytest.mark.parametrize("knowledge", [KNOWN, NOTHING])
def test_the_same_seed_gives_the_same_batch_and_another_seed_another(knowledge: Knowledge) -> None:
    pool = make_pool(60)
    assert balanced(pool, [], knowledge, size=8, seed=3) == balanced(pool, [], knowledge, size=8, seed=3)
    assert chosen(pool, knowledge, seed=3) != chosen(pool, knowledge, seed=4)


def test_two_near_copies_are_never_chosen_together_while_there_are_others() -> None:
    doubtful = make_sketch((CELL, 1.0), (SPOT, 1.0), direction=99)
    pool = [*make_pool(40), *(make_candidate(100 + copy, doubtful, looks=100, seconds=10) for copy in range(20))]
    for seed in range(10):
        copies = [pick for pick in balanced(pool, [], KNOWN, size=8, seed=seed).picks if pick.image_id >= 100]
        is_drawn = any(pick.share == RANDOM for pick in copies)
        assert sum(pick.share != RANDOM for pick in copies) <= (0 if is_drawn else 1)


def test_copies_of_one_picture_are_not_both_typical() -> None:
    copies = [make_candidate(100 + copy, looks=7) for copy in range(10)]
    pool = [*(make_candidate(number) for number in range(30)), *copies]
    for seed in range(5):
        picks = balanced(pool, [], NOTHING, size=8, seed=seed).picks
        assert sum(pick.image_id >= 100 for pick in picks if pick.share != RANDOM) <= 1


def test_a_rare_class_is_asked_for_more_often_than_its_share() -> None:
    """One image in ten shows the rare class; all are equally doubtful and take as long."""
    pool = [
        make_candidate(number, make_sketch(((SPOT if number % 10 == 0 else CELL), 0.8), direction=number), seconds=20)
        for number in range(100)
    ]
    found = [image_id for seed in range(5) for image_id in chosen(pool, seed=seed)]
    assert np.mean([image_id % 10 == 0 for image_id in found]) > 0.3


def test_hard_and_rare_classes_weigh_more_within_limits() -> None:
    weights = class_weights(KNOWN)
    assert 0.5 <= weights[CELL] < 1 < weights[SPOT] <= 3
    harder = class_weights(replace(KNOWN, precision={CELL: 0.8, SPOT: 0.1}))
    assert harder[SPOT] > weights[SPOT] or harder[SPOT] == 3


def test_images_without_a_find_come_up_too() -> None:
    nothing = [make_candidate(100 + number, make_sketch(), seconds=8) for number in range(20)]
    pool = [*make_pool(80), *nothing]
    found = {image_id for seed in range(30) for image_id in chosen(pool, seed=seed)}
    assert len(found & set(range(100, 120))) >= 5


def test_a_fifth_is_drawn_at_random_and_its_chance_is_said() -> None:
    batches = [balanced(make_pool(50), [], KNOWN, size=10, seed=seed).picks for seed in range(20)]
    drawn = [pick for picks in batches for pick in picks if pick.share == RANDOM]
    assert len(drawn) == 40
    assert {pick.probability for pick in drawn} == {2 / 50}
    assert len({pick.image_id for pick in drawn}) > 15


def test_without_a_useful_model_looks_decide_and_with_one_what_it_saw() -> None:
    pool = make_pool(30)
    assert balanced(pool, [], NOTHING, size=8, seed=0).phase == COLD
    assert balanced(pool, [], replace(KNOWN, ap50=0.1), size=8, seed=0).phase == COLD
    assert balanced(pool, [], replace(KNOWN, labelled=9), size=8, seed=0).phase == COLD
    warm = balanced(pool, [], KNOWN, size=8, seed=0)
    assert (warm.phase, warm.weight) == (WARM, 1)


def test_the_first_batch_takes_one_image_of_each_kind_of_picture() -> None:
    """Four kinds of picture, a little noise in each: typical ones of all kinds come first."""
    rng = np.random.default_rng(0)
    pool = []
    for number in range(80):
        base = make_candidate(number, looks=number % 4).descriptor.astype(int)
        noisy = (base + rng.integers(-8, 9, len(base))).clip(0, 255).astype(np.uint8)
        pool.append(replace(make_candidate(number), descriptor=noisy))
    picks = balanced(pool, [], NOTHING, size=4, seed=0).picks
    assert {pick.image_id % 4 for pick in picks} == {0, 1, 2, 3}


def test_what_is_finished_already_is_not_asked_for_again_in_another_picture() -> None:
    pool = [*make_pool(20), make_candidate(100, make_sketch((SPOT, 1.0), direction=99), looks=99, seconds=40)]
    labelled = [make_candidate(200, make_sketch((SPOT, 1.0), direction=99), looks=99)]
    without = [100 in chosen(pool, seed=seed) for seed in range(10)]
    beside = [100 in chosen(pool, seed=seed, labelled=labelled) for seed in range(10)]
    assert sum(beside) < sum(without)


def test_of_two_images_that_teach_the_same_the_quicker_one_comes_first() -> None:
    pool = [
        make_candidate(number, make_sketch((CELL, 0.9), direction=number), seconds=10 if number < 32 else 100)
        for number in range(64)
    ]
    picks = balanced(pool, [], KNOWN, size=8, seed=0).picks
    assert all(pick.image_id < 32 for pick in picks if pick.share != RANDOM)


def test_every_choice_says_why_in_words_and_numbers() -> None:
    for pick in balanced(make_pool(40), [], KNOWN, size=8, seed=0).picks:
        assert pick.reason.text.endswith(".")
        if pick.share != RANDOM:
            assert {"informativeness", "seconds", "score", "unlikeness"} <= set(pick.parts)
            assert pick.reason.code == "informative"
            assert "s of work" in pick.reason.text


def test_an_image_that_no_model_has_seen_does_no_harm() -> None:
    pool = [*make_pool(10), *(make_candidate(100 + number) for number in range(10))]
    assert len(chosen(pool)) == 8


def test_images_that_all_look_the_same_are_handed_out_all_the_same() -> None:
    pool = [make_candidate(number, looks=0) for number in range(12)]
    assert len(chosen(pool, NOTHING)) == 8
