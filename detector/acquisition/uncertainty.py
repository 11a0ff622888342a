"""How little a detector knows of what it found.

Pure functions of what a detector said: no network, no torch, no configuration.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def image_uncertainty(distributions: Floats) -> float:
    """The doubtful share of what was found in one image, in 0..1.

    Each detection counts as far as it is a thing at all: a young detector hands out a hundred boxes an
    image, and the most doubtful of a hundred are coins in every image. The sum would favour crowded
    images; the plain mean those with one weak find and nothing else, so one sure thing is added to all.
    An image without detections scores 0: nothing is known of what was missed in it, and a share of
    random images has to look after those.

    distributions: [N, K + 1] over background and K >= 1 categories, rows add up to 1
    """
    if len(distributions) == 0:
        return 0.0
    found = 1 - np.asarray(distributions, dtype=np.float64)[:, 0].clip(0, 1)
    return float((found * detection_uncertainty(distributions)).sum() / (found.sum() + 1))


def detection_uncertainty(distributions: Floats) -> NDArray[np.float64]:
    """Doubt in each detection, [N] in 0..1: is it anything at all, or which of two things is it?

    The larger of the binary entropy of not being background, and of one minus the margin between the
    two most likely classes. The entropy over all classes would call a sure find of many similar
    categories doubtful.
    """
    rows: NDArray[np.float64] = np.asarray(distributions, dtype=np.float64).clip(0, 1)
    second, first = np.sort(rows, axis=1)[:, -2:].T
    doubts: NDArray[np.float64] = np.maximum(binary_entropy(1 - rows[:, 0]), 1 - (first - second)).clip(0, 1)
    return doubts


def binary_entropy(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """In bits: 0 for a certainty, 1 for a coin."""
    entropy: NDArray[np.float64] = -(_times_log2(probabilities) + _times_log2(1 - probabilities))
    return entropy


def _times_log2(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """x log2 x, which goes to exactly 0 with x: a certainty has no doubt at all."""
    product: NDArray[np.float64] = numbers * np.log2(np.maximum(numbers, np.finfo(np.float64).tiny))
    return product
