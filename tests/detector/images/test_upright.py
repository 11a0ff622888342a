"""Every orientation comes out upright, and tags that make no sense are ignored."""

import itertools
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps

from detector.images import encode_rendition, load_upright, read_header, verify
from tests.detector.images.encoding import chunk, is_red, opened, scene, turned
from tests.make import encoded

TURNED = list(itertools.product(range(1, 9), ("JPEG", "PNG", "TIFF", "WEBP")))


def with_exif(orientation: object) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(scene(), "JPEG", exif=exif)


@pytest.mark.parametrize(("orientation", "format"), TURNED)
def test_every_orientation_comes_out_upright(orientation: int, format: str) -> None:
    content = turned(orientation, format)
    header = verify(content)
    assert (header.width, header.height, header.orientation) == (64, 48, orientation)
    assert read_header(content) == header
    assert header.browser_ready == (orientation == 1 and format != "TIFF")
    upright = load_upright(content)
    assert upright.size == (64, 48)
    assert is_red(upright.getpixel((4, 4)))
    assert not is_red(upright.getpixel((60, 4)))


@pytest.mark.parametrize(("orientation", "format"), TURNED)
def test_a_rendition_is_upright_and_has_no_tag(orientation: int, format: str) -> None:
    copy = opened(encode_rendition(turned(orientation, format), max_side=32))
    assert copy.size == (32, 24)
    assert not copy.getexif()
    assert is_red(copy.convert("RGB").getpixel((2, 2)))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_makes_no_sense_is_ignored(orientation: int) -> None:
    header = verify(with_exif(orientation))
    assert (header.width, header.height, header.orientation) == (64, 48, 1)


def test_an_orientation_that_is_a_text_is_ignored() -> None:
    content = with_exif(6).replace(struct.pack(">HHI", 0x0112, 3, 1), struct.pack(">HHI", 0x0112, 2, 1))
    assert verify(content).orientation == 1


@pytest.mark.parametrize("length", [0, 6, 10, 14, 20])
def test_exif_that_is_cut_off_is_ignored(length: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    header = verify(encoded(scene(), "JPEG", exif=exif.tobytes()[:length]))
    assert (header.width, header.height, header.orientation) == (64, 48, 1)


def test_exif_that_points_at_itself_ends() -> None:
    loop = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack(">I", 8)
    assert verify(encoded(scene(), "JPEG", exif=loop)).orientation == 6


def test_exif_behind_the_pixels_of_a_png_counts_before_they_are_decoded() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    content = encoded(scene(), "PNG")
    end = content.rindex(b"IEND") - 4
    content = content[:end] + chunk(b"eXIf", exif.tobytes()[6:]) + content[end:]
    assert (read_header(content).width, read_header(content).height) == (48, 64)
    assert load_upright(content).size == (48, 64)


def test_an_orientation_in_xmp_alone_is_ignored_as_browsers_do() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    for format in ("JPEG", "WEBP"):
        content = encoded(scene(), format, xmp=xmp)
        assert verify(content).width == 64
        assert load_upright(content).size == (64, 48)
    tiff = encoded(scene(), "TIFF", tiffinfo={700: xmp})
    assert verify(tiff).width == 64
    assert load_upright(tiff).size == (64, 48)


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    orientation=st.integers(1, 8),
    format=st.sampled_from(["PNG", "TIFF", "JPEG"]),
)
def test_the_header_tells_the_size_that_is_loaded(width: int, height: int, orientation: int, format: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    content = encoded(Image.new("RGB", (width, height)), format, exif=exif)
    header = read_header(content)
    upright = load_upright(content)
    assert upright.size == (header.width, header.height)
    assert upright.size == ImageOps.exif_transpose(opened(content)).size
