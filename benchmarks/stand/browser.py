"""A headless Chromium with a clock in its pages. Knows no product: that gives a probe, a JavaScript function

    () => null | {key, boxes, image}

which says what item the page shows, how many boxes it has, and whether the picture is there.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

SIZE: ViewportSize = {"width": 1440, "height": 900}
# A machine without internet: requests to other hosts fail at once. Playwright's route() would switch the cache off.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

CLOCK = r"""
(() => {
  if (window.bench) return;
  const bench = window.bench = { longTasks: [], keyAt: 0, frames: null };
  bench.probe = () => { try { return (%PROBE%)(); } catch { return null; } };
  new PerformanceObserver(list => {
    for (const task of list.getEntries()) bench.longTasks.push([task.startTime, task.duration]);
  }).observe({ type: "longtask", buffered: true });
  window.addEventListener("keydown", event => { bench.keyAt = event.timeStamp; }, true);
  // When the first frame that shows so many boxes, on another item than `not`, was painted.
  bench.until = (boxes, not, limit) => new Promise(resolve => {
    const end = performance.now() + limit;
    const painted = state => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve({ at: performance.now(), state });
      channel.port2.postMessage(0);
    });
    const look = () => {
      const state = bench.probe();
      if (state && state.image && state.boxes === boxes && String(state.key) !== String(not)) painted(state);
      else if (performance.now() > end) resolve({ at: null, state });
      else requestAnimationFrame(look);
    };
    look();
  });
  bench.startFrames = () => {
    const frames = bench.frames = { times: [], from: performance.now(), isOn: true };
    const tick = at => { if (frames.isOn) { frames.times.push(at); requestAnimationFrame(tick); } };
    requestAnimationFrame(tick);
  };
  bench.endFrames = () => {
    const { times, from } = bench.frames;
    bench.frames.isOn = false;
    const long = bench.longTasks.filter(([at]) => at >= from).map(([, duration]) => duration);
    return { deltas: times.slice(1).map((at, place) => at - times[place]), longTasks: long };
  };
})();
"""


def chromium() -> str | None:
    """The program: CHROMIUM, or what is on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def browser(more_options: Sequence[str] = ()) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=chromium(), args=[*OPTIONS, *more_options])
        try:
            yield program
        finally:
            program.close()


def context(program: Browser, probe: str) -> BrowserContext:
    made = program.new_context(viewport=SIZE)
    made.add_init_script(CLOCK.replace("%PROBE%", probe))
    return made


def painted(page: Page, boxes: int, *, other_than: Any = None, seconds: float = 30.0) -> tuple[float, Any]:
    """When so many boxes were painted, in milliseconds since the page was opened, and what the probe said.

    Raises TimeoutError.
    """
    wanted = [boxes, other_than, 1000 * seconds]
    result = page.evaluate("([boxes, not, limit]) => bench.until(boxes, not, limit)", wanted)
    if result["at"] is None:
        raise TimeoutError(f"{page.url} did not show {boxes} boxes in {seconds:.0f} s, but {result['state']}")
    return float(result["at"]), result["state"]


def open_until_painted(page: Page, address: str, boxes: int) -> float:
    """Milliseconds from opening the address until the picture and its boxes are painted."""
    page.goto(address, wait_until="commit")
    return painted(page, boxes)[0]


def key_until_painted(page: Page, key: str, boxes: int, *, before: Any) -> tuple[float, Any]:
    """Milliseconds from a key press until another item is painted, and what the probe says of it."""
    page.keyboard.press(key)
    at, state = painted(page, boxes, other_than=before)
    return at - float(page.evaluate("bench.keyAt")), state


def frames(page: Page, gesture: Callable[[], None]) -> dict[str, list[float]]:
    """Milliseconds between frames, and of long tasks, while a gesture is made."""
    page.evaluate("bench.startFrames()")
    gesture()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    result: dict[str, list[float]] = page.evaluate("bench.endFrames()")
    return result


class Traffic:
    """Bytes on the wire by kind of resource (Script, Stylesheet, Image, Fetch, …), from now on."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self.requests = 0
        self._kinds: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        kind = self._kinds.get(event["requestId"], "Other")
        self.bytes[kind] = self.bytes.get(kind, 0) + int(event["encodedDataLength"])
        self.requests += 1
