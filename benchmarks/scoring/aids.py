"""What two ways of taking suggestions save the simulated annotator, beyond looking at them one after the other.

Both rest on an assumption of their own, so they are told apart from the steps before. *Magnet*: a missed object that a
suggestion below the threshold fits is taken by one click at it, which costs as much as to change a class (decide,
point, press twice, one key); without such a suggestion it is drawn as before. *Crop gallery*: of suggestions that are
almost certainly right a person looks at a page of crops, at 0.4 of a glance each (assumed, not measured on people).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detector.scores.costs import Costs, Desk
from detector.scores.matching import Numbers, Seen, ious, true_boxes
from detector.scores.thresholds import shown

ALMOST_CERTAIN = 0.95
GLANCE_IN_GALLERY = 0.4


@dataclass(frozen=True, kw_only=True)
class Aided:
    """Mean seconds an image."""

    magnet: float
    gallery: float  # With the magnet too.


def aided(
    images: Sequence[Seen],
    probabilities: Sequence[Numbers],
    thresholds: Mapping[int, float],
    *,
    tolerance: float,
    costs: Costs,
) -> Aided:
    """images: as `usable` gives them; probabilities: of the suggestions [N] of each"""
    rows = zip(images, probabilities, strict=True)
    seconds = np.array([_seconds(one, said, thresholds, tolerance=tolerance, costs=costs) for one, said in rows])
    magnet, gallery = seconds.mean(axis=0)
    return Aided(magnet=float(magnet), gallery=float(gallery))


def _seconds(
    one: Seen, said: Numbers, thresholds: Mapping[int, float], *, tolerance: float, costs: Costs
) -> tuple[float, float]:
    boxes, ids = true_boxes(one.example)
    desk = Desk.lay_out(one.found.boxes, one.category_ids, said, boxes, ids, tolerance=tolerance, costs=costs)
    visible = shown(one.category_ids, said, thresholds)
    in_order = visible[desk.order]
    missed = desk.missed(in_order)
    fits = ious(one.found.boxes[~visible], boxes[missed]) >= tolerance
    fits &= one.category_ids[~visible][:, None] == ids[missed]
    snapped = int(fits.any(axis=0).sum())
    magnet = desk.seconds_for(in_order) - snapped * (costs.draw - costs.change_class)
    in_gallery = int(np.count_nonzero(visible & (said >= ALMOST_CERTAIN)))
    return magnet, magnet - in_gallery * (1 - GLANCE_IN_GALLERY) * costs.look
