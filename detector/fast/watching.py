"""Who looks on while a predictor works."""

from enum import StrEnum

from torch import Tensor


class Stage(StrEnum):
    """Of one forward pass, in order; pooling and heads take turns, some proposals at a time."""

    INPUT = "input"
    FEATURES = "features"
    PROPOSALS = "proposals"
    POOLING = "pooling"
    HEADS = "heads"
    POST = "post"


class Watcher:
    """Is told of each step. This one does not listen, so prediction pays nothing for it."""

    def done(self, stage: Stage) -> None:
        """A step of that stage has ended just now."""

    def pooled(self, rows: Tensor) -> None:
        """Some proposals were pooled just now. rows: [N, bins * C], the channels of a bin side by side"""


NOBODY = Watcher()
