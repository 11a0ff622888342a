"""Tiles of very large images: what an editor needs to show a part of one without the rest.

Level 0 has every pixel, each further level half as many a side, until the preview is as good. All
tiles of an image are one archive, made at the first call and named by the image's content.
"""

import io
import math
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image as Picture

from annotator.errors import NotThere
from annotator.models import Image
from annotator.services import blobs
from annotator.services.images import PREVIEW_SIDE
from detector.images import BAND_ROWS, LARGE_PIXELS, upright_bands

TILE_SIDE = BAND_ROWS
MEDIA_TYPE = "image/jpeg"
QUALITY = 88
_one_at_a_time = threading.Lock()


def is_tiled(image: Image) -> bool:
    return image.width * image.height > LARGE_PIXELS


def level_count(image: Image) -> int:
    """How many levels are larger than a preview."""
    return max(1, math.ceil(math.log2(max(image.width, image.height) / PREVIEW_SIDE)))


def tile(image: Image, *, level: int, x: int, y: int) -> bytes:
    """A JPEG of at most TILE_SIDE pixels a side; x and y count tiles. Raises NotThere, ImageRefused."""
    if not is_tiled(image):
        raise NotThere(f"“{image.file_name}” is shown as a whole, without tiles.")
    make_tiles(image)
    with zipfile.ZipFile(blobs.local_path(archive_name(image))) as archive:
        try:
            return archive.read(f"{level}/{x}_{y}.jpg")
        except KeyError as error:
            raise NotThere(f"“{image.file_name}” has no tile {x}, {y} at level {level}.") from error


def archive_name(image: Image) -> str:
    return blobs.rendition_name(image.sha256, "tiles", ".zip")


def make_tiles(image: Image) -> None:
    """All tiles of an image, unless they are there already. Needs the memory of some bands of it."""
    if blobs.exists(archive_name(image)):
        return
    with _one_at_a_time, blobs.new_file() as path:
        if not blobs.exists(archive_name(image)):
            _write(path, blobs.local_path(image.file.name), level_count(image))
            blobs.put_file(archive_name(image), path)


def _write(path: Path, source: Path, levels: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        bands = upright_bands(source)
        for level in range(levels):
            bands = _write_level(archive, level, bands)
        for _ in bands:  # Each level pulls its rows from the one above it.
            pass


def _write_level(archive: zipfile.ZipFile, level: int, bands: Iterator[Picture.Image]) -> Iterator[Picture.Image]:
    """Write the tiles of one level, and hand on its halves as bands of the next."""
    halves: list[Picture.Image] = []
    for y, band in enumerate(bands):
        for x, left in enumerate(range(0, band.width, TILE_SIDE)):
            part = band.crop((left, 0, min(left + TILE_SIDE, band.width), band.height))
            archive.writestr(f"{level}/{x}_{y}.jpg", _encoded(part))
        halves.append(band.reduce(2))
        if len(halves) == 2:
            yield _stacked(halves)
            halves = []
    yield from halves


def _stacked(halves: list[Picture.Image]) -> Picture.Image:
    upper, lower = halves
    band = Picture.new("RGB", (upper.width, upper.height + lower.height))
    band.paste(upper, (0, 0))
    band.paste(lower, (0, upper.height))
    return band


def _encoded(part: Picture.Image) -> bytes:
    part.info = {}
    buffer = io.BytesIO()
    part.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
