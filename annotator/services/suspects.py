"""Labels that a model doubts: kept as questions, the worst first, and never asked again once a person has said that the
label is right, unless the label has changed."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from annotator.models import Box, ModelVersion, Project, Suspect
from annotator.services import boxes, crops, suspect_audit
from annotator.services.overlap import most

SAME_OBJECT = 0.5  # Intersection over union from which two boxes are about one object.
MOST_KEPT = 2000  # Questions of one look, the worst first: more than that nobody answers before the next model.
IMAGES_AT_ONCE = 500
DRAWN = (Suspect.Kind.AUDIT, Suspect.Kind.INCOMPLETE)  # At random, whatever a model says.
AUDIT_EVERY = 4  # Every so manieth question is of the random sample, as long as there are any,
IMAGES_EVERY = 12  # and every so manieth about a whole image.
PAGE = 20
PAGE_OF_IMAGES = 4  # With all their boxes.
SHOWN_AROUND = 1.5  # Sides of the place in question, to each side of it.
MOST_AROUND = 300  # Boxes that are drawn around a question.

Label = Mapping[str, Any]  # As `boxes.as_json` writes it.


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What a model says against a label, or of a place without one. Fields as of Suspect."""

    image_id: int
    kind: str
    category_id: int
    label: Label | None
    seen: Mapping[str, Any] | None
    doubt: float
    overlap: float


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with what stands around it.

    around: the other boxes of the image, as [category id, x1, y1, x2, y2]
    """

    suspect: Suspect
    around: list[list[float]]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Open questions by kind and by category id, and how many were answered."""

    kinds: dict[str, int] = field(default_factory=dict)
    categories: dict[int, int] = field(default_factory=dict)
    open: int = 0
    right: int = 0
    wrong: int = 0
    skipped: int = 0


def store(project: Project, doubts: Sequence[Doubt], *, looked_at: Collection[int], model: ModelVersion | None) -> int:
    """Replace what is open in the images that were looked at, and say how many questions are new.

    Left out is what a person called right before, and what has changed while the model looked.
    """
    worst = sorted(doubts, key=lambda doubt: -doubt.doubt)[:MOST_KEPT]
    by_image: dict[int, list[Doubt]] = defaultdict(list)
    for doubt in worst:
        by_image[doubt.image_id].append(doubt)
    stored, ids = 0, sorted(looked_at)
    for start in range(0, len(ids), IMAGES_AT_ONCE):
        stored += _replace(project, ids[start : start + IMAGES_AT_ONCE], by_image, model)
    suspect_audit.draw(project)
    return stored


