"""Gestures, each in a cell of the picture, so that what is found there tells which of them are kept."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page

WIDTH, HEIGHT = 640, 480  # Of the pictures.
CELL = 60  # Each gesture has a place of its own, so that what is there tells what was done.
INSET, SIDE, STEP = 4, 28, 10
COLUMNS = WIDTH // CELL
CELLS = COLUMNS * (HEIGHT // CELL)

GONE = None
State = int | None  # How far a box was moved; GONE without one.


@dataclass
class Trial:
    """What was done before the browser died. going_on: the gesture that was not finished; killed_at: in seconds"""

    done: dict[int, State] = field(default_factory=dict)
    finished_at: dict[int, float] = field(default_factory=dict)
    gestures: int = 0
    going_on: tuple[int, State] | None = None
    killed_at: float = 0.0

    def lost(self, found: Mapping[int, State]) -> list[int]:
        """Cells that do not show the last finished gesture."""
        return [
            cell
            for cell, state in self.done.items()
            if found.get(cell) != state and (cell, found.get(cell)) != self.going_on
        ]

    def words(self, cell: int, found: Mapping[int, State]) -> str:
        """What was lost in a cell, and how long it had been finished."""
        ms = 1000 * (self.killed_at - self.finished_at[cell])
        return f"cell {cell}: {self.done[cell]} wanted, {found.get(cell)} found, {ms:.0f} ms after its last gesture"


def make_gestures(page: Page, trial: Trial, cell: int, view: tuple[float, float, float]) -> None:
    """A box is drawn; some are moved then, some deleted.

    view: left, top and scale of the picture on the screen
    """
    left, top, scale = view
    x, y = cell % COLUMNS * CELL + INSET, cell // COLUMNS * CELL + INSET
    trial.going_on = (cell, 0)
    page.mouse.move(left + x * scale, top + y * scale)
    page.mouse.down()
    page.mouse.move(left + (x + SIDE / 2) * scale, top + (y + SIDE / 2) * scale)
    page.mouse.move(left + (x + SIDE) * scale, top + (y + SIDE) * scale)
    page.mouse.up()
    _finish(trial)
    if cell % 3 and not trial.killed_at:
        trial.going_on = (cell, STEP if cell % 3 == 1 else GONE)
        page.keyboard.press("Shift+ArrowRight" if cell % 3 == 1 else "Delete")
        _finish(trial)


def _finish(trial: Trial) -> None:
    """What the last processes still acknowledge while the others are dead already is not finished."""
    if trial.going_on is not None and not trial.killed_at:
        cell, state = trial.going_on
        trial.done[cell] = state
        trial.finished_at[cell] = time.perf_counter()
        trial.gestures += 1
        trial.going_on = None


def cell_of(box: Mapping[str, float]) -> tuple[int, State]:
    """Where the box is, and what was done to it."""
    column = int((box["x1"] + box["x2"]) / 2 // CELL)
    row = int((box["y1"] + box["y2"]) / 2 // CELL)
    moved = box["x1"] - column * CELL - INSET
    return row * COLUMNS + column, STEP if moved > STEP / 2 else 0
