"""Somebody who annotates through REST exactly as the truth says, and changes nothing that is right."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.loop.truth import Suggestion, TrueBox, Truth, compare
from benchmarks.stand.client import Client


@dataclass
class Work:
    """What was done: images by their split, and boxes by what had to be done with them."""

    images: Counter[str] = field(default_factory=Counter)
    boxes: Counter[str] = field(default_factory=Counter)
    shown: int = 0
    needed: int = 0


class Person:
    def __init__(self, client: Client, project: dict[str, Any], truth: Truth) -> None:
        self._client = client
        self._project = project["id"]
        self._truth = truth
        self._ids = {category["name"]: category["id"] for category in project["categories"]}
        self._names = {key: name for name, key in self._ids.items()}

    def finish_images(self, count: int) -> Work:
        """Take images from the queue until so many outside the hold-out are finished, or none is left."""
        work = Work()
        while work.images["train"] < count and (opened := self._client.lease_next(self._project)):
            self._finish(opened, work)
            work.images[opened["image"]["split"]] += 1
        return work

    def _finish(self, opened: dict[str, Any], work: Work) -> None:
        image, prediction = opened["image"], opened["prediction"]
        shown = self._shown(prediction)
        needed = self._truth.boxes[image["file_name"]]
        verdict = compare(shown, needed)
        done = [
            *(self._box(box, "accepted", prediction, suggestion) for suggestion, box in verdict.kept),
            *(self._box(box, "adjusted", prediction, suggestion) for suggestion, box in verdict.adjusted),
            *(self._box(box, "drawn") for box in verdict.missing),
        ]
        based_on = prediction and prediction["id"]
        self._client.save(image["id"], image["revision"], upsert=done, state="done", based_on=based_on)
        work.boxes.update(box["origin"] for box in done)
        work.boxes["rejected"] += len(verdict.extra)
        work.shown += len(shown)
        work.needed += len(needed)

    def _shown(self, prediction: dict[str, Any] | None) -> list[Suggestion]:
        """What the editor would show: from the category's threshold on."""
        if prediction is None:
            return []
        return [
            Suggestion(self._names[box["category"]], (box["x1"], box["y1"], box["x2"], box["y2"]), box["score"])
            for box in prediction["boxes"]
            if box["score"] >= prediction["thresholds"].get(str(box["category"]), prediction["threshold"])
        ]

    def _box(
        self,
        truth: TrueBox,
        origin: str,
        prediction: dict[str, Any] | None = None,
        suggestion: Suggestion | None = None,
    ) -> dict[str, Any]:
        """An accepted one keeps the model's corners; all others get the true ones."""
        corners = suggestion.corners if suggestion and origin == "accepted" else truth.corners
        box = {"key": str(uuid.uuid4()), "category": self._ids[truth.category], "origin": origin}
        box |= dict(zip(("x1", "y1", "x2", "y2"), corners, strict=True))
        if prediction and suggestion:
            box |= {"model_version": prediction["model_version"]["id"], "score": suggestion.score}
        return box
