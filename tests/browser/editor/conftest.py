"""Ann, who has the editor open in a real browser, and her hand on it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.conftest import Boxloop
from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Studio, open_page, open_studio


@pytest.fixture(scope="module")
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
