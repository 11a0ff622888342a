"""What every step of the benchmark has at hand."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.stand.boxloop import Boxloop
from benchmarks.stand.client import Client, Upload
from benchmarks.stand.figures import Figure, Goal, quantile, readable, spread
from benchmarks.stand.machine import Watch, prefer, processor_time_of, wait_for_quiet
from benchmarks.stand.pictures import Rect, pictures, scattered

CATEGORIES = ("disc", "ring", "dot")
FILES_A_REQUEST = 50
WARM_UP = 5
MOST_SAMPLES = 1000


@dataclass(frozen=True, kw_only=True)
class Options:
    """As the command's options are called.

    seconds: how long one figure is sampled
    patience: how long a quiet moment is waited for
    priority: as `prefer` takes it; 0 changes nothing
    """

    seconds: float
    patience: float
    count: int
    images: Path | None
    priority: int


@dataclass
class Bench:
    """A running Boxloop and somebody who uses it."""

    server: Boxloop
    options: Options
    client: Client
    backend: str
    figures: list[Figure] = field(default_factory=list)

    def record(self, goal: Goal, value: float, watch: Watch, note: str = "") -> None:
        figure = Figure(goal=goal, value=value, others=watch.others, note=note)
        self.figures.append(figure)
        print(f"  {self.backend}: {goal.what}: {figure}{f'; {note}' if note else ''}", flush=True)

    @contextmanager
    def quiet_watch(self) -> Iterator[Watch]:
        """Watches the block, which begins when others leave the machine alone, or patience ends."""
        wait_for_quiet(self.options.patience)
        if self.options.priority:
            prefer(self.options.priority)
        with Watch() as watch:
            yield watch

    def sample(self, goal: Goal, action: Callable[[], Any]) -> None:
        """Record the median of the action's milliseconds."""
        for _ in range(WARM_UP):
            action()
        times: list[float] = []
        with self.quiet_watch() as watch:
            computed = self.server_seconds()
            end = time.perf_counter() + self.options.seconds
            while time.perf_counter() < end and len(times) < MOST_SAMPLES:
                start = time.perf_counter()
                action()
                times.append(time.perf_counter() - start)
            each = 1000 * (self.server_seconds() - computed) / len(times)
        note = f"{spread(times)}, {readable(each)} ms of Boxloop's processor time each"
        self.record(goal, 1000 * quantile(times, 0.5), watch, note)

    def server_seconds(self) -> float:
        """Processor time of web server and worker until now: what a busy machine does not change much."""
        return processor_time_of(self.server.pid)

    def new_project(self, name: str, count: int) -> "Project":
        """A project with so many images without boxes, its background work done."""
        row = self.client.create_project(f"{name} {time.time_ns()}", CATEGORIES, auto_train="never")
        project = Project(row["id"], [category["id"] for category in row["categories"]])
        for files in batches(count, self.options.images):
            project.images += [row["image"]["id"] for row in self.client.upload(project.id, files)]
        self.client.wait_for_all_jobs(project.id, seconds=60 + count / 5)
        return project

    @cached_property
    def full_project(self) -> "Project":
        """As many finished images as were asked for, with 13.4 boxes each."""
        project = self.new_project("Full", self.options.count)
        self.finish(project)
        return project

    def finish(self, project: "Project") -> None:
        """Save 13 or 14 boxes on each image and finish it, as clients do it: one request an image, four at a time."""
        own = threading.local()

        def finish(place: int) -> None:
            client = own.client = getattr(own, "client", None) or self.client.clone()
            rects = [project.box(rect) for rect in scattered(14 if place % 5 < 2 else 13, seed=place)]
            client.save(project.images[place], 0, upsert=rects, state="done")

        with Watch() as watch, ThreadPoolExecutor(4) as pool:
            list(pool.map(finish, range(len(project.images))))
        rate = len(project.images) / max(watch.seconds, 1e-9)
        print(f"  {self.backend}: finished {len(project.images):,} images, {rate:.0f} a second", flush=True)


@dataclass
class Project:
    """ids"""

    id: int
    categories: list[int]
    images: list[int] = field(default_factory=list)

    def box(self, rect: Rect) -> dict[str, Any]:
        return {
            "key": str(uuid.uuid4()),
            **corners(rect),
            "category": self.categories[rect.category % len(self.categories)],
        }


def corners(rect: Rect) -> dict[str, float]:
    return {"x1": rect.x1, "y1": rect.y1, "x2": rect.x2, "y2": rect.y2}


def batches(count: int, images: Path | None) -> Iterator[Sequence[Upload]]:
    batch: list[Upload] = []
    for number, content in enumerate(pictures(count, folder=images)):
        batch.append(Upload(f"picture-{number:06}.jpg", content))
        if len(batch) == FILES_A_REQUEST:
            yield batch
            batch = []
    if batch:
        yield batch
