"""Starting on a folder that is there already, and what it costs to be there."""

import statistics
import time

from benchmarks.stand.figures import Goal, readable
from benchmarks.stand.machine import Watch, memory_of, own_memory_of, wait_for_quiet
from benchmarks.steps.bench import Bench

TIMES = 3
START = Goal(what="`manage.py up` on an existing folder to the first 200, p50", unit="s", limit=5)
MEMORY = Goal(what="idle memory of web and worker without a model", unit="MB", limit=400)
IDLE_SECONDS = 3.0


def start(bench: Bench) -> None:
    """Starts and stops the server itself: to be called when it does not run."""
    seconds = []
    for _ in range(TIMES):
        wait_for_quiet(bench.options.patience)
        with Watch() as watch, bench.server.up():
            seconds.append(bench.server.seconds_to_start)
            time.sleep(IDLE_SECONDS)
            pids = bench.server.server_pids()
            resident, own = memory_of(pids), own_memory_of(pids)
            watching = memory_of([bench.server.pid])
    bench.record(START, statistics.median(seconds), watch, ", ".join(f"{readable(value)} s" for value in seconds))
    note = f"shared pages counted once: {own:.0f}; the process that watches them takes {watching:.0f} more"
    bench.record(MEMORY, resident, watch, note)
