"""The table: what each arm costs, and what pairs of seeds say of the differences."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.learning import arms
from benchmarks.learning.annotator import CELLS, HEADLINE, TOLERANCES, Cell
from benchmarks.learning.courses import Course, common_end, read_courses
from benchmarks.learning.figures import Estimate, as_ratio, estimate
from benchmarks.learning.results import Results

Courses = dict[str, dict[int, Course]]
Rows = list[list[str]]

AREA = "AUBC: mean AP over log seconds"
PAIRS = (
    (arms.BALANCED, arms.RANDOM),
    (arms.AGAIN, arms.RANDOM),
    (arms.CROWDED, arms.RANDOM),
    (arms.RANDOM, arms.ONE_OFF),
)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Of two arms by one figure, seed by seed. Ratios are of geometric means."""

    what: str
    arm: str
    other: str
    is_ratio: bool
    found: Estimate


def report(results: Results) -> str:
    """Markdown."""
    courses = read_courses(results)
    if not courses:
        return "No arm has been played to the end yet."
    parts = [
        _settings(results),
        _section("Human seconds an image to a finished set, hold-out included", finished_table(courses)),
        _section("What pairs of seeds say", comparison_table(compare_arms(courses))),
        _section("Models by what they have learnt from", models_table(courses)),
        _section("Foretold seconds and the time of a training", foretold_table(courses)),
        _section("Every seed", seeds_table(courses)),
    ]
    return "\n\n".join(parts)


def finished_table(courses: Courses) -> Rows:
    """Means over seeds, and the saving against drawing all by hand with its 95 % interval."""
    heading = ["person, IoU", "by hand", *(f"{arm} ({len(courses[arm])})" for arm in _present(courses))]
    rows = [heading]
    for cell in CELLS:
        manual = [course.manual[str(cell)] / course.images for course in _any(courses).values()]
        cells = [_finished(courses[arm], cell) for arm in _present(courses)]
        rows.append([str(cell), f"{np.mean(manual):.1f}", *cells])
    return rows


def compare_arms(courses: Courses) -> list[Comparison]:
    """For each two arms that have seeds in common. Ratios below 1 are in favour of the first."""
    found = []
    for arm, other in PAIRS:
        pairs = _pairs(courses, arm, other)
        if not pairs:
            continue
        for what, figure in _ratios(arm, other).items():
            logs = [math.log2(figure(one) / figure(two)) for one, two in pairs]
            found.append(Comparison(what=what, arm=arm, other=other, is_ratio=True, found=as_ratio(estimate(logs))))
        if _both_learn(arm, other):
            gains = estimate([_area_gain(one, two) for one, two in pairs])
            found.append(Comparison(what=AREA, arm=arm, other=other, is_ratio=False, found=gains))
    return found


def comparison_table(comparisons: Iterable[Comparison]) -> Rows:
    rows = [["figure", "arms", "pairs", "mean [95 % interval]", "sign-flip p", "every seed"]]
    for one in comparisons:
        sign = "/" if one.is_ratio else "-"
        show = "{:.3f}".format if one.is_ratio else "{:+.4f}".format
        rows.append(
            [
                one.what,
                f"{one.arm} {sign} {one.other}",
                str(len(one.found.values)),
                interval(one.found, show),
                f"{one.found.p:.3f}",
                " ".join(show(value) for value in one.found.values),
            ]
        )
    return rows


def models_table(courses: Courses) -> Rows:
    """Of the models in use, on the test folds; the last row is the model that all arms end with."""
    rows = [["learnt from", "arm", "minutes of a person", "AP", "AP50", "AP75", "D-ECE raw", "D-ECE calibrated"]]
    for arm in _present(courses):
        for place in range(max(len(course.points) for course in courses[arm].values())):
            points = [course.points[place] for course in courses[arm].values() if place < len(course.points)]
            means = [_mean(point.model.get(name) for point in points) for name in MODEL_FIGURES]
            learnt, minutes = (
                np.mean([point.learnt for point in points]),
                np.mean([point.seconds for point in points]) / 60,
            )
            rows.append([f"{learnt:.0f}", arm, f"{minutes:.0f}", *means])
    return rows


