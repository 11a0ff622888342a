"""The order in which images are learnt from: all of them always, the new ones more often at first.

A model that goes on learning has seen most of its images before. Half of each step then goes to
those that it has not seen, so that it learns what it was corrected for, and the other half to all,
so that it forgets nothing; towards the end all count the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, cycle, islice

import torch
from torch.utils.data import Sampler

FAVOURED_UNTIL = 0.7  # Of a training.


class Shuffled(Sampler[int]):
    """Pass after pass over the images in random order, cut into epochs of one length for every process.

    favoured: images that half of each batch is taken from, for as long as progress is small; one
    that stands in it twice is taken twice as often.
    """

    def __init__(
        self,
        images: int,
        *,
        length: int,
        seed: int,
        rank: int = 0,
        world: int = 1,
        favoured: Sequence[int] = (),
        batch_size: int = 1,
    ) -> None:
        self.images, self.length, self.seed, self.rank, self.world = images, length, seed, rank, world
        self.favoured, self.batch_size = favoured, batch_size
        self.epoch = 0
        self.progress = 0.0  # 0..1, of the training.

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[int]:
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.epoch)
        count = self.length * self.world
        everything = _passes(range(self.images), count, generator)
        if self.favoured and self.progress < FAVOURED_UNTIL:
            everything = self._half_favoured(everything, _passes(self.favoured, count, generator), generator)
        return iter(everything[self.rank :: self.world][: self.length])

    def _half_favoured(self, everything: list[int], favoured: list[int], generator: torch.Generator) -> list[int]:
        """Each step of all processes has half of the one and half of the other, in random order."""
        at_once = self.batch_size * self.world
        half = at_once // 2
        some, others = iter(favoured), iter(everything)
        mixed: list[int] = []
        while len(mixed) < len(everything):
            step = [*islice(some, half), *islice(others, at_once - half)]
            mixed.extend(step[place] for place in torch.randperm(len(step), generator=generator).tolist())
        return mixed


def _passes(images: Sequence[int], count: int, generator: torch.Generator) -> list[int]:
    passes = -(-count // len(images))
    orders = (torch.randperm(len(images), generator=generator).tolist() for _ in range(passes))
    return [images[place] for place in chain.from_iterable(orders)]


def balanced(labels: Sequence[Sequence[int]]) -> list[int]:
    """Images, some several times, such that each label is met in about as many of them.

    labels: for each image the labels of its boxes
    """
    images_with: dict[int, list[int]] = {}
    for image, present in enumerate(labels):
        for label in sorted(set(present)):
            images_with.setdefault(label, []).append(image)
    most = max((len(images) for images in images_with.values()), default=0)
    return [image for _, images in sorted(images_with.items()) for image in islice(cycle(images), most)]


def rare(labels: Sequence[Sequence[int]], *, share: float) -> set[int]:
    """The labels with less than share times as many boxes as labels have on average."""
    counts = Counter(chain.from_iterable(labels))
    mean = sum(counts.values()) / max(len(counts), 1)
    return {label for label, count in counts.items() if count < share * mean}
