"""What else a file carries costs nothing and leads nowhere."""

import contextlib
import zlib

from PIL import ExifTags, Image, PngImagePlugin

from detector.images import ImageRefused, encode_rendition, verify
from tests.detector.images.encoding import chunk, png, scene
from tests.make import encoded


def test_bytes_behind_the_end_do_not_matter() -> None:
    assert verify(encoded(scene(), "JPEG") + bytes(1_000_000)).width == 64


def test_the_place_of_the_photograph_is_not_in_a_rendition() -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    exif[ExifTags.Base.Make] = "SecretCamera"
    content = encoded(scene(), "JPEG", exif=exif, comment=b"SecretCamera")
    for format in ("WEBP", "JPEG", "PNG"):
        assert b"SecretCamera" not in encode_rendition(content, max_side=32, format=format)


def test_a_text_chunk_that_unpacks_to_200_megabytes_is_not_unpacked() -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    pixels = (b"\0" + bytes(12)) * 4
    for name, body in ((b"zTXt", b"a\0\0" + bomb), (b"iTXt", b"a\0\1\0\0\0" + bomb), (b"iCCP", b"a\0\0" + bomb)):
        content = png(4, 4, chunks=chunk(name, body), pixels=pixels)
        with contextlib.suppress(ImageRefused):
            assert verify(content).width == 4


def test_a_hundred_thousand_text_chunks_are_no_trouble() -> None:
    content = png(4, 4, chunks=chunk(b"tEXt", b"a\0b") * 100_000, pixels=(b"\0" + bytes(12)) * 4)
    assert verify(content).width == 4


def test_markup_inside_a_picture_is_only_a_picture() -> None:
    script = b"<script>alert(1)</script>"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Title", script.decode())
    assert verify(encoded(scene(), "JPEG", comment=script) + script).media_type == "image/jpeg"
    content = encoded(scene(), "PNG", pnginfo=notes)
    assert verify(content).media_type == "image/png"
    assert script not in encode_rendition(content, max_side=None, format="PNG")
