"""Which images are looked at by a detector that has learnt from the others.

Pure functions of numbers.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

FOLDS = 4


def deal(groups: Sequence[Hashable], *, folds: int = FOLDS, seed: int = 0) -> list[int]:
    """For each image its fold, 0 to folds - 1; images of a group share one, and the folds are about equally large.

    groups: [N] one for each image. With fewer groups than folds there are as many folds as groups.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    names = list(members)
    shuffled = [names[number] for number in np.random.default_rng(seed).permutation(len(names))]
    sizes = [0] * min(folds, len(names))
    fold_of = [0] * len(groups)
    for name in sorted(shuffled, key=lambda name: -len(members[name])):  # Large ones first: small ones fill the gaps.
        fold = sizes.index(min(sizes))
        sizes[fold] += len(members[name])
        for place in members[name]:
            fold_of[place] = fold
    return fold_of
