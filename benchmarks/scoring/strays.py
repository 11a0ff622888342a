"""Suggestions that overlap no true box: what they cost, and how they look, so that an eye can judge the truth."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from detector.images import load_upright
from detector.scores.assess import assess
from detector.scores.calibrate import Calibration
from detector.scores.costs import Costs
from detector.scores.matching import SAME_OBJECT, Numbers, Seen, ious, true_boxes, usable
from detector.scores.thresholds import shown
from detector.structures import Example

MOST = 40  # Crops of a sheet.
COLUMNS = 8
AROUND = 1.2  # Of the longer side, from the middle of a box to the edge of its crop.
CROP = 160  # Pixels a side.
GAP = 4
TRUE, STRAY = "#00b400", "#ff2020"

Stray = tuple[Example, Numbers]  # The box [4], in pixels of the image.


def find_strays(holdout: Sequence[Seen], test: Sequence[Seen], *, tolerance: float, costs: Costs) -> list[Stray]:
    """Of what people would be shown in the images of test, as fitted on the hold-out."""
    assessment = assess(holdout, tolerance=tolerance, costs=costs)
    if assessment is None:
        return []
    return [
        (one.example, box) for one in test for box in _unmatched(one, assessment.calibration, assessment.thresholds)
    ]


def seconds_of_strays(count: int, images: int, costs: Costs) -> float:
    """An image: each is looked at and deleted."""
    return count * (costs.look + costs.delete) / images


def contact_sheet(strays: Sequence[Stray], file: Path) -> None:
    """Some of them by lot, always the same of the same list, in red among the boxes of the truth in green."""
    drawn = np.random.default_rng(0).permutation(len(strays))[:MOST]
    rows = -(-len(drawn) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (CROP + GAP), rows * (CROP + GAP)))
    for number, place in enumerate(drawn):
        across, down = number % COLUMNS, number // COLUMNS
        sheet.paste(_crop(*strays[place]), (across * (CROP + GAP), down * (CROP + GAP)))
    sheet.save(file)


def _unmatched(seen: Seen, calibration: Calibration, thresholds: Mapping[int, float]) -> Numbers:
    """Boxes [N, 4] that a person sees and takes for none of the true ones."""
    one = usable(seen)
    said = calibration.probabilities(one.found, one.category_ids)
    boxes: Numbers = one.found.boxes[shown(one.category_ids, said, thresholds)].astype(np.float64)
    overlaps: Numbers = ious(boxes, true_boxes(one.example)[0]).max(axis=1, initial=0)
    return boxes[overlaps < SAME_OBJECT]


def _crop(example: Example, box: Numbers) -> Image.Image:
    picture = load_upright(example.path)
    pen = ImageDraw.Draw(picture)
    for true in true_boxes(example)[0].tolist():
        pen.rectangle(true, outline=TRUE, width=2)
    pen.rectangle(box.tolist(), outline=STRAY, width=3)
    middle, reach = (box[:2] + box[2:]) / 2, AROUND * (box[2:] - box[:2]).max()
    corners = np.concatenate([middle - reach, middle + reach]).round().astype(int).tolist()
    return picture.crop(tuple(corners)).resize((CROP, CROP))
