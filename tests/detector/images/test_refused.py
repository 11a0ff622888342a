"""What is no picture, or a broken one, is refused in words."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from detector.images import ImageRefused, encode_rendition, load_upright, verify
from detector.refusals import FORMATS
from tests.detector.images.encoding import png, refusal, scene
from tests.make import encoded


@pytest.mark.parametrize("content", [b"", b"\xff"])
def test_an_empty_file_is_named_so(content: bytes) -> None:
    assert refusal(content).code == "image_empty"


@pytest.mark.parametrize(
    "content",
    [b"just text", b"<!doctype html><p>", b"\x80\x04\x95pickle", b"import os", b"\0" * 100, b"P6 100000 100000 255\n"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    refused = refusal(content)
    assert refused.code == "image_not_readable"
    assert "JPEG, PNG, GIF, BMP, TIFF and WEBP" in refused.hint


@pytest.mark.parametrize(
    "content",
    [
        b"<svg onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\0\0\0\x18ftypheic",
        b"\0\0\0\x20ftypisom",
        b"\0\0\0\x0cjP  \r\n\x87\n",
        b"8BPS\0\1",
        b"\0\0\1\0\1\0",
        b"SIMPLE  =                    T",
        b"PK\3\4zip",
    ],
)
def test_other_formats_are_refused_by_name(content: bytes) -> None:
    refused = refusal(content + bytes(64))
    assert refused.code == "image_format_unsupported"
    assert "JPEG" in refused.hint


@pytest.mark.parametrize("format", ["PPM", "ICO", "TGA", "PCX", "SGI", "DDS", "ICNS", "IM", "AVIF", "JPEG2000"])
def test_readers_we_do_not_use_stay_closed(format: str) -> None:
    assert refusal(encoded(scene(), format)).code in {"image_not_readable", "image_format_unsupported"}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("kept", [0.5, 0.93])
def test_a_picture_that_is_cut_off_is_refused(format: str, kept: float) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8))
    content = encoded(noise, format)
    assert refusal(content[: int(len(content) * kept)]).code == "image_damaged"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0" + bytes(range(256)),
        b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0",
        png(0, 10),
        png(10, 0),
        png(4, 4, pixels=b"\0" * 5),
        png(4, 4, depth=16, color=3, pixels=bytes(40)),
        b"II*\0\x08\0\0\0\0\0",
        b"GIF89a\0\0\0\0",
    ],
)
def test_broken_pictures_are_refused(content: bytes) -> None:
    assert refusal(content).code in {"image_damaged", "image_not_readable"}


def test_a_tiff_strip_outside_the_file_is_refused() -> None:
    content = encoded(scene(), "TIFF")
    entry = struct.pack("<HHI", 273, 4, 1)
    at = content.index(entry) + len(entry)
    assert refusal(content[:at] + struct.pack("<I", 2**30) + content[at + 4 :]).code == "image_damaged"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_bytes_come_they_are_refused_or_can_be_loaded(data: st.DataObject) -> None:
    """A picture of each format, then damaged at random places."""
    format = data.draw(st.sampled_from(FORMATS))
    content = bytearray(encoded(scene(32, 24), format))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        header = verify(bytes(content))
    except ImageRefused:
        return
    # What passed once must never fail later, in the middle of a training.
    assert load_upright(bytes(content)).size == (header.width, header.height)
    assert encode_rendition(bytes(content), max_side=16)
