"""The one loader of pictures: what it takes, what it refuses, and that people and the detector see the same."""

import contextlib
import io
import itertools
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageFile, ImageOps, PngImagePlugin

from detector import images
from detector.images import ImageLimits, ImageRefused, encode_rendition, load_upright, read_header, verify
from detector.refusals import FORMATS

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


TURNED = list(itertools.product(range(1, 9), ("JPEG", "PNG", "TIFF", "WEBP")))


def scene(width: int = 64, height: int = 48) -> Image.Image:
    """Grey with a red corner at the top left and a blue one at the bottom right."""
    picture = Image.new("RGB", (width, height), (90, 90, 90))
    picture.paste((255, 0, 0), (0, 0, 16, 16))
    picture.paste((0, 0, 255), (width - 16, height - 16, width, height))
    return picture


def encoded(picture: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def turned(orientation: int, format: str) -> bytes:
    """The scene as a camera stores it that was held in this orientation."""
    method = STORED[orientation]
    stored = scene() if method is None else scene().transpose(method)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(stored, format, exif=exif)


def with_exif(orientation: object) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(scene(), "JPEG", exif=exif)


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


# --- upright


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


# --- colours


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
    assert (header.format, header.media_type) == (format, images.MEDIA_TYPES[format])
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


# --- frames and leftovers


def frames(format: str) -> bytes:
    first, second = Image.new("RGB", (20, 10), (255, 0, 0)), Image.new("RGB", (20, 10), (0, 255, 0))
    return encoded(first, format, save_all=True, append_images=[second])


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_several_frames_the_first_is_taken_and_said(format: str) -> None:
    content = frames(format)
    header = verify(content)
    assert header.frames == 2
    assert "only the first is used" in header.notes[0]
    assert not header.browser_ready
    assert is_red(load_upright(content).getpixel((5, 5)))


def test_a_picture_of_one_frame_has_no_notes() -> None:
    assert all(verify(encoded(scene(), format)).notes == () for format in FORMATS)


def test_a_phones_mpo_is_its_first_jpeg() -> None:
    content = encoded(scene(), "MPO", save_all=True, append_images=[scene(32, 32)])
    header = verify(content)
    assert (header.format, header.media_type, header.width, header.notes) == ("JPEG", "image/jpeg", 64, ())
    assert load_upright(content, max_side=32).size == (32, 24)


def test_frames_that_do_not_exist_cost_nothing() -> None:
    chunks = chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    assert verify(png(4, 4, chunks=chunks, pixels=(b"\0" + bytes(12)) * 4)).width == 4


def test_bytes_behind_the_end_do_not_matter() -> None:
    assert verify(encoded(scene(), "JPEG") + bytes(1_000_000)).width == 64


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


def test_the_place_of_the_photograph_is_not_in_a_rendition() -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    exif[ExifTags.Base.Make] = "SecretCamera"
    content = encoded(scene(), "JPEG", exif=exif, comment=b"SecretCamera")
    for format in ("WEBP", "JPEG", "PNG"):
        assert b"SecretCamera" not in encode_rendition(content, max_side=32, format=format)


# --- sizes


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


# --- refused


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


def test_a_tiff_whose_pages_form_a_loop_ends() -> None:
    content = bytearray(frames("TIFF"))
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    second = int.from_bytes(content[first + 2 + entries * 12 :][:4], "little")
    entries = int.from_bytes(content[second : second + 2], "little")
    at = second + 2 + entries * 12
    content[at : at + 4] = struct.pack("<I", first)
    assert verify(bytes(content)).frames == 2


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


# --- doors


def test_files_and_streams_are_read_like_bytes(tmp_path: Path) -> None:
    content = turned(6, "JPEG")
    path = tmp_path / "no-suffix"
    path.write_bytes(content)
    assert read_header(io.BytesIO(content)) == read_header(content) == verify(path)
    assert load_upright(path, max_side=20).size == (20, 15)


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shell.php.png"
    path.write_bytes(encoded(scene(), "JPEG"))
    assert verify(path).media_type == "image/jpeg"


def test_pillow_is_set_up_as_written_down() -> None:
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    assert Image.MAX_IMAGE_PIXELS == 250_000_000
    assert PngImagePlugin.MAX_TEXT_CHUNK == 1024 * 1024
    assert PngImagePlugin.MAX_TEXT_MEMORY == 64 * 1024 * 1024


def test_the_loader_does_not_load_torch() -> None:
    code = "import sys, detector.images; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
