"""How soon the next image is there: fetched ahead, and cold over a network.

Boxloop's editor in its own page, in a headless Chromium that draws in software, at 60 Hz. A key is pressed, and the
frames are counted until another picture is on the canvas. Beside it the floor of the method: a page that does nothing
but paint in the first frame after the key.

    python benchmarks/editor/delivery.py
    python benchmarks/editor/delivery.py --presses 200 --cold 10 --priority -15 --save
"""

import argparse
import json
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # The project, wherever this is started from.

from playwright.sync_api import Browser, Page

from benchmarks.stand import browser, editor
from benchmarks.stand.boxloop import PASSWORD, ROOT, USER
from benchmarks.stand.client import Client, Upload
from benchmarks.stand.figures import Figure, Goal, print_table, quantile, readable
from benchmarks.stand.machine import Watch, prefer, wait_for_quiet
from benchmarks.stand.network import Network
from benchmarks.stand.numbered import LARGE, ORDINARY, numbered
from benchmarks.stand.scene import NAMES, scene
from benchmarks.stand.temporary import temporary_boxloop

PAGE = (Path(__file__).parent / "pages" / "delivery.js").read_text()
RESULTS = ROOT / "benchmarks" / "results" / "editor-delivery.json"
BOXES = 200
LATENCY = 0.020
BITS_A_SECOND = 100e6
PATIENCE = 20.0
SECONDS_TO_PAINT = 20.0
FLOOR_PRESSES = 200
SIZES = {"1920x1280": ORDINARY, "8000x6000": LARGE}
COLD_MS = {"1920x1280": 60.0, "8000x6000": 120.0}
COLD_SECONDS = {"1920x1280": 1.6, "8000x6000": 5.0}  # Until the image before is there to its last pixel.
COLD = {"chosen": "chosen from a list", "queue": "asked of the queue first"}
FIRST_FRAMES = 99.9  # Percent.
FETCHED = 3  # Images that the editor has ahead of the one that is open.


@dataclass(frozen=True)
class Press:
    """frames: which frame after the key had the picture, 1 is the first; ms: until that frame was painted"""

    frames: int
    ms: float


def main() -> int:
    options = _arguments()
    measured: dict[str, list[Press]] = {}
    with browser.browser() as program, temporary_boxloop() as (server, client), Watch() as watch:
        measured["floor"] = _floor(program, options)
        network = Network(server.port, LATENCY, BITS_A_SECOND)
        with network.up():
            for name in options.sizes:
                size = SIZES[name]
                count = options.images if size == ORDINARY else options.large
                project, names = _project(client, name, size, count)
                presses = options.presses if size == ORDINARY else options.presses // 10
                with _page(program, server.address, project) as page:
                    measured[f"{name} ahead"] = _ahead(page, presses, count, options)
                with _page(program, network.address, project) as page:
                    measured[f"{name} ahead, network"] = _ahead(page, 2 * options.cold, count, options)
                cold = min(options.cold, count - 1 - FETCHED)
                with _page(program, network.address, project) as page:
                    measured[f"{name} chosen, network"] = _chosen(page, names, cold, COLD_SECONDS[name], options)
                with _page(program, network.address, project) as page:
                    measured[f"{name} queue, network"] = _asked(page, cold, COLD_SECONDS[name], options)
    figures = list(_figures(measured, watch.others))
    _print(measured, figures)
    if options.save:
        _save(measured, figures)
    return 0


def _project(client: Client, name: str, size: tuple[int, int], count: int) -> tuple[int, dict[int, str]]:
    """A project of so many pictures, all with boxes, thumbnails and previews, and the names of its images."""
    row = client.create_project(name, NAMES, auto_train="never", acquisition="file_order")
    categories = [category["id"] for category in row["categories"]]
    boxes = scene(BOXES, width=size[0], height=size[1]).to_json()
    names = {}
    for number, content in enumerate(numbered(count, size)):
        image = client.upload(row["id"], [Upload(f"{number:04}.jpg", content)])[0]["image"]["id"]
        upsert = [{**box, "key": str(uuid.uuid4()), "category": categories[box["category"]]} for box in boxes]
        client.save(image, 0, upsert=upsert)
        names[image] = f"{number:04}.jpg"
    client.wait_for_all_jobs(row["id"], seconds=600)
    return row["id"], names


@contextmanager
def _page(program: Browser, address: str, project: int) -> Iterator[Page]:
    """The editor on the first image of the queue, in a browser that was never here."""
    with browser.context(program, editor.PROBE) as context:
        context.add_init_script(PAGE)
        editor.sign_in(context, address, user=USER, password=PASSWORD)
        page = context.new_page()
        browser.open_until_painted(page, editor.queue_address(address, project), BOXES)
        page.mouse.move(5, 5)
        yield page


def _floor(program: Browser, options: argparse.Namespace) -> list[Press]:
    with program.new_context(viewport=browser.SIZE) as context:
        page = context.new_page()
        page.set_content('<canvas width="1116" height="844"></canvas>')
        page.evaluate(PAGE)
        page.evaluate("delivery.paintOnKey()")
        _quiet(options)
        return [_press(page, "d", options.pause) for _ in range(min(FLOOR_PRESSES, options.presses))]


def _ahead(page: Page, presses: int, count: int, options: argparse.Namespace) -> list[Press]:
    """To the last image and back to the first, again and again, at the pace of somebody in a hurry."""
    time.sleep(2)  # Until the first three are there.
    _quiet(options)
    keys = ["d"] * (count - 1) + ["a"] * (count - 1)
    return [_press(page, keys[number % len(keys)], options.pause) for number in range(presses)]


