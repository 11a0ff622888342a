"""What both halves of the comparison share: options, results that gather in a file, and notes about the machine."""

import argparse
import importlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers.clients.base import Account
from benchmarks.stand.figures import print_table, quantile, readable
from benchmarks.stand.machine import Watch, memory_of, prefer, processor_time_of, tree_of, wait_for_quiet


@dataclass
class Results:
    """Rows of a table. server_pids: the processes of the product that is measured, with all below them"""

    server: str
    server_pids: Sequence[int]
    patience: float
    priority: int
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        wait_for_quiet(self.patience, also=self.server_pids)
        if self.priority:
            prefer(self.priority, also=self.server_pids)
        with Watch(self.server_pids) as watch:
            yield watch

    def add(self, what: str, value: str, watch: Watch) -> None:
        self.rows.append((what, value, f"{watch.others:.0%}"))
        print(f"  {what}: {value} (others {watch.others:.0%})", flush=True)

    def server_seconds(self) -> float:
        return sum(map(processor_time_of, self.server_pids))

    def server_memory(self) -> float:
        """Megabytes; 0 when the processes are not known."""
        return memory_of(process.pid for pid in self.server_pids for process in tree_of(pid))

    def print(self, file: Path | None) -> None:
        print()
        print_table([("what", self.server, "others"), *self.rows])
        if file:
            rows = [dict(zip(("what", "value", "others"), row, strict=True)) for row in self.rows]
            file.write_text(json.dumps({"server": self.server, "rows": rows}, indent=1))


def milliseconds(times: Iterable[float]) -> str:
    """times: in seconds"""
    found = list(times)
    p50, p95 = (readable(1000 * quantile(found, share)) for share in (0.5, 0.95))
    return f"p50 {p50}, p95 {p95} ms (n={len(found)})"


def parser_of(about: str | None, steps: Mapping[str, Callable[..., Any]]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="boxloop", help="a module in peers/clients (default: boxloop)")
    parser.add_argument("--address", required=True, metavar="URL", help="of the running server: http://127.0.0.1:8000")
    parser.add_argument("--token", default=os.environ.get("BENCH_TOKEN", ""))
    parser.add_argument("--user", default=os.environ.get("BENCH_USER", ""))
    parser.add_argument("--password", default=os.environ.get("BENCH_PASSWORD", ""))
    parser.add_argument("--pids", type=_pids, default=(), help="the server's processes, with commas: memory and load")
    parser.add_argument("--steps", default=",".join(steps), metavar=",".join(steps), help="default: all")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds to wait for a quiet moment (default: 20)")
    parser.add_argument("--priority", type=int, default=0, metavar="NICE", help="-15 on a busy machine, for root only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser


def _pids(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def account_of(options: argparse.Namespace) -> Account:
    return Account(options.address.rstrip("/"), options.user, options.password, options.token)


def part_of(server: str, suffix: str, name: str) -> Any:
    """The class of that name in peers/clients/SERVER+SUFFIX.py."""
    return getattr(importlib.import_module(f"benchmarks.peers.clients.{server}{suffix}"), name)
