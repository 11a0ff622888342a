"""A picture comes out of the quick decoder as it comes out of the usual one, only smaller."""

import numpy as np
import pytest
from PIL import Image

from detector import decoding
from detector.images import ImageRefused, load_at_least, load_upright
from detector.pixels import read_pixels
from detector.shapes import generate
from tests.make import encoded

ORIENTATION = 0x0112


def jpeg(width: int = 320, height: int = 240, *, orientation: int = 1, mode: str = "RGB") -> bytes:
    picture, _ = generate(5, width=width, height=height)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encoded(picture.convert(mode), "JPEG", quality=95, exif=exif)


@pytest.fixture(params=["simplejpeg", "Pillow"])
def decoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> object:
    if request.param == "Pillow":
        monkeypatch.setattr(decoding, "simplejpeg", None)
    elif decoding.simplejpeg is None:
        pytest.skip("simplejpeg is not installed")
    return request.param


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_is_turned_upright(decoder: str, orientation: int) -> None:
    content = jpeg(orientation=orientation)
    expected = np.asarray(load_upright(content)).astype(int)
    found = load_at_least(content, width=expected.shape[1], height=expected.shape[0])
    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < 1


def test_a_large_jpeg_is_decoded_at_a_fraction(decoder: str) -> None:
    found = load_at_least(jpeg(1600, 1200, orientation=6), width=200, height=270)
    height, width, _ = found.shape
    assert 200 <= width <= 600
    assert 270 <= height <= 800


def test_both_decoders_see_the_same_picture_at_network_size(monkeypatch: pytest.MonkeyPatch) -> None:
    sides = {"min_size": 160, "max_size": 320}
    content = jpeg(1600, 1200)
    one = read_pixels(content, **sides)
    monkeypatch.setattr(decoding, "simplejpeg", None)
    other = read_pixels(content, **sides)
    full = read_pixels(_as_png(content), **sides)
    for values in (one.values, other.values):
        assert values.shape == full.values.shape == (3, 160, 213)
        assert (values.float() - full.values.float()).abs().mean() < 1.5


def test_grey_and_four_colour_jpegs_become_rgb(decoder: str) -> None:
    for mode in ("L", "CMYK"):
        found = load_at_least(jpeg(mode=mode), width=320, height=240)
        assert np.abs(found - np.asarray(load_upright(jpeg(mode=mode))).astype(int)).mean() < 1


def test_half_a_jpeg_is_refused(decoder: str) -> None:
    content = jpeg(1600, 1200)
    with pytest.raises(ImageRefused):
        read_pixels(content[: len(content) // 2], min_size=100, max_size=200)


def _as_png(content: bytes) -> bytes:
    return encoded(load_upright(content), compress_level=0)
