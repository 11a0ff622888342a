"""Bytes, files and streams are read alike, with Pillow set up as written down and without torch."""

import io
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageFile, PngImagePlugin

from detector.images import load_upright, read_header, verify
from tests.detector.images.encoding import scene, turned
from tests.make import encoded


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
