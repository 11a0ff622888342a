"""What was measured, a JSON line for each finished seed, arm and round: a run that was cut goes on where it was.

A line is written whole or not at all; of a line that a power cut left half written, nothing is read. Several processes
may write into one file.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Key = tuple[int, str, int]  # Seed, arm, round.


class SettingsDiffer(Exception):
    """The results were measured with other settings; take another folder."""


class Results:
    """settings: all that figures depend on; results of other settings are not gone on with."""

    def __init__(self, file: Path, settings: Mapping[str, Any] | None = None) -> None:
        self.file = file
        self._rows: dict[Key, Row] = {}
        self.settings: Row = {}
        self._read()
        if settings is not None:
            self._agree(json.loads(json.dumps(settings)))

    def get(self, seed: int, arm: str, number: int) -> Row | None:
        return self._rows.get((seed, arm, number))

    def rows(self) -> list[Row]:
        """By seed, arm and round."""
        return [self._rows[key] for key in sorted(self._rows)]

    def add(self, row: Row) -> Row:
        """row: with seed, arm and round. The first one under its key stays."""
        row = json.loads(json.dumps(row))
        key = _key(row)
        if key not in self._rows:
            self._append(row)
            self._rows[key] = row
        return self._rows[key]

    def _read(self) -> None:
        for line in self.file.read_text().splitlines() if self.file.exists() else []:
            row = _parsed(line)
            if row is None:
                continue
            if "settings" in row:
                self.settings = row["settings"]
            else:
                self._rows.setdefault(_key(row), row)

    def _agree(self, settings: Row) -> None:
        if not self.settings:
            self._append({"settings": settings})
            self.settings = settings
        if self.settings != settings:
            names = sorted(
                name for name in {*settings, *self.settings} if settings.get(name) != self.settings.get(name)
            )
            raise SettingsDiffer(f"{self.file} was measured with another {', '.join(names)}; take another folder.")

    def _append(self, row: Row) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(_ending(file.tell(), self.file) + json.dumps(row).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _ending(size: int, path: Path) -> bytes:
    """What closes a line that was cut, so that the next one is whole."""
    if size == 0:
        return b""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return b"" if file.read() == b"\n" else b"\n"


def _parsed(line: str) -> Row | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and ("settings" in row or {"seed", "arm", "round"} <= row.keys()) else None


def _key(row: Row) -> Key:
    return int(row["seed"]), str(row["arm"]), int(row["round"])
