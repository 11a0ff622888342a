"""Half of the hold-out is shown without suggestions; what that says of the other half."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import Category, Image, ModelVersion, Prediction, Project
from annotator.services import annotations, blind, conditions, crops, gallery, queue
from annotator.services.boxes import BoxValues
from annotator.services.conditions import Finished, compare
from tests import make
from tests.annotator.asking import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(project: Project, category: Category) -> ModelVersion:
    return make.make_model(project, is_active=True)


def holdout(project: Project, model: ModelVersion, *, number: int, hidden: bool) -> Image:
    """An image of which the model sees one box."""
    sha256 = f"{number:063x}{'0' if hidden else '1'}"
    image = make.make_image(project, split="holdout", sha256=sha256)
    make.make_prediction(image, model, boxes=[[model.categories[0], 10, 10, 30, 30, 0.9, None]])
    return image


def seen(image: Image, user: User) -> dict[str, Any]:
    answer: dict[str, Any] = browser_of(user).ask("GET", f"/api/images/{image.pk}/prediction").json()
    return answer


def finish(image: Image, author: User, *boxes: BoxValues, **effort: Any) -> None:
    prediction = image.predictions.get()
    change = make.box_change(*boxes, state="done", based_on_id=prediction.pk, effort={"active_seconds": 20, **effort})
    annotations.save(image, author=author, base_revision=image.revision, change=change)


def test_half_of_the_hold_out_is_drawn_by_its_bytes_and_nothing_of_the_training_images(project: Project) -> None:
    images = [
        make.make_image(project, split=split, sha256=uuid.uuid5(uuid.NAMESPACE_DNS, f"{split}{number}").hex * 2)
        for split in ("holdout", "train")
        for number in range(200)
    ]
    drawn = [image for image in images if blind.is_blind(image)]
    assert {image.split for image in drawn} == {"holdout"}
    assert 70 < len(drawn) < 130


def test_the_boxes_of_a_blind_image_leave_the_server_when_it_is_done(
    project: Project, model: ModelVersion, bob: User
) -> None:
    hidden, shown = (holdout(project, model, number=number, hidden=number == 1) for number in (1, 2))
    assert (seen(hidden, bob)["boxes"], seen(hidden, bob)["is_blind"]) == ([], True)
    assert seen(hidden, bob)["show_none"]
    assert len(seen(shown, bob)["boxes"]) == 1
    assert [len(glance.predicted) for glance in gallery.glance_at(project, [hidden, shown])] == [0, 1]
    finish(hidden, bob, blind=True)
    assert len(seen(hidden, bob)["boxes"]) == 1


def test_no_crop_of_a_blind_image_is_shown(project: Project, model: ModelVersion, bob: User) -> None:
    images = [holdout(project, model, number=number, hidden=number == 1) for number in (1, 2)]
    Prediction.objects.update(greatest_confidence=0.9)
    assert [row.image for row in crops.look_through(project, model, bob, threshold=0.5)] == images[1:]


def test_the_queue_says_that_an_image_is_blind_where_there_is_something_to_withhold(
    project: Project, model: ModelVersion, bob: User
) -> None:
    hidden = holdout(project, model, number=1, hidden=True)
    [leased] = queue.lease_next(project, bob)
    assert leased.reason.text.endswith("shown without suggestions, to measure how much they sway people.")
    queue.release_lease(hidden, bob)
    hidden.predictions.all().delete()
    [leased] = queue.lease_next(project, bob)
    assert leased.reason == queue.HOLDOUT


def test_what_people_do_with_and_without_suggestions_is_compared(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    """With suggestions they keep the model's box; without, they draw it elsewhere and one more."""
    kept = make.box_values(category, x1=10.0, y1=10.0, x2=30.0, y2=31.0)
    own = [make.box_values(category, x1=float(x), y1=40.0, x2=x + 20.0, y2=60.0) for x in (10, 60)]
    for number in range(conditions.ENOUGH):
        finish(holdout(project, model, number=number, hidden=False), bob, kept)
        finish(holdout(project, model, number=number, hidden=True), bob, *own, blind=True, active_seconds=30)
    found = conditions.of_suggestions(project)
    assert (found.shown.images, found.shown.boxes, found.shown.agreement) == (8, 1, 1)
    assert (found.held_back.images, found.held_back.boxes, found.held_back.agreement) == (8, 2, 0)
    assert found.seconds == conditions.Gap(mean=-10, low=-10, high=-10)
    assert conditions.sway_words(found).endswith("a difference of 100 to 100 points, so suggestions sway them.")


def test_what_was_changed_after_the_image_was_finished_is_not_compared(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    image = holdout(project, model, number=1, hidden=True)
    finish(image, bob, blind=True)
    later = make.box_change(make.box_values(category), effort={"active_seconds": 500})
    annotations.save(image, author=bob, base_revision=image.revision, change=later)
    held_back = conditions.of_suggestions(project).held_back
    assert (held_back.boxes, held_back.seconds) == (0, 20)


def test_before_there_are_enough_images_nothing_is_claimed(project: Project, vera: User) -> None:
    answer = browser_of(vera).ask("GET", f"/api/projects/{project.pk}/statistics").json()["sway"]
    assert answer["agreement"] is None
    assert answer["text"].startswith("Too early to say")


def test_the_interval_of_two_alike_conditions_holds_zero() -> None:
    alike = [Finished(boxes=5, seconds=float(10 + number % 7), agreement=0.8) for number in range(40)]
    gap = compare(alike, alike[::-1]).seconds
    assert gap is not None
    assert gap.low is not None
    assert gap.high is not None
    assert gap.low < 0 < gap.high


def test_marks_of_unsure_edges_are_compared_with_the_images_that_go_without(project: Project, bob: User) -> None:
    for cues, seconds in (("shown", 10), ("shown", 14), ("audited", 20), ("off", 99)):
        image = make.make_image(project)
        change = make.box_change(state="done", effort={"active_seconds": seconds, "cues": cues})
        annotations.save(image, author=bob, base_revision=0, change=change)
    found = conditions.of_cues(project)
    assert (found.shown.images, found.shown.seconds) == (2, 12)
    assert (found.held_back.images, found.held_back.seconds) == (1, 20)
    assert found.seconds == conditions.Gap(mean=-8, low=None, high=None)


def test_what_a_person_was_shown_is_kept_with_the_revision(image: Image, bob: User) -> None:
    effort = {"active_seconds": 3, "operations": {}, "blind": True, "cues": "audited"}
    body = {"id": str(uuid.uuid4()), "state": "done", "effort": effort}
    address = f"/api/images/{image.pk}/annotation"
    assert browser_of(bob).ask("PATCH", address, body, If_Match='"0"').status_code == 200
    assert image.revisions.get().effort == effort
