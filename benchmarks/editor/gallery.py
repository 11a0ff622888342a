"""What a gallery of 100,000 images costs: each filter and order on SQLite and PostgreSQL, and scrolling in a browser.

    python benchmarks/editor/gallery.py
    python benchmarks/editor/gallery.py --databases SQLite --images 10000
    python benchmarks/editor/gallery.py --save

The rows are written straight into the database (stand/gallery_rows.py), then Boxloop is started as its users start it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # The project, wherever this is started from.

from playwright.sync_api import Browser, Page

from benchmarks.stand import browser, editor
from benchmarks.stand.boxloop import PASSWORD, ROOT, USER, Boxloop
from benchmarks.stand.client import Client
from benchmarks.stand.databases import EMBEDDED, Backends, has_servers, temporary_backends
from benchmarks.stand.figures import Figure, Goal, print_table, quantile
from benchmarks.stand.machine import Watch, prefer, wait_for_quiet

ROWS = ROOT / "benchmarks" / "stand" / "gallery_rows.py"
RESULTS = ROOT / "benchmarks" / "results" / "editor-gallery.json"
UNLIMITED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
ROWS_SECONDS = 900
TIMES = 7  # Each question is asked so often; the first answer does not count.
PATIENCE = 20.0
API_MS, PAINT_MS, FRAME_MS = 300.0, 300.0, 16.7

QUESTIONS = {
    "everything": "",
    "by name": "ordering=file_name",
    "by name, backwards": "ordering=-file_name",
    "finished last first": "ordering=-finished_at",
    "most boxes first": "ordering=-box_count",
    "most doubtful first": "ordering=-priority",
    "least work first": "ordering=predicted_seconds",
    "state": "state=todo",
    "two states": "state=todo,done",
    "split": "split=holdout",
    "a common category": "category={common}",
    "a rare category": "category={rare}",
    "not a common category": "without_category={common}",
    "count of boxes": "boxes_min=3&boxes_max=10",
    "surest suggestion": "top_score_min=0.9",
    "least sure suggestion": "low_score_max=0.6",
    "count of suggestions": "suggestions_min=1",
    "expected time": "seconds_max=20",
    "size": "megapixels_min=1&megapixels_max=3",
    "width and height": "width_min=1000&height_max=1080",
    "finished by": "finished_by={person}",
    "finished on": "finished_from=2026-09-01&finished_to=2026-10-01",
    "uploaded on": "uploaded_from=2026-09-01",
    "boxes by a model": "boxes_by={model}",
    "seen by a model": "suggested_by={model}",
    "part of the name": "search=7f",
    "open remarks": "comments=open",
    "everything at once": (
        "state=todo,done&split=train&category={common}&without_category={rare}&boxes_min=1&top_score_min=0.6"
        "&low_score_max=0.9&suggestions_min=1&seconds_min=1&megapixels_min=0.1&width_min=100&height_min=100"
        "&uploaded_from=2020-01-01&boxes_by={model}&search=camera&ordering=predicted_seconds"
    ),
    "everything at once, little excluded": (
        "state=todo,done,skipped&without_category={rare}&suggestions_min=0&megapixels_min=0.1&width_min=100"
        "&uploaded_from=2020-01-01&search=camera&ordering=-finished_at"
    ),
}

# Frames of a scroll: its time is that between two of them, with work and paint, and no limit to their rate.
SCROLL = """([pixels, frames]) => new Promise(resolve => {
  const times = [];
  let left = frames;
  const step = at => {
    times.push(at);
    if (left-- === 0) return resolve(times.slice(1).map((time, place) => time - times[place]));
    window.scrollBy(0, pixels);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""

# Milliseconds until all cells in sight have their rows, and until they have their pictures too, after `act`.
FILLED = """async act => {
  const inSight = element => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const cells = () => [...document.querySelectorAll("[role=gridcell]")].filter(inSight);
  const frame = () => new Promise(requestAnimationFrame);
  const until = async isTrue => {
    while (cells().length < 12 || !cells().every(isTrue)) await frame();
    await frame();
    return performance.now();
  };
  const from = performance.now();
  if (act === "open") document.querySelector('a[href$="/images"]').click();
  else window.scrollTo(0, act * document.body.scrollHeight);
  await frame();
  const rows = await until(cell => cell.querySelector(".cell-name"));
  const pictures = await until(cell => cell.querySelector("img")?.complete);
  return { rows: rows - from, pictures: pictures - from };
}"""


def main() -> int:
    options = _arguments()
    figures: list[Figure] = []
    raw: dict[str, Any] = {"images": options.images}
    for name in options.databases:
        with _started(name, options.images) as (server, client, project):
            raw[name] = _api_times(client, project, options.priority, server)
            figures += _api_figures(name, raw[name])
            if name == EMBEDDED.name:
                raw["browser"] = _browser_times(server, project, options.priority)
                figures += _browser_figures(raw["browser"])
    print_table([("what", "goal", "measured"), *((each.goal.what, str(each.goal), str(each)) for each in figures)])
    if options.save:
        _save(figures, raw)
    return 0


@contextmanager
def _started(name: str, images: int) -> Iterator[tuple[Boxloop, Client, int]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="boxloop-bench-")))
        backends = EMBEDDED if name == EMBEDDED.name else stack.enter_context(temporary_backends(folder))
        server = Boxloop(folder / "data", environment=backends.environment)
        server.folder.mkdir()
        server.prepare()
        project = _rows(server, backends, images)
        stack.enter_context(server.up())
        yield server, Client(server.address, server.token()), project


def _rows(server: Boxloop, backends: Backends, images: int) -> int:
    environment = {**os.environ, **backends.environment, "BOXLOOP_DATA_DIR": str(server.folder)}
    command = [sys.executable, str(ROWS), "--images", str(images)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=ROWS_SECONDS, check=True)
    return int(done.stdout.strip().splitlines()[-1])


def _api_times(client: Client, project: int, priority: int, server: Boxloop) -> dict[str, Any]:
    """Milliseconds of each question, as the gallery asks it: all ids that fit, and a look at the first sixty."""
    categories = [row["id"] for row in client.get(f"/api/projects/{project}/categories")["results"]]
    models = client.get(f"/api/projects/{project}/models")["results"]
    people = client.get(f"/api/projects/{project}/members")["results"]
    named = {
        "common": categories[0],
        "rare": categories[-1],
        "model": models[0]["id"],
        "person": people[-1]["user"]["id"],
    }
    wait_for_quiet(PATIENCE, also=server.server_pids())
    if priority:
        prefer(priority, also=server.server_pids())
    with Watch(server.server_pids()) as watch:
        times = {
            question: _asked(client, f"/api/projects/{project}/images/order?limit=60&{query.format(**named)}")
            for question, query in QUESTIONS.items()
        }
        times["a window in the middle"] = _window(client, project)
    return {"times": times, "others": watch.others}


def _asked(client: Client, path: str) -> dict[str, Any]:
    times, answer = [], b""
    for _ in range(TIMES):
        start = time.perf_counter()
        answer = client.ask("GET", path, headers={"Accept-Encoding": "gzip"})
        times.append(1000 * (time.perf_counter() - start))
    return {"ms": times[1:], "bytes": len(answer)}


def _window(client: Client, project: int) -> dict[str, Any]:
    order = client.get(f"/api/projects/{project}/images/order?ordering=-priority")
    ids, number = [], 0
    for step in order["steps"]:
        number += step
        ids.append(number)
    middle = ",".join(map(str, ids[len(ids) // 2 :][:60]))
    return _asked(client, f"/api/projects/{project}/images?limit=60&ids={middle}")


def _browser_times(server: Boxloop, project: int, priority: int) -> dict[str, Any]:
    with browser.browser(UNLIMITED) as program:
        page = _signed_in(program, server)
        wait_for_quiet(PATIENCE, also=server.server_pids())
        if priority:
            prefer(priority, also=server.server_pids())
        with Watch(server.server_pids()) as watch:
            measured = _gestures(page, server, project)
    return {**measured, "others": watch.others}


def _gestures(page: Page, server: Boxloop, project: int) -> dict[str, Any]:
    opened = [_opened(page, server, project) for _ in range(TIMES)]
    jumps = [page.evaluate(FILLED, share) for share in (0.5, 0.9, 0.25, 0.75, 0.6)]
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(1500)
    slow, fast = page.evaluate(SCROLL, [40, 400]), page.evaluate(SCROLL, [400, 400])
    return {
        "open": opened[1:],
        "jump": jumps,
        "scroll": slow,
        "fling": fast,
        "rows": page.locator("[role=row]").count(),
        "cells": page.locator("[role=gridcell]").count(),
        "elements": page.evaluate("document.querySelectorAll('*').length"),
    }


def _signed_in(program: Browser, server: Boxloop) -> Page:
    context = program.new_context(viewport=browser.SIZE)
    editor.sign_in(context, server.address, user=USER, password=PASSWORD)
    return context.new_page()


def _opened(page: Page, server: Boxloop, project: int) -> dict[str, float]:
    """From the click on "Images" on another page; the answers of the server are not kept, the scripts are."""
    page.goto(f"{server.address}/projects/{project}")
    page.get_by_role("heading", name="Many images").first.wait_for()
    page.get_by_role("link", name="Images", exact=True).hover()  # As a hand does before it clicks.
    page.wait_for_timeout(700)
    times: dict[str, float] = page.evaluate(FILLED, "open")
    return times


def _api_figures(name: str, measured: dict[str, Any]) -> Iterator[Figure]:
    for question, asked in measured["times"].items():
        goal = Goal(what=f"{name}: {question}", unit="ms", limit=API_MS)
        yield Figure(goal=goal, value=quantile(asked["ms"], 0.5), others=measured["others"], note=f"{asked['bytes']} B")


def _browser_figures(measured: dict[str, Any]) -> Iterator[Figure]:
    others = measured["others"]

    def figure(what: str, value: float, unit: str = "ms", limit: float | None = None) -> Figure:
        return Figure(goal=Goal(what=what, unit=unit, limit=limit), value=value, others=others)

    yield figure("first paint: rows with boxes and states", _middle(measured["open"], "rows"), limit=PAINT_MS)
    yield figure("first paint: with all pictures", _middle(measured["open"], "pictures"))
    yield figure("a jump into the middle: rows", _middle(measured["jump"], "rows"))
    yield figure("scroll of 40 pixels a frame, p95", quantile(measured["scroll"], 0.95), limit=FRAME_MS)
    yield figure("scroll of 40 pixels a frame, p50", quantile(measured["scroll"], 0.5))
    yield figure("scroll of 400 pixels a frame, p95", quantile(measured["fling"], 0.95))
    for what in ("rows", "cells", "elements"):
        yield figure(f"{what} in the page", measured[what], unit="")


def _middle(times: Sequence[dict[str, float]], what: str) -> float:
    return quantile([each[what] for each in times], 0.5)


def _save(figures: Sequence[Figure], raw: dict[str, Any]) -> None:
    """What another run has measured on the other database stays."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"figures": [], "raw": {}}
    new = [figure.to_json() for figure in figures]
    names = {figure["what"] for figure in new}
    others = [figure for figure in kept["figures"] if figure["what"] not in names]
    RESULTS.write_text(json.dumps({"figures": [*others, *new], "raw": {**kept["raw"], **raw}}, indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    known = [EMBEDDED.name, *(["PostgreSQL"] if has_servers() else [])]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--databases", nargs="+", choices=known, default=known)
    parser.add_argument("--priority", type=int, default=0, help="-20 to 19, against other sessions; below 0 for root")
    parser.add_argument("--save", action="store_true", help=f"keep the figures in {RESULTS.name}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