def _chosen(
    page: Page, names: Mapping[int, str], presses: int, pause: float, options: argparse.Namespace
) -> list[Press]:
    """By Enter in the dialog that finds images: which one it is the page knows, boxes and picture it has not seen."""
    seen = _hold_the_queue_back(page)
    _quiet(options)
    unseen = [name for image, name in names.items() if image not in seen]
    return [_choose(page, name, pause) for name in unseen[:presses]]


def _choose(page: Page, name: str, pause: float) -> Press:
    page.keyboard.press("Control+g")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill(name)
    dialog.get_by_role("option").nth(1).wait_for(state="detached")
    dialog.get_by_role("option", name=name).wait_for()
    time.sleep(pause / 2)
    return _press(page, "Enter", pause)


def _asked(page: Page, presses: int, pause: float, options: argparse.Namespace) -> list[Press]:
    """The queue gives nothing until the key is pressed: not even which image it is is known before."""
    _hold_the_queue_back(page)
    page.evaluate("delivery.queueGives('one a key')")
    _quiet(options)
    return [_press(page, "d", pause) for _ in range(presses)]


def _hold_the_queue_back(page: Page) -> set[int]:
    """And go through what it has given so far: which images that is."""
    time.sleep(2)
    page.evaluate("delivery.queueGives('nothing')")
    seen = {_image_of(page)}
    for _ in range(FETCHED):
        _press(page, "d", 1.0)
        seen.add(_image_of(page))
    return seen


def _image_of(page: Page) -> int:
    return int(parse_qs(urlsplit(page.url).query)["image"][0])


def _press(page: Page, key: str, pause: float) -> Press:
    page.keyboard.press(key)
    deadline = time.monotonic() + SECONDS_TO_PAINT
    while time.monotonic() < deadline:
        time.sleep(pause)
        press: Any = page.evaluate("delivery.last()")
        if press is not None and press["ms"] is not None:
            return Press(press["frames"], press["ms"])
    raise TimeoutError(f"{page.url} showed no other picture in {SECONDS_TO_PAINT:.0f} s after {key}.")


def _quiet(options: argparse.Namespace) -> None:
    wait_for_quiet(PATIENCE)
    if options.priority:
        prefer(options.priority)


def _figures(measured: dict[str, list[Press]], others: float) -> Iterator[Figure]:
    for name, presses in measured.items():
        if name == "floor" or name.endswith("ahead"):
            limit = None if name == "floor" else FIRST_FRAMES
            goal = Goal(what=f"{name}: first frame after the key", unit="%", limit=limit, more_is_better=True)
            yield Figure(goal=goal, value=_share(presses, 1), others=others, note=f"n={len(presses)}")
            if name != "floor":
                goal = Goal(what=f"{name}: at most two frames", unit="%", limit=100, more_is_better=True)
                yield Figure(goal=goal, value=_share(presses, 2), others=others)
    for size, how in product(SIZES, COLD):
        if f"{size} {how}, network" in measured:
            yield from _cold_figures(measured, size, how, others)


def _cold_figures(measured: dict[str, list[Press]], size: str, how: str, others: float) -> Iterator[Figure]:
    cold, ahead = (_ms(measured[f"{size} {kind}, network"], 0.5) for kind in (how, "ahead"))
    what = f"{size}: cold, {COLD[how]}"
    goal = Goal(what=f"{what}: preview with boxes, p50", unit="ms", limit=COLD_MS[size])
    yield Figure(goal=goal, value=cold, others=others)
    yield Figure(goal=Goal(what=f"{what}: over ahead, p50", unit="times"), value=cold / ahead, others=others)


def _save(measured: dict[str, list[Press]], figures: Sequence[Figure]) -> None:
    """What this run did not measure stays as it was."""
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"figures": [], "frames, ms": {}}
    names = {figure.goal.what for figure in figures}
    kept = [row for row in before["figures"] if row["what"] not in names]
    raw = {name: [[press.frames, round(press.ms, 2)] for press in row] for name, row in measured.items()}
    rows = kept + [figure.to_json() for figure in figures]
    RESULTS.write_text(json.dumps({"figures": rows, "frames, ms": {**before["frames, ms"], **raw}}) + "\n")


def _share(presses: Sequence[Press], frames: int) -> float:
    return 100 * sum(press.frames <= frames for press in presses) / len(presses)


def _ms(presses: Sequence[Press], share: float) -> float:
    return quantile([press.ms for press in presses], share)


def _print(measured: dict[str, list[Press]], figures: Sequence[Figure]) -> None:
    rows: list[Sequence[str]] = [("what", "presses", "1st frame", "2nd", "later", "p50 ms", "p95 ms", "max ms")]
    for name, presses in measured.items():
        counts = [sum(press.frames == frames for press in presses) for frames in (1, 2)]
        times = [readable(_ms(presses, share)) for share in (0.5, 0.95, 1)]
        later = len(presses) - sum(counts)
        rows.append((name, str(len(presses)), *map(str, counts), str(later), *times))
    print_table(rows)
    print()
    print_table([("what", "goal", "measured"), *((row.goal.what, str(row.goal), str(row)) for row in figures)])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES), help="of pictures (default: both)")
    parser.add_argument("--presses", type=int, default=1000, help="with everything fetched ahead (default: 1000)")
    parser.add_argument("--cold", type=int, default=30, help="with nothing fetched ahead (default: 30)")
    parser.add_argument("--images", type=int, default=120, help="ordinary pictures (default: 120)")
    parser.add_argument("--large", type=int, default=12, help="pictures of 48 megapixels (default: 12)")
    parser.add_argument("--pause", type=float, default=0.12, help="seconds between two presses (default: 0.12)")
    parser.add_argument("--priority", type=int, default=0, help="against other sessions, -20 to 19 (root, Linux)")
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.relative_to(ROOT)}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
