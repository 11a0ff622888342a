"""What it costs a person to make an image right, in seconds: the simulated annotator.

The person looks at each suggestion, the most confident first. One that overlaps an object by IoU 0.3 or more, which no
suggestion before it was, is taken to be that object. Whatever is cheaper is done: drag its edges and corners until
it fits within the tolerance and name it right, or delete it and draw the box anew. Other suggestions are deleted,
missed objects are drawn.

Seconds come from the keystroke-level model (Card, Moran & Newell 1983: mental step 1.35, pointing 1.1, button 0.1 s),
extreme clicking (Papadopoulos et al. 2017: 7.0 s a box) and crowd work on ImageNet (Su et al. 2012: 25.5 s a box).
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detector.scores.fixing import fewest_drags
from detector.scores.matching import SAME_OBJECT, Integers, Numbers, ious, ious_by_row

CLASS_TIE_BREAK = 1e-6


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Seconds of one person for one step."""

    draw: float  # A new box and its category.
    look: float  # At one suggestion.
    decide: float  # That a box has to be fixed, and how.
    drag: float  # One edge or one corner.
    delete: float
    change_class: float
    image: float  # Open it, search it for what was missed, confirm it.

    @property
    def one_drag(self) -> float:
        return self.decide + self.drag

    @property
    def redraw(self) -> float:
        return self.delete + self.draw


DEFAULT = Costs(draw=7.0, look=1.0, decide=1.35, drag=2.4, delete=2.73, change_class=2.93, image=7.8)
EXPERT = Costs(draw=4.03, look=0.3, decide=1.35, drag=2.4, delete=1.48, change_class=2.93, image=3.0)
CROWD = Costs(draw=25.5, look=1.8, decide=1.35, drag=4.8, delete=2.73, change_class=2.93, image=7.8)
PROFILES = {"default": DEFAULT, "expert": EXPERT, "crowd": CROWD}


def manual_seconds(boxes: int, costs: Costs) -> float:
    """For an image in which nothing is suggested and so many boxes are to be drawn."""
    return costs.image + boxes * costs.draw


@dataclass(frozen=True, kw_only=True, eq=False)
class Review:
    """What a person did to one image, and what came of it."""

    seconds: float
    looks: int
    adjusted: int  # Boxes that were dragged.
    drags: int
    deleted: int
    added: int  # Drawn, in place of a deleted one too.
    reclassified: int
    boxes: Numbers = field(repr=False)  # [M, 4] as they are now, in the order of the true ones
    ious: Numbers = field(repr=False)  # [M], of these with the true ones


def review(
    boxes: ArrayLike,
    category_ids: ArrayLike,
    confidences: ArrayLike,
    true_boxes: ArrayLike,
    true_ids: ArrayLike,
    *,
    tolerance: float,
    costs: Costs,
    fiddle: float = 0.0,
) -> Review:
    """Suggestions: boxes [N, 4] in pixels, category ids [N], confidences [N]. Truth: boxes [M, 4], category ids [M].

    tolerance: IoU from which a box is good enough
    fiddle: share of the boxes that are good enough and dragged all the same; counted in seconds only
    """
    desk = Desk.lay_out(
        boxes, category_ids, confidences, true_boxes, true_ids, tolerance=tolerance, costs=costs, fiddle=fiddle
    )
    return desk.review(np.ones(len(desk.order), dtype=np.bool_))


