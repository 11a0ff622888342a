"""Of several frames or pages the first is the picture."""

import struct

import pytest
from PIL import Image

from detector.images import load_upright, verify
from detector.refusals import FORMATS
from tests.detector.images.encoding import chunk, is_red, png, scene
from tests.make import encoded


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


def test_a_tiff_whose_pages_form_a_loop_ends() -> None:
    content = bytearray(frames("TIFF"))
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    second = int.from_bytes(content[first + 2 + entries * 12 :][:4], "little")
    entries = int.from_bytes(content[second : second + 2], "little")
    at = second + 2 + entries * 12
    content[at : at + 4] = struct.pack("<I", first)
    assert verify(bytes(content)).frames == 2
