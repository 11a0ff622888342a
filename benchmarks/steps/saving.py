"""Saving a change, as the editor does it: one box of many, with the revision that it starts from."""

import threading
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.stand.client import Client, Refused
from benchmarks.stand.figures import Goal, quantile, readable
from benchmarks.stand.pictures import scattered
from benchmarks.steps.bench import Bench, Project

ONE_OF_50 = Goal(what="save 1 changed box of 50, one client, p50", unit="ms", limit=10)
ONE_OF_500 = Goal(what="save 1 changed box of 500, one client, p50", unit="ms", limit=10)
CLIENTS = 8
TOGETHER = Goal(what=f"the same of 50, {CLIENTS} clients", unit="saves/s", limit=100, more_is_better=True)


@dataclass
class Hand:
    """Somebody who moves the first box of an image back and forth, and saves each time."""

    client: Client
    image: int
    box: dict[str, Any]
    revision: int

    def move(self) -> None:
        self.box["x2"] += 0.5 if self.revision % 2 else -0.5
        self.revision = self.client.save(self.image, self.revision, upsert=[self.box])["revision"]


def save(bench: Bench) -> None:
    project = bench.new_project("Save", CLIENTS + 2)
    bench.sample(ONE_OF_50, _hand(bench.client, project, 0, boxes=50).move)
    bench.sample(ONE_OF_500, _hand(bench.client, project, 1, boxes=500).move)
    _save_together(bench, [_hand(bench.client.clone(), project, place + 2, boxes=50) for place in range(CLIENTS)])


def _hand(client: Client, project: Project, place: int, *, boxes: int) -> Hand:
    rects = [project.box(rect) for rect in scattered(boxes)]
    image = project.images[place]
    return Hand(client, image, rects[0], client.save(image, 0, upsert=rects)["revision"])


def _save_together(bench: Bench, hands: list[Hand]) -> None:
    times: list[float] = []
    refusals: list[str] = []

    def work(hand: Hand, end: float) -> None:
        while time.perf_counter() < end:
            start = time.perf_counter()
            try:
                hand.move()
            except Refused as refused:
                refusals.append(str(refused))
                return
            times.append(time.perf_counter() - start)

    with bench.quiet_watch() as watch:
        computed = bench.server_seconds()
        end = time.perf_counter() + max(bench.options.seconds, 1.0)
        threads = [threading.Thread(target=work, args=(hand, end)) for hand in hands]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        each = 1000 * (bench.server_seconds() - computed) / max(len(times), 1)
    p50, p95 = (readable(1000 * quantile(times, share)) for share in (0.5, 0.95))
    note = f"n={len(times)}, p50 {p50}, p95 {p95} ms, {readable(each)} ms of Boxloop's processor time each"
    if refusals:
        note += f"; {len(refusals)} clients were refused: {refusals[0]}"
    bench.record(TOGETHER, len(times) / watch.seconds, watch, note)
