"""From the rows of rounds to one course for each seed and arm: what had been spent when each model was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.learning import arms
from benchmarks.learning.annotator import HEADLINE
from benchmarks.learning.figures import area, reaches
from benchmarks.learning.results import Results, Row
from detector.scores.seconds import mean_error_share, rank_correlation

ENOUGH = 0.95  # Of the average precision of the model that has learnt from the finished set.


@dataclass(frozen=True, kw_only=True)
class Point:
    """A model came into use, or the set was finished."""

    seconds: float  # Of the headline's person, all images so far.
    boxes: int
    images: int  # Hold-out included.
    learnt: int  # Without it.
    model: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Course:
    """An arm from nothing to the finished set. The last point has the model that all arms end with."""

    seed: int
    arm: str
    points: tuple[Point, ...]
    totals: Mapping[str, float]  # Seconds to the finished set, by person and tolerance.
    manual: Mapping[str, float]  # By hand.
    images: int
    foretold: tuple[tuple[float, float], ...]  # Seconds as they were foretold and as they came, for each aided image.
    train_seconds: tuple[float, ...]  # Of a processor.

    @property
    def goal(self) -> float:
        return ENOUGH * self.precisions[-1]

    @property
    def efforts(self) -> list[float]:
        return [point.seconds for point in self.points]

    @property
    def precisions(self) -> list[float]:
        return [point.model["ap"] for point in self.points]

    def saved(self, cell: str) -> float:
        """Share of the seconds by hand."""
        return 1 - self.totals[cell] / self.manual[cell]

    def seconds_to_goal(self) -> float:
        return reaches(self.efforts, self.precisions, self.goal)

    def boxes_to_goal(self) -> float:
        return reaches([point.boxes for point in self.points], self.precisions, self.goal)

    def area_until(self, high: float) -> float:
        return area(self.efforts, self.precisions, low=self.efforts[0], high=high)

    def seconds_error(self) -> float:
        """Mean share by which foretold seconds are wrong."""
        return mean_error_share(*zip(*self.foretold, strict=True)) if self.foretold else float("nan")

    def seconds_rank_correlation(self) -> float:
        return rank_correlation(*zip(*self.foretold, strict=True)) if self.foretold else float("nan")


def read_courses(results: Results) -> dict[str, dict[int, Course]]:
    """By arm and seed; only arms that were played to the end."""
    of_seed: dict[int, dict[str, list[Row]]] = {}
    for row in results.rows():
        of_seed.setdefault(row["seed"], {}).setdefault(row["arm"], []).append(row)
    found: dict[str, dict[int, Course]] = {}
    for seed, rows in of_seed.items():
        for arm in arms.ORDERS:
            if arm in rows and arms.FULL in rows and _is_finished(rows[arm]):
                found.setdefault(arm, {})[seed] = _course(seed, arm, rows)
    return found


def common_end(courses: Sequence[Course]) -> float:
    """Seconds up to which all of them went."""
    return min(course.efforts[-1] for course in courses)


def _is_finished(rows: Sequence[Row]) -> bool:
    return "verdict" not in rows[-1]


def _course(seed: int, arm: str, rows: Mapping[str, list[Row]]) -> Course:
    path = [*rows[arms.START], *rows[arm]]
    seconds = np.cumsum([row["seconds"][str(HEADLINE)] for row in path])
    boxes, images, learnt = (
        np.cumsum(values)
        for values in (
            [row["boxes"] for row in path],
            [len(row["learnt"]) + len(row["held"]) for row in path],
            [len(row["learnt"]) for row in path],
        )
    )
    models = [_model(arm, row) for row in path[:-1]] + [rows[arms.FULL][0]["model"]]
    points = zip(seconds.tolist(), boxes.tolist(), images.tolist(), learnt.tolist(), models, strict=True)
    return Course(
        seed=seed,
        arm=arm,
        points=tuple(
            Point(seconds=spent, boxes=drawn, images=done, learnt=known, model=model)
            for spent, drawn, done, known, model in points
            if model is not None
        ),
        totals={cell: sum(row["seconds"][cell] for row in path) for cell in path[0]["seconds"]},
        manual=rows[arms.MANUAL][0]["seconds"],
        images=rows[arms.MANUAL][0]["images"],
        foretold=tuple(
            (said, was)
            for row in path
            for said, was in zip(row["foretold"], row["each"], strict=True)
            if said is not None
        ),
        train_seconds=tuple(row["train_cpu_seconds"] for row in rows[arm] if "verdict" in row),
    )


def _model(arm: str, row: Row) -> Mapping[str, Any] | None:
    """The one in use after a round. Who trains once has no use for the first model."""
    return None if arm == arms.ONE_OFF and row["arm"] == arms.START else row["model"]
