"""Average precision by COCO's rules (pycocotools' cocoeval), as often as a bootstrap over images wants it.

Matching is the expensive part and is done once; a draw of images is then a weight for each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.services.measuring.scenes import Flags, Integers, Numbers, Scene, areas, categories, ious, same_class

IOUS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
SIZES = {"all": (0.0, 1e10), "small": (0.0, 32.0**2), "medium": (32.0**2, 96.0**2), "large": (96.0**2, 1e10)}
AT_ONCE = 1_000_000  # Weights of detections that are held in memory.


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """All detections of one category in a row, the best score first: what is right, and what does not count."""

    scores: Numbers  # [N]
    images: Integers  # [N] places of their images
    right: Flags  # [A sizes, T thresholds, N]
    ignored: Flags  # [A, T, N]
    positives: Integers  # [A, I] true boxes in each image


def tallies_of(images: Sequence[Scene]) -> dict[int, Tally]:
    """By category id."""
    matched = [_one_image(one) for one in images]
    flags = np.zeros((len(SIZES), len(IOUS), 0), dtype=np.bool_)
    right, ignored = (np.concatenate([flags, *(part[at] for part in matched)], axis=-1) for at in (0, 1))
    counted = np.concatenate([np.zeros((len(SIZES), 0)), *(part[2] for part in matched)], axis=-1)
    scores = np.concatenate([np.empty(0), *(one.scores for one in images)])
    found_ids, found_in = _in_a_row([one.found_ids for one in images])
    truth_ids, truth_in = _in_a_row([one.truth_ids for one in images])
    tallies = {}
    for id_ in categories(images):
        rows, boxes = np.flatnonzero(found_ids == id_), truth_ids == id_
        rows = rows[np.argsort(-scores[rows], kind="stable")]
        positives = [np.bincount(truth_in[boxes], each[boxes], minlength=len(images)) for each in counted]
        tallies[id_] = Tally(
            scores=scores[rows],
            images=found_in[rows],
            right=right[..., rows],
            ignored=ignored[..., rows],
            positives=np.array(positives, dtype=np.int64),
        )
    return tallies


def _in_a_row(parts: Sequence[Integers]) -> tuple[Integers, Integers]:
    """The ids of all images, and the places of the images that they are in."""
    ids = np.concatenate([np.empty(0, dtype=np.int64), *parts])
    return ids, np.repeat(np.arange(len(parts)), [len(part) for part in parts])


def _one_image(one: Scene) -> tuple[Flags, Flags, Flags]:
    """Of what was found: what is right and what does not count [A, T, N]; which boxes count [A, M]."""
    outside = _outside(one.truth)
    overlaps = ious(one.found, one.truth) * same_class(one.found_ids, one.truth_ids)
    right, ignored = _matched(overlaps, outside)
    ignored |= ~right & _outside(one.found)[:, None]
    return right, ignored, ~outside


def _outside(boxes: Numbers) -> Flags:
    """[A, N]: which boxes are too small or too large to count as small, medium, large."""
    sizes, (least, most) = areas(boxes), np.array(list(SIZES.values())).T[..., None]
    return np.asarray((sizes < least) | (sizes > most))


def _matched(overlaps: Numbers, outside: Flags) -> tuple[Flags, Flags]:
    """Each detection takes the best box that is left, of those that count before those that do not: what is right, and
    what is a box that does not count, [A, T, N]."""
    near = overlaps[:, None] >= np.minimum(IOUS, 1 - 1e-10)[None, :, None]  # [N, T, M]
    shape = (len(SIZES), len(IOUS), len(overlaps))
    right, ignored = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    pairs = near[:, 0]
    alone = (pairs.sum(axis=1) == 1) & ~pairs[:, pairs.sum(axis=0) > 1].any(axis=1)  # Nothing to choose.
    mates = pairs[alone].argmax(axis=1) if alone.any() else np.empty(0, dtype=np.int64)
    hit, out = near[alone, :, mates].T[None], outside[:, mates][:, None]
    right[..., alone], ignored[..., alone] = hit & ~out, hit & out
    taken = np.zeros((*shape[:2], overlaps.shape[1]), dtype=np.bool_)
    for row in np.flatnonzero(pairs.any(axis=1) & ~alone).tolist():
        _choose(row, near[row] & ~taken, overlaps[row], outside, right, ignored, taken)
    return right, ignored


def _choose(
    row: int, free: Flags, overlaps: Numbers, outside: Flags, right: Flags, ignored: Flags, taken: Flags
) -> None:
    """free: [A, T, M], boxes that a detection may have. Its row of the others is written."""
    counted = free & ~outside[:, None]
    right[..., row] = counted.any(axis=-1)
    options = np.where(right[..., row, None], counted, free)
    matched = options.any(axis=-1)
    ignored[..., row] = matched & ~right[..., row]
    best = _last_best(np.where(options, overlaps, -1))
    sizes, thresholds = np.nonzero(matched)
    taken[sizes, thresholds, best[sizes, thresholds]] = True


def _last_best(values: Numbers) -> Integers:
    """As COCO has it: of boxes that fit equally well the last."""
    return np.asarray(values.shape[-1] - 1 - values[..., ::-1].argmax(axis=-1))


def average_precision(
    counted: Tally, weights: Numbers, *, size: int = 0, thresholds: Sequence[int] = range(len(IOUS))
) -> Numbers:
    """[D draws, T thresholds]; not a number where a draw has no box of the category.

    weights: [D, I], how often each image was drawn
    """
    return np.asarray(curves(counted, weights, size=size, thresholds=thresholds).mean(axis=-1))


def curves(counted: Tally, weights: Numbers, *, size: int = 0, thresholds: Sequence[int] = range(len(IOUS))) -> Numbers:
    """The highest precision [D, T, 101] that is had at each recall of RECALLS or beyond."""
    positives = weights @ counted.positives[size]
    step = max(1, AT_ONCE // max(len(counted.images), 1))
    parts = [
        _curves(counted, weights[start : start + step], positives[start : start + step], size, thresholds)
        for start in range(0, len(weights), step)
    ]
    return np.concatenate(parts)


def _curves(counted: Tally, weights: Numbers, positives: Numbers, size: int, thresholds: Sequence[int]) -> Numbers:
    each = weights[:, counted.images]
    shown = np.cumsum(each, axis=1)
    out = np.empty((len(weights), len(thresholds), len(RECALLS)))
    for place, threshold in enumerate(thresholds):
        ignored = counted.ignored[size, threshold]
        before = np.cumsum(each * ~ignored, axis=1) if ignored.any() else shown
        rows = np.flatnonzero(counted.right[size, threshold] & ~ignored)  # Precision is highest where one is right.
        gained = np.cumsum(each[:, rows], axis=1)
        out[:, place] = _at_recalls(gained, gained / np.maximum(before[:, rows], 1e-12), positives)
    return out


def _at_recalls(gained: Numbers, precision: Numbers, positives: Numbers) -> Numbers:
    """[D, 101] from the boxes found [D, R] and the precision [D, R] at each right detection."""
    draws, there = np.arange(len(gained))[:, None], np.where(positives > 0, positives, np.nan)[:, None]
    highest = np.pad(np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1], ((0, 0), (0, 1)))
    # One search for all draws: each has its own part of the line, two apart.
    line = (np.nan_to_num(gained / there) + 2 * draws).ravel()
    places = np.searchsorted(line, (RECALLS + 2 * draws).ravel()).reshape(len(gained), -1) - gained.shape[1] * draws
    found = np.take_along_axis(highest, places.clip(0, gained.shape[1]), axis=1)
    return np.where(np.isnan(there), np.nan, found)
