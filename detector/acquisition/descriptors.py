"""What a picture looks like at first sight, in a few hundred numbers: to compare images before there is any model.

A coarse picture for colours and layout, and where in it edges run in which direction for texture.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from detector.images import load_upright

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.float64]

WIDTH, HEIGHT = 24, 18
CELLS = 8  # Across and down.
DIRECTIONS = 8  # Of an edge, over half a turn.
GRADIENT_SIDE = 64  # Pixels in which edges are looked for.
LENGTH = WIDTH * HEIGHT * 3 + CELLS * CELLS * DIRECTIONS


def describe(content: bytes | Path) -> Bytes:
    """uint8 [LENGTH] of an encoded picture; a thumbnail is enough. Raises ImageRefused."""
    picture = load_upright(content, max_side=320)
    colours = np.asarray(picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX)).ravel()
    grey = np.asarray(picture.convert("L").resize((GRADIENT_SIDE, GRADIENT_SIDE), Image.Resampling.BOX))
    return np.concatenate([colours, _edges(grey.astype(np.float64))])


def _edges(grey: Numbers) -> Bytes:
    """[CELLS * CELLS * DIRECTIONS]: strength of the edges of each direction in each cell, 0..255."""
    down, across = np.gradient(grey)
    strength = np.hypot(down, across)
    direction = (np.arctan2(down, across) % np.pi * DIRECTIONS / np.pi).astype(int) % DIRECTIONS
    cell = np.arange(GRADIENT_SIDE) * CELLS // GRADIENT_SIDE
    place = (cell[:, None] * CELLS + cell[None]) * DIRECTIONS + direction
    sums = np.bincount(place.ravel(), strength.ravel(), minlength=CELLS * CELLS * DIRECTIONS)
    pixels_a_cell = (GRADIENT_SIDE // CELLS) ** 2
    # The root: a faint texture and a fainter one are further apart than two hard edges.
    shares: Bytes = (255 * np.sqrt((sums / pixels_a_cell / 128).clip(0, 1))).round().astype(np.uint8)
    return shares


def standardised(descriptors: NDArray[np.uint8] | Numbers) -> Numbers:
    """[N, LENGTH] with mean 0 and deviation 1 in each column; columns that never change become 0."""
    values: Numbers = np.asarray(descriptors, dtype=np.float64)
    centred = values - values.mean(axis=0)
    deviation = centred.std(axis=0)
    scaled: Numbers = np.divide(centred, deviation, out=np.zeros_like(centred), where=deviation > 1e-9)
    return scaled
