"""What the machine does meanwhile: memory and processor time of what is measured, and of everything else."""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

MEGABYTE = 1e6
QUIET = 0.15  # The share of all cores that others may take in a quiet moment.
LOOK_SECONDS = 1.0


def tree_of(pid: int) -> list[psutil.Process]:
    """A process and all below it; empty when it is gone."""
    with suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        return [top, *top.children(recursive=True)]
    return []


def memory_of(pids: Iterable[int]) -> float:
    """Resident megabytes of the processes, where pages that several share count in each."""
    total = 0
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            total += psutil.Process(pid).memory_info().rss
    return total / MEGABYTE


def own_memory_of(pids: Iterable[int]) -> float:
    """Megabytes of the processes, where a page that several share counts once."""
    total = 0
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            total += psutil.Process(pid).memory_full_info().pss
    return total / MEGABYTE


def work_memory_of(pid: int) -> float:
    """Megabytes that the process took for its work.

    The program's own file is left out: its pages are shared with whoever runs the same program, and counted by how
    many those are. Linux only.
    """
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return 1024 * (kilobytes["Pss_Anon"] + kilobytes["Pss_Shmem"]) / MEGABYTE


class Watch:
    """Between entering and leaving: how many seconds passed, and what share of all cores others took.

    "Ours" is this process and everything that it started: servers, databases, browsers.
    also: processes that others started and that are measured too
    """

    def __init__(self, also: Iterable[int] = ()) -> None:
        self._also = tuple(also)
        self.seconds = 0.0
        self.others = 0.0
        self.our_seconds = 0.0

    def __enter__(self) -> Self:
        self._ours, self._busy, self._start = self._our_time(), _busy_time(), time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.perf_counter() - self._start
        self.our_seconds = self._our_time() - self._ours
        foreign = _busy_time() - self._busy - self.our_seconds
        self.others = min(max(foreign / self.seconds / (psutil.cpu_count() or 1), 0.0), 1.0)

    def _our_time(self) -> float:
        processes = {process.pid: process for pid in (psutil.Process().pid, *self._also) for process in tree_of(pid)}
        return sum(map(_processor_time, processes.values()))


def processor_time_of(pid: int) -> float:
    """Seconds that a process and all below it have computed."""
    return sum(map(_processor_time, tree_of(pid)))


def _processor_time(process: psutil.Process) -> float:
    """Seconds, with those of children that have ended."""
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def _busy_time() -> float:
    times = psutil.cpu_times()
    return float(sum(getattr(times, name, 0.0) for name in ("user", "nice", "system", "irq", "softirq")))


def prefer(nice: int, *, also: Iterable[int] = ()) -> None:
    """Give this process and all it started a priority against other sessions, -20 to 19; below 0 for root only.

    Linux shares the processor between sessions first, where `nice` counts nothing. Elsewhere this does nothing.
    """
    for pid in (psutil.Process().pid, *also):
        for process in tree_of(pid):
            with suppress(OSError):
                Path(f"/proc/{process.pid}/autogroup").write_text(str(nice))


def wait_for_quiet(patience: float, *, also: Iterable[int] = ()) -> None:
    """Until others leave the machine alone, or for so many seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with Watch(also) as watch:
            time.sleep(LOOK_SECONDS)
        if watch.others <= QUIET:
            return


class MemoryPeak:
    """The most memory that processes took, looked at all the time in a thread. Megabytes."""

    def __init__(self, pids: Callable[[], list[int]], *, period: float = 0.02) -> None:
        self._pids = pids
        self._period = period
        self._ends = threading.Event()

    def __enter__(self) -> Self:
        self.before = self.peak = memory_of(self._pids())
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._thread.join()

    @property
    def growth(self) -> float:
        return self.peak - self.before

    def _look(self) -> None:
        pids = self._pids()
        while not self._ends.wait(self._period):
            self.peak = max(self.peak, memory_of(pids))
