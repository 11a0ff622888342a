"""Very large pictures in the editor: they come by tiles, and are labelled like any other."""

import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Project, Studio

WIDTH, HEIGHT = 11_000, 10_000  # 110 megapixels.


def add_flat_png(studio: Studio, project: Project, path: Path) -> int:
    """A grey picture, written row by row; the id of its image."""
    row = zlib.compressobj(1)
    pixels = b"".join(row.compress(b"\0" + b"\x80" * WIDTH) for _ in range(HEIGHT)) + row.flush()
    header = WIDTH.to_bytes(4, "big") + HEIGHT.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, body in ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")):
            file.write(len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big"))
    upload = {"name": path.name, "mimeType": "image/png", "buffer": path.read_bytes()}
    address = f"/api/projects/{project.id}/images"
    [answer] = studio.ann.ask("POST", address, multipart={"files": upload}, timeout=120_000).json()["results"]
    assert answer["status"] == "added", answer
    return int(answer["image"]["id"])


def test_a_picture_of_110_megapixels_opens_by_tiles_and_can_be_labelled(
    studio: Studio, page: Page, hand: Hand, tmp_path: Path
) -> None:
    project = studio.project()
    image = add_flat_png(studio, project, tmp_path / "field.png")
    studio.ann.request.get(f"/api/images/{image}/tiles/0/0_0", timeout=120_000)  # Until they are made.

    page.goto(f"{project.editor}?image={image}")
    expect(page.get_by_test_id("done")).to_be_enabled()
    expect(page.locator(".editor-loading")).to_have_count(0)
    with page.expect_response(lambda answer: f"/api/images/{image}/tiles/0/" in answer.url) as tile:
        hand.press("Control+0")
    assert tile.value.ok
    expect(hand.zoom).to_have_text("100 %")

    host = page.get_by_test_id("canvas").bounding_box()
    assert host is not None
    x, y = host["x"] + host["width"] / 2, host["y"] + host["height"] / 2
    hand.press("w")
    hand.drag_on_screen((x - 80, y - 60), (x + 80, y + 60))
    expect(hand.boxes("confirmed")).to_have_count(1)
    hand.press("Control+s")
    hand.expect_saved()
    [(x1, y1, x2, y2)] = studio.ann.boxes(image)
    assert (x2 - x1, y2 - y1) == pytest.approx((160, 120), abs=2)
    assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=2)
