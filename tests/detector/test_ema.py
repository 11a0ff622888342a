"""The average of the weights: calmer than they are, and taken back when asked."""

import torch
from torch import nn

from detector.training.ema import WeightAverage


def layer(value: float) -> nn.Linear:
    one = nn.Linear(2, 1)
    set_to(one, value)
    return one


def set_to(one: nn.Linear, value: float) -> None:
    with torch.no_grad():
        one.weight.fill_(value)
        one.bias.fill_(value)


def value(one: nn.Linear) -> float:
    return one.bias.item()


def test_the_average_follows_the_weights_slowly() -> None:
    learning = layer(0.0)
    average = WeightAverage(learning)
    for step in range(1, 1001):
        set_to(learning, step / 1000)
        average.update(step=step, total=1000)
    average.settle()
    assert 0.85 < value(learning) < 0.95  # Over the last hundred of the thousand steps.


def test_a_young_average_does_not_hang_on_the_first_weights() -> None:
    learning = layer(0.0)
    average = WeightAverage(learning)
    set_to(learning, 1.0)
    for step in range(1, 11):
        average.update(step=step, total=1000)
    average.settle()
    assert value(learning) > 0.9


def test_the_own_weights_come_back_after_a_look_with_the_average() -> None:
    learning = layer(1.0)
    average = WeightAverage(learning)
    set_to(learning, 3.0)
    with average.in_place():
        assert value(learning) == 1.0
    assert value(learning) == 3.0


def test_what_does_not_learn_is_not_averaged() -> None:
    fixed, learning = layer(1.0).requires_grad_(False), layer(1.0)
    average = WeightAverage(nn.Sequential(fixed, learning))
    set_to(fixed, 2.0)
    set_to(learning, 2.0)
    average.settle()
    assert (value(fixed), value(learning)) == (2.0, 1.0)


def test_statistics_of_batches_are_averaged_too() -> None:
    norm = nn.BatchNorm1d(1)
    average = WeightAverage(norm)
    with torch.no_grad():
        norm.running_mean.fill_(5.0)  # type: ignore[union-attr]  # It has statistics.
    average.settle()
    assert float(norm.running_mean) == 0.0  # type: ignore[arg-type]
