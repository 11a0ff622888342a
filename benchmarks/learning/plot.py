"""The plot: how good the model is by what a person spent, what the finished set costs, and every seed's dot.

Colours are those of Okabe and Ito, which people tell apart whatever their eyes; markers and dashes say the same again.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.learning import arms
from benchmarks.learning.annotator import HEADLINE, TOLERANCES, Cell
from benchmarks.learning.courses import Course, read_courses
from benchmarks.learning.figures import Estimate, estimate
from benchmarks.learning.report import compare_arms
from benchmarks.learning.results import Results

NAME = "learning"
GREY = "#666666"
INTERVAL = {"fmt": "|", "color": "black", "capsize": 2, "lw": 1.2}
ROOM = 0.05  # Beside the outermost dots, of the width that they span.


class Style(NamedTuple):
    color: str
    marker: str
    line: str


STYLES = {
    arms.ONE_OFF: Style("#E69F00", "s", ":"),
    arms.RANDOM: Style("#0072B2", "o", "--"),
    arms.BALANCED: Style("#009E73", "D", "-"),
    arms.AGAIN: Style("#56B4E9", "v", "--"),
    arms.CROWDED: Style("#CC79A7", "^", "-."),
}


def draw(results: Results, folder: Path) -> None:
    """Writes learning.svg and learning.png; nothing where no arm is finished."""
    courses = read_courses(results)
    if not courses:
        return
    import matplotlib as mpl

    mpl.use("Agg")  # No screen is needed.
    from matplotlib import pyplot as plt

    with plt.rc_context({"svg.hashsalt": NAME, "font.size": 10, "axes.spines.top": False, "axes.spines.right": False}):
        figure, (left, middle, right) = plt.subplots(1, 3, figsize=(15, 4.6), layout="constrained")
        of_arm = {arm: list(courses[arm].values()) for arm in arms.ORDERS if arm in courses}
        draw_learning(left, of_arm)
        draw_finished(middle, of_arm)
        draw_ratios(right, courses)
        for kind in ("svg", "png"):
            figure.savefig(folder / f"{NAME}.{kind}", dpi=150, metadata={"Date": None} if kind == "svg" else None)
        plt.close(figure)


def draw_learning(axes: Any, courses: dict[str, list[Course]]) -> None:
    """Every seed thin with its dots, the mean over seeds thick; between the points by log2 seconds."""
    for arm, runs in courses.items():
        style = STYLES[arm]
        for course in runs:
            axes.plot(_minutes(course), course.precisions, color=style.color, alpha=0.2, lw=0.8)
            axes.plot(_minutes(course), course.precisions, style.marker, color=style.color, alpha=0.35, ms=3)
        low, high = max(course.efforts[0] for course in runs), min(course.efforts[-1] for course in runs)
        grid = np.geomspace(low, high, 60)
        curves = [np.interp(np.log2(grid), np.log2(course.efforts), course.precisions) for course in runs]
        label = f"{arm}, {len(runs)} seed{'s' * (len(runs) > 1)}"
        axes.plot(grid / 60, np.mean(curves, axis=0), style.line, color=style.color, lw=2.2, label=label)
    _log_ticks(axes, [minutes for runs in courses.values() for course in runs for minutes in _minutes(course)])
    axes.set(xlabel="minutes of a person", ylabel="AP (IoU .5 to .95) on the test fold", title="What a minute teaches")
    axes.legend(frameon=False, loc="lower right")


def draw_finished(axes: Any, courses: dict[str, list[Course]]) -> None:
    """Seconds an image; the line is by hand."""
    rows = [(tolerance, arm) for tolerance in TOLERANCES for arm in courses]
    for place, (tolerance, arm) in enumerate(rows):
        cell = str(Cell(HEADLINE.profile, tolerance))
        _dots(axes, place, [course.totals[cell] / course.images for course in courses[arm]], STYLES[arm])
    manual = np.mean([run.manual[str(HEADLINE)] / run.images for runs in courses.values() for run in runs])
    axes.axvline(manual, color=GREY, lw=1)
    axes.annotate("by hand", (manual, -0.5), xytext=(-4, 0), textcoords="offset points", color=GREY, ha="right")
    _name_rows(axes, [f"{arm}, IoU {tolerance:g}" for tolerance, arm in rows])
    axes.set(xlabel="seconds of a person an image", title="A finished set, hold-out included", xlim=(0, None))


def draw_ratios(axes: Any, courses: dict[str, dict[int, Course]]) -> None:
    """Pairs of seeds: left of 1 the first arm takes less. An interval of two seeds may go on beyond the edge."""
    found = [one for one in compare_arms(courses) if one.is_ratio]
    for place, one in enumerate(found):
        _dots(axes, place, one.found.values, STYLES[one.arm], whole=one.found)
    axes.axvline(1, color=GREY, lw=1)
    _name_rows(axes, [f"{one.what}\n{one.arm} / {one.other}" for one in found])
    axes.tick_params(axis="y", labelsize=8)
    axes.set(
        xlabel="ratio: left of 1 is less", title="Pairs of seeds", xlim=_about([one.found.values for one in found])
    )


def _about(values: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Limits of an axis that has all of them, and 1."""
    lowest, highest = (end([1.0, *(end(each) for each in values)]) for end in (min, max))
    room = ROOM * (highest - lowest)
    return lowest - room, highest + room


def _dots(axes: Any, place: float, values: Sequence[float], style: Style, whole: Estimate | None = None) -> None:
    """Every seed's dot, and below them the mean with its interval."""
    apart = np.linspace(-0.18, 0.18, len(values)) if len(values) > 1 else np.zeros(1)
    axes.plot(values, place + apart, style.marker, color=style.color, alpha=0.6, ms=4)
    one = whole or estimate(values)
    if np.isfinite(one.high - one.low):
        axes.errorbar(one.mean, place + 0.34, xerr=[[one.mean - one.low], [one.high - one.mean]], **INTERVAL)


def _name_rows(axes: Any, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.9)


def _log_ticks(axes: Any, minutes: Sequence[float]) -> None:
    axes.set_xscale("log", base=2)
    ticks = [15 * 2**step for step in range(12) if min(minutes) / 1.5 <= 15 * 2**step <= max(minutes) * 1.5]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()


def _minutes(course: Course) -> list[float]:
    return [seconds / 60 for seconds in course.efforts]
