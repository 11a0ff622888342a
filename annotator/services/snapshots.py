"""Reads of one moment, for work that is too long for a lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def snapshot() -> Iterator[None]:
    """All queries in the block see the database as it was at the first of them; nobody waits for it.

    Django's own transactions would not do: on SQLite they take the write lock at once, and on PostgreSQL each
    query sees a newer state. Only for reading; inside a transaction it leaves things as they are.
    """
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
