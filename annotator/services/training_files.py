"""The epochs of a training as a file to take home."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import orjson

from annotator.services.trainings import Course

COLUMNS = (
    "epoch",
    "loss",
    "loss_objectness",
    "loss_rpn_box_reg",
    "loss_classifier",
    "loss_box_reg",
    "learning_rate",
    "accuracy",
    "object_accuracy",
    "seconds",
    "measuring_seconds",
    "memory_bytes",
    "gpu_memory_bytes",
)
MEASURES = ("ap", "ap50", "ap75")


def as_json(course: Course) -> bytes:
    return orjson.dumps(
        {
            "training": course.job.pk,
            "state": course.job.state,
            "model": course.model.number if course.model else None,
            "facts": course.facts,
            "notices": course.notices,
            "kept_epoch": course.kept_epoch,
            "categories": _names(course),
            "epochs": [
                {**figures, "observation": found.text}
                for figures, found in zip(course.history, course.observations, strict=True)
            ],
        },
        option=orjson.OPT_INDENT_2,
    )


def as_csv(course: Course) -> bytes:
    """A row for each epoch; what was not measured is empty. With the mark by which spreadsheets know UTF-8."""
    names = _names(course)
    ids = [id_ for id_ in names if any(id_ in _per_category(figures) for figures in course.history)]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([*COLUMNS, *MEASURES, *(f"ap of {names[id_]}" for id_ in ids), "observation"])
    for figures, found in zip(course.history, course.observations, strict=True):
        rows.writerow([*_row(figures, ids), found.text])
    return text.getvalue().encode("utf-8-sig")


def _row(figures: Any, ids: Sequence[str]) -> list[Any]:
    metrics = figures.get("metrics") or {}
    of_categories = _per_category(figures)
    return [
        *(figures.get(name) for name in COLUMNS),
        *(metrics.get(name) for name in MEASURES),
        *(of_categories.get(id_, {}).get("ap") for id_ in ids),
    ]


def _per_category(figures: Any) -> dict[str, Any]:
    return (figures.get("metrics") or {}).get("per_category") or {}


def _names(course: Course) -> dict[str, str]:
    rows = course.job.project.categories.order_by("coco_id").values_list("pk", "name")
    return {str(id_): name for id_, name in rows}
