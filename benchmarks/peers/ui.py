"""Measure a running annotation server's editor in a headless Chromium.

    python -m benchmarks.peers.ui --server boxloop --address ADDRESS --token TOKEN --user NAME --password WORDS

`open`: from opening an item's address until its picture and boxes are painted. `next`: from the key that finishes an
item until the next one is painted. `drag`: frames while a box is dragged. The boxes are a model's suggestions.
"""

import math
import sys
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks.peers import measuring
from benchmarks.peers.clients.base import AnnotationServer, Editor
from benchmarks.peers.scenario import CATEGORIES, Picture, make_pictures
from benchmarks.stand import browser
from benchmarks.stand.figures import quantile, readable

ITEMS = 24
OPENINGS = 8
SUBMISSIONS = 12
DRAGS = 4
MOVES = 90
FRAME_SECONDS = 0.016
PAUSE_MS = 700  # Between two actions, as a quick person makes it.


@dataclass(frozen=True)
class Project:
    """items with so many suggested boxes each"""

    id: int
    boxes: int
    items: list[int]
    pictures: list[Picture]


@dataclass
class Scenario:
    server: AnnotationServer
    editor: Editor
    results: measuring.Results
    program: Browser

    def project(self, boxes: int) -> Project:
        project = self.server.create_project(f"Scenario {boxes} boxes {time.time():.0f}", CATEGORIES)
        pictures = list(make_pictures(ITEMS, boxes=boxes))
        self.server.add_suggested(project, pictures)
        return Project(project, boxes, self.server.items(project), pictures)

    def address(self, project: Project, place: int) -> str:
        return self.editor.item_address(project.id, project.items[place])


def open_items(scenario: Scenario, project: Project) -> None:
    with browser.context(scenario.program, scenario.editor.probe) as context:
        scenario.editor.sign_in(context)
        page = context.new_page()
        traffic = browser.Traffic(page)
        cold = browser.open_until_painted(page, scenario.address(project, 0), project.boxes)
        page.wait_for_load_state("networkidle")
        sent = f"{traffic.requests} requests, scripts {traffic.bytes.get('Script', 0) / 1000:.0f} kB"
        with scenario.results.watch() as watch:
            times = [
                browser.open_until_painted(page, scenario.address(project, place), project.boxes) / 1000
                for place in range(1, OPENINGS + 1)
            ]
    scenario.results.add(f"open, {project.boxes} boxes, new browser", f"{readable(cold)} ms, {sent}", watch)
    scenario.results.add(f"open, {project.boxes} boxes", measuring.milliseconds(times), watch)


def submit_items(scenario: Scenario, project: Project) -> None:
    times = []
    with browser.context(scenario.program, scenario.editor.probe) as context:
        scenario.editor.sign_in(context)
        page = context.new_page()
        page.goto(scenario.editor.queue_address(project.id))
        _, state = browser.painted(page, project.boxes)
        page.wait_for_timeout(2 * PAUSE_MS)
        with scenario.results.watch() as watch:
            for _ in range(SUBMISSIONS):
                took, state = browser.key_until_painted(
                    page, scenario.editor.submit_key, project.boxes, before=state["key"]
                )
                times.append(took / 1000)
                page.wait_for_timeout(PAUSE_MS)
    scenario.results.add(f"finish and next, {project.boxes} boxes", measuring.milliseconds(times), watch)


def drag_box(scenario: Scenario, project: Project) -> None:
    """The box nearest to the middle, back and forth."""
    if not project.boxes:
        return
    deltas: list[float] = []
    long_tasks: list[float] = []
    moved = 0
    with browser.context(scenario.program, scenario.editor.probe) as context:
        scenario.editor.sign_in(context)
        page = context.new_page()
        browser.open_until_painted(page, scenario.address(project, ITEMS - 1), project.boxes)
        page.wait_for_timeout(3 * PAUSE_MS)
        x, y = _middle_of_first_box(scenario, page, project.pictures[ITEMS - 1])
        scenario.editor.select(page, x, y)
        with scenario.results.watch() as watch:
            for number in range(DRAGS):
                before = scenario.editor.places_of_boxes(page)
                step = 40 if number % 2 == 0 else -40
                frames = browser.frames(page, lambda: _drag(page, x, y, step))  # noqa: B023
                x, y = x + step, y + step / 2
                deltas += frames["deltas"]
                long_tasks += frames["longTasks"]
                moved += scenario.editor.places_of_boxes(page) != before
    p50, p95 = (readable(quantile(deltas, share)) for share in (0.5, 0.95))
    words = f"frame p50 {p50}, p95 {p95}, worst {readable(max(deltas))} ms; {len(long_tasks)} long tasks"
    scenario.results.add(f"drag, {project.boxes} boxes", f"{words}; {moved} of {DRAGS} drags moved a box", watch)


def _middle_of_first_box(scenario: Scenario, page: Page, picture: Picture) -> tuple[float, float]:
    box = picture.boxes[0]
    return scenario.editor.place_on_screen(page, picture, (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2)


def _drag(page: Page, x: float, y: float, step: float) -> None:
    """Press, wander on a small curve, one move a frame, and end at x + step, y + step / 2."""
    page.mouse.move(x, y)
    page.mouse.down()
    due = time.perf_counter()
    for number in range(1, MOVES + 1):
        turn, share = 2 * math.pi * number / MOVES, number / MOVES
        page.mouse.move(x + step * share + 12 * math.sin(2 * turn), y + step / 2 * share + 12 * math.sin(3 * turn))
        due += FRAME_SECONDS
        time.sleep(max(0.0, due - time.perf_counter()))
    page.mouse.up()


STEPS = {"open": open_items, "next": submit_items, "drag": drag_box}


def main() -> int:
    parser = measuring.parser_of(__doc__, STEPS)
    parser.add_argument("--boxes", default="0,50,200,1000", help="on each item (default: 0,50,200,1000)")
    options = parser.parse_args()
    account = measuring.account_of(options)
    server: AnnotationServer = measuring.part_of(options.server, "", "Server")(account)
    editor: Editor = measuring.part_of(options.server, "_ui", "Editor")(account)
    name = f"{options.server} {server.version()}"
    results = measuring.Results(name, options.pids, options.patience, options.priority)
    print(name)
    with browser.browser() as program:
        scenario = Scenario(server, editor, results, program)
        for boxes in map(int, options.boxes.split(",")):
            project = scenario.project(boxes)
            for step in options.steps.split(","):
                STEPS[step](scenario, project)
    results.print(options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
