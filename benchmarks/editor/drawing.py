"""How long a frame takes while somebody hovers, drags, resizes, zooms and pans over many labelled boxes.

Boxloop's editor in its own page, in a headless Chromium that draws in software and whose frame rate has no limit.
Beside it, in the same run, the same boxes and gestures in a page that gives each box elements of SVG.

    python benchmarks/editor/drawing.py
    python benchmarks/editor/drawing.py --boxes 100 5000 --rival 100 --priority -15 --save
"""

import argparse
import base64
import json
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # The project, wherever this is started from.

from playwright.sync_api import Browser, Page

from benchmarks.stand import browser, editor
from benchmarks.stand.boxloop import PASSWORD, ROOT, USER, Boxloop
from benchmarks.stand.client import Client, Upload
from benchmarks.stand.figures import Figure, Goal, print_table, quantile
from benchmarks.stand.machine import Watch, prefer, wait_for_quiet
from benchmarks.stand.scene import COLORS, NAMES, Scene, scene
from benchmarks.stand.temporary import temporary_boxloop

PAGES = Path(__file__).parent / "pages"
RESULTS = ROOT / "benchmarks" / "results" / "editor-drawing.json"
UNLIMITED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
GESTURES = ("hover", "drag", "resize", "zoom", "pan")
LIMIT_MS = {"hover": 8.0, "drag": 8.0, "resize": 8.0, "zoom": 16.7, "pan": 16.7}
LIMIT_BOXES = 5_000  # The limits hold up to so many.
PAINT_MS = 80.0
MOST_GROWTH = 1.3
BATCH = 2_000
PATIENCE = 20.0

Times = Mapping[str, Sequence[float]]


def main() -> int:
    options = _arguments()
    measured: dict[str, dict[int, Times]] = {"boxloop": {}, "svg": {}}
    with browser.browser(UNLIMITED) as program, Watch() as watch:
        with temporary_boxloop() as (server, client):
            for count in options.boxes:
                measured["boxloop"][count] = _boxloop_times(program, server, client, scene(count), options.priority)
        for count in options.rival:
            measured["svg"][count] = _rival_times(program, scene(count), options.priority)
    _print_times(measured)
    figures = list(_figures(measured, watch.others))
    print_table(
        [("what", "goal", "measured"), *((figure.goal.what, str(figure.goal), str(figure)) for figure in figures)]
    )
    if options.save:
        raw = {
            editor: {str(count): times for count, times in by_count.items()} for editor, by_count in measured.items()
        }
        RESULTS.write_text(json.dumps({"figures": [figure.to_json() for figure in figures], "ms": raw}, indent=1))
    return 0


def _boxloop_times(program: Browser, server: Boxloop, client: Client, what: Scene, priority: int) -> Times:
    project, image = _stored(client, what)
    with browser.context(program, editor.PROBE) as context:
        editor.sign_in(context, server.address, user=USER, password=PASSWORD)
        page = context.new_page()
        browser.open_until_painted(page, editor.image_address(server.address, project, image), len(what.boxes))
        return _measured(page, what, priority)


def _stored(client: Client, what: Scene) -> tuple[int, int]:
    """Ids of a new project and of its only image, which has the scene's boxes."""
    row = client.create_project(f"{len(what.boxes)} boxes", NAMES, auto_train="never")
    categories = [category["id"] for category in row["categories"]]
    image = client.upload(row["id"], [Upload("scene.jpg", what.jpeg())])[0]["image"]["id"]
    boxes = [{**box, "key": str(uuid.uuid4()), "category": categories[box["category"]]} for box in what.to_json()]
    for revision, start in enumerate(range(0, len(boxes), BATCH)):
        client.save(image, revision, upsert=boxes[start : start + BATCH])
    client.wait_for_all_jobs(row["id"], seconds=60)
    return row["id"], image


def _rival_times(program: Browser, what: Scene, priority: int) -> Times:
    source = f"data:image/jpeg;base64,{base64.b64encode(what.jpeg()).decode()}"
    image = {"width": what.width, "height": what.height, "src": source}
    with program.new_context(viewport=browser.SIZE) as context:
        page = context.new_page()
        page.set_content((PAGES / "rival_svg.html").read_text())
        page.add_script_tag(content=(PAGES / "rival_svg.js").read_text())
        page.evaluate("scene => makeRival(...scene)", [what.to_json(), NAMES, COLORS, image])
        return _measured(page, what, priority)


def _measured(page: Page, what: Scene, priority: int) -> Times:
    """Milliseconds of the frames of each gesture, and of one repaint of everything."""
    page.mouse.move(5, 5)  # The browser knows a mouse from now on.
    page.evaluate((PAGES / "drawing.js").read_text())
    wait_for_quiet(PATIENCE)
    if priority:
        prefer(priority)
    held = {"x1": what.held.x1, "y1": what.held.y1, "x2": what.held.x2, "y2": what.held.y2}
    times: Times = page.evaluate("([image, box]) => measure(image, box)", [[what.width, what.height], held])
    return times


def _print_times(measured: Mapping[str, Mapping[int, Times]]) -> None:
    rows: list[Sequence[str]] = [("p50 / p95 ms", "boxes", "repaint", *GESTURES)]
    for name, by_count in measured.items():
        for count, times in by_count.items():
            cells = (
                f"{quantile(times[gesture], 0.5):.1f} / {quantile(times[gesture], 0.95):.1f}" for gesture in GESTURES
            )
            rows.append((name, f"{count:,}", f"{times['paint'][0]:.0f}", *cells))
    print_table(rows)


def _figures(measured: Mapping[str, Mapping[int, Times]], others: float) -> Iterator[Figure]:
    ours, rival = measured["boxloop"], measured["svg"]
    for count, times in ours.items():
        for gesture in GESTURES if count <= LIMIT_BOXES else ():
            goal = Goal(what=f"{gesture}, {count:,} boxes, p95", unit="ms", limit=LIMIT_MS[gesture])
            yield Figure(goal=goal, value=quantile(times[gesture], 0.95), others=others)
    most, fewest = max(ours), min(ours)
    for gesture in ("hover", "drag", "resize") if most > fewest else ():
        goal = Goal(what=f"{gesture}, {most:,} boxes over {fewest:,}, p50", unit="times", limit=MOST_GROWTH)
        yield Figure(goal=goal, value=_middle(ours[most], gesture) / _middle(ours[fewest], gesture), others=others)
    goal = Goal(what=f"repaint of {most:,} boxes", unit="ms", limit=PAINT_MS)
    yield Figure(goal=goal, value=ours[most]["paint"][0], others=others)
    for count in sorted(ours.keys() & rival.keys()):
        for gesture in GESTURES:
            goal = Goal(what=f"{gesture}, {count:,} boxes, SVG over ours, p50", unit="times", more_is_better=True)
            yield Figure(goal=goal, value=_middle(rival[count], gesture) / _middle(ours[count], gesture), others=others)


def _middle(times: Times, gesture: str) -> float:
    return quantile(times[gesture], 0.5)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boxes", type=int, nargs="+", default=[100, 5_000, 20_000])
    parser.add_argument("--rival", type=int, nargs="*", default=[100, 5_000], help="how many boxes the SVG page gets")
    parser.add_argument("--priority", type=int, default=0, help="-20 to 19, against other sessions; below 0 for root")
    parser.add_argument("--save", action="store_true", help=f"keep the figures in {RESULTS.name}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
