"""The browser dies without a word: what was done in it is there when it is opened again."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import Error, Page, Playwright, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Corners, Studio, about
from tests.browser.line import Line
from tests.services import chromium

PLATE: Corners = (100, 60, 220, 180)
CORNER: Corners = (10, 10, 60, 50)
# Whether so many boxes, and the steps that made them, are on the disk and not only on the screen.
ARE_KEPT = """async (count) => {
  const answer = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const journal = await answer(indexedDB.open("boxloop-journal"));
  const rows = (table) => answer(journal.transaction(table).objectStore(table).getAll());
  const [log, steps] = [await rows("log"), await rows("steps")];
  journal.close();
  const keys = new Set(log.flatMap((row) => row.changes.map((change) => change.key)));
  return keys.size === count && steps.length === count;
}"""


@contextmanager
def browser_with(profile: Path, studio: Studio, playwright: Playwright, arguments: list[str]) -> Iterator[Page]:
    """Ann's browser, with a profile that outlives it. A killed one lost its newest cookies; she signs in again."""
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium(),
        args=arguments,
        base_url=studio.boxloop.address,
        viewport={"width": 1440, "height": 900},
    )
    context.add_cookies(studio.ann.request.storage_state()["cookies"])  # type: ignore[arg-type]
    page = context.pages[0]
    page.set_default_timeout(20_000)
    try:
        yield page
    finally:
        with suppress(Error):  # It may have been killed.
            context.close()


def kill(profile: Path) -> None:
    """All at once, as when the power fails: the processes that this profile was given to."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(profile) in word for word in process.info["cmdline"] or ()):
            process.send_signal(signal.SIGKILL)


def test_a_killed_browser_brings_back_what_was_not_saved_and_the_way_back_too(
    studio: Studio, line: Line, playwright: Playwright, tmp_path: Path, browser_type_launch_args: dict[str, list[str]]
) -> None:
    project = studio.project()
    profile, arguments = tmp_path / "profile", browser_type_launch_args["args"]
    with browser_with(profile, studio, playwright, arguments) as page:
        hand = Hand(page)
        hand.open(project, over=line.address)
        line.saves = False
        hand.draw(PLATE)
        hand.draw(CORNER)
        expect(hand.boxes("confirmed")).to_have_count(2)
        page.wait_for_function(ARE_KEPT, arg=2)
        kill(profile)
    assert studio.ann.boxes(project.first) == []

    line.saves = True
    with browser_with(profile, studio, playwright, arguments) as page:
        hand = Hand(page)
        hand.open_again(project, "Brought back 2 changes from before.", over=line.address)
        expect(hand.boxes("confirmed")).to_have_count(2)
        hand.expect_saved()
        assert studio.ann.boxes(project.first) == about(PLATE, CORNER)
        hand.press("Control+z")
        expect(hand.boxes("confirmed")).to_have_count(1)
        hand.expect_saved()
    assert studio.ann.boxes(project.first) == about(PLATE)
