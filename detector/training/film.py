"""A few hold-out images as a detector sees them after each epoch, so that one sees it learn."""

from collections.abc import Sequence
from typing import Any

from detector.scores.matching import Seen, true_boxes, usable

IMAGES = 5
MOST_BOXES = 30
LEAST_SCORE = 0.1

Frame = dict[str, Any]


class Film:
    """Always of the same images, chosen at the first look."""

    def __init__(self) -> None:
        self._chosen: tuple[int, ...] | None = None

    def frames(self, seen: Sequence[Seen]) -> list[Frame]:
        """`{"image": id, "boxes": [[category id, x1, y1, x2, y2, score], …]}` for each, the most confident first."""
        if self._chosen is None:
            self._chosen = choose_images(seen)
        by_id = {one.example.image_id: one for one in seen}
        return [{"image": id_, "boxes": _boxes(usable(by_id[id_]))} for id_ in self._chosen if id_ in by_id]


def choose_images(seen: Sequence[Seen]) -> tuple[int, ...]:
    """Ids of images with boxes, as many as there are and no more than IMAGES.

    Each shows as many categories as possible that those before did not; of equals, the one with the fewest boxes,
    which is the easiest to read.
    """
    categories = {one.example.image_id: set(true_boxes(one.example)[1].tolist()) for one in seen}
    sizes = {one.example.image_id: one.example.box_count for one in seen}
    left, shown = {id_ for id_, found in categories.items() if found}, set[int]()
    chosen: list[int] = []
    while left and len(chosen) < IMAGES:
        if not any(categories[id_] - shown for id_ in left):
            shown = set()
        best = min(left, key=lambda id_: (-len(categories[id_] - shown), sizes[id_], id_))
        shown |= categories[best]
        left.remove(best)
        chosen.append(best)
    return tuple(chosen)


def _boxes(seen: Seen) -> list[list[float]]:
    rows = zip(seen.category_ids.tolist(), seen.found.boxes.tolist(), seen.found.scores.tolist(), strict=True)
    shown = [
        [id_, *(round(edge, 1) for edge in box), round(score, 3)] for id_, box, score in rows if score >= LEAST_SCORE
    ]
    return sorted(shown, key=lambda row: -row[-1])[:MOST_BOXES]
