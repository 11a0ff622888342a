"""A COCO file of everything: how long from the request to the finished file, and what memory the worker takes."""

import statistics
import time
from datetime import datetime

from benchmarks.stand.figures import Goal, readable
from benchmarks.stand.machine import MemoryPeak
from benchmarks.steps.bench import Bench

TIMES = 4
SECONDS = Goal(what="COCO export, from the request to the file", unit="s", limit=2)
GROWTH = Goal(what="worker's memory over the last of these exports", unit="MB", limit=20)
LONGEST = 300.0


def export(bench: Bench) -> None:
    seconds, in_job, growths = [], [], []
    project = bench.full_project
    with bench.quiet_watch() as watch:
        for _ in range(TIMES):
            start = time.perf_counter()
            with MemoryPeak(bench.server.worker_pids) as memory:
                row = bench.client.export(project.id, seconds=LONGEST)
            seconds.append(time.perf_counter() - start)
            growths.append(memory.growth)
            in_job.append(_job_seconds(bench, project.id))
    images = f"{len(project.images):,} images, {row['byte_size'] / 1e6:.1f} MB"
    note = f"{images}; n={TIMES}, {readable(statistics.median(in_job))} s of it in the job"
    bench.record(SECONDS, statistics.median(seconds), watch, note)
    bench.record(GROWTH, growths[-1], watch, ", ".join(f"{growth:+.0f}" for growth in growths))


def _job_seconds(bench: Bench, project: int) -> float:
    [job] = bench.client.get(f"/api/projects/{project}/jobs?kind=export&limit=1")["results"]
    started, finished = (datetime.fromisoformat(job[name]) for name in ("started_at", "finished_at"))
    return (finished - started).total_seconds()
