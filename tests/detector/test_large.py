"""Very large pictures: the same pixels as ever, decoded through a file and worked on in bands."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from detector import large
from detector.images import (
    ImageRefused,
    load_at_least,
    load_upright,
    read_header,
    upright_bands,
    verify,
)
from tests.make import encoded

MODES = [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1")]
TURNED = list(itertools.product(range(1, 9), ["JPEG", "PNG", "TIFF"]))


def scene(width: int = 300, height: int = 200) -> Image.Image:
    """No two corners alike, and no two rows."""
    across = np.linspace(0, 255, width, dtype=np.uint8)[None, :].repeat(height, 0)
    down = np.linspace(255, 0, height, dtype=np.uint8)[:, None].repeat(width, 1)
    return Image.fromarray(np.stack([across, down, across // 2 + down // 2], axis=2))


def turned(orientation: int, format: str) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(scene(), format, exif=exif)


@pytest.fixture
def _all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE_PIXELS", 10_000)
    monkeypatch.setattr(large, "BAND_ROWS", 64)


def joined(bands: list[Image.Image]) -> Image.Image:
    whole = Image.new("RGB", (bands[0].width, sum(band.height for band in bands)))
    for place, band in enumerate(bands):
        whole.paste(band, (0, sum(above.height for above in bands[:place])))
    return whole


@pytest.mark.parametrize(("orientation", "format"), TURNED)
def test_bands_put_together_are_the_upright_picture(
    orientation: int, format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "picture"
    path.write_bytes(turned(orientation, format))
    as_ever = load_upright(path)
    monkeypatch.setattr(large, "LARGE_PIXELS", 10_000)
    monkeypatch.setattr(large, "BAND_ROWS", 64)
    bands = list(upright_bands(path))
    assert {band.height for band in bands[:-1]} == {64}
    assert joined(bands).tobytes() == as_ever.tobytes()


@pytest.mark.parametrize(("format", "mode"), MODES)
def test_a_large_picture_has_the_pixels_of_any_other(format: str, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(scene().convert(mode), format)
    as_ever = load_upright(content)
    monkeypatch.setattr(large, "LARGE_PIXELS", 10_000)
    assert load_upright(content).tobytes() == as_ever.tobytes()


@pytest.mark.parametrize(("format", "mode"), MODES)
def test_a_large_picture_shrinks_to_about_the_same(format: str, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(scene().convert(mode), format)
    as_ever = load_upright(content, max_side=60)
    monkeypatch.setattr(large, "LARGE_PIXELS", 10_000)
    monkeypatch.setattr(large, "BAND_ROWS", 64)
    shrunk = load_upright(content, max_side=60)
    assert shrunk.size == as_ever.size == (60, 40)
    difference = np.abs(np.asarray(shrunk, int) - np.asarray(as_ever, int))
    assert difference.mean() < (8 if mode == "1" else 3)


@pytest.mark.usefixtures("_all_are_large")
def test_the_detector_gets_a_large_picture_at_least_at_the_size_it_asks_for() -> None:
    pixels = load_at_least(encoded(scene(), "PNG"), width=60, height=40)
    assert pixels.shape[0] >= 40
    assert pixels.shape[1] >= 60
    assert pixels.shape[1] < 300


@pytest.mark.usefixtures("_all_are_large")
def test_a_large_picture_that_is_cut_off_is_refused() -> None:
    content = encoded(scene(), "PNG")
    with pytest.raises(ImageRefused) as refused:
        verify(content[: len(content) // 2])
    assert refused.value.code == "image_damaged"


@pytest.mark.usefixtures("_all_are_large")
@pytest.mark.parametrize("format", ["BMP", "GIF", "WEBP"])
def test_formats_whose_decoders_need_much_memory_stop_at_the_bound(format: str) -> None:
    with pytest.raises(ImageRefused, match="JPEG, PNG and TIFF") as refused:
        read_header(encoded(scene(), format))
    assert refused.value.code == "image_too_large"


@pytest.mark.usefixtures("_all_are_large")
def test_sixteen_bits_a_channel_stop_at_the_bound() -> None:
    wide = Image.fromarray(np.zeros((200, 300), np.uint16))
    with pytest.raises(ImageRefused, match="eight bits"):
        read_header(encoded(wide, "PNG"))
