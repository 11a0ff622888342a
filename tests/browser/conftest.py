"""A real Boxloop and a real Chromium that looks at it, with Ann, who is signed in, and her hand.

One server for all tests but those that need an untouched one: each test makes projects of its own, and has a browser
context of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Studio, open_page, open_studio
from tests.browser.line import Line, open_line
from tests.browser.server import Boxloop, start_boxloop
from tests.services import chromium

# A machine that runs a server, a worker and a browser on two cores is slow at times, and not wrong.
expect.set_options(timeout=20_000)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs the browser, whether its author thought of the mark or not."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")
            item.add_marker("slow")


@pytest.fixture(scope="session")
def boxloop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boxloop]:
    with start_boxloop(tmp_path_factory.mktemp("boxloop")) as started:
        yield started


@pytest.fixture(scope="session")
def studio(boxloop: Boxloop, playwright: Playwright) -> Iterator[Studio]:
    with open_studio(boxloop, playwright) as opened:
        yield opened


@pytest.fixture
def page(studio: Studio, browser: Browser) -> Iterator[Page]:
    """In Ann's browser."""
    with open_page(studio, browser) as opened:
        yield opened


@pytest.fixture
def hand(page: Page) -> Hand:
    return Hand(page)


@pytest.fixture
def line(studio: Studio) -> Iterator[Line]:
    """A second way to the server, on which saving can be made to fail."""
    with open_line(studio.boxloop.address) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        # The sandbox needs rights that containers and root do not have.
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }
