"""Threads of one process take turns at SQLite's write lock, whichever database the other tests use."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from annotator.sqlite import base

# Not in a transaction of the test's own: it would hold the turn.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ConnectionHandler]:
    """A file of its own, with the settings that SQLite has in the embedded profile."""
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE"}
    given = {"ENGINE": "annotator.sqlite", "NAME": tmp_path / "test.sqlite3", "OPTIONS": options}
    handler = ConnectionHandler({"default": given})
    with handler["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE note (text TEXT)")
    yield handler
    handler.close_all()


@contextmanager
def writing(database: ConnectionHandler) -> Iterator[None]:
    """What `transaction.atomic` does with a connection."""
    connection = database["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)


def write(database: ConnectionHandler, text: str = "a") -> None:
    with writing(database), database["default"].cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (%s)", [text])


def in_thread(database: ConnectionHandler, work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            database.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_many_threads_write_and_none_is_refused(database: ConnectionHandler) -> None:
    def write_often() -> None:
        for number in range(20):
            write(database, str(number))

    for thread in [in_thread(database, write_often) for _ in range(6)]:
        thread.join()
    with database["default"].cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM note").fetchone() == (120,)
    assert not base._turn.locked()


def test_a_transaction_that_fails_gives_the_turn_back(database: ConnectionHandler) -> None:
    with pytest.raises(OperationalError), writing(database), database["default"].cursor() as cursor:
        cursor.execute("no such statement")
    assert not base._turn.locked()


def test_a_connection_that_is_closed_in_a_transaction_gives_the_turn_back(database: ConnectionHandler) -> None:
    database["default"].set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert base._turn.locked()
    database["default"].close()
    assert not base._turn.locked()


def test_one_who_waits_too_long_is_told_that_the_database_is_locked(database: ConnectionHandler) -> None:
    failures: list[str] = []

    def write_without_patience() -> None:
        database["default"].settings_dict["OPTIONS"] = {"timeout": 0.01, "transaction_mode": "IMMEDIATE"}
        try:
            write(database)
        except OperationalError as error:
            failures.append(str(error))

    with writing(database):
        in_thread(database, write_without_patience).join()
    assert failures == ["database is locked"]
    assert not base._turn.locked()


def test_the_embedded_profile_uses_it() -> None:
    engine = settings.DATABASES["default"]["ENGINE"]
    assert engine == "annotator.sqlite" or "postgresql" in engine
