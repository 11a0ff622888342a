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
from benchmarks.learning.figures import estimate
from benchmarks.learning.report import ORDER, compare_arms
from benchmarks.learning.results import Results

NAME = "learning"
GREY = "#666666"


class Style(NamedTuple):
    color: str
    marker: str
    line: str


STYLES = {
    arms.ONE_OFF: Style("#E69F00", "s", ":"),
    arms.RANDOM: Style("#0072B2", "o", "--"),
    arms.BALANCED: Style("#009E73", "D", "-"),
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
        figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14, 4.6), width_ratios=[1.25, 1.15, 1])
        present = [arm for arm in ORDER if arm in courses]
        draw_learning(left, {arm: list(courses[arm].values()) for arm in present})
        draw_finished(middle, {arm: list(courses[arm].values()) for arm in present})
        draw_ratios(right, courses)
        figure.tight_layout()
        for kind in ("svg", "png"):
            figure.savefig(folder / f"{NAME}.{kind}", dpi=150, metadata={"Date": None} if kind == "svg" else None)
        plt.close(figure)


def draw_learning(axes: Any, courses: dict[str, list[Course]]) -> None:
    """Every seed thin, the mean over seeds thick, between the points by log2 seconds."""
    for arm, runs in courses.items():
        style = STYLES[arm]
        for course in runs:
            axes.plot(_minutes(course), course.precisions, color=style.color, alpha=0.2, lw=0.8)
            axes.plot(_minutes(course), course.precisions, style.marker, color=style.color, alpha=0.35, ms=3)
        if arm != arms.ONE_OFF:
            low, high = max(course.efforts[0] for course in runs), min(course.efforts[-1] for course in runs)
            grid = np.geomspace(low, high, 60)
            mean = np.mean(
                [np.interp(np.log2(grid), np.log2(course.efforts), course.precisions) for course in runs], axis=0
            )
            axes.plot(grid / 60, mean, style.line, color=style.color, lw=2.2, label=f"{arm} ({len(runs)})")
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(lambda minutes, _: f"{minutes:g}")
    axes.set(xlabel="minutes of a person (log)", ylabel="AP, IoU .5 to .95, test fold", title="What a minute teaches")
    axes.legend(frameon=False, loc="lower right")


def draw_finished(axes: Any, courses: dict[str, list[Course]]) -> None:
    """Seconds an image; by hand is the line."""
    places: list[tuple[int, str]] = []
    for tolerance in TOLERANCES:
        cell = str(Cell(HEADLINE.profile, tolerance))
        for arm, runs in courses.items():
            place = len(places) + TOLERANCES.index(tolerance)
            places.append((place, f"{arm}\nIoU {tolerance:g}"))
            _dots(axes, place, [course.totals[cell] / course.images for course in runs], STYLES[arm])
    manual = np.mean([run.manual[str(HEADLINE)] / run.images for runs in courses.values() for run in runs])
    axes.axhline(manual, color=GREY, lw=1)
    axes.annotate("by hand", (places[0][0], manual), xytext=(0, -12), textcoords="offset points", color=GREY)
    axes.set_xticks([place for place, _ in places], [words for _, words in places], rotation=60, ha="right", fontsize=8)
    axes.set(ylabel="seconds of a person an image", title="A finished set, hold-out included", ylim=(0, None))


def draw_ratios(axes: Any, courses: dict[str, dict[int, Course]]) -> None:
    """Pairs of seeds: below 1 the first arm takes less."""
    found = [one for one in compare_arms(courses) if one.is_ratio]
    for place, one in enumerate(found):
        _dots(axes, place, one.found.values, STYLES[one.arm], whole=(one.found.mean, one.found.low, one.found.high))
    axes.axhline(1, color=GREY, lw=1)
    words = [f"{one.arm} / {one.other}:\n{one.what}" for one in found]
    axes.set_xticks(range(len(found)), words, rotation=60, ha="right", fontsize=7)
    axes.set(ylabel="ratio (below 1 is less)", title="Pairs of seeds")


def _dots(
    axes: Any, place: float, values: Sequence[float], style: Style, whole: tuple[float, float, float] | None = None
) -> None:
    """Every seed's dot, and beside them the mean with its interval."""
    apart = np.linspace(-0.15, 0.15, len(values)) if len(values) > 1 else np.zeros(1)
    axes.plot(place + apart, values, style.marker, color=style.color, alpha=0.5, ms=4)
    one = estimate(values)
    mean, low, high = whole or (one.mean, one.low, one.high)
    if np.isfinite(high - low):
        axes.errorbar(place + 0.32, mean, [[mean - low], [high - mean]], fmt="_", color="black", capsize=2, lw=1.2)


def _minutes(course: Course) -> list[float]:
    return [seconds / 60 for seconds in course.efforts]
