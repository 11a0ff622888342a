"""Which images a person is asked for next. An arm is a way of asking, and when a model learns."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.learning.annotator import HEADLINE, Advice, foretell, probabilities, visible
from benchmarks.learning.data import DataSet
from detector.acquisition.balanced import Candidate, Knowledge
from detector.acquisition.balanced import balanced as choose_batch
from detector.acquisition.sketch import sketch
from detector.evaluate import Metrics
from detector.scores.matching import Seen

START, FULL, MANUAL = "start", "full", "manual"  # What all arms share: how they begin, where they end, what they save.
ONE_OFF, RANDOM, BALANCED = "one-off", "loop-random", "loop-balanced"
AGAIN, CROWDED = "loop-again", "loop-crowded"  # Canaries: random a second time, and an order that should not win.

SMALLEST_BATCH, LARGEST_BATCH = 8, 32  # Images that are chosen at once, as in the product:
BATCH_SHARE = 0.25  # of those that are finished.


@dataclass(frozen=True, kw_only=True)
class View:
    """What an order may know: the images that nobody has finished, as the model in use sees them."""

    data: DataSet
    open: tuple[int, ...]  # In the random order of the seed.
    finished: tuple[int, ...]  # Those to learn from; their truth is known.
    look: Callable[[Sequence[int]], Sequence[Seen]]
    advice: Advice
    metrics: Metrics | None  # On the hold-out.
    seed: int  # Another one each round.


Order = Callable[[View, int], list[int]]


def at_random(view: View, count: int) -> list[int]:
    """The same for every arm of a seed: one that trains later has met the same images."""
    return list(view.open[:count])


def at_random_again(view: View, count: int) -> list[int]:
    """Another draw: how far chance alone sets two loops apart."""
    drawn = np.random.default_rng(view.seed).permutation(view.open)[:count]
    return [int(place) for place in drawn]


def most_crowded(view: View, count: int) -> list[int]:
    """Those where most is suggested: if this wins, what we measure with is broken."""
    seen = dict(zip(view.open, view.look(view.open), strict=True))
    return sorted(view.open, key=lambda place: -_suggestions(seen[place], view.advice))[:count]


def balanced(view: View, count: int) -> list[int]:
    """The product's order, in batches of the product's size."""
    candidates = {place: _candidate(view, place) for place in (*view.open, *view.finished)}
    pool, finished = list(view.open), list(view.finished)
    chosen: list[int] = []
    while len(chosen) < count and pool:
        size = min(max(int(BATCH_SHARE * len(finished)), SMALLEST_BATCH), LARGEST_BATCH, count - len(chosen))
        batch = choose_batch(
            [candidates[place] for place in pool],
            [candidates[place] for place in finished],
            _knowledge(view, finished),
            size=size,
            seed=view.seed + len(chosen),
        )
        picked = [pick.image_id for pick in batch.picks]
        chosen += picked
        finished += picked
        pool = [place for place in pool if place not in set(picked)]
    return chosen


ORDERS: dict[str, Order] = {
    ONE_OFF: at_random,
    RANDOM: at_random,
    BALANCED: balanced,
    AGAIN: at_random_again,
    CROWDED: most_crowded,
}


def _suggestions(seen: Seen, advice: Advice) -> int:
    return int(visible(seen, advice[HEADLINE]).sum()) if HEADLINE in advice else len(seen.found)


def _candidate(view: View, place: int) -> Candidate:
    descriptor = view.data.descriptors[place]
    if HEADLINE not in view.advice:
        return Candidate(image_id=place, descriptor=descriptor)
    seen, assessment = view.look([place])[0], view.advice[HEADLINE]
    return Candidate(
        image_id=place,
        descriptor=descriptor,
        sketch=sketch(seen.found, seen.category_ids, probabilities(seen, assessment)),
        seconds=foretell(seen, assessment, HEADLINE.costs),
    )


def _knowledge(view: View, finished: Sequence[int]) -> Knowledge:
    boxes = Counter(id_ for example in view.data.take(finished) for id_ in example.category_ids.tolist())
    return Knowledge(
        labelled=len(finished),
        ap50=view.metrics.ap50 if view.metrics else None,
        boxes=boxes,
        precision={id_: entry.ap for id_, entry in view.metrics.per_category.items()} if view.metrics else {},
        names={category.id: category.name for category in view.data.categories},
    )
