"""A server in a folder that goes away with it, and somebody who asks it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.stand.boxloop import Boxloop
from benchmarks.stand.client import Client


@contextmanager
def temporary_boxloop() -> Iterator[tuple[Boxloop, Client]]:
    """Started with the defaults of users, on a free port, while the block lasts."""
    with tempfile.TemporaryDirectory(prefix="boxloop-bench-") as folder:
        server = Boxloop(Path(folder))
        server.prepare()
        with server.up():
            yield server, Client(server.address, server.token())
