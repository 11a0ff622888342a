"""Which images test, which are held out, and which a person starts with: the same for all arms of a seed.

Near copies stay together, so that nothing is tested on what was learnt. Every image tests in exactly one fold, and
the folds have equal shares of the images that show the rarest category.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.learning.data import DataSet

FOLDS = 5
HOLDOUT_SHARE = 0.12
HOLDOUT_LIMITS = (12, 200)
LARGEST_HOLDOUT = 1 / 3  # Of a set so small that the lower limit would take most of it.


@dataclass(frozen=True, kw_only=True)
class Split:
    """Places in the data set. A person finishes learn and holdout; test is what models are measured on."""

    seed: int
    fold: int
    learn: tuple[int, ...]  # In random order.
    holdout: tuple[int, ...]  # In random order.
    test: tuple[int, ...]

    @property
    def pool(self) -> tuple[int, ...]:
        return (*self.learn, *self.holdout)


def make_split(data: DataSet, seed: int) -> Split:
    """Seed s tests on fold s mod 5; the same fold comes again with other hold-outs, orders and weights."""
    fold_of = make_folds(data)
    fold = seed % FOLDS
    random = np.random.default_rng([seed, len(data)])
    pool = [place for place in range(len(data)) if fold_of[place] != fold]
    holdout = set(_draw_holdout(data, pool, random))
    learn = random.permutation([place for place in pool if place not in holdout])
    return Split(
        seed=seed,
        fold=fold,
        learn=tuple(learn.tolist()),
        holdout=tuple(random.permutation(sorted(holdout)).tolist()),
        test=tuple(place for place in range(len(data)) if fold_of[place] == fold),
    )


def make_folds(data: DataSet) -> list[int]:
    """For each image its fold, 0 to 4."""
    random = np.random.default_rng(0)
    members: dict[int, list[int]] = {}
    for place, group in enumerate(data.groups):
        members.setdefault(group, []).append(place)
    rare = _shows(data, rarest_category(data))
    # The groups with the rarest category are dealt first, all in random order, like cards.
    dealt = sorted(random.permutation(list(members)).tolist(), key=lambda group: rare.isdisjoint(members[group]))
    fold_of = [0] * len(data)
    for number, group in enumerate(dealt):
        for place in members[group]:
            fold_of[place] = number % FOLDS
    return fold_of


def rarest_category(data: DataSet) -> int | None:
    """The id of the category that the fewest images show."""
    images = Counter(id_ for example in data.examples for id_ in set(example.category_ids.tolist()))
    return min(images, key=lambda id_: (images[id_], id_), default=None)


def holdout_size(images: int) -> int:
    lowest, highest = HOLDOUT_LIMITS
    wanted = min(max(round(HOLDOUT_SHARE * images), lowest), highest)
    return min(wanted, int(LARGEST_HOLDOUT * images))


def _shows(data: DataSet, category: int | None) -> set[int]:
    return {place for place, example in enumerate(data.examples) if category in example.category_ids.tolist()}


def _draw_holdout(data: DataSet, pool: Sequence[int], random: np.random.Generator) -> Iterable[int]:
    size = holdout_size(len(pool))
    drawn: list[int] = []
    for group in random.permutation(sorted({data.groups[place] for place in pool})).tolist():
        if len(drawn) >= size:
            break
        drawn.extend(place for place in pool if data.groups[place] == group)
    return drawn
