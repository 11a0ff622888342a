"""Figures beside their goals, and the table of them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

BEYOND = "!"  # After a figure that misses its goal.


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is measured and what it should be.

    limit: in the unit; None where a figure is only reported
    more_is_better: for rates
    """

    what: str
    unit: str
    limit: float | None = None
    more_is_better: bool = False

    def __str__(self) -> str:
        if self.limit is None:
            return "-"
        return f"{'≥' if self.more_is_better else '≤'} {readable(self.limit)} {self.unit}"

    def is_met(self, value: float) -> bool:
        if self.limit is None:
            return True
        return value >= self.limit if self.more_is_better else value <= self.limit


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measured value. others: the share of all cores that processes not measured took meanwhile, 0 to 1."""

    goal: Goal
    value: float
    others: float
    note: str = ""

    def __str__(self) -> str:
        mark = "" if self.goal.is_met(self.value) else BEYOND
        return f"{readable(self.value)} {self.goal.unit}{mark} ({self.others:.0%})"

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self.goal), "value": self.value, "others": round(self.others, 3), "note": self.note}


def readable(value: float) -> str:
    """Three digits, and never a power of ten."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    text = f"{value:.{min(max(digits, 0), 3)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantile(values: Sequence[float], share: float) -> float:
    """By linear interpolation between the two nearest; nan of nothing."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    place = (len(ordered) - 1) * share
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def spread(seconds: Sequence[float]) -> str:
    """n, p50 and p95 in milliseconds, for a note."""
    p50, p95 = (1000 * quantile(seconds, share) for share in (0.5, 0.95))
    return f"n={len(seconds)}, p50 {readable(p50)}, p95 {readable(p95)} ms"


def print_table(rows: Sequence[Sequence[str]], *, write: Callable[[str], None] = print) -> None:
    """rows: the first is the heading; all have the same length."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            write("  ".join("-" * width for width in widths))
