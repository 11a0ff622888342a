"""One command starts all, greets with a link, mends what dies, and leaves nothing behind."""

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.services import ROOT

pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """Boxloop as a person starts it, in a data folder of its own."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.words = folder.with_name(f"{folder.name}-{self.port}.txt")
        names = ("DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL")
        without = {name: value for name, value in os.environ.items() if name not in names}
        with self.words.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env={**without, "BOXLOOP_DATA_DIR": str(folder), "PORT": str(self.port)},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.words.read_text()

    def until(self, happens: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not happens():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def until_it_greets(self) -> None:
        self.until(lambda: "Ctrl-C stops" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def answers(self) -> bool:
        try:
            return status(urllib.request.build_opener(), f"{self.address}/health") == 200
        except OSError:
            return False

    def child(self, word: str) -> psutil.Process | None:
        """The living child with this word in its command."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                if word in child.cmdline():
                    return child
        return None

    def lose(self, word: str) -> None:
        """Kill that child, and wait for the next one."""
        lost = self.child(word)
        assert lost is not None
        lost.kill()
        self.until(lambda: self.child(word) not in (None, lost))

    def family(self) -> list[psutil.Process]:
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def end(self) -> None:
        if self.process.poll() is None:
            for process in [*self.family(), psutil.Process(self.process.pid)]:
                process.kill()
            self.process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    house = House(folder)
    yield house
    house.end()


def status(browser: urllib.request.OpenerDirector, address: str) -> int:
    try:
        with browser.open(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def a_browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def test_the_first_start_greets_with_a_link_that_signs_in_once(house: House, folder: Path) -> None:
    house.until_it_greets()
    assert house.answers()
    link = re.search(rf"{house.address}/sign-in/link\?sesame=\S+", house.said)
    assert link, house.said

    person, thief = a_browser(), a_browser()
    status(person, link[0])
    status(thief, link[0])
    assert status(person, f"{house.address}/api/session") == 200
    assert status(thief, f"{house.address}/api/session") == 401

    with sqlite3.connect(folder / "boxloop.sqlite3") as database:
        users = database.execute("SELECT username, is_superuser, password FROM auth_user").fetchall()
        projects = database.execute("SELECT name FROM annotator_project").fetchall()
    assert [(name, is_superuser) for name, is_superuser, _ in users] == [("admin", 1)]
    assert users[0][2].startswith("!"), "A password that somebody could guess."
    assert len(projects) == 1

    family = house.family()
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert gone(family)
    assert house.said.strip().endswith("Stopped. Everything is saved.")
    assert "Traceback" not in house.said


def test_what_dies_is_started_again_and_nothing_outlives_the_house(house: House) -> None:
    house.until_it_greets()
    house.lose("granian")
    house.lose("worker")
    house.until(house.answers)
    assert "The web server ended with code -9. It starts again." in house.said
    assert "The worker ended with code -9. It starts again." in house.said

    family = house.family()
    house.process.kill()
    house.process.wait()
    if sys.platform == "linux":
        house.until(lambda: gone(family))


def begin_to_upload(house: House, token: str) -> socket.socket:
    """The first bytes of a file over a very slow line."""
    line = socket.create_connection(("127.0.0.1", house.port))
    header = f"POST /api/projects/1/images HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token {token}\r\n"
    body = "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n--x\r\n"
    line.sendall((header + body).encode())
    return line


def test_a_few_slow_uploads_keep_nobody_else_waiting(house: House, folder: Path) -> None:
    house.until_it_greets()
    command = [sys.executable, "manage.py", "token", "admin"]
    environment = {**os.environ, "BOXLOOP_DATA_DIR": str(folder), "DATABASE_URL": ""}
    token = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()
    lines = [begin_to_upload(house, token) for _ in range(8)]
    assert all(house.answers() for _ in range(100))  # By then all of them have been begun with.
    for line in lines:
        line.close()


def test_a_port_in_use_is_named_with_the_variable_that_changes_it(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        house = House(folder, port=other.getsockname()[1])
        assert house.process.wait(timeout=PATIENCE_SECONDS) == 1
    assert f"Port {house.port} of 127.0.0.1 is in use" in house.said
    assert f"make run PORT={house.port + 1}" in house.said
    assert "Traceback" not in house.said
    assert not (folder / "boxloop.sqlite3").exists()


def test_a_wrong_variable_is_named_without_a_traceback(folder: Path) -> None:
    house = House(folder, port=99999)
    assert house.process.wait(timeout=PATIENCE_SECONDS) == 1
    assert "PORT" in house.said
    assert "65535" in house.said
    assert "Traceback" not in house.said