MODEL_FIGURES = ("ap", "ap50", "ap75", "raw_calibration_error", "calibration_error")


def foretold_table(courses: Courses) -> Rows:
    rows = [["arm", "MAPE of foretold seconds", "rank correlation", "CPU seconds of a training, median"]]
    for arm in _present(courses):
        runs = courses[arm].values()
        error = estimate([course.seconds_error() for course in runs])
        ranks = estimate([course.seconds_rank_correlation() for course in runs])
        times = [seconds for course in runs for seconds in course.train_seconds]
        spent = f"{np.median(times):.0f}" if times else "-"
        rows.append([arm, interval(error, _percent), interval(ranks, lambda value: f"{value:.2f}"), spent])
    return rows


def seeds_table(courses: Courses) -> Rows:
    rows = [
        ["seed", "arm", *(f"s/image, IoU {tolerance:g}" for tolerance in TOLERANCES), "min to 95 %", "boxes to 95 %"]
    ]
    for arm in _present(courses):
        for seed, course in sorted(courses[arm].items()):
            totals = [course.totals[str(Cell(HEADLINE.profile, tolerance))] for tolerance in TOLERANCES]
            each = [f"{total / course.images:.1f}" for total in totals]
            rows.append(
                [str(seed), arm, *each, f"{course.seconds_to_goal() / 60:.0f}", f"{course.boxes_to_goal():.0f}"]
            )
    return rows


def interval(found: Estimate, show: Callable[[float], str]) -> str:
    """One seed has no interval."""
    if not math.isfinite(found.high - found.low):
        return show(found.mean)
    return f"{show(found.mean)} [{show(found.low)}, {show(found.high)}]"


def as_markdown(rows: Rows) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _settings(results: Results) -> str:
    return "Settings: " + ", ".join(f"{name} {value}" for name, value in results.settings.items()) + "."


def _section(title: str, rows: Rows) -> str:
    return f"### {title}\n\n{as_markdown(rows)}"


def _present(courses: Courses) -> list[str]:
    return [arm for arm in arms.ORDERS if arm in courses]


def _any(courses: Courses) -> dict[int, Course]:
    """The arm with the most seeds."""
    return max(courses.values(), key=len)


def _pairs(courses: Courses, arm: str, other: str) -> list[tuple[Course, Course]]:
    ours, theirs = courses.get(arm, {}), courses.get(other, {})
    return [(ours[seed], theirs[seed]) for seed in sorted(ours.keys() & theirs.keys())]


def _both_learn(arm: str, other: str) -> bool:
    """Who trains once has no course of models to compare."""
    return arms.ONE_OFF not in (arm, other)


def _ratios(arm: str, other: str) -> dict[str, Callable[[Course], float]]:
    finished = {f"seconds to a finished set, IoU {tolerance:g}": _total(tolerance) for tolerance in TOLERANCES}
    if not _both_learn(arm, other):
        return finished
    to_goal = {"seconds to 95 % of full AP": Course.seconds_to_goal, "boxes to 95 % of full AP": Course.boxes_to_goal}
    return {**finished, **to_goal}


def _total(tolerance: float) -> Callable[[Course], float]:
    return lambda course: course.totals[str(Cell(HEADLINE.profile, tolerance))]


def _area_gain(one: Course, other: Course) -> float:
    end = common_end([one, other])
    return one.area_until(end) - other.area_until(end)


def _finished(runs: dict[int, Course], cell: Cell) -> str:
    each = np.mean([course.totals[str(cell)] / course.images for course in runs.values()])
    saved = estimate([-course.saved(str(cell)) for course in runs.values()])
    return f"{each:.1f}, {interval(saved, _percent)}"


def _percent(share: float) -> str:
    return f"{100 * share:+.1f} %" if share < 0 else f"{100 * share:.1f} %"


def _mean(values: Iterable[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{np.mean(known):.3f}" if known else "-"
