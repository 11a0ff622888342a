"""A PostgreSQL and a Redis of one's own, in a temporary folder, while a block lasts."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stand.processes import StandError, as_user, free_port, running, until

POSTGRES_USER = "postgres"  # The server refuses to run as root.


@dataclass(frozen=True)
class Backends:
    """Where Boxloop keeps rows and rings bells; empty addresses mean SQLite and files."""

    name: str
    database_url: str = ""
    broker_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "CELERY_BROKER_URL": self.broker_url or "spool://"}


EMBEDDED = Backends("SQLite")


def has_servers() -> bool:
    return all(map(_program, ("initdb", "postgres", "redis-server")))


@contextmanager
def temporary_backends(folder: Path) -> Iterator[Backends]:
    """With the servers' own settings: what is acknowledged is on the disk. folder: a path that others may enter"""
    with _postgres(folder / "postgres") as database_url, _redis(folder / "redis") as broker_url:
        yield Backends("PostgreSQL", database_url, broker_url)


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    folder.mkdir()
    user = _give_to_postgres(folder)
    password, port = secrets.token_hex(16), free_port()
    _make_cluster(folder, user, password)
    where = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    command = [_found("postgres"), "-D", f"{folder}/cluster", *where]
    log = folder.with_suffix(".log")
    # INT is its stop that does not wait for clients.
    with running(command, log=log, stop_by=signal.SIGINT, user=user, folder=folder) as process:
        until(lambda: _listens(port), name="PostgreSQL", process=process, log=log)
        yield f"postgres://boxloop:{password}@127.0.0.1:{port}/postgres"


def _make_cluster(folder: Path, user: str | None, password: str) -> None:
    words = folder / "password"
    words.write_text(password)
    command = [_found("initdb"), f"--pgdata={folder}/cluster", "--username=boxloop", "--auth=scram-sha-256"]
    done = subprocess.run(
        [*command, f"--pwfile={words}", "--encoding=UTF8", "--locale=C"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **as_user(user),
    )
    if done.returncode:
        raise StandError(f"PostgreSQL's initdb failed:\n{done.stderr}")


def _give_to_postgres(folder: Path) -> str | None:
    """The user that the server runs as: ourselves (None), or its own user when we are root."""
    if os.geteuid() != 0:
        return None
    try:
        owner = pwd.getpwnam(POSTGRES_USER)
    except KeyError:
        raise StandError(f"PostgreSQL does not run as root, and there is no user {POSTGRES_USER}.") from None
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.parent.chmod(0o755)
    return POSTGRES_USER


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    folder.mkdir()
    port, log = free_port(), folder.with_suffix(".log")
    command = [_found("redis-server"), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with running([*command, "--dir", str(folder)], log=log) as process:
        until(lambda: _listens(port), name="Redis", process=process, log=log)
        yield f"redis://127.0.0.1:{port}/0"


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _program(name: str) -> str | None:
    """Debian keeps PostgreSQL's programs off the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(places[-1]) if places else None)


def _found(name: str) -> str:
    program = _program(name)
    if program is None:
        raise StandError(f"The program {name} is not on this machine.")
    return program
