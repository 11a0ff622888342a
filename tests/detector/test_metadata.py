"""Copies without metadata: the pixels stay, everything else goes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from detector.images import load_upright, verify
from detector.metadata import without_metadata
from tests.make import encoded

SECRET = b"52 N 13 E"


def picture() -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (48, 64, 3), np.uint8))


def exif() -> Image.Exif:
    written = Image.Exif()
    written[ExifTags.Base.Make] = SECRET.decode()
    written.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    return written


def with_secrets(format: str, **options: object) -> bytes:
    if format == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Place", SECRET.decode())
        notes.add_itxt("Place2", SECRET.decode())
        options["pnginfo"] = notes
    else:
        options["xmp"] = b"<x>" + SECRET + b"</x>"
    if format == "JPEG":
        options["comment"] = SECRET
    return encoded(picture(), format, exif=exif(), **options)


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"quality": 100, "subsampling": 0}),
        ("JPEG", {"restart_marker_blocks": 2}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_the_pixels_stay_and_the_rest_goes(format: str, options: dict[str, object]) -> None:
    content = with_secrets(format, **options)
    assert SECRET in content
    clean = without_metadata(content)
    assert clean is not None
    assert SECRET not in clean
    assert verify(clean).format == format
    assert np.array_equal(np.asarray(load_upright(clean)), np.asarray(load_upright(content)))


def test_a_colour_profile_stays() -> None:
    content = encoded(picture(), "JPEG", icc_profile=b"profile" * 10)
    assert b"profile" in (without_metadata(content) or b"")


def test_what_a_phone_appends_goes() -> None:
    content = encoded(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))], exif=exif())
    clean = without_metadata(content + SECRET)
    assert clean is not None
    assert SECRET not in clean
    assert verify(clean).width == 64


def test_a_picture_without_metadata_stays_as_it_is() -> None:
    for format in ("JPEG", "PNG", "WEBP"):
        content = encoded(picture(), format)
        assert without_metadata(content) == content


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff", b"RIFF\0\0\0\0WEBPVP8 \xff\0\0\0"]
)
def test_what_is_not_understood_is_left_to_the_caller(content: bytes) -> None:
    clean = without_metadata(content)
    assert clean is None


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_damaged_pictures_end_in_an_answer(format: str, data: st.DataObject) -> None:
    content = bytearray(with_secrets(format))
    for _ in range(5):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    clean = without_metadata(bytes(content))
    assert clean is None or len(clean) <= len(content) + 8
