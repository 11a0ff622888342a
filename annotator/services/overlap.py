"""How much two boxes have in common."""

from collections.abc import Iterable, Sequence

Corners = Sequence[float]  # x1, y1, x2, y2 in pixels, x1 < x2, y1 < y2.


def intersection_over_union(one: Corners, other: Corners) -> float:
    """0 for boxes that do not meet, 1 for the same box."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def most(box: Corners, others: Iterable[Corners]) -> float:
    """The greatest intersection over union with any of the others; 0 when there is none."""
    return max((intersection_over_union(box, other) for other in others), default=0.0)


def _area(box: Corners) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
