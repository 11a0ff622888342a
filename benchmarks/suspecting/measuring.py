"""Which of the planted errors come up early, when labels are reviewed by their doubts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.suspecting.errors import KINDS, Document, Error
from detector.scores.matching import ious
from detector.suspects.find import Boxes, Finding, find, norms

SHARES = (0.1, 0.2)
SAME_OBJECT = 0.5  # IoU from which an overlooked object is the one that was dropped.
DRAWS = 200  # Of a random order.


@dataclass(frozen=True, kw_only=True)
class Case:
    """One image: labels with the planted errors, their ids in the COCO file, and what was seen out of sample."""

    labels: Boxes
    annotations: list[int]
    seen: Boxes
    errors: list[Error]


@dataclass(frozen=True, kw_only=True)
class Question:
    doubt: float
    image: int
    error: Error | None  # That a person who looks there finds.


def cases(document: Document, errors: Sequence[Error], seen: Mapping[str, Sequence[Sequence[Any]]]) -> list[Case]:
    found = []
    for image in document["images"]:
        rows = [row for row in document["annotations"] if row["image_id"] == image["id"]]
        corners = np.array([_corners(row["bbox"]) for row in rows], dtype=np.float64).reshape(-1, 4)
        labels = Boxes(corners, np.array([row["category_id"] for row in rows], dtype=np.int64), np.ones(len(rows)))
        ours = [error for error in errors if error.image == image["id"]]
        detections = _detections(seen.get(str(image["id"]), ()))
        found.append(Case(labels=labels, annotations=[row["id"] for row in rows], seen=detections, errors=ours))
    return found


def _corners(bbox: Sequence[float]) -> list[float]:
    x, y, width, height = bbox
    return [x, y, x + width, y + height]


def _detections(rows: Sequence[Sequence[Any]]) -> Boxes:
    """Rows of category, x1, y1, x2, y2, score, probability."""
    values = np.array(rows, dtype=np.float64).reshape(-1, 7)
    return Boxes(values[:, 1:5], values[:, 0].astype(np.int64), values[:, 6])


def measure(images: Sequence[Case], *, seed: int) -> dict[str, Any]:
    """Shares of the planted errors found among the first 10 and 20 % of boxes and of images, with what could be."""
    usual = norms([case.labels for case in images], [case.seen for case in images])
    questions = [
        _question(place, case, finding)
        for place, case in enumerate(images)
        for finding in find(case.labels, case.seen, usual)
    ]
    questions.sort(key=lambda question: -question.doubt)
    return {
        "errors": sum(len(case.errors) for case in images),
        "boxes": sum(len(case.annotations) for case in images),
        "images": len(images),
        "by_box": {str(share): _by_box(images, questions, share) for share in SHARES},
        "by_image": {str(share): _by_image(images, questions, share, seed=seed) for share in SHARES},
        "right_by_doubt": _right_by_doubt(questions),
    }


def _question(place: int, case: Case, finding: Finding) -> Question:
    error = None
    if finding.label is not None:
        annotation = case.annotations[finding.label]
        error = next((row for row in case.errors if row.annotation == annotation), None)
    elif finding.seen is not None:
        dropped = [row for row in case.errors if row.kind == "overlooked"]
        overlaps = [float(ious(case.seen.corners[[finding.seen]], row.box[None])[0, 0]) for row in dropped]
        if overlaps and max(overlaps) >= SAME_OBJECT:
            error = dropped[int(np.argmax(overlaps))]
    return Question(doubt=finding.doubt, image=place, error=error)


def _by_box(images: Sequence[Case], questions: Sequence[Question], share: float) -> dict[str, Any]:
    """As many questions as that share of the boxes, the worst first."""
    errors = [error for case in images for error in case.errors]
    looks = round(share * sum(len(case.annotations) for case in images))
    found = {error.annotation: error for question in questions[:looks] if (error := question.error)}
    return {
        "looks": looks,
        "found": len(found) / len(errors),
        "kinds": {kind: _share_of(kind, list(found.values()), errors) for kind in KINDS},
        "at_best": min(1.0, looks / len(errors)),
        # Looking at boxes in any order finds what is wrong with boxes, and never what has none.
        "at_random": share * sum(error.kind != "overlooked" for error in errors) / len(errors),
    }


def _share_of(kind: str, found: Sequence[Error], errors: Sequence[Error]) -> float:
    return sum(error.kind == kind for error in found) / max(1, sum(error.kind == kind for error in errors))


def _by_image(images: Sequence[Case], questions: Sequence[Question], share: float, *, seed: int) -> dict[str, Any]:
    """That share of the images, looked through as a whole: everything that is wrong in them is found."""
    looks = round(share * len(images))
    counts = np.array([len(case.errors) for case in images], dtype=np.float64)
    doubts = np.zeros(len(images))
    for question in questions:
        doubts[question.image] += question.doubt**4  # About how often it is right: seldom at 0.5, nearly always at 0.9.
    first = np.argsort(-doubts, kind="stable")[:looks]
    errors = [error for case in images for error in case.errors]
    found = [error for place in first.tolist() for error in images[place].errors]
    random = np.random.default_rng(seed)
    drawn = [counts[random.permutation(len(images))[:looks]].sum() for _ in range(DRAWS)]
    return {
        "looks": looks,
        "found": len(found) / len(errors),
        "kinds": {kind: _share_of(kind, found, errors) for kind in KINDS},
        "at_best": float(np.sort(counts)[::-1][:looks].sum() / len(errors)),
        "at_random": float(np.mean(drawn) / len(errors)),
    }


def _right_by_doubt(questions: Sequence[Question]) -> list[dict[str, float]]:
    """How many of the questions of a doubt are about a planted error."""
    edges = np.linspace(0, 1, 11)
    rows = []
    for low, high in pairwise(edges.tolist()):
        asked = [question for question in questions if low <= question.doubt < high]
        right = sum(question.error is not None for question in asked)
        rows.append({"from": round(low, 1), "questions": len(asked), "planted": right})
    return rows
