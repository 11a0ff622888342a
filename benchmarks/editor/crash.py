"""How many finished gestures are lost when the browser is killed (SIGKILL) at a random moment, and opened again.

Boxes are drawn, moved by keys and deleted in Boxloop's editor, one gesture after the other, in a Chromium with a
profile on the disk; in every second trial nothing reaches the server, so that all must come back from the browser.
A gesture is finished when the page has taken its last event. The one that was going on may be there or not.

    python benchmarks/editor/crash.py
    python benchmarks/editor/crash.py --trials 20 --seed 7 --save

Many trials can be run in parts, each with a seed of its own: what is saved adds up.
"""

import argparse
import json
import random
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # The project, wherever this is started from.

import psutil
from playwright.sync_api import BrowserContext, Error, Page, Playwright, sync_playwright

from benchmarks.crashing.cells import CELLS, HEIGHT, WIDTH, State, Trial, cell_of, make_gestures
from benchmarks.stand import browser, editor
from benchmarks.stand.boxloop import PASSWORD, ROOT, USER, Boxloop
from benchmarks.stand.client import Client, Upload
from benchmarks.stand.figures import Figure, Goal, print_table
from benchmarks.stand.pictures import pictures

RESULTS = ROOT / "benchmarks" / "results" / "editor-crash.json"
FEWEST_CELLS = 40  # With fewer left, the next trial has another image.
KILLED_AFTER = (0.1, 2.5)  # Seconds.
RESTORED = r"""
  window.restored = 0;
  new MutationObserver(() => {
    const said = document.querySelector("[data-testid=notice]")?.textContent ?? "";
    const found = /Brought back (\d+)/.exec(said);
    if (found) window.restored = Number(found[1]);
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""


@dataclass
class Stand:
    """A project with an image for every few trials, and a browser profile that outlives its browsers."""

    playwright: Playwright
    server: Boxloop
    client: Client
    profile: Path
    project: int
    images: list[int]
    cookies: list[Any] = field(default_factory=list)
    image: int = 0
    cell: int = 0

    @property
    def address(self) -> str:
        return editor.image_address(self.server.address, self.project, self.images[self.image])

    def found(self) -> dict[int, State]:
        boxes = self.client.get(f"/api/images/{self.images[self.image]}/annotation")["boxes"]
        return dict(cell_of(box) for box in boxes)

    @contextmanager
    def browser(self) -> Iterator[Page]:
        context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=browser.chromium(), args=browser.OPTIONS, viewport=browser.SIZE
        )
        self._sign_in(context)
        page = context.pages[0]
        page.set_default_timeout(60_000)
        page.add_init_script(RESTORED)
        try:
            yield page
        finally:
            with suppress(Error):
                context.close()

    def processes(self) -> list[psutil.Process]:
        """Of the browser. Looking for them takes long enough for a gesture or two."""
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if any(str(self.profile) in word for word in process.info["cmdline"] or ())
        ]

    def _sign_in(self, context: BrowserContext) -> None:
        """A killed browser forgets its newest cookies, as it may."""
        if self.cookies:
            context.add_cookies(self.cookies)
            return
        editor.sign_in(context, self.server.address, user=USER, password=PASSWORD)
        self.cookies = list(context.cookies())


@dataclass
class Part:
    """What the trials of one seed have found. lost: where, in words"""

    trials: int = 0
    gestures: int = 0
    lost: list[str] = field(default_factory=list)
    restored: int = 0
    seconds: int = 0


def main() -> int:
    options = _arguments()
    part = _part(options.trials, random.Random(options.seed))
    heading = ("trials", "finished gestures", "lost", "changes brought back", "seconds")
    row = (part.trials, part.gestures, len(part.lost), part.restored, part.seconds)
    print_table([heading, tuple(map(str, row))])
    print("\n".join(part.lost))
    if options.save:
        _save(options.seed, part)
    return 1 if part.lost else 0


def _part(trials: int, dice: random.Random) -> Part:
    part, last = Part(), None
    started = time.monotonic()
    with _stand(trials) as stand:
        for number in range(trials + 1):
            with stand.browser() as page:
                _open(page, stand.address)
                if last is not None:
                    _look(part, last, page, stand)
                if number < trials:
                    last = _trial(page, stand, dice, reaches_server=number % 2 == 0)
                    print(f"{number + 1}: {last.gestures} gestures", end="\r", file=sys.stderr)
    part.seconds = round(time.monotonic() - started)
    return part


def _look(part: Part, trial: Trial, page: Page, stand: Stand) -> None:
    """What is there of a trial, in the browser that was opened after it."""
    part.trials += 1
    part.gestures += trial.gestures
    part.restored += int(page.evaluate("window.restored"))
    found = stand.found()
    part.lost += [f"trial {part.trials}, {trial.words(cell, found)}" for cell in trial.lost(found)]


def _save(seed: int, part: Part) -> None:
    """The parts of other seeds stay."""
    kept = json.loads(RESULTS.read_text())["parts"] if RESULTS.exists() else {}
    parts = {**kept, str(seed): asdict(part)}
    trials, gestures = (sum(each[what] for each in parts.values()) for what in ("trials", "gestures"))
    figure = Figure(
        goal=Goal(what=f"finished gestures lost in {trials} trials", unit="", limit=0),
        value=sum(len(each["lost"]) for each in parts.values()),
        others=0,
        note=f"of {gestures:,} gestures",
    )
    RESULTS.write_text(json.dumps({"figures": [figure.to_json()], "parts": parts}, indent=1) + "\n")


@contextmanager
def _stand(trials: int) -> Iterator[Stand]:
    with tempfile.TemporaryDirectory(prefix="boxloop-bench-") as folder, sync_playwright() as playwright:
        server = Boxloop(Path(folder) / "server")
        server.folder.mkdir()
        server.prepare()
        with server.up():
            client = Client(server.address, server.token())
            project = client.create_project("Crashes", ["thing"], auto_train="never")["id"]
            uploads = [Upload(f"{place}.jpg", jpeg) for place, jpeg in enumerate(pictures(trials // 2 + 2))]
            images = [row["image"]["id"] for row in client.upload(project, uploads)]
            yield Stand(playwright, server, client, Path(folder) / "profile", project, images)


def _open(page: Page, address: str) -> None:
    """Until all that was unsaved has arrived."""
    page.goto(address)
    page.get_by_test_id("done").and_(page.locator(":enabled")).wait_for()
    page.locator("[data-testid=save-state][data-state=saved]").wait_for()


def _trial(page: Page, stand: Stand, dice: random.Random, *, reaches_server: bool) -> Trial:
    if CELLS - stand.cell < FEWEST_CELLS:
        stand.image, stand.cell = stand.image + 1, 0
        _open(page, stand.address)
    if not reaches_server:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setBlockedURLs", {"urls": ["*/annotation"]})
    trial = Trial()

    def kill() -> None:
        """All processes at once, as when the power fails."""
        processes = stand.processes()
        trial.killed_at = time.perf_counter()
        for process in processes:
            with suppress(psutil.Error):
                process.send_signal(signal.SIGKILL)

    timer = threading.Timer(dice.uniform(*KILLED_AFTER), kill)
    to_screen = _view(page)
    page.keyboard.press("w")
    timer.start()
    with suppress(Error):  # The end of every trial.
        while stand.cell < CELLS and not trial.killed_at:
            make_gestures(page, trial, stand.cell, to_screen)
            stand.cell += 1
    timer.join()
    stand.cell += 1
    return trial


def _view(page: Page) -> tuple[float, float, float]:
    """Where the picture's corner is on the screen, and how many screen pixels one of its has."""
    host = page.get_by_test_id("canvas").bounding_box()
    zoom = re.search(r"[\d.]+", page.locator(".editor-numbers").get_by_title("Fit the image").inner_text())
    if host is None or zoom is None:
        raise RuntimeError("The editor shows no picture.")
    scale = float(zoom[0]) / 100
    left = host["x"] + (host["width"] - WIDTH * scale) / 2
    return left, host["y"] + (host["height"] - HEIGHT * scale) / 2, scale


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true", help=f"keep what was found in {RESULTS.name}")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
