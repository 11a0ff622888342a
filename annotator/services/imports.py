"""Annotation files onto the images of a project: whole or not at all, and a second time without effect.

Boxes become labels, in a revision for each image; boxes with a score become predictions of an outside model,
never labels. No image changes sides between training and hold-out.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from annotator.errors import InvalidImport, RevisionConflict
from annotator.formats.records import SHOWN, BoxRecord, Contents, Id, listed
from annotator.models import Box, Image, ModelVersion, Project, Revision
from annotator.services import import_categories, matching, placing, predictions, registry, revisions
from annotator.services.boxes import BoxValues, as_json
from annotator.services.revisions import BoxChange, Step

ATTEMPTS = 3  # Of an import that others keep overtaking.
CHUNK = 500  # Ids in one query.
STEPS_AT_ONCE = 200
KEYS = uuid.UUID("1c9dd3a5-29c5-5c3d-9d5c-a0a9e9a4b7d1")  # Boxes of a file get the same keys each time.
DEFAULT_MODEL_NAME = "Imported predictions"

OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """state: of images that were to do and have boxes in the file, done or todo
    raw_pixels: see `placing.place`
    model_name: of the outside model that boxes with a score are predictions of
    dry_run: only say what would happen
    """

    state: str = Image.State.DONE
    raw_pixels: bool | None = None
    model_name: str = ""
    dry_run: bool = False


@dataclass(kw_only=True)
class ImportReport:
    """missing: the first twenty names; clamped, dropped: boxes cut to their image, and boxes left out.

    predictions: images for which there are new ones, with predicted_boxes in all
    """

    images_matched: int = 0
    images_missing: int = 0
    missing: list[str] = field(default_factory=list)
    images_changed: int = 0
    boxes: int = 0
    already_there: int = 0
    predictions: int = 0
    predicted_boxes: int = 0
    clamped: int = 0
    dropped: int = 0
    categories_added: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def import_contents(
    project: Project,
    contents: Contents,
    *,
    author: User | None,
    options: ImportOptions = ImportOptions(),
    on_progress: OnProgress = lambda share, message: None,
) -> ImportReport:
    """Bring what a file says into the project, in one transaction.

    Raises InvalidImport when no image is known or a category cannot be added; RevisionConflict when people
    save on the same images faster than the import.
    """
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                report = _Import(project, contents, author, options, on_progress).run()
                # A dry run is the run itself, taken back: it cannot promise anything else.
                transaction.set_rollback(options.dry_run)
        except _OvertakenError:
            continue
        return report
    raise RevisionConflict("The images are changed by others faster than they can be imported.", conflicts=[])


class _OvertakenError(Exception):
    """Somebody saved on one of the images in this moment."""


@dataclass
class _Import:
    project: Project
    contents: Contents
    author: User | None
    options: ImportOptions
    on_progress: OnProgress
    report: ImportReport = field(default_factory=ImportReport)

    def run(self) -> ImportReport:
        self.report.dry_run = self.options.dry_run
        matches = matching.match_images(self.project, self.contents.images)
        self._report_missing(matches)
        brought = import_categories.add_categories(self.project, self.contents)
        category_ids = brought.ids
        self.report.categories_added, self.report.notes = brought.added, self.report.notes + brought.notes
        images = _in_bulk(self.project, sorted(set(matches.image_ids.values())))
        placed = placing.place(self.contents, matches.image_ids, images, raw_pixels=self.options.raw_pixels)
        self.report.clamped, self.report.dropped = placed.clamped, placed.dropped
        self.report.notes += [*self.contents.notes, *placed.notes]
        self._save_labels(images, placed, category_ids, self._states(matches, placed))
        self._save_predictions(placed, category_ids)
        return self.report

    def _report_missing(self, matches: matching.Matches) -> None:
        report = self.report
        report.images_matched = len(set(matches.image_ids.values()))
        missing = [*matches.missing, *matches.ambiguous]
        report.images_missing, report.missing = len(missing), missing[:SHOWN]
        if matches.ambiguous:
            report.notes.append(f"More than one image may be meant by {listed(matches.ambiguous)}.")
        if not matches.image_ids:
            raise InvalidImport(
                f"None of the {len(missing):,} images in the file is in “{self.project}”: {listed(missing)}."
                if missing
                else "The file has no images.",
                hint="Upload the images first, under the names that the file has for them.",
                missing=report.missing,
            )

    def _states(self, matches: matching.Matches, placed: placing.Placed) -> dict[int, str]:
        """The state that the file gives to each image, by image id.

        Without a word about it, an image with boxes is done, and one without stays to do: most programs list
        images that nobody has looked at.
        """
        if self.options.state != Image.State.DONE:
            return {}
        labelled = {key for key, boxes in placed.boxes.items() if any(box.score is None for box in boxes)}
        states = dict.fromkeys(labelled, Image.State.DONE.value)
        for record in self.contents.images:
            if record.state and record.id in matches.image_ids:
                states[matches.image_ids[record.id]] = record.state
        settled = revisions.SETTLED
        return {image_id: state for image_id, state in states.items() if state in settled}

    def _save_labels(
        self, images: dict[int, Image], placed: placing.Placed, category_ids: dict[Id, int], states: dict[int, str]
    ) -> None:
        present = _present_boxes(images)
        steps: list[Step] = []
        unlabelled = 0
        for done, (image_id, image) in enumerate(images.items()):
            self.on_progress(done / len(images), f"{done} of {len(images)} images")
            labels = [box for box in placed.boxes.get(image_id, ()) if box.score is None]
            new = _new_boxes(image, labels, category_ids, present[image_id])
            state = states.get(image_id) if image.state == Image.State.TODO else None
            self.report.already_there += len(labels) - len(new)
            unlabelled += image.state == Image.State.TODO and state is None and not placed.boxes.get(image_id)
            if new or state:
                steps.append(_step(image, new, state))
            if len(steps) == STEPS_AT_ONCE:
                self._append(steps)
                steps = []
        self._append(steps)
        if unlabelled:
            self.report.notes.append(f"Images without boxes in the file stay to do: {unlabelled:,}.")

    def _append(self, steps: list[Step]) -> None:
        if not revisions.append(steps, author=self.author):
            raise _OvertakenError
        self.report.images_changed += len(steps)
        self.report.boxes += sum(len(step.changes) for step in steps)

    def _save_predictions(self, placed: placing.Placed, category_ids: dict[Id, int]) -> None:
        scored = {
            image_id: found
            for image_id, boxes in placed.boxes.items()
            if (found := [box for box in boxes if box.score is not None])
        }
        if not scored:
            return
        model = _outside_model(self.project, self.options.model_name, category_ids.values())
        known = set(model.predictions.values_list("image_id", flat=True))
        seen = [_seen(image_id, boxes, category_ids) for image_id, boxes in scored.items() if image_id not in known]
        self.report.predictions = predictions.record_predictions(model, seen)
        self.report.predicted_boxes = sum(len(row.boxes) for row in seen)
        self.report.notes.append(
            f"Boxes with a score are predictions of “{model.name}”, model {model.number}, and no labels."
        )


def _in_bulk(project: Project, ids: Sequence[int]) -> dict[int, Image]:
    images: dict[int, Image] = {}
    for start in range(0, len(ids), CHUNK):
        images |= project.images.in_bulk(ids[start : start + CHUNK])
    return dict(sorted(images.items()))


# --- boxes


@dataclass
class _Present:
    """The boxes that an image has."""

    keys: set[uuid.UUID] = field(default_factory=set)
    places: Counter[tuple[Any, ...]] = field(default_factory=Counter)


def _present_boxes(images: dict[int, Image]) -> dict[int, _Present]:
    present: dict[int, _Present] = defaultdict(_Present)
    with_boxes = [image.pk for image in images.values() if image.box_count]
    for start in range(0, len(with_boxes), CHUNK):
        rows = Box.objects.filter(image__in=with_boxes[start : start + CHUNK])
        columns = ("image_id", "key", "category_id", "x1", "y1", "x2", "y2", "crowd")
        for image_id, key, *place in rows.values_list(*columns).iterator(chunk_size=5000):
            present[image_id].keys.add(key)
            present[image_id].places[_place(*place)] += 1
    return present


def _place(category: int, x1: float, y1: float, x2: float, y2: float, crowd: bool) -> tuple[Any, ...]:
    """What makes two boxes the same."""
    return category, round(x1, 6), round(y1, 6), round(x2, 6), round(y2, 6), crowd


def _new_boxes(
    image: Image, boxes: Iterable[BoxRecord], category_ids: dict[Id, int], present: _Present
) -> list[BoxValues]:
    """The boxes that the image does not have: neither in the same place nor, moved since, from the same file."""
    new: list[BoxValues] = []
    counts: Counter[tuple[Any, ...]] = Counter()
    for box in boxes:
        category = category_ids[box.category_id]
        place = _place(category, box.x1, box.y1, box.x2, box.y2, box.crowd)
        counts[place] += 1
        key = uuid.uuid5(KEYS, f"{image.pk} {place} {counts[place]}")
        if counts[place] > present.places[place] and key not in present.keys:
            new.append(_values(box, key, category))
    return new


def _values(box: BoxRecord, key: uuid.UUID, category: int) -> BoxValues:
    return BoxValues(
        key=key,
        category_id=category,
        x1=box.x1,
        y1=box.y1,
        x2=box.x2,
        y2=box.y2,
        occluded=box.occluded,
        truncated=box.truncated,
        crowd=box.crowd,
        origin=Box.Origin.IMPORTED,
    )


def _step(image: Image, new: Sequence[BoxValues], state: str | None) -> Step:
    change = BoxChange(id=uuid.uuid4(), upsert=tuple(new), state=state, kind=Revision.Kind.IMPORT)
    return Step(image, change, [{"key": str(box.key), "before": None, "after": as_json(box)} for box in new])


# --- predictions


def _outside_model(project: Project, name: str, category_ids: Iterable[int]) -> ModelVersion:
    """The outside model of that name, made when it is new."""
    name = name.strip()[:200] or DEFAULT_MODEL_NAME
    known = project.model_versions.filter(origin=ModelVersion.Origin.IMPORTED, name=name).first()
    if known is None:
        return registry.register_model(
            project, origin=ModelVersion.Origin.IMPORTED, name=name, categories=sorted(set(category_ids))
        )
    known.categories = sorted({*known.categories, *category_ids})
    known.save(update_fields=["categories"])
    return known


def _seen(image_id: int, boxes: Sequence[BoxRecord], category_ids: dict[Id, int]) -> predictions.Seen:
    rows = [[category_ids[box.category_id], box.x1, box.y1, box.x2, box.y2, box.score, None] for box in boxes]
    return predictions.Seen(image_id=image_id, boxes=rows, value=_doubt(boxes))


def _doubt(boxes: Sequence[BoxRecord]) -> float:
    """Of an outside model only scores are known: the mean doubt of its three most doubtful boxes, 0 to 1."""
    doubts = sorted((1 - abs(2 * (box.score or 0) - 1) for box in boxes), reverse=True)[:3]
    return sum(doubts) / max(len(doubts), 1)
