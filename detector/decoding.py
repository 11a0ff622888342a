"""Pixels as arrays: a JPEG at a fraction of its size, any number of bits as eight, any side up.

Needs Pillow and numpy only, and is quicker where simplejpeg is installed.
"""

from contextlib import suppress
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFile

from detector.refusals import ImageRefused

simplejpeg: Any = None
with suppress(ImportError):
    simplejpeg = import_module("simplejpeg")


def decode_jpeg(image: ImageFile.ImageFile, content: bytes, size: tuple[int, int]) -> NDArray[np.uint8] | None:
    """[h, w, 3] RGB, as it lies in the file, no smaller than size (width, height) where the picture is not.

    image: content, opened. None where Pillow has to decode; it then knows to what size.
    """
    if image.format not in {"JPEG", "MPO"} or image.mode not in {"L", "RGB"}:
        return None
    if simplejpeg is not None:
        with suppress(ValueError):  # Each forgives other faults. Pillow decides, as it did at the upload.
            width, height = size
            pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(content, "RGB", min_width=width, min_height=height)
            return pixels
    image.draft(None, size)
    return None


def turned(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Upright, by its EXIF orientation; an array of its own, which may be written to."""
    if orientation > 4:
        pixels = pixels.transpose(1, 0, 2)
    down = slice(None, None, -1 if orientation in {3, 4, 7, 8} else 1)
    across = slice(None, None, -1 if orientation in {2, 3, 6, 7} else 1)
    return np.require(pixels[down, across], requirements=["C", "W"])


def scaled_to_eight_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Grey from the lowest to the highest value there is; what is not a number becomes black.

    values: [height, width], integers or floats
    """
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    if finite.size == 0:
        raise ImageRefused("image_damaged", "There are no numbers in the image.", "Export the image again.")
    low, high = float(finite.min()), float(finite.max())
    scale = 255 / (high - low) if high > low else 0.0
    grey = np.empty(values.shape, np.uint8)
    for row in range(0, len(values), 256):  # In strips: the whole in float64 would be eight times the picture.
        strip = (values[row : row + 256].astype(np.float64) - low) * scale
        grey[row : row + 256] = np.nan_to_num(strip, nan=0, posinf=255, neginf=0).clip(0, 255).round()
    return grey
