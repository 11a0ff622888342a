"""The editor, opened by the address of an image, in a headless Chromium."""

import statistics
from collections.abc import Sequence

from playwright.sync_api import Browser

from benchmarks.stand import browser, editor
from benchmarks.stand.boxloop import PASSWORD, ROOT, USER
from benchmarks.stand.figures import Goal, readable
from benchmarks.stand.pictures import scattered
from benchmarks.steps.bench import Bench

BOXES = 50
TIMES = 9
OPEN = Goal(what=f"open the editor by its address, {BOXES} boxes, painted, p50", unit="s", limit=0.5)
COLD = Goal(what="the same in a new browser", unit="s")
SCRIPTS = Goal(what="JavaScript of that page, as sent", unit="kB", limit=250)


def edit(bench: Bench) -> None:
    addresses = _addresses(bench)
    with browser.browser() as program, bench.quiet_watch() as watch:
        cold, scripts, requests = _visit_cold(bench, program, addresses[0])
        warm = _visit_warm(bench, program, addresses)
    note = f"n={len(warm)}, {readable(min(warm))} to {readable(max(warm))} s"
    bench.record(OPEN, statistics.median(warm), watch, note)
    bench.record(COLD, cold, watch, f"{requests} requests")
    bench.record(SCRIPTS, scripts, watch, "" if _is_compressed() else "sent as they are: `make setup` compresses them")


def _is_compressed() -> bool:
    return any((ROOT / "frontend" / "dist" / "assets").glob("*.js.gz"))


def _addresses(bench: Bench) -> list[str]:
    project = bench.new_project("Editor", TIMES + 1)
    for image in project.images:
        bench.client.save(image, 0, upsert=[project.box(rect) for rect in scattered(BOXES, seed=image)])
    return [editor.image_address(bench.server.address, project.id, image) for image in project.images]


def _visit_cold(bench: Bench, program: Browser, address: str) -> tuple[float, float, int]:
    """Seconds, kilobytes of scripts, and the number of requests of a browser that was never here."""
    with browser.context(program, editor.PROBE) as context:
        editor.sign_in(context, bench.server.address, user=USER, password=PASSWORD)
        page = context.new_page()
        traffic = browser.Traffic(page)
        milliseconds = browser.open_until_painted(page, address, BOXES)
        page.wait_for_load_state("networkidle")
        return milliseconds / 1000, traffic.bytes.get("Script", 0) / 1000, traffic.requests


def _visit_warm(bench: Bench, program: Browser, addresses: Sequence[str]) -> list[float]:
    with browser.context(program, editor.PROBE) as context:
        editor.sign_in(context, bench.server.address, user=USER, password=PASSWORD)
        page = context.new_page()
        browser.open_until_painted(page, addresses[0], BOXES)
        return [browser.open_until_painted(page, address, BOXES) / 1000 for address in addresses[1:]]
