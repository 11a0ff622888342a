"""Which images a person is asked for next. An arm is a way of asking, and when a model learns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.learning.annotator import HEADLINE, Advice, visible
from benchmarks.learning.folds import Split
from detector.matching import Seen

START, FULL, MANUAL = "start", "full", "manual"  # What all arms share: how they begin, where they end, what they save.
ONE_OFF, RANDOM, BALANCED, CROWDED = "one-off", "loop-random", "loop-balanced", "loop-crowded"
LOOPS = (RANDOM, BALANCED, CROWDED)


@dataclass(frozen=True, kw_only=True)
class View:
    """What an order may know: the images that nobody has finished, as the model in use sees them."""

    split: Split
    open: tuple[int, ...]  # In the random order of the seed.
    number: int  # Of the round.
    finished: tuple[int, ...]  # Those to learn from; their truth is known.
    look: Callable[[Sequence[int]], Sequence[Seen]]
    advice: Advice


Order = Callable[[View, int], list[int]]


def at_random(view: View, count: int) -> list[int]:
    """The same for every arm of a seed: one that trains later has met the same images."""
    return list(view.open[:count])


def most_crowded(view: View, count: int) -> list[int]:
    """Those where most is suggested: if this wins, what we measure with is broken."""
    seen = dict(zip(view.open, view.look(view.open), strict=True))
    return sorted(view.open, key=lambda place: -_suggestions(seen[place], view.advice))[:count]


ORDERS: dict[str, Order] = {ONE_OFF: at_random, RANDOM: at_random, CROWDED: most_crowded}


def _suggestions(seen: Seen, advice: Advice) -> int:
    return int(visible(seen, advice[HEADLINE]).sum()) if HEADLINE in advice else len(seen.found)
