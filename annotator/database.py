"""The database as Django wants it described: SQLite in the data folder, or what a URL names."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    "timeout": 20,
    # Take the write lock at BEGIN: otherwise a reader that turns writer
    # fails at once with "database is locked" instead of waiting.
    "transaction_mode": "IMMEDIATE",
    # FULL: what was acknowledged survives a power cut.
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA busy_timeout=20000;PRAGMA journal_size_limit=67108864",
}


def at(url: str, *, password: str, folder: Path) -> dict[str, Any]:
    """url: empty for SQLite in the folder; password: goes before one in the URL. Raises ImproperlyConfigured."""
    if not url:
        return _in_folder(folder)
    try:
        database: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user@host:5432/name or sqlite:////folder/file, "
            "or be empty for SQLite in the data folder."
        ) from error
    database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    if password:
        database["PASSWORD"] = password
    if database["ENGINE"].endswith("sqlite3"):
        database.update(ENGINE="annotator.sqlite", OPTIONS=SQLITE_OPTIONS, CONN_MAX_AGE=None)
    if database["ENGINE"].endswith("postgresql"):
        # Planned once a connection instead of at each request: a save takes two thirds of the time.
        options = {**database.get("OPTIONS", {}), "server_side_binding": True, "prepare_threshold": 5}
        database.update(ENGINE="annotator.postgresql", OPTIONS=options)
    return database


def _in_folder(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "annotator.sqlite",
        "NAME": folder / "boxloop.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
        # Opening is cheap, but closing the last connection folds the whole log into the file.
        "CONN_MAX_AGE": None,
        # A file, not memory: tests with several threads or processes share it.
        "TEST": {"NAME": folder / "test.sqlite3"},
    }
