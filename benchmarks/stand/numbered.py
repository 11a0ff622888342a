"""Pictures that a page can tell apart: as dear to send and to decode as photographs, with a number as a colour."""

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageChops

LEVELS = 5
ORDINARY = (1920, 1280)
LARGE = (8000, 6000)  # 48 megapixels.
QUALITY = 88
OCTAVES = ((8, 90), (32, 45), (128, 22), (512, 12))  # Waves on 4096 pixels, and how many grey levels they span.
GRAIN = 6  # Grey levels.


def color_of(number: int) -> tuple[int, int, int]:
    """Of 0 to 124; the steps are wider than what a JPEG loses."""
    red, green, blue = number % LEVELS, number // LEVELS % LEVELS, number // LEVELS**2 % LEVELS
    return 50 + 45 * red, 50 + 45 * green, 50 + 45 * blue


def numbered(count: int, size: tuple[int, int]) -> Iterator[bytes]:
    """JPEG files; neighbours in the row have other numbers."""
    width, height = size
    picture = _photograph(size)
    for number in range(count):
        patch = (width // 3, height // 3, 2 * width // 3, 2 * height // 3)
        picture.paste(color_of(number % LEVELS**3), patch)
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=QUALITY, comment=f"picture {number}".encode())
        yield buffer.getvalue()


def _photograph(size: tuple[int, int]) -> Image.Image:
    """Shading, blobs and texture, each finer and fainter than the one before, and the grain of a sensor."""
    width, height = size
    dice = np.random.default_rng(7)
    coarse = (width // 4, height // 4)
    shading = np.zeros((coarse[1], coarse[0], 3), np.float32)
    for detail, strength in OCTAVES:
        points = dice.random((height * detail // 4096 + 2, width * detail // 4096 + 2, 3), np.float32) - 0.5
        for channel in range(3):
            wave = Image.fromarray(points[..., channel]).resize(coarse, Image.Resampling.BICUBIC)
            shading[..., channel] += strength * np.asarray(wave)
    picture = Image.fromarray(np.clip(shading + 115, 0, 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(size, GRAIN)
    return ImageChops.add(picture, Image.merge("RGB", [grain] * 3), offset=-128)
