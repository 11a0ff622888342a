"""The built frontend, when it is built anew under a running server."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

MISSING = 404


@pytest.fixture
def build(settings: Any, tmp_path: Path) -> Path:
    """A folder of built files, with one asset, and one file beside it that is nobody's business."""
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "assets" / "old-1.js").write_text("old")
    (tmp_path / "secret").write_text("secret")
    settings.STATICFILES_DIRS = [built]
    return built


@pytest.fixture
def started(build: Path) -> Client:
    """A server that has been asked for something since its start."""
    browser = Client()
    assert content(browser, "/static/assets/old-1.js") == b"old"
    return browser


def content(browser: Client, address: str) -> bytes | int:
    """What a browser gets there, or the status."""
    answer = browser.get(address)
    return b"".join(answer) if answer.status_code == 200 else answer.status_code


def test_files_of_a_build_after_the_start_are_served(build: Path, started: Client) -> None:
    assert content(started, "/static/assets/new-2.js") == MISSING

    (build / "assets" / "new-2.js").write_text("new")

    assert content(started, "/static/assets/new-2.js") == b"new"
    assert content(started, "/static/assets/old-1.js") == b"old"


def test_a_file_that_a_build_still_writes_is_served_whole_afterwards(build: Path, started: Client) -> None:
    asset = build / "assets" / "new-2.js"
    asset.write_text("ne")
    assert content(started, "/static/assets/new-2.js") == b"ne"

    asset.write_text("new and whole")

    assert content(started, "/static/assets/new-2.js") == b"new and whole"


@pytest.mark.parametrize("address", ["/static/../secret", "/static/assets", "/static/assets/", "/secret", "/static//"])
def test_nothing_beside_the_built_files_is_served(started: Client, address: str) -> None:
    assert content(started, address) == MISSING


def test_a_window_from_before_the_build_is_told_that_its_file_is_gone(build: Path, started: Client) -> None:
    (build / "assets" / "old-1.js").unlink()
    assert content(started, "/static/assets/old-1.js") == MISSING
