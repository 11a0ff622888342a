"""A detector that is made up: it finds some of the true boxes, a little off, and others that are not there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.loop.truth import TrueBox

Suggested = tuple[str, tuple[float, float, float, float], float]  # Category, corners, score.


@dataclass(frozen=True)
class Quality:
    """recall: share of the boxes that are found; jitter: of their edges, as a share of the size; false_boxes: an image

    wrong, wrong_boxes: a category that is suggested so often an image where nothing is, and never where it is
    """

    name: str
    recall: float
    jitter: float
    false_boxes: float
    wrong: str = ""
    wrong_boxes: float = 0.0


def suggest(
    boxes: Sequence[TrueBox],
    quality: Quality,
    categories: Sequence[str],
    size: tuple[int, int],
    dice: np.random.Generator,
) -> list[Suggested]:
    """The best score first. One in twenty has the wrong category."""
    found = [
        (_named(box, categories, dice), _near(box, quality.jitter, size, dice))
        for box in boxes
        if dice.random() < quality.recall and box.category != quality.wrong
    ]
    made_up = [(categories[0], _anywhere(size, dice)) for _ in range(dice.poisson(quality.false_boxes))]
    made_up += [(quality.wrong, _anywhere(size, dice)) for _ in range(dice.poisson(quality.wrong_boxes))]
    scores = np.sort(dice.uniform(0.55, 0.99, len(found) + len(made_up)))[::-1].round(4).tolist()
    rows = zip([*found, *made_up], scores, strict=True)
    return [(category, corners, score) for (category, corners), score in rows]


def _named(box: TrueBox, categories: Sequence[str], dice: np.random.Generator) -> str:
    return str(dice.choice(categories)) if dice.random() < 0.05 else box.category


def _near(
    box: TrueBox, jitter: float, size: tuple[int, int], dice: np.random.Generator
) -> tuple[float, float, float, float]:
    width, height = box.x2 - box.x1, box.y2 - box.y1
    off = dice.normal(0, jitter, 4) * [width, height, width, height]
    corners = np.clip(np.array(box.corners) + off, 0, [*size, *size]).round(2).tolist()
    x1, y1, x2, y2 = corners
    return (x1, y1, x2, y2) if x2 > x1 and y2 > y1 else box.corners


def _anywhere(size: tuple[int, int], dice: np.random.Generator) -> tuple[float, float, float, float]:
    x, y = dice.random() * 0.8 * size[0], dice.random() * 0.75 * size[1]
    return round(x, 2), round(y, 2), round(x + 0.15 * size[0], 2), round(y + 0.2 * size[1], 2)
