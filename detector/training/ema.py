"""The average of a network's weights over the last steps, which is steadier than the weights themselves.

An exponential moving average that reaches back over a tenth of the training (Polyak averaging, as in
Tarvainen & Valpola, Mean teachers, 2017).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

REACH = 0.1  # Of the training.


class WeightAverage:
    """Of all that learns in a network, and of its statistics."""

    def __init__(self, network: nn.Module) -> None:
        learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
        statistics = [buffer for buffer in network.buffers() if buffer.is_floating_point()]
        self._current: list[Tensor] = [*learning, *statistics]
        self._average = [tensor.detach().clone() for tensor in self._current]

    def update(self, *, step: int, total: int) -> None:
        """step counts from 1; total: how many there will be. In its youth the average reaches back less far."""
        decay = min(1 - 1 / max(1.0, REACH * total), step / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, [tensor.detach() for tensor in self._current], 1 - decay)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The network has the average weights for as long as the block lasts."""
        own = [tensor.detach().clone() for tensor in self._current]
        self.settle()
        try:
            yield
        finally:
            _copy(own, self._current)

    def settle(self) -> None:
        """The network keeps the average weights."""
        _copy(self._average, self._current)


def _copy(sources: list[Tensor], targets: list[Tensor]) -> None:
    with torch.no_grad():
        torch._foreach_copy_([target.detach() for target in targets], sources)
