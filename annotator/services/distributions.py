"""What is on the finished images of a project: how many boxes, of what, how large, where; hold-out and training apart.

The database counts in few passes over the boxes. What was counted is kept as long as the images and boxes stay as they
are. Bins are half open, as the box filters of the gallery are (`services.finding`): each box is in one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Floor, TruncDate
from numpy.typing import NDArray

from annotator.models import Box, Image, Project
from annotator.services.finding import ROUNDING

SIDES = (8, 16, 32, 64, 128, 256, 512)  # Pixels: the square root of a box's area.
ASPECTS = (0.25, 0.5, 0.8, 1.25, 2.0, 4.0)  # Width by height.
GRID = 10  # Columns and rows of the map of positions.
MOST_BINS = 20
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
SPLITS = (Image.Split.TRAIN, Image.Split.HOLDOUT)
KEPT_SECONDS = 3600

Integers = NDArray[np.int64]
Bins = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Distributions:
    """Of finished images only. Each count is `{"train": …, "holdout": …}`.

    progress: `{"day", "train", "holdout"}`: images finished on a day, the first day first
    categories: `{"category", "boxes", "images"}`
    sizes, aspects, boxes_per_image: `{"low", "high", "train", "holdout"}`; low is in the bin and high is not, null is
        no limit; for boxes_per_image both are in it
    positions: `{"train", "holdout"}`: GRID * GRID counts of the boxes' middles each, row by row from the top
    together: `{"first", "second", "images"}`: images that show both categories, the most first
    """

    images: dict[str, int]
    boxes: dict[str, int]
    progress: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    sizes: Bins
    aspects: Bins
    boxes_per_image: Bins
    positions: dict[str, list[int]]
    grid: int
    together: list[dict[str, int]]


def distributions_of(project: Project, *, zone: tzinfo, category: int | None = None) -> Distributions:
    """zone: where days begin and end. category: sizes, aspects and positions are of its boxes alone"""
    key = f"distributions:{project.pk}:{zone}:{category}:{_fingerprint(project)}"
    found: Distributions | None = cache.get(key)
    if found is None:
        found = _count(project, zone, category)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _fingerprint(project: Project) -> str:
    """Another one after every change of an image, its boxes or its split."""
    is_finished, is_holdout = Q(state=Image.State.DONE), Q(split=Image.Split.HOLDOUT)
    counts = project.images.aggregate(
        images=Count("id"),
        revisions=Sum("revision"),
        finished=Count("id", filter=is_finished),
        holdout=Count("id", filter=is_holdout),
        boxes=Sum("box_count"),
    )
    return ":".join(str(value) for value in counts.values())


def _count(project: Project, zone: tzinfo, category: int | None) -> Distributions:
    finished = project.images.filter(state=Image.State.DONE)
    boxes = Box.objects.filter(image__project=project, image__state=Image.State.DONE)
    shapes = _shapes(boxes)
    by_category, together = _categories(boxes, shapes)
    chosen = shapes if category is None else shapes[shapes[:, 1] == category]
    return Distributions(
        images=_by_split(finished.values_list("split").annotate(images=Count("id")).order_by()),
        boxes={split: int(shapes[shapes[:, 0] == side, 4].sum()) for side, split in enumerate(SPLITS)},
        progress=_progress(finished, zone),
        categories=by_category,
        sizes=_bins(SIDES, chosen[:, [0, 2, 4]]),
        aspects=_bins(ASPECTS, chosen[:, [0, 3, 4]]),
        boxes_per_image=_boxes_per_image(finished),
        positions=_positions(boxes if category is None else boxes.filter(category=category)),
        grid=GRID,
        together=together,
    )


def _by_split(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {**{str(split): 0 for split in SPLITS}, **dict(rows)}


def _side() -> Case:
    """0 for the training, 1 for the hold-out: as SPLITS."""
    return Case(When(image__split=Image.Split.HOLDOUT, then=Value(1)), default=Value(0), output_field=IntegerField())


def _bin(conditions: Sequence[Q]) -> Case:
    """The number of the first condition that holds, or how many there are."""
    cases = [When(condition, then=Value(number)) for number, condition in enumerate(conditions)]
    return Case(*cases, default=Value(len(conditions)), output_field=IntegerField())


def _shapes(boxes: QuerySet[Box]) -> Integers:
    """[N, 5]: side of the split, category id, bin of the size, bin of the aspect, and how many boxes."""
    rows = (
        boxes.alias(width=F("x2") - F("x1"), height=F("y2") - F("y1"))
        .alias(area=F("width") * F("height"))
        .annotate(
            side=_side(),
            size=_bin([Q(area__lt=side**2 - ROUNDING) for side in SIDES]),
            aspect=_bin([Q(width__lt=(aspect - ROUNDING) * F("height")) for aspect in ASPECTS]),
        )
        .values_list("side", "category_id", "size", "aspect")
        .annotate(boxes=Count("id"))
        .order_by()
    )
    return np.array(list(rows), dtype=np.int64).reshape(-1, 5)


def _bins(edges: Sequence[float], rows: Integers) -> Bins:
    """rows: [N, 3] side, bin, count"""
    counts = np.zeros((len(edges) + 1, len(SPLITS)), dtype=np.int64)
    np.add.at(counts, (rows[:, 1], rows[:, 0]), rows[:, 2])
    limits = zip((None, *edges), (*edges, None), strict=True)
    return [{"low": low, "high": high, **_named(row)} for (low, high), row in zip(limits, counts.tolist(), strict=True)]


def _named(counts: Iterable[int]) -> dict[str, int]:
    return {str(split): count for split, count in zip(SPLITS, counts, strict=True)}


def _categories(boxes: QuerySet[Box], shapes: Integers) -> tuple[list[dict[str, Any]], list[dict[str, int]]]:
    """Boxes and images of each category, and images of each pair of categories."""
    rows = boxes.annotate(side=_side()).values_list("category_id", "image_id", "side").distinct().order_by()
    seen = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
    ids, columns = np.unique(seen[:, 0], return_inverse=True)
    images, places = np.unique(seen[:, 1], return_inverse=True)
    shown = np.zeros((len(images), len(ids)), dtype=np.float32)
    shown[places, columns] = 1
    counts = [
        {
            "category": int(id_),
            "boxes": _named(int(shapes[(shapes[:, 1] == id_) & (shapes[:, 0] == side), 4].sum()) for side in (0, 1)),
            "images": _named(int(((columns == column) & (seen[:, 2] == side)).sum()) for side in (0, 1)),
        }
        for column, id_ in enumerate(ids.tolist())
    ]
    return counts, _pairs(ids, (shown.T @ shown).astype(np.int64))


def _pairs(ids: Integers, together: Integers) -> list[dict[str, int]]:
    """together: [C, C] images; exact as floats up to 2^24 of them"""
    firsts, seconds = np.triu_indices(len(ids), k=1)
    images = together[firsts, seconds]
    order = [place for place in np.argsort(-images, kind="stable").tolist() if images[place]]
    return [
        {"first": int(ids[firsts[place]]), "second": int(ids[seconds[place]]), "images": int(images[place])}
        for place in order
    ]


def _progress(finished: QuerySet[Image], zone: tzinfo) -> list[dict[str, Any]]:
    days = finished.filter(finished_at__isnull=False).annotate(day=TruncDate("finished_at", tzinfo=zone))
    found: dict[date, dict[str, int]] = {}
    for day, split, images in days.values_list("day", "split").annotate(images=Count("id")).order_by("day"):
        found.setdefault(day, _by_split(()))[split] = images
    return [{"day": day, **counts} for day, counts in found.items()]


def _boxes_per_image(finished: QuerySet[Image]) -> Bins:
    """Images without boxes are a bin of their own; the others are as wide as makes few bins."""
    rows = list(finished.values_list("split", "box_count").annotate(images=Count("id")).order_by())
    most = max((boxes for _, boxes, _ in rows), default=0)
    step = next((step for step in STEPS if most <= step * MOST_BINS), -(-most // MOST_BINS))
    counts: dict[int, dict[str, int]] = {number: _by_split(()) for number in range(-(-most // step) + 1)}
    for split, boxes, images in rows:
        counts[-(-boxes // step)][split] += images
    return [
        {"low": max((number - 1) * step + 1, 0), "high": number * step, **row} for number, row in counts.items() if rows
    ]


def _positions(boxes: QuerySet[Box]) -> dict[str, list[int]]:
    rows = (
        boxes.annotate(side=_side(), row=_cell("y1", "y2", "image__height"), column=_cell("x1", "x2", "image__width"))
        .values_list("side", "row", "column")
        .annotate(boxes=Count("id"))
        .order_by()
    )
    found = np.array(list(rows), dtype=np.int64).reshape(-1, 4)
    counts = np.zeros((len(SPLITS), GRID, GRID), dtype=np.int64)
    cells = found[:, 1:3].clip(0, GRID - 1)
    np.add.at(counts, (found[:, 0], cells[:, 0], cells[:, 1]), found[:, 3])
    return {str(split): side.ravel().tolist() for split, side in zip(SPLITS, counts, strict=True)}


def _cell(low: str, high: str, length: str) -> Cast:
    return Cast(Floor((F(low) + F(high)) * (GRID / 2) / F(length) + ROUNDING), IntegerField())
