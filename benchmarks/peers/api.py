"""Measure a running annotation server through its REST interface.

    python -m benchmarks.peers.api --server boxloop --address http://127.0.0.1:8000 --token TOKEN --pids PID
    python -m benchmarks.peers.api --server label_studio --address http://127.0.0.1:8080 --token TOKEN --pids PID

Leaves its projects, whose names begin with "Scenario", on the server.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from benchmarks.peers import measuring
from benchmarks.peers.clients.base import AnnotationServer
from benchmarks.peers.scenario import CATEGORIES, Picture, make_pictures
from benchmarks.stand.figures import readable
from benchmarks.stand.machine import Watch

BATCH = 50
PAGE = 30
SAVES = 40
CLIENTS = 8
EXPORTS = 3


@dataclass
class Scenario:
    server: AnnotationServer
    results: measuring.Results
    count: int

    def new_project(self, what: str) -> int:
        return self.server.create_project(f"Scenario {what} {time.time():.0f}", CATEGORIES)

    @cached_property
    def full_project(self) -> int:
        return self.fill()

    def fill(self) -> int:
        project, seconds, added = self.new_project("full"), 0.0, 0
        with self.results.watch() as watch:
            for batch in batches(make_pictures(self.count)):
                start = time.perf_counter()
                added += self.server.upload(project, batch)
                seconds += time.perf_counter() - start
        self.results.add(f"upload, {BATCH} files a request", f"{readable(added / seconds)} images/s", watch)
        return project


def batches(pictures: Iterator[Picture]) -> Iterator[list[Picture]]:
    batch: list[Picture] = []
    for picture in pictures:
        batch.append(picture)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def upload(scenario: Scenario) -> None:
    scenario.full_project  # noqa: B018 - filling it is the measurement


def browse(scenario: Scenario) -> None:
    for words, last in (("first", False), ("last", True)):
        ask = scenario.server.open_page(scenario.full_project, size=PAGE, last=last)
        ask()
        with scenario.results.watch() as watch:
            times = [timed(ask) for _ in range(SAVES)]
        what = f"a page of {PAGE} of {scenario.count:,}, the {words}"
        scenario.results.add(what, measuring.milliseconds(times), watch)


def save(scenario: Scenario) -> None:
    """Each save goes to an item that has no annotation yet."""
    for boxes in (1, 50, 500):
        project = scenario.new_project(f"save {boxes}")
        pictures = list(make_pictures(SAVES + CLIENTS * 10, boxes=boxes))
        for batch in batches(iter(pictures)):
            scenario.server.upload(project, batch)
        work = list(zip(scenario.server.items(project), pictures, strict=True))
        _save_alone(scenario, project, boxes, work[:SAVES])
        _save_together(scenario, project, boxes, work[SAVES:])


def _save_alone(scenario: Scenario, project: int, boxes: int, work: list[tuple[int, Picture]]) -> None:
    with scenario.results.watch() as watch:
        computed = scenario.results.server_seconds()
        times = [timed(partial(scenario.server.save, project, item, picture)) for item, picture in work]
        each = 1000 * (scenario.results.server_seconds() - computed) / len(times)
    words = f"{measuring.milliseconds(times)}, {readable(each)} ms of its processor time"
    scenario.results.add(f"save {boxes} new boxes, one client", words, watch)


def _save_together(scenario: Scenario, project: int, boxes: int, work: list[tuple[int, Picture]]) -> None:
    times: list[float] = []
    errors: list[str] = []

    def work_on(server: AnnotationServer) -> None:
        while True:
            try:
                item, picture = work.pop()
            except IndexError:
                return
            try:
                times.append(timed(partial(server.save, project, item, picture)))
            except Exception as error:  # Counted: each product refuses in words of its own.
                errors.append(str(error)[:200])

    threads = [threading.Thread(target=work_on, args=(scenario.server.clone(),)) for _ in range(CLIENTS)]
    with scenario.results.watch() as watch:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    words = f"{readable(len(times) / watch.seconds)} saves/s, {measuring.milliseconds(times)}, {len(errors)} errors"
    scenario.results.add(f"save {boxes} new boxes, {CLIENTS} clients", f"{words} {''.join(errors[:1])}".strip(), watch)


def export(scenario: Scenario) -> None:
    """Of all items, each finished with 13.4 boxes before."""
    project = scenario.full_project
    work = zip(scenario.server.items(project), make_pictures(scenario.count), strict=True)
    with Watch() as finishing:
        for item, picture in work:
            scenario.server.save(project, item, picture)
    print(f"  finished {scenario.count:,} items in {finishing.seconds:.0f} s", flush=True)
    before = scenario.results.server_memory()
    with scenario.results.watch() as watch:
        times = [timed(partial(scenario.server.export_coco, project)) for _ in range(EXPORTS)]
    grown = scenario.results.server_memory() - before
    coco = json.loads(scenario.server.export_coco(project))
    size = f"{len(coco['images']):,} images, {len(coco['annotations']):,} boxes, memory {grown:+.0f} MB"
    scenario.results.add("COCO export", f"{readable(sorted(times)[len(times) // 2])} s; {size}", watch)


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


STEPS = {"upload": upload, "list": browse, "save": save, "export": export}


def main() -> int:
    parser = measuring.parser_of(__doc__, STEPS)
    parser.add_argument("--count", type=int, default=5000, help="items of the large project (default: 5000)")
    options = parser.parse_args()
    server: AnnotationServer = measuring.part_of(options.server, "", "Server")(measuring.account_of(options))
    name = f"{options.server} {server.version()}"
    results = measuring.Results(name, options.pids, options.patience, options.priority)
    scenario = Scenario(server, results, options.count)
    print(name)
    for step in options.steps.split(","):
        STEPS[step](scenario)
    results.print(options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
