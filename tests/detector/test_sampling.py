"""The order of the images: all of them, and for a while the new ones more often."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from detector.training.sampling import Shuffled, balanced, rare


def test_every_pass_shows_every_image_once() -> None:
    order = list(Shuffled(5, length=10, seed=1))
    assert sorted(order[:5]) == sorted(order[5:]) == [0, 1, 2, 3, 4]


def test_the_order_is_that_of_the_seed_and_the_epoch() -> None:
    def order(seed: int, epoch: int) -> list[int]:
        sampler = Shuffled(50, length=50, seed=seed)
        sampler.epoch = epoch
        return list(sampler)

    assert order(1, 1) == order(1, 1)
    assert order(1, 1) != order(1, 2)
    assert order(1, 1) != order(2, 1)


def test_processes_share_the_images_evenly() -> None:
    first, second = (list(Shuffled(7, length=6, seed=1, rank=rank, world=2)) for rank in (0, 1))
    assert len(first) == len(second) == 6
    assert set(first) | set(second) == set(range(7))


def test_half_of_each_step_is_new_while_the_training_is_young() -> None:
    sampler = Shuffled(20, length=40, seed=1, favoured=[17, 18, 19], batch_size=4)
    order = list(sampler)
    old_batches = [sum(image < 17 for image in order[start : start + 4]) for start in range(0, 40, 4)]
    assert all(old <= 2 for old in old_batches)
    assert {17, 18, 19} <= set(order[:8])
    assert len(set(order)) > 10  # The others are not forgotten.


def test_towards_the_end_all_images_count_the_same() -> None:
    sampler = Shuffled(20, length=20, seed=1, favoured=[17, 18, 19], batch_size=4)
    sampler.progress = 0.7
    assert sorted(sampler) == list(range(20))


def test_processes_share_the_new_images_too() -> None:
    parts = [
        list(Shuffled(20, length=8, seed=1, rank=rank, world=2, favoured=[18, 19], batch_size=2)) for rank in (0, 1)
    ]
    steps = [[image for part in parts for image in part[at : at + 2]] for at in range(0, 8, 2)]
    assert all(sum(image >= 18 for image in step) >= 2 for step in steps)


@given(st.lists(st.lists(st.integers(1, 4), max_size=5), max_size=12))
def test_balanced_images_show_each_label_evenly(labels: list[list[int]]) -> None:
    images = balanced(labels)
    met = Counter(label for image in images for label in set(labels[image]))
    present = {label for of_image in labels for label in of_image}
    most = max((sum(label in of_image for of_image in labels) for label in present), default=0)
    assert set(met) == present
    assert all(count >= most for count in met.values())


def test_a_label_far_below_the_average_is_rare() -> None:
    assert rare([[1] * 10, [1, 2, 3, 3, 3, 3, 3, 3]], share=0.5) == {2}
    assert rare([], share=0.5) == set()
