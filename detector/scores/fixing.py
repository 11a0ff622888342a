"""How few drags bring a box to where it should be.

Dragging an edge puts one coordinate right, dragging a corner two that meet there. So the number of drags is the larger
of the number of edges that move across and the number of those that move down.
"""

from itertools import product

import numpy as np

from detector.scores.matching import Integers, Numbers, ious_by_row

# Every choice of edges, left, top, right, bottom: first those of few drags.
CHOICES = np.array(
    sorted(
        product((False, True), repeat=4), key=lambda edges: (max(edges[0] + edges[2], edges[1] + edges[3]), sum(edges))
    )
)
DRAGS = np.maximum(CHOICES[:, 0].astype(int) + CHOICES[:, 2], CHOICES[:, 1].astype(int) + CHOICES[:, 3])


def fewest_drags(boxes: Numbers, truth: Numbers, *, tolerance: float) -> tuple[Integers, Numbers]:
    """Drags [P] until each of boxes [P, 4] has an IoU of at least tolerance with its true one, and what it is then.

    Dragged edges are exactly right then, the others stay as they are. Of as few drags, those with the best result.
    """
    dragged = np.where(CHOICES[:, None], truth[None], boxes[None])
    overlaps = ious_by_row(dragged, truth)
    enough = overlaps >= tolerance
    enough[-1] = True  # With all edges right nothing is left to do.
    drags = np.where(enough, DRAGS[:, None], DRAGS.max() + 1)
    fewest = drags.min(axis=0)
    best = np.where(drags == fewest, overlaps, -1).argmax(axis=0)
    return fewest, dragged[best, np.arange(len(boxes))]
