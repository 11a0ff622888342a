"""A whole project labelled by made-up people through the real services: leased, corrected, saved, judged."""

import io
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.contrib.auth.models import User
from django.db.models import Max
from PIL import Image as Pillow

from annotator.models import Image, ModelVersion, Project, Role
from annotator.services import (
    annotations,
    blind,
    hiding,
    images,
    members,
    predictions,
    projects,
    queue,
    registry,
    revisions,
)
from annotator.services.boxes import BoxValues
from benchmarks.ledger.person import Answer, answer
from benchmarks.ledger.suggesting import Quality, suggest
from benchmarks.loop.truth import Suggestion, TrueBox, Truth
from detector.scores.costs import DEFAULT, Costs

# After so many finished images a better model comes, as trainings would bring it.
SCHEDULE = (
    (20, Quality("weak", 0.60, 0.12, 3.0, wrong="Platelets", wrong_boxes=2.0)),
    (40, Quality("fair", 0.80, 0.08, 2.0, wrong="Platelets", wrong_boxes=2.0)),
    (100, Quality("good", 0.90, 0.05, 1.0)),
    (200, Quality("strong", 0.95, 0.035, 0.7)),
)
NOISE = 0.3  # Standard deviation of the logarithm of an image's seconds.
PACES = (0.85, 1.2)  # Of two people, as a factor.
JUDGED_EVERY = 5
Seen = Mapping[str, Any]


@dataclass
class Known:
    """What only the simulation knows.

    saved, expected: seconds by hand less seconds with suggestions, on the images that had some: with the noise that
        these seconds had, and without
    fates: of suggestions by model; hidden: category and after how many images
    """

    aided: int = 0
    saved: float = 0.0
    expected: float = 0.0
    seconds: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)
    fates: dict[int, Counter[str]] = field(default_factory=dict)
    hidden: list[tuple[int, str]] = field(default_factory=list)


def label(truth: Truth, *, seed: int, costs: Costs = DEFAULT) -> tuple[Project, Known]:
    """Until no image is left. The pace of people is in the truth: it is theirs by hand too."""
    dice = np.random.default_rng(seed)
    project, people = _project(truth, seed)
    ids = dict(project.categories.values_list("name", "pk"))
    known, finished = Known(), 0
    while True:
        place = int(dice.integers(len(people)))
        leased = queue.lease_next(project, people[place])
        if not leased:
            return project, known
        image = leased[0].image
        _finish(image, people[place], truth.boxes[image.file_name], ids, dice, costs, PACES[place], known)
        finished += 1
        if quality := dict(SCHEDULE).get(finished):
            _new_model(project, quality, truth, ids, dice)
        if finished % JUDGED_EVERY == 0:
            names = {pk: name for name, pk in ids.items()}
            known.hidden += [(finished, names[pk]) for pk in hiding.judge(project)]


def _project(truth: Truth, seed: int) -> tuple[Project, list[User]]:
    owner = User.objects.create(username=f"owner {seed}")
    settings = {"auto_train": Project.AutoTrain.NEVER, "acquisition": Project.Acquisition.RANDOM}
    project = projects.create_project(
        name=f"Simulated {seed}", owner=owner, category_names=truth.categories, **settings
    )
    people = [User.objects.create(username=f"person {seed}.{number}") for number in range(len(PACES))]
    for user in people:
        members.add_member(project, username=user.username, role=Role.ANNOTATOR)
    images.add_images(project, [(name, _picture(f"{seed} {name}")) for name in truth.boxes])
    return project, people


def _picture(name: str) -> bytes:
    """Nobody looks at it: of the true size, and of other bytes than all others."""
    file = io.BytesIO()
    picture = Pillow.new("L", SIZE)
    picture.putdata(list(name.encode()))
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


SIZE = (640, 480)


def _new_model(
    project: Project, quality: Quality, truth: Truth, ids: Mapping[str, int], dice: np.random.Generator
) -> None:
    number = 1 + (project.model_versions.aggregate(highest=Max("number"))["highest"] or 0)
    model = registry.register_model(
        project, origin=ModelVersion.Origin.TRAINED, kind="small", name=quality.name, weights="made up",
        weights_sha256=f"{project.pk:032x}{number:032x}", categories=list(ids.values()), mode="quick",
    )  # fmt: skip
    registry.promote_model(model, note="Made up.")
    seen = [
        predictions.Seen(
            image_id=image.pk,
            boxes=[
                [ids[category], *corners, score, None]
                for category, corners, score in suggest(
                    truth.boxes[image.file_name], quality, truth.categories, SIZE, dice
                )
            ],
            value=0.5,
        )
        for image in predictions.images_to_predict(project, model)
    ]
    predictions.record_predictions(model, seen)


def _finish(
    image: Image,
    person: User,
    needed: Sequence[TrueBox],
    ids: Mapping[str, int],
    dice: np.random.Generator,
    costs: Costs,
    pace: float,
    known: Known,
) -> None:
    prediction = predictions.active_prediction(image)
    is_blind = prediction is not None and blind.is_blind(image)
    names = {pk: name for name, pk in ids.items()}
    limits = predictions.thresholds_in_use(prediction.model_version) if prediction else {}
    shown = [
        Suggestion(names[box[0]], (box[1], box[2], box[3], box[4]), box[5])
        for box in (prediction.boxes if prediction and not is_blind else [])
        if predictions.is_shown(box, limits)
    ]
    done = answer(shown, needed, costs, ids, prediction.model_version_id if prediction else None)
    noise = pace * float(dice.lognormal(-(NOISE**2) / 2, NOISE))
    annotations.save(
        image,
        author=person,
        base_revision=image.revision,
        change=revisions.BoxChange(
            id=uuid.uuid4(),
            upsert=tuple(BoxValues(**box) for box in done.boxes),
            state=Image.State.DONE,
            based_on_id=prediction.pk if prediction else None,
            effort=_effort(done, noise, is_blind=is_blind),
        ),
    )
    if shown and prediction:
        by_hand = costs.image + costs.draw * len(needed)
        _remember(known, done, by_hand, noise, pace, prediction.model_version.number)


def _effort(done: Answer, noise: float, *, is_blind: bool) -> dict[str, Any]:
    effort = {
        "active_seconds": round(done.seconds * noise, 1),
        "operations": {"reject": done.operations["delete"], "draw": done.operations["draw"]},
    }
    return {**effort, "blind": True} if is_blind else effort


def _remember(known: Known, done: Answer, by_hand: float, noise: float, pace: float, model: int) -> None:
    known.aided += 1
    known.saved += by_hand * pace - done.seconds * noise
    known.expected += (by_hand - done.seconds) * pace
    known.seconds.append(done.seconds * noise)
    known.by_hand.append(by_hand * pace)
    fates = known.fates.setdefault(model, Counter())
    for row in done.by_category.values():
        fates.update(row)
    fates["added"] += done.operations["draw"]
