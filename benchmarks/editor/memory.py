"""What the editor's page holds in memory: with very many boxes, and after very many images.

Boxloop's editor in its own page, in a headless Chromium. Memory is what the page's own process has to itself, as the
operating system counts it; before each look the page gives back what it no longer needs.

    python benchmarks/editor/memory.py
    python benchmarks/editor/memory.py --presses 500 --save
"""

import argparse
import json
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # The project, wherever this is started from.

import numpy as np
import psutil
from playwright.sync_api import Browser

from benchmarks.stand import browser, editor
from benchmarks.stand.boxloop import PASSWORD, ROOT, USER, Boxloop
from benchmarks.stand.client import Client, Upload
from benchmarks.stand.figures import Figure, Goal, print_table
from benchmarks.stand.machine import Watch, own_memory_of, prefer, work_memory_of
from benchmarks.stand.numbered import ORDINARY, numbered
from benchmarks.stand.scene import NAMES, scene
from benchmarks.stand.temporary import temporary_boxloop
from benchmarks.stand.unwatched import Unwatched, unwatched

RESULTS = ROOT / "benchmarks" / "results" / "editor-memory.json"
MANY = 20_000
SOME = 100
BATCH = 2_000
IMAGES = 40
SETTLE_SECONDS = 3.0
WARM_UP = 10  # Percent of the presses before the first look.
FULL = Goal(what=f"process with {MANY:,} boxes on an image and five neighbours", unit="MB", limit=250)
GROWTH = Goal(what="growth while going through images", unit="%", limit=5)


def main() -> int:
    options = _arguments()
    with browser.browser() as program, temporary_boxloop() as (server, client), Watch() as watch:
        if options.priority:
            prefer(options.priority)
        full = _full(program, server, client)
        course = _course(program, server, client, options.presses)
    growth = _growth(course)
    figures = [
        Figure(goal=FULL, value=full, others=watch.others),
        Figure(goal=GROWTH, value=growth, others=watch.others, note=f"{options.presses} presses"),
    ]
    print_table([("presses", "MB"), *((str(presses), f"{megabytes:.1f}") for presses, megabytes in course)])
    print()
    print_table([("what", "goal", "measured"), *((row.goal.what, str(row.goal), str(row)) for row in figures)])
    if options.save:
        RESULTS.write_text(json.dumps({"figures": [row.to_json() for row in figures], "presses, MB": course}))
    return 0


def _growth(course: Sequence[tuple[int, float]]) -> float:
    """Percent from the first look to the last, along the straight line that is nearest to all looks."""
    presses, megabytes = zip(*course, strict=True)
    slope, start = np.polyfit(presses, megabytes, 1)
    return float(100 * slope * (presses[-1] - presses[0]) / (start + slope * presses[0]))


def _project(client: Client, name: str, boxes: Sequence[int]) -> int:
    """With one picture for each number of boxes."""
    row = client.create_project(name, NAMES, auto_train="never", acquisition="file_order")
    categories = [category["id"] for category in row["categories"]]
    for number, content in enumerate(numbered(len(boxes), ORDINARY)):
        image = client.upload(row["id"], [Upload(f"{number:04}.jpg", content)])[0]["image"]["id"]
        rows = [
            {**box, "key": str(uuid.uuid4()), "category": categories[box["category"]]}
            for box in scene(boxes[number]).to_json()
        ]
        for revision, start in enumerate(range(0, len(rows), BATCH)):
            client.save(image, revision, upsert=rows[start : start + BATCH])
    client.wait_for_all_jobs(row["id"], seconds=600)
    return int(row["id"])


def _full(program: Browser, server: Boxloop, client: Client) -> float:
    """Megabytes on an image in the middle of others, so that there are neighbours on both sides."""
    project = _project(client, "Full", [SOME, SOME, MANY, *[SOME] * 9])
    first = next(row["id"] for row in client.images(project) if row["box_count"] == SOME)
    with _page(program, server, editor.image_address(server.address, project, first)) as page:
        while page.evaluate("bench.probe().boxes") != MANY:  # Which one is next is the queue's choice.
            _go(page, "d")
        for key in "aadd":
            _go(page, key)
        page.evaluate(f"bench.until({MANY}, null, 30000)")
        return own_memory_of([_settled(page)])


def _course(program: Browser, server: Boxloop, client: Client, presses: int) -> list[tuple[int, float]]:
    """Megabytes after so many presses, to the last image and back to the first, again and again."""
    project = _project(client, "Course", [SOME] * IMAGES)
    keys = ["d"] * (IMAGES - 1) + ["a"] * (IMAGES - 1)
    looks = [presses * percent // 100 for percent in range(WARM_UP, 101, 5)]
    course = []
    with _page(program, server, editor.queue_address(server.address, project)) as page:
        for number in range(1, presses + 1):
            _go(page, keys[(number - 1) % len(keys)])
            if number in looks:
                course.append((number, work_memory_of(_settled(page))))
    return course


@contextmanager
def _page(program: Browser, server: Boxloop, address: str) -> Iterator[Unwatched]:
    """The editor on an image, in a page that keeps nothing for those who look at it."""
    clock = browser.CLOCK.replace("%PROBE%", editor.PROBE)
    with program.new_context() as guest:
        editor.sign_in(guest, server.address, user=USER, password=PASSWORD)
        with unwatched(program, guest, address, [clock]) as page:
            page.wait_for("Boolean(window.bench?.probe()?.image)")
            yield page


def _go(page: Unwatched, key: str) -> None:
    before = page.evaluate("location.href")
    page.press(key)
    page.wait_for(f"location.href !== {before!r} && Boolean(bench.probe()?.image)")


def _settled(page: Unwatched) -> int:
    """The process that has the page, after it gave back what it could."""
    time.sleep(SETTLE_SECONDS)
    page.send("HeapProfiler.collectGarbage")
    return _process_of(page)


def _process_of(page: Unwatched) -> int:
    """The renderer that computes while this page does: Chromium names no process of a page."""
    renderers = [process for process in psutil.Process().children(recursive=True) if _is_renderer(process)]
    before = {process.pid: sum(process.cpu_times()[:2]) for process in renderers}
    page.evaluate("(() => { const end = performance.now() + 300; while (performance.now() < end); })()")
    busiest = max(renderers, key=lambda process: sum(process.cpu_times()[:2]) - before[process.pid])
    return int(busiest.pid)


def _is_renderer(process: psutil.Process) -> bool:
    try:
        return "--type=renderer" in process.cmdline()
    except psutil.Error:
        return False


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=2000, help="of the key for another image (default: 2000)")
    parser.add_argument("--priority", type=int, default=0, help="against other sessions, -20 to 19 (root, Linux)")
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.relative_to(ROOT)}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
