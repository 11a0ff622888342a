"""Thin, small and huge pictures, and the limits."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from detector.images import ImageLimits, ImageRefused, encode_rendition, load_upright, read_header, verify
from tests.detector.images.encoding import opened, png, refusal, scene
from tests.make import encoded


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (20_000, 20)])
def test_thin_pictures_work_and_a_thumbnail_has_at_least_one_pixel(size: tuple[int, int]) -> None:
    content = encoded(Image.new("RGB", size), "PNG")
    assert (verify(content).width, verify(content).height) == size
    thumbnail = opened(encode_rendition(content, max_side=256))
    assert min(thumbnail.size) >= 1
    assert max(thumbnail.size) <= 256


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(1, 200),
    height=st.integers(1, 200),
    side=st.integers(1, 300),
    format=st.sampled_from(["JPEG", "PNG"]),
)
def test_a_smaller_copy_keeps_its_shape(width: int, height: int, side: int, format: str) -> None:
    content = encoded(Image.new("RGB", (width, height)), format)
    copy = load_upright(content, max_side=side)
    scale = min(1.0, side / max(width, height))
    assert abs(copy.width - max(1, width * scale)) <= 1
    assert abs(copy.height - max(1, height * scale)) <= 1


def test_a_picture_too_wide_for_webp_is_scaled_to_fit() -> None:
    content = encoded(Image.new("L", (20_000, 20)), "PNG")
    assert opened(encode_rendition(content, max_side=None)).width == 16_383


def huge(format: str) -> bytes:
    if format == "PNG":
        return png(60_000, 60_000)
    if format == "JPEG":
        content = bytearray(encoded(scene(), "JPEG"))
        at = content.index(b"\xff\xc0") + 5
        content[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
        return bytes(content)
    if format == "GIF":
        return b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + encoded(scene(), "GIF")[10:]
    if format == "BMP":
        content = bytearray(encoded(scene(), "BMP"))
        content[18:26] = struct.pack("<ii", 100_000, 100_000)
        return bytes(content)
    return b"II*\0\x08\0\0\0" + struct.pack(
        "<HHHIIHHIIHHIII", 3, 256, 4, 1, 2**31 - 1, 257, 4, 1, 2**31 - 1, 273, 4, 1, 8, 0
    )


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_too_many_pixels_are_refused_from_the_header(format: str) -> None:
    refused = refusal(huge(format))
    assert refused.code == "image_too_large"
    assert "250,000,000" in refused.message


@pytest.mark.parametrize(("width", "height"), [(16_000, 16_000), (25_000, 25_000), (40_000, 10)])
def test_real_pictures_beyond_a_limit_are_refused(width: int, height: int) -> None:
    refused = refusal(png(width, height, depth=1, color=0))
    assert refused.code == "image_too_large"
    assert f"{width:,} x {height:,}" in refused.message or "250,000,000" in refused.message


def test_the_limits_are_the_callers() -> None:
    content = encoded(scene(), "PNG")
    with pytest.raises(ImageRefused, match="64 x 48"):
        read_header(content, ImageLimits(max_pixels=1000))
    with pytest.raises(ImageRefused, match="50 a side"):
        read_header(content, ImageLimits(max_side=50))
    assert read_header(content, ImageLimits(max_pixels=64 * 48, max_side=64)).width == 64