@dataclass(frozen=True, kw_only=True, eq=False)
class Desk:
    """An image laid out so that any choice of its suggestions is reviewed quickly: thresholds are tried by the hundred.

    All that depends on a suggestion and an object alone is worked out once.
    """

    costs: Costs
    order: Integers  # [N] rows of the suggestions, the most confident first
    candidates: list[list[int]]  # For each suggestion the pairs that it may be, the best first.
    objects: list[int]  # For each pair the true box,
    seconds: list[float]  # what the cheaper way takes,
    redrawn: NDArray[np.bool_]  # whether that is to draw it anew,
    drags: Integers  # and if not so, how many drags it is,
    renamed: NDArray[np.bool_]  # whether the category is wrong,
    fixed: Numbers  # and the box as it is then.
    truth: Numbers  # [M, 4]

    @classmethod
    def lay_out(
        cls,
        boxes: ArrayLike,
        category_ids: ArrayLike,
        confidences: ArrayLike,
        true_boxes: ArrayLike,
        true_ids: ArrayLike,
        *,
        tolerance: float,
        costs: Costs,
        fiddle: float = 0.0,
    ) -> Self:
        """As review."""
        suggested, truth = (np.asarray(given, dtype=np.float64).reshape(-1, 4) for given in (boxes, true_boxes))
        overlaps = ious(suggested, truth)
        rows, columns = np.nonzero(overlaps >= SAME_OBJECT)
        renamed = np.asarray(category_ids)[rows] != np.asarray(true_ids)[columns]
        drags, fixed = fewest_drags(suggested[rows], truth[columns], tolerance=tolerance)
        fix = np.where(drags > 0, costs.decide + costs.drag * drags, fiddle * costs.one_drag)
        fix = fix + costs.change_class * renamed
        redrawn = fix > costs.redraw
        return cls(
            costs=costs,
            order=np.argsort(-np.asarray(confidences, dtype=np.float64), kind="stable"),
            candidates=_by_preference(rows, overlaps[rows, columns] - CLASS_TIE_BREAK * renamed, len(suggested)),
            objects=columns.tolist(),
            seconds=np.where(redrawn, costs.redraw, fix).tolist(),
            redrawn=redrawn,
            drags=drags,
            renamed=renamed,
            fixed=np.where(redrawn[:, None], truth[columns], fixed),
            truth=truth,
        )

    @cached_property
    def contested(self) -> list[tuple[int, list[int]]]:
        """Place in order and candidates of each suggestion that has some, the most confident first."""
        return [(rank, self.candidates[row]) for rank, row in enumerate(self.order.tolist()) if self.candidates[row]]

    def seconds_for(self, visible: NDArray[np.bool_]) -> float:
        """visible: [N], which suggestions are shown, in the order of confidence"""
        pairs, looks = self._pairs(visible), int(np.count_nonzero(visible))
        deleted, missed = looks - len(pairs), len(self.truth) - len(pairs)
        costs, fixing = self.costs, sum([self.seconds[pair] for pair in pairs])
        return costs.image + looks * costs.look + deleted * costs.delete + missed * costs.draw + fixing

    def missed(self, visible: NDArray[np.bool_]) -> list[int]:
        """The true boxes that no visible suggestion is taken to be. visible: as in seconds_for"""
        found = {self.objects[pair] for pair in self._pairs(visible)}
        return [place for place in range(len(self.truth)) if place not in found]

    def review(self, visible: NDArray[np.bool_]) -> Review:
        """visible: as in seconds_for"""
        pairs, looks = np.array(self._pairs(visible), dtype=np.int64), int(np.count_nonzero(visible))
        redrawn, kept = int(self.redrawn[pairs].sum()), pairs[~self.redrawn[pairs]]
        boxes = self.truth.copy()
        boxes[[self.objects[pair] for pair in pairs]] = self.fixed[pairs]
        return Review(
            seconds=self.seconds_for(visible),
            looks=looks,
            adjusted=int((self.drags[kept] > 0).sum()),
            drags=int(self.drags[kept].sum()),
            deleted=looks - len(pairs) + redrawn,
            added=len(self.truth) - len(pairs) + redrawn,
            reclassified=int(self.renamed[kept].sum()),
            boxes=boxes,
            ious=ious_by_row(boxes, self.truth),
        )

    def _pairs(self, visible: NDArray[np.bool_]) -> list[int]:
        """Greedy, one to one."""
        is_visible, taken = visible.tolist(), dict[int, int]()
        for rank, candidates in self.contested:
            if is_visible[rank]:
                for pair in candidates:
                    if self.objects[pair] not in taken:
                        taken[self.objects[pair]] = pair
                        break
        return list(taken.values())


def _by_preference(rows: Integers, preference: Numbers, count: int) -> list[list[int]]:
    candidates: list[list[int]] = [[] for _ in range(count)]
    for pair in np.argsort(-preference, kind="stable"):
        candidates[rows[pair]].append(int(pair))
    return candidates
