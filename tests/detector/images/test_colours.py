"""Every kind of pixel becomes RGB, and people and the detector see the same."""

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms

from detector.header import MEDIA_TYPES
from detector.images import ImageRefused, encode_rendition, load_upright, verify
from tests.detector.images.encoding import is_red, opened, png, refusal, scene
from tests.make import encoded


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("JPEG", {"quality": 95}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "tiff_adobe_deflate"}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_every_format_keeps_its_colours(format: str, options: dict[str, object]) -> None:
    content = encoded(scene(), format, **options)
    header = verify(content)
    assert (header.format, header.media_type) == (format, MEDIA_TYPES[format])
    assert np.abs(np.asarray(load_upright(content), int) - np.asarray(scene(), int)).mean() < 3


@pytest.mark.parametrize("mode", ["1", "L", "P"])
@pytest.mark.parametrize("format", ["PNG", "GIF", "BMP", "TIFF"])
def test_grey_and_palette_pictures_become_rgb(mode: str, format: str) -> None:
    picture = scene().convert(mode)
    content = encoded(picture, format)
    verify(content)
    assert np.array_equal(np.asarray(load_upright(content)), np.asarray(picture.convert("RGB")))


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk_becomes_rgb_and_is_shown_through_a_copy(format: str) -> None:
    content = encoded(scene().convert("CMYK"), format)
    assert not verify(content).browser_ready
    assert is_red(load_upright(content).getpixel((4, 4)))


@pytest.mark.parametrize(("mode", "format"), [("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP"), ("RGBA", "TIFF")])
def test_transparency_lies_over_white(mode: str, format: str) -> None:
    see_through = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    see_through.paste((0, 0, 0, 128), (0, 0, 32, 16))
    options = {"lossless": True} if format == "WEBP" else {}
    content = encoded(see_through.convert(mode), format, **options)
    assert not verify(content).browser_ready
    upright = load_upright(content)
    assert upright.getpixel((5, 25)) == (255, 255, 255)
    assert upright.getpixel((5, 5)) == (127, 127, 127)
    rendition = opened(encode_rendition(content, max_side=None, format="PNG"))
    assert np.array_equal(np.asarray(rendition), np.asarray(upright))


@pytest.mark.parametrize(("mode", "key"), [("P", 0), ("L", 0), ("RGB", (0, 0, 0))])
def test_a_transparent_colour_lies_over_white(mode: str, key: object) -> None:
    content = encoded(Image.new(mode, (8, 8), 0), "PNG", transparency=key)
    assert not verify(content).browser_ready
    assert load_upright(content).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
@pytest.mark.parametrize("top", [4095, 65535])
def test_sixteen_bit_grey_is_scaled_by_its_range_and_not_white(format: str, top: int) -> None:
    ramp = np.linspace(0, top, 64).astype(np.uint16)
    content = encoded(Image.fromarray(np.tile(ramp, (8, 1))), format)
    assert not verify(content).browser_ready
    grey = np.asarray(load_upright(content))[0, :, 0]
    assert (grey[0], grey[-1]) == (0, 255)
    assert abs(int(grey[32]) - 129) <= 2


def test_sixteen_bit_rgb_is_scaled_and_not_white() -> None:
    row = b"\0" + struct.pack(">HHH", 65535, 32768, 0) * 4
    content = png(4, 4, depth=16, pixels=row * 4)
    assert not verify(content).browser_ready
    assert load_upright(content).getpixel((0, 0)) == (255, 128, 0)


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
def test_wide_numbers_in_a_tiff_are_scaled(dtype: type[np.generic]) -> None:
    ramp: NDArray[Any] = np.linspace(-1000, 3000, 64).astype(dtype)
    content = encoded(Image.fromarray(np.tile(ramp, (300, 1))), "TIFF")
    verify(content)
    grey = np.asarray(load_upright(content))
    assert (grey[0, 0, 0], grey[299, -1, 0]) == (0, 255)


def test_what_is_not_a_number_in_a_float_picture_is_black() -> None:
    values = np.array([[np.nan, 0.0, 1.0, np.inf, -np.inf]], np.float32)
    content = encoded(Image.fromarray(values), "TIFF")
    verify(content)
    assert np.asarray(load_upright(content))[0, :, 0].tolist() == [0, 0, 255, 255, 0]


def test_a_picture_without_any_number_is_refused() -> None:
    refused = refusal(encoded(Image.fromarray(np.full((4, 4), np.nan, np.float32)), "TIFF"))
    assert refused.code == "image_damaged"
    assert "no numbers" in refused.message


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(width=32), min_size=1, max_size=20))
def test_any_floats_are_refused_or_become_grey(values: list[float]) -> None:
    content = encoded(Image.fromarray(np.array([values], np.float32)), "TIFF")
    try:
        verify(content)
    except ImageRefused:
        assert not np.isfinite(values).any()
    else:
        assert load_upright(content).size == (len(values), 1)


def test_a_bad_colour_profile_is_ignored() -> None:
    content = encoded(scene(), "JPEG", icc_profile=b"\0" * 16 + b"RGB " + b"junk" * 40)
    verify(content)
    assert is_red(load_upright(content).getpixel((4, 4)))
    assert len(encode_rendition(content, max_side=32)) > 0


def test_a_renditions_colours_are_those_of_the_profile() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded(scene(), "PNG", icc_profile=profile)
    rendition = opened(encode_rendition(content, max_side=None, format="PNG"))
    assert "icc_profile" not in rendition.info
    assert np.abs(np.asarray(rendition, int) - np.asarray(scene(), int)).max() <= 2
