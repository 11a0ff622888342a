"""Very large pictures in bounded memory: their pixels lie in a file, and are worked on band by band.

Needs Pillow only.
"""

import mmap
import tempfile
from collections.abc import Callable, Iterator

from PIL import Image, ImageFile, _imaging

LARGE_PIXELS = 100_000_000
FORMATS = frozenset({"JPEG", "MPO", "PNG", "TIFF"})  # Whose readers write straight into the picture's memory.
BAND_ROWS = 512
ONE_BYTE_MODES = frozenset({"L", "P"})


def is_large(image: Image.Image) -> bool:
    return image.width * image.height > LARGE_PIXELS


def load(image: ImageFile.ImageFile) -> None:
    """Decode; where the picture is large, into a file of no name, which the system writes out when memory is short.

    The file lies in TMPDIR and goes with the picture.
    """
    if is_large(image) and image._im is None:
        size = getattr(image, "_tile_size", image.size)  # A TIFF says how it will be once it is turned.
        # As Image.frombuffer does it, but with memory that a decoder may write to.
        image.im = _imaging.map_buffer(_file_for(image), size, "raw", 0, (image.mode, 0, 1))
    image.load()


def _file_for(image: Image.Image) -> mmap.mmap:
    pixel_bytes = 1 if image.mode in ONE_BYTE_MODES else 4
    with tempfile.TemporaryFile() as file:
        file.truncate(image.width * image.height * pixel_bytes)
        return mmap.mmap(file.fileno(), 0)


def reduced(image: ImageFile.ImageFile, factor: int, to_rgb: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """The picture as RGB with every factor x factor pixels as one, their average; never whole in memory."""
    load(image)
    small = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    rows = max(1, BAND_ROWS // factor) * factor
    for top in range(0, image.height, rows):
        band = to_rgb(image.crop((0, top, image.width, min(top + rows, image.height))))
        small.paste(band.reduce(factor), (0, top // factor))
    small.info = dict(image.info)
    return small


def upright_bands(
    image: ImageFile.ImageFile, orientation: int, to_rgb: Callable[[Image.Image], Image.Image]
) -> Iterator[Image.Image]:
    """The upright picture as RGB from top to bottom, `BAND_ROWS` rows at a time.

    to_rgb: makes a part RGB and upright
    """
    load(image)
    width, height = image.size if orientation < 5 else image.size[::-1]
    for top in range(0, height, BAND_ROWS):
        upright = (0, top, width, min(top + BAND_ROWS, height))
        yield to_rgb(image.crop(lying(upright, orientation, image.size)))


def lying(upright: tuple[int, int, int, int], orientation: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Where a rectangle of the upright picture is in the file, whose size is (width, height).

    orientation: EXIF, 1 to 8
    """
    x1, y1, x2, y2 = upright
    if orientation > 4:  # Rows and columns change places.
        x1, y1, x2, y2 = y1, x1, y2, x2
    width, height = size
    if orientation in {2, 3, 7, 8}:
        x1, x2 = width - x2, width - x1
    if orientation in {3, 4, 6, 7}:
        y1, y2 = height - y2, height - y1
    return x1, y1, x2, y2
