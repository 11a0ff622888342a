"""Writes down what a training says while it runs, where people can see it."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError

from annotator.models import Job
from annotator.services import jobs, trainings

logger = logging.getLogger(__name__)
MOST_TRUE_BOXES = 200  # Of an image that is shown.


class Recorder:
    """Hears a training's events. Begins the record of its job anew: a retry leaves no epoch twice.

    holdout: COCO file that the training is measured on
    """

    def __init__(self, job: Job, *, holdout: Path | None) -> None:
        self.job, self.holdout = job, holdout
        self.ids: Mapping[int, int] = dict(job.project.categories.values_list("coco_id", "pk"))
        self._knows_truth = False
        trainings.begin(job)

    def __call__(self, name: str, event: dict[str, Any]) -> None:
        if name not in {"started", "epoch", "notice"}:
            return
        try:
            if jobs.is_held(self.job):
                self._write(name, event)
        except (OperationalError, InterfaceError) as error:
            # The database is away or busy: the training matters more than its record.
            logger.warning("could not write what training %s says: %s", self.job.pk, error)

    def _write(self, name: str, event: dict[str, Any]) -> None:
        if name == "started":
            trainings.record_start(self.job, event)
        elif name == "notice":
            trainings.record_notice(self.job, event)
        else:
            self._write_epoch(event)

    def _write_epoch(self, event: dict[str, Any]) -> None:
        figures = {key: value for key, value in event.items() if key != "frames"}
        figures["metrics"] = with_category_ids(figures["metrics"], self.ids)
        frames = [_in_ids(frame, self.ids) for frame in event.get("frames", ())]
        if frames and not self._knows_truth and self.holdout:
            self._knows_truth = True
            shown = {frame["image"] for frame in frames}
            trainings.record_truth(self.job, [_in_ids(row, self.ids) for row in _true_boxes(self.holdout, shown)])
        trainings.record_epoch(self.job, figures=figures, frames=frames)


def with_category_ids(metrics: dict[str, Any] | None, ids: Mapping[int, int]) -> dict[str, Any] | None:
    """The detector counts by COCO ids, the database by category ids."""
    if not metrics:
        return None
    per_category = {str(ids[int(key)]): value for key, value in metrics["per_category"].items() if int(key) in ids}
    return {**metrics, "per_category": per_category}


def _in_ids(frame: Mapping[str, Any], ids: Mapping[int, int]) -> dict[str, Any]:
    boxes = [[ids[category], *rest] for category, *rest in frame["boxes"] if category in ids]
    return {"image": frame["image"], "boxes": boxes}


def _true_boxes(file: Path, images: set[int]) -> list[dict[str, Any]]:
    """What the COCO file says is in these images, without crowds."""
    boxes: dict[int, list[list[float]]] = {id_: [] for id_ in images}
    for row in orjson.loads(file.read_bytes())["annotations"]:
        of_image = boxes.get(row["image_id"])
        if of_image is not None and not row["iscrowd"] and len(of_image) < MOST_TRUE_BOXES:
            x, y, width, height = row["bbox"]
            of_image.append([row["category_id"], x, y, x + width, y + height])
    return [{"image": id_, "boxes": drawn} for id_, drawn in boxes.items()]
