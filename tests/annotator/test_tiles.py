"""Very large images are shown by tiles: which there are, what is on them, and what making them costs."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image as Picture

from annotator.errors import NotThere
from annotator.models import Image, Project
from annotator.services import blobs, images, tiles
from detector import large
from detector.images import load_upright
from tests import make
from tests.annotator.asking import Asker
from tests.services import ROOT

WIDTH, HEIGHT = 4200, 1100  # Three tiles high and nine wide; two levels are larger than a preview.


@pytest.fixture(autouse=True)
def _a_megapixel_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "LARGE_PIXELS", 1_000_000)
    monkeypatch.setattr(large, "LARGE_PIXELS", 1_000_000)


def striped() -> Picture.Image:
    """Black with a white tile-wide column at the right end."""
    picture = Picture.new("RGB", (WIDTH, HEIGHT))
    picture.paste((255, 255, 255), (8 * 512, 0, WIDTH, HEIGHT))
    return picture


def add(project: Project, content: bytes, file_name: str = "field.png") -> Image:
    image = images.add_image(project, file_name=file_name, content=content).image
    assert image is not None
    return image


@pytest.fixture
def image(project: Project) -> Image:
    return add(project, make.encoded(striped()))


def picture_of(content: bytes) -> Picture.Image:
    return load_upright(content)


# --- what there is ----------------------------------------------------------------------------------------------


def test_tiles_cover_the_image_at_every_level(image: Image) -> None:
    assert tiles.level_count(image) == 2
    for level, (across, down) in enumerate([(9, 3), (5, 2)]):
        sizes = [picture_of(tiles.tile(image, level=level, x=x, y=0)).width for x in range(across)]
        assert sum(sizes) == WIDTH // 2**level
        heights = [picture_of(tiles.tile(image, level=level, x=0, y=y)).height for y in range(down)]
        assert sum(heights) == HEIGHT // 2**level


def test_a_tile_shows_its_part_of_the_image(image: Image) -> None:
    white = picture_of(tiles.tile(image, level=0, x=8, y=1))
    black = picture_of(tiles.tile(image, level=0, x=7, y=1))
    assert white.size == (WIDTH - 8 * 512, 512)
    assert white.getpixel((5, 5)) == (255, 255, 255)
    assert black.getpixel((505, 5)) == (0, 0, 0)


def test_tiles_are_upright(project: Project) -> None:
    exif = Picture.Exif()
    exif[0x0112] = 6
    lying = striped().transpose(Picture.Transpose.ROTATE_90)
    image = add(project, make.encoded(lying, "JPEG", exif=exif), "phone.jpg")
    assert (image.width, image.height) == (WIDTH, HEIGHT)
    white = picture_of(tiles.tile(image, level=0, x=8, y=0)).getpixel((50, 50))
    assert white == (255, 255, 255)


@pytest.mark.parametrize("address", [(2, 0, 0), (0, 9, 0), (0, 0, 3), (1, 5, 0)])
def test_beyond_the_image_there_is_no_tile(address: tuple[int, int, int], image: Image) -> None:
    level, x, y = address
    with pytest.raises(NotThere):
        tiles.tile(image, level=level, x=x, y=y)


def test_an_ordinary_image_has_no_tiles(project: Project, viewer: Asker) -> None:
    image = add(project, make.picture(400, 300))
    assert viewer.get(f"/api/images/{image.pk}").json()["tiles"] is None
    answer = viewer.get(f"/api/images/{image.pk}/tiles/0/0_0")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# --- how they are served ----------------------------------------------------------------------------------------


def test_the_address_of_a_tile_is_filled_in_by_the_client(image: Image, viewer: Asker) -> None:
    pattern = viewer.get(f"/api/images/{image.pk}").json()["tiles"]
    answer = viewer.get(pattern.format(level=1, x=4, y=1))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_tile_that_the_browser_has_is_not_sent_again(image: Image, viewer: Asker) -> None:
    address = f"/api/images/{image.pk}/tiles/0/1_1"
    etag = viewer.get(address)["ETag"]
    again = viewer.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    other = viewer.get(f"/api/images/{image.pk}/tiles/0/2_1", headers={"If-None-Match": etag})
    assert other.status_code == 200


def test_a_missing_file_is_named(project: Project, viewer: Asker) -> None:
    image = add(project, make.encoded(striped().rotate(180)))
    blobs.delete(image.file.name)
    answer = viewer.get(f"/api/images/{image.pk}/tiles/0/0_0")
    assert (answer.status_code, answer.json()["code"]) == (404, "file_missing")


def test_tiles_are_made_once(image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tiles.tile(image, level=0, x=0, y=0)
    monkeypatch.setattr(tiles, "upright_bands", None)
    assert tiles.tile(image, level=0, x=0, y=0) == first


def test_tiles_go_with_their_image(image: Image) -> None:
    tiles.make_tiles(image)
    name = tiles.archive_name(image)
    assert blobs.exists(name)
    images.delete_image(image)
    assert not blobs.exists(name)


# --- what they cost ---------------------------------------------------------------------------------------------

COST = """
import resource, sys
from pathlib import Path
from detector.images import upright_bands, verify
path = Path(sys.argv[1])
def anonymous():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) // 1024
before = anonymous()
verify(path)
print(max(anonymous() - before for band in upright_bands(path)))
"""


def flat_png(path: Path, width: int, height: int) -> None:
    """Grey; written without ever being in memory."""
    row = zlib.compressobj(1)
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    pixels = b"".join(row.compress(b"\0" + b"\x80" * 3 * width) for _ in range(height)) + row.flush()
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, body in ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")):
            file.write(len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Memory is read from /proc.")
def test_a_picture_of_200_megapixels_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    flat_png(path, 16_000, 12_500)
    done = subprocess.run([sys.executable, "-c", COST, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200, "megabytes; the pixels are 800"
