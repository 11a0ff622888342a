"""When a training is worth its time, what it begins with, and which models take over."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.models import Category, DatasetVersion, Image, Job, ModelVersion, Project
from annotator.services import loop, registry, training
from tests import make

pytestmark = pytest.mark.django_db


def finish(project: Project, category: Category, *, images: int, boxes: int = 2) -> None:
    for _ in range(images):
        image = make.make_image(project, state="done", finished_at=timezone.now(), box_count=boxes)
        make.make_box(image, category)
        make.make_box(image, category)
        Image.objects.filter(pk=image.pk).update(box_count=boxes)


def finish_next(project: Project, user: User) -> Job | None:
    image = make.make_image(project, state="done", finished_at=timezone.now())
    return loop.after_correction(image)


def end_all(kind: str) -> None:
    Job.objects.filter(kind=kind).update(state="succeeded")


def test_a_project_without_a_model_hears_what_is_left_to_do(project: Project, category: Category) -> None:
    assert training.step_to_first_model(project).startswith("Finish 10 images by hand")
    finish(project, category, images=9)
    assert training.step_to_first_model(project).startswith("Finish 1 more image by hand")
    finish(project, category, images=1)
    assert training.step_to_first_model(project) == "Train the first model: 10 images are finished."
    loop.start_training(project, by=None)
    assert training.step_to_first_model(project).startswith("The first model is being trained")


def test_finished_images_without_boxes_teach_no_model(project: Project) -> None:
    for _ in range(10):
        make.make_image(project, state="done", finished_at=timezone.now())
    assert training.step_to_first_model(project).startswith("Draw at least 2 boxes of one category")


@pytest.fixture
def trained(project: Project, category: Category) -> Job:
    """A project whose last training had forty images."""
    finish(project, category, images=40)
    job = loop.start_training(project, by=None)
    end_all("train")
    return job


def test_many_new_boxes_are_worth_a_training_however_few_images_they_are_in(
    project: Project, category: Category, trained: Job
) -> None:
    finish(project, category, images=1, boxes=149)
    assert training.corrections_needed(project) == 9
    finish(project, category, images=1, boxes=1)
    assert training.corrections_needed(project) == 0


def test_after_a_quarter_of_an_hour_five_images_are_enough(project: Project, category: Category, trained: Job) -> None:
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    Image.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    finish(project, category, images=4)
    assert training.corrections_needed(project) > 0
    finish(project, category, images=1)
    assert training.corrections_needed(project) == 0


def a_model(project: Project, *, images: int = 20, **values: Any) -> ModelVersion:
    number = project.dataset_versions.count() + 1
    data = DatasetVersion.objects.create(
        project=project, number=number, manifest="x", sha256=f"{number:064x}", counts={"train": images}
    )
    return make.make_model(project, dataset_version=data, **values)


def test_the_next_training_goes_on_from_the_model_in_use(project: Project, category: Category) -> None:
    assert training.params(project) == {}
    registry.promote_model(a_model(project, start="none"), note="")
    finish(project, category, images=30)
    assert training.params(project) == {}


def test_twice_as_many_images_as_at_the_last_fresh_start_start_afresh(project: Project, category: Category) -> None:
    registry.promote_model(a_model(project, start="none", images=20), note="")
    registry.promote_model(a_model(project, start="model", images=30), note="")
    finish(project, category, images=40)
    assert training.params(project)["start"] == training.FRESH
    registry.promote_model(a_model(project, start="coco", images=40), note="")
    assert training.params(project) == {}


def test_after_a_model_that_was_not_promoted_the_next_starts_afresh(project: Project, category: Category) -> None:
    registry.promote_model(a_model(project, start="none"), note="")
    a_model(project, start="model")
    assert "not better" in training.params(project)["why"]
    a_model(project, start="model", mode="instant")
    assert training.params(project)["start"] == training.FRESH


def verdict(*, promote: bool) -> dict[str, Any]:
    return {"promote": promote, "probability": 0.9 if promote else 0.1, "reasons": ["12 % fewer seconds an image."]}


@pytest.mark.parametrize("promote", [True, False])
def test_a_verdict_in_seconds_decides_and_its_words_are_kept(
    project: Project, category: Category, promote: bool
) -> None:
    registry.promote_model(make.make_model(project), note="")
    challenger = make.make_model(
        project, verdict=verdict(promote=promote), metrics={"ap": 0.1, "images": 9, "incumbent": {"ap": 0.9}}
    )
    loop.after_training(challenger)
    challenger.refresh_from_db()
    assert challenger.is_active == promote
    assert challenger.promotion_note.startswith("12 % fewer seconds an image.")
    assert ("by hand" in challenger.promotion_note) != promote


def test_a_first_model_that_saves_nothing_stays_aside(project: Project, category: Category) -> None:
    loop.after_training(make.make_model(project, verdict=verdict(promote=False)))
    assert registry.active_model(project) is None


def test_an_adaptation_that_nobody_could_measure_stays_aside(project: Project, category: Category) -> None:
    first = make.make_model(project)
    loop.after_training(first)
    loop.after_training(make.make_model(project, mode="instant"))
    assert registry.active_model(project) == first


def test_between_trainings_the_model_learns_from_every_four_images(
    project: Project, category: Category, trained: Job, bob: User
) -> None:
    registry.promote_model(a_model(project, start="none", images=40), note="")
    for _ in range(3):
        assert finish_next(project, bob) is None
    adaptation = finish_next(project, bob)
    assert adaptation is not None
    assert (adaptation.kind, adaptation.queue) == ("adapt", "gpu")
    assert finish_next(project, bob) is None
    end_all("adapt")
    for _ in range(2):
        assert finish_next(project, bob) is None
    assert finish_next(project, bob) not in (None, adaptation)


def test_nothing_is_adapted_beside_a_training_nor_without_a_model_of_ours(
    project: Project, category: Category, trained: Job, bob: User
) -> None:
    assert [finish_next(project, bob) for _ in range(5)] == [None] * 5
    registry.promote_model(make.make_model(project, origin="coco"), note="")
    assert finish_next(project, bob) is None
    registry.promote_model(a_model(project, start="none", images=40), note="")
    loop.start_training(project, by=None)
    assert finish_next(project, bob) is None


def test_a_training_takes_the_place_of_a_waiting_adaptation(
    project: Project, category: Category, trained: Job, bob: User
) -> None:
    registry.promote_model(a_model(project, start="none", images=40), note="")
    adaptation = [finish_next(project, bob) for _ in range(4)][-1]
    assert adaptation is not None
    loop.start_training(project, by=bob)
    adaptation.refresh_from_db()
    assert adaptation.state == "cancelled"


def test_the_next_images_are_looked_at_first(project: Project, category: Category, bob: User) -> None:
    rest, urgent, in_batch, ahead = (make.make_image(project, priority=1 + number / 10) for number in range(4))
    Image.objects.filter(pk=in_batch.pk).update(batch_position=0, priority=0)
    Image.objects.filter(pk=ahead.pk).update(
        leased_to=bob, leased_until=timezone.now() + timedelta(minutes=5), priority=0
    )
    loop.after_training(make.make_model(project))
    [job] = project.jobs.filter(kind="predict")
    assert job.params["images"] == [image.pk for image in (ahead, in_batch, urgent, rest)]


def test_a_new_model_touches_nothing_that_somebody_has_open(
    project: Project, category: Category, image: Image, bob: User
) -> None:
    models = [make.make_model(project) for _ in range(5)]
    shown = make.make_prediction(image, models[0], boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]])
    Image.objects.filter(pk=image.pk).update(leased_to=bob, leased_until=timezone.now() + timedelta(minutes=5))
    for model in models:
        loop.after_training(model)
    shown.refresh_from_db()
    assert not image.boxes.exists()
    loop.record_correction(
        image,
        author=bob,
        base_revision=0,
        change=make.box_change(make.box_values(category), state="done", based_on_id=shown.pk),
    )
    assert image.revisions.get().based_on == shown
