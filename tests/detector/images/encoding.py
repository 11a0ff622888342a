"""Pictures as files: as cameras and programs write them, and as nobody should."""

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image

from detector.images import ImageRefused, verify
from tests.make import encoded

# Orientation -> how a camera that writes it has stored the upright picture.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 64, height: int = 48) -> Image.Image:
    """Grey with a red corner at the top left and a blue one at the bottom right."""
    picture = Image.new("RGB", (width, height), (90, 90, 90))
    picture.paste((255, 0, 0), (0, 0, 16, 16))
    picture.paste((0, 0, 255), (width - 16, height - 16, width, height))
    return picture


def turned(orientation: int, format: str, *, maker: str = "", **options: object) -> bytes:
    """The scene as a camera stores it that was held in this orientation."""
    method = STORED[orientation]
    stored = scene() if method is None else scene().transpose(method)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    if maker:
        exif[ExifTags.Base.Make] = maker
    return encoded(stored, format, exif=exif, **options)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *, chunks: bytes = b"", pixels: bytes = b"", depth: int = 8, color: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunks + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def refusal(content: bytes) -> ImageRefused:
    with pytest.raises(ImageRefused) as refused:
        verify(content)
    return refused.value


def opened(content: bytes) -> Image.Image:
    """As another program would read it."""
    return Image.open(io.BytesIO(content))  # noqa: TID251


def is_red(pixel: float | tuple[int, ...] | None) -> bool:
    return isinstance(pixel, tuple) and pixel[0] > 200 and max(pixel[1:]) < 80
