"""Crops that are known to be wrong, put between the suggested ones so that carelessness shows.

Who looks at hundreds of right suggestions begins to nod: seeded errors measure it while it happens, as in
vigilance tasks and in the quality checks of crowdsourcing. They are never labels, whatever is answered.
"""

import math
import random
from collections.abc import Sequence

from annotator.services.crops import Box4, LookedThrough
from annotator.services.overlap import most

SHARE = 0.03  # Of a page: enough to measure, few enough not to cost what the page saves.
CLEARLY_WRONG = 0.5  # Below this intersection over union with everything that may be there.
ATTEMPTS = 30
SHIFTS = (0.45, 0.8)  # Of the box's size: near enough to look like a slip of the detector.

Planted = tuple[int, Box4]  # Image id, corners.


def plant(looked: Sequence[LookedThrough], *, category_id: int, crops: int, dice: random.Random) -> list[Planted]:
    """Wrong crops for a page of so many suggested ones, about SHARE of them."""
    wanted = math.floor(crops * SHARE) + (dice.random() < crops * SHARE % 1)
    planted: list[Planted] = []
    for _ in range(wanted * ATTEMPTS):
        if len(planted) == wanted or not looked:
            break
        found = _try(dice.choice(looked), category_id=category_id, dice=dice)
        if found is not None and found not in planted:
            planted.append(found)
    return planted


def _try(image: LookedThrough, *, category_id: int, dice: random.Random) -> Planted | None:
    others = [box for name, box in image.drawn if name != category_id]
    if others and dice.random() < 0.5:
        box = dice.choice(others)
        same = [corners for name, corners in image.everything if name == category_id]
        return (image.image.pk, box) if most(box, same) < CLEARLY_WRONG else None
    if not image.crops:
        return None
    box = _shifted(dice.choice(image.crops).box, dice)
    everything = [corners for _, corners in image.everything]
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= image.image.width and box[3] <= image.image.height
    return (image.image.pk, box) if inside and most(box, everything) < CLEARLY_WRONG else None


def _shifted(box: Box4, dice: random.Random) -> Box4:
    width, height = box[2] - box[0], box[3] - box[1]
    angle, far = dice.uniform(0, 2 * math.pi), dice.uniform(*SHIFTS)
    right, down = far * width * math.cos(angle), far * height * math.sin(angle)
    return (box[0] + right, box[1] + down, box[2] + right, box[3] + down)
