"""Pictures that a page can tell apart: noise as dear to decode as a photograph, and a number as a colour."""

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image

LEVELS = 5
ORDINARY = (1920, 1280)
LARGE = (8000, 6000)  # 48 megapixels.
QUALITY = 78


def color_of(number: int) -> tuple[int, int, int]:
    """Of 0 to 124; the steps are wider than what a JPEG loses."""
    red, green, blue = number % LEVELS, number // LEVELS % LEVELS, number // LEVELS**2 % LEVELS
    return 50 + 45 * red, 50 + 45 * green, 50 + 45 * blue


def numbered(count: int, size: tuple[int, int]) -> Iterator[bytes]:
    """JPEG files; neighbours in the row have other numbers."""
    width, height = size
    noise = np.random.default_rng(7).integers(60, 200, (height // 4, width // 4, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)
    for number in range(count):
        patch = (width // 3, height // 3, 2 * width // 3, 2 * height // 3)
        picture.paste(color_of(number % LEVELS**3), patch)
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=QUALITY, comment=f"picture {number}".encode())
        yield buffer.getvalue()
