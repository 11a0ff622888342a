"""The true boxes of a data set, and how suggestions compare with them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

KEEP = 0.75  # Intersection over union from which a suggestion is good enough to keep.
NEAR = 0.3  # From which it is quicker to move its edges than to draw anew.


@dataclass(frozen=True)
class TrueBox:
    """Pixels, x1 < x2, y1 < y2; category: its name"""

    category: str
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.x1, self.y1, self.x2, self.y2


@dataclass(frozen=True)
class Suggestion:
    """As the server shows it; category: its name"""

    category: str
    corners: tuple[float, float, float, float]
    score: float


@dataclass(frozen=True)
class Truth:
    """categories: names, by their ids in the files. boxes: by file name"""

    categories: list[str]
    boxes: dict[str, list[TrueBox]]
    folder: Path


@dataclass
class Verdict:
    """What a person does with the suggestions of one image.

    kept: as they are; adjusted: with another class or other edges; both as pairs with the truth
    extra: suggestions to reject; missing: boxes to draw
    """

    kept: list[tuple[Suggestion, TrueBox]] = field(default_factory=list)
    adjusted: list[tuple[Suggestion, TrueBox]] = field(default_factory=list)
    extra: list[Suggestion] = field(default_factory=list)
    missing: list[TrueBox] = field(default_factory=list)


def read_truth(data: Path, splits: Sequence[str]) -> Truth:
    boxes: dict[str, list[TrueBox]] = {}
    names: dict[int, str] = {}
    for split in splits:
        coco = json.loads((data / "coco" / f"{split}.json").read_text())
        names |= {category["id"]: category["name"] for category in coco["categories"]}
        files = {image["id"]: image["file_name"] for image in coco["images"]}
        boxes |= {name: [] for name in files.values()}
        for row in coco["annotations"]:
            x, y, width, height = row["bbox"]
            boxes[files[row["image_id"]]].append(TrueBox(names[row["category_id"]], x, y, x + width, y + height))
    return Truth([names[key] for key in sorted(names)], boxes, data / "images")


def compare(suggestions: Sequence[Suggestion], truth: Sequence[TrueBox]) -> Verdict:
    """Greedy: the best score first takes the true box it fits best; in three passes, from good to hardly."""
    verdict = Verdict()
    left = sorted(suggestions, key=lambda suggestion: -suggestion.score)
    open_boxes = list(truth)
    left = _match(left, open_boxes, verdict.kept, at_least=KEEP, same_category=True)
    left = _match(left, open_boxes, verdict.adjusted, at_least=KEEP, same_category=False)
    verdict.extra = _match(left, open_boxes, verdict.adjusted, at_least=NEAR, same_category=False)
    verdict.missing = open_boxes
    return verdict


def _match(
    suggestions: Sequence[Suggestion],
    open_boxes: list[TrueBox],
    pairs: list[tuple[Suggestion, TrueBox]],
    *,
    at_least: float,
    same_category: bool,
) -> list[Suggestion]:
    """Move what fits from open_boxes to pairs; answer with the suggestions that fit nothing."""
    unmatched = []
    for suggestion in suggestions:
        fitting = [box for box in open_boxes if not same_category or box.category == suggestion.category]
        best = max(fitting, key=lambda box: overlap(suggestion.corners, box.corners), default=None)
        if best is None or overlap(suggestion.corners, best.corners) < at_least:
            unmatched.append(suggestion)
            continue
        open_boxes.remove(best)
        pairs.append((suggestion, best))
    return unmatched


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Intersection over union of two boxes, each (x1, y1, x2, y2)."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)
