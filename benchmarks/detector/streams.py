"""Two ways of looking at pictures, in turn, on the same machine."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import psutil

from benchmarks.stand.machine import Watch
from detector.fast.bulk import AHEAD, predict_in_bulk

SETTLE_SECONDS = 0.3


@dataclass(frozen=True)
class Ratio:
    """Of pictures a second: ours by theirs."""

    median: float
    rounds: tuple[float, ...]
    ours_ms: float  # A picture, the median of the rounds.
    theirs_ms: float
    others: float  # The share of all cores that other processes took meanwhile.
    worker_mb: float  # The largest of our processes at its largest; 0 where there were none.


class Stream:
    """predict_in_bulk over the same pictures again and again, to be timed in pieces."""

    def __init__(self, weights: Any, sources: list[Any], **options: Any) -> None:
        endless = enumerate(cycle(sources))
        self._found: Iterator[Any] = predict_in_bulk(weights, endless, **options)
        self.processes = max(psutil.cpu_count() or 1, 1)

    def seconds(self, pictures: int) -> float:
        """For so many in the steady state: what was looked at in advance is taken out first."""
        for _ in range((AHEAD + 1) * self.processes):
            next(self._found)
        started = time.perf_counter()
        for _ in range(pictures):
            next(self._found)
        return time.perf_counter() - started

    def worker_mb(self) -> float:
        children = psutil.Process().children()
        return max((_largest(child.pid) for child in children), default=0.0)

    def close(self) -> None:
        self._found.close()  # type: ignore[attr-defined]  # It is a generator.


def in_turn(
    ours: Stream, theirs: Callable[[Any], object], sources: list[Any], *, pictures: int, baseline: int, rounds: int
) -> Ratio:
    """pictures, baseline: how many of each a round; sources: what theirs is called with."""
    theirs(sources[0])
    ratios, our_seconds, their_seconds = [], [], []
    with Watch() as watch:
        for number in range(rounds):
            fast = ours.seconds(pictures) / pictures
            time.sleep(SETTLE_SECONDS)
            started = time.perf_counter()
            for place in range(baseline):
                theirs(sources[(number * baseline + place) % len(sources)])
            slow = (time.perf_counter() - started) / baseline
            ratios.append(slow / fast)
            our_seconds.append(fast)
            their_seconds.append(slow)
    found = Ratio(
        median=statistics.median(ratios),
        rounds=tuple(round(ratio, 3) for ratio in ratios),
        ours_ms=1000 * statistics.median(our_seconds),
        theirs_ms=1000 * statistics.median(their_seconds),
        others=watch.others,
        worker_mb=ours.worker_mb(),
    )
    ours.close()
    return found


def _largest(pid: int) -> float:
    """Peak resident megabytes of a process so far."""
    with open(f"/proc/{pid}/status") as file:  # noqa: PTH123
        fields = dict(line.split(":", 1) for line in file)
    return float(fields["VmHWM"].split()[0]) / 1000