@transaction.atomic
def _replace(
    project: Project, image_ids: Sequence[int], by_image: Mapping[int, Sequence[Doubt]], model: ModelVersion | None
) -> int:
    unanswered = project.suspects.filter(image__in=image_ids, state__in=[Suspect.State.OPEN, Suspect.State.SKIPPED])
    unanswered.exclude(kind__in=DRAWN).delete()
    known = _Known.of(project, image_ids)
    rows = [
        Suspect(
            project=project,
            image_id=doubt.image_id,
            kind=doubt.kind,
            category_id=doubt.category_id,
            box_key=uuid.UUID(doubt.label["key"]) if doubt.label else None,
            label=doubt.label,
            seen=doubt.seen,
            doubt=doubt.doubt,
            overlap=doubt.overlap,
            model_version=model,
        )
        for image_id in image_ids
        for doubt in by_image.get(image_id, ())
        if known.is_new(doubt)
    ]
    Suspect.objects.bulk_create(rows)
    return len(rows)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What there is now, and what people said before, by image."""

    present: Mapping[int, Mapping[str, Label]]  # Boxes by key.
    right: Mapping[int, Mapping[str, Label]]  # Labels by key.
    nothing: Mapping[int, Sequence[tuple[int, Sequence[float]]]]  # Places without an object: category and corners.
    tolerance: float

    @classmethod
    def of(cls, project: Project, image_ids: Sequence[int]) -> "_Known":
        right: dict[int, dict[str, Label]] = defaultdict(dict)
        nothing: dict[int, list[tuple[int, Sequence[float]]]] = defaultdict(list)
        for image, places in crops.rejected(image_ids).items():
            nothing[image].extend(places)
        for row in project.suspects.filter(image__in=image_ids, state=Suspect.State.RIGHT):
            if row.label:
                right[row.image_id][row.label["key"]] = row.label
            elif row.seen:
                nothing[row.image_id].append((row.seen["category"], row.seen["box"]))
        return cls(present=boxes_by_image(image_ids), right=right, nothing=nothing, tolerance=SAME_OBJECT)

    def is_new(self, doubt: Doubt) -> bool:
        image = doubt.image_id
        if doubt.label is not None:
            key = doubt.label["key"]
            return is_same(doubt.label, self.present[image].get(key)) and not is_same(
                doubt.label, self.right.get(image, {}).get(key)
            )
        if doubt.seen is None or is_drawn(doubt.seen, self.present[image].values()):
            return False
        corners = (box for category, box in self.nothing.get(image, ()) if category == doubt.seen["category"])
        return most(doubt.seen["box"], corners) < self.tolerance


def boxes_by_image(image_ids: Collection[int]) -> dict[int, dict[str, Label]]:
    """The present boxes of images, by key."""
    found: dict[int, dict[str, Label]] = defaultdict(dict)
    for row in Box.objects.filter(image__in=image_ids).order_by("id").values("image_id", "key", *boxes.FIELDS):
        found[row["image_id"]][str(row["key"])] = boxes.row_as_json(row)
    return found


def is_same(label: Label, other: Label | None) -> bool:
    """Whether two states of a box say the same of it: category and place."""
    return other is not None and all(label[name] == other[name] for name in ("category", "x1", "y1", "x2", "y2"))


def is_drawn(seen: Mapping[str, Any], present: Iterable[Label]) -> bool:
    """Whether there is a box by now where an object was overlooked."""
    return most(seen["box"], (corners(box) for box in present)) >= SAME_OBJECT


def corners(box: Label) -> list[float]:
    return [box["x1"], box["y1"], box["x2"], box["y2"]]


def next_questions(
    project: Project, *, kind: str | None = None, category_id: int | None = None, skipped: bool = False
) -> list[Asked]:
    """The worst first, every fourth of them drawn at random. What has changed since it was asked is forgotten.

    Every twelfth is about a whole image.

    skipped: those that were passed over instead
    """
    state = Suspect.State.SKIPPED if skipped else Suspect.State.OPEN
    rows = project.suspects.filter(state=state).select_related("image", "category")
    if category_id is not None:
        rows = rows.filter(category=category_id)
    while True:
        chosen = _mixed(rows, kind)
        near = [(row, _near(row)) for row in chosen]
        outdated = [row for row, present in near if not still_stands(row, present)]
        if not outdated:
            return [Asked(suspect=row, around=_around(row, present)) for row, present in near]
        _renew_or_forget(outdated)


def _near(row: Suspect) -> dict[str, Label]:
    """By key the boxes around what is asked: an image may have thousands, and a page asks about twenty.

    All of them where the whole image is asked about.
    """
    if row.kind == Suspect.Kind.INCOMPLETE:
        return boxes_by_image([row.image_id])[row.image_id]
    places = [*([corners(row.label)] if row.label else []), *([row.seen["box"]] if row.seen else [])]
    if not places:
        return {}
    x1, y1 = (min(place[side] for place in places) for side in (0, 1))
    x2, y2 = (max(place[side] for place in places) for side in (2, 3))
    wide = SHOWN_AROUND * max(x2 - x1, y2 - y1)
    there = Box.objects.filter(
        image=row.image_id, x1__lt=x2 + wide, x2__gt=x1 - wide, y1__lt=y2 + wide, y2__gt=y1 - wide
    )
    return {str(box["key"]): boxes.row_as_json(box) for box in there.order_by("id").values("key", *boxes.FIELDS)}


def _renew_or_forget(outdated: Sequence[Suspect]) -> None:
    """The samples ask about boxes and images as they are now; all other questions are about what was there."""
    for row in outdated:
        if row.kind == Suspect.Kind.INCOMPLETE:
            Suspect.objects.filter(pk=row.pk).update(as_of=row.image.revision)
            continue
        label = _label_now(row) if row.kind == Suspect.Kind.AUDIT else None
        same = Suspect.objects.filter(pk=row.pk, state=row.state)
        if label is not None:
            same.update(label=label, category=label["category"])
        else:
            same.delete()


def _label_now(row: Suspect) -> Label | None:
    if row.box_key is None:
        return None
    box = Box.objects.filter(image=row.image_id, key=row.box_key).values("key", *boxes.FIELDS).first()
    return boxes.row_as_json(box) if box else None


def still_stands(row: Suspect, present: Mapping[str, Label]) -> bool:
    """Whether the label in question is as it was, or still missing; or all labels of the image as they were."""
    if row.kind == Suspect.Kind.INCOMPLETE:
        return not suspect_audit.has_changed(row)
    if row.label is not None:
        return is_same(row.label, present.get(row.label["key"]))
    return row.seen is not None and not is_drawn(row.seen, present.values())


def _mixed(rows: QuerySet[Suspect], kind: str | None) -> list[Suspect]:
    audit = rows.filter(kind=Suspect.Kind.AUDIT).order_by("audit_place")
    images = rows.filter(kind=Suspect.Kind.INCOMPLETE).order_by("audit_place")[:PAGE_OF_IMAGES]
    if kind == Suspect.Kind.AUDIT:
        return list(audit[:PAGE])
    if kind == Suspect.Kind.INCOMPLETE:
        return list(images)
    doubted = _without_drawn(rows).order_by("-doubt", "id")
    if kind is not None:
        return list(doubted.filter(kind=kind)[:PAGE])
    about_labels = _interleaved(list(doubted[:PAGE]), list(audit[:PAGE]), every=AUDIT_EVERY)
    return _interleaved(about_labels, list(images), every=IMAGES_EVERY)[:PAGE]


def _without_drawn(rows: QuerySet[Suspect]) -> QuerySet[Suspect]:
    """What is in a sample is judged there first, by somebody who does not know what a model says of it."""
    drawn = Suspect.objects.filter(image=OuterRef("image"), state=Suspect.State.OPEN)
    label = drawn.filter(kind=Suspect.Kind.AUDIT, box_key=OuterRef("box_key"))
    image = drawn.filter(kind=Suspect.Kind.INCOMPLETE)
    doubted = rows.exclude(kind__in=DRAWN).exclude(Exists(label))
    return doubted.exclude(Q(kind=Suspect.Kind.OVERLOOKED) & Exists(image))


def _interleaved(rows: list[Suspect], drawn: list[Suspect], *, every: int) -> list[Suspect]:
    mixed: list[Suspect] = []
    while rows or drawn:
        mixed += rows[: every - 1] + drawn[:1]
        rows, drawn = rows[every - 1 :], drawn[1:]
    return mixed


def _around(row: Suspect, present: Mapping[str, Label]) -> list[list[float]]:
    key = row.label["key"] if row.label else None
    others = [box for name, box in present.items() if name != key]
    if row.kind != Suspect.Kind.INCOMPLETE:
        others = others[:MOST_AROUND]
    return [[box["category"], *corners(box)] for box in others]


def counts(project: Project) -> Counts:
    states = dict(project.suspects.values_list("state").annotate(rows=Count("id")).order_by())
    still_open = project.suspects.filter(state=Suspect.State.OPEN)
    return Counts(
        kinds=dict(still_open.values_list("kind").annotate(rows=Count("id")).order_by()),
        categories=dict(
            still_open.exclude(category=None).values_list("category").annotate(rows=Count("id")).order_by()
        ),
        open=states.get(Suspect.State.OPEN, 0),
        right=states.get(Suspect.State.RIGHT, 0),
        wrong=states.get(Suspect.State.WRONG, 0),
        skipped=states.get(Suspect.State.SKIPPED, 0),
    )
