"""The order of the circle: what follows on a correction, a training, a promotion."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.errors import NoModel, NothingToPredict, NothingToRollBack, NothingToTrain
from annotator.models import Category, Image, Job, ModelVersion, Project
from annotator.services import jobs, loop, predictions, registry
from tests import make

pytestmark = pytest.mark.django_db


def finish(project: Project, category: Category, *, images: int, boxes: int = 2) -> None:
    for _ in range(images):
        image = make.make_image(project, state="done", finished_at=timezone.now())
        for _ in range(boxes):
            make.make_box(image, category)


def finish_next(project: Project, category: Category, user: User) -> Image:
    image = make.make_image(project)
    loop.record_correction(
        image, author=user, base_revision=0, change=make.box_change(make.box_values(category), state="done")
    )
    return image


def trainings(project: Project) -> list[Job]:
    return list(project.jobs.filter(kind="train"))


def end_training(job: Job, state: str = "succeeded") -> None:
    Job.objects.filter(pk=job.pk).update(state=state, claim=None, heartbeat_at=None)


def test_the_tenth_finished_image_starts_the_first_training(project: Project, category: Category, bob: User) -> None:
    finish(project, category, images=8)
    finish_next(project, category, bob)
    assert trainings(project) == []
    finish_next(project, category, bob)
    assert len(trainings(project)) == 1


def test_later_corrections_do_not_start_a_second_training_beside_it(
    project: Project, category: Category, bob: User
) -> None:
    finish(project, category, images=30)
    for _ in range(20):
        finish_next(project, category, bob)
    assert len(trainings(project)) == 1


def test_a_new_training_waits_for_a_quarter_more_images(project: Project, category: Category, bob: User) -> None:
    project.retrain_after = 2
    project.save()
    finish(project, category, images=40)
    end_training(loop.start_training(project, by=bob))
    for _ in range(9):
        finish_next(project, category, bob)
    assert len(trainings(project)) == 1
    finish_next(project, category, bob)
    assert len(trainings(project)) == 2


def test_a_failed_training_is_not_started_again_at_every_save(project: Project, category: Category, bob: User) -> None:
    finish(project, category, images=12)
    end_training(loop.start_training(project, by=bob), "failed")
    finish_next(project, category, bob)
    assert len(trainings(project)) == 1


def test_a_project_may_want_no_training_of_itself(project: Project, category: Category, bob: User) -> None:
    Project.objects.update(auto_train="never")
    finish(project, category, images=30)
    image = make.make_image(Project.objects.get(pk=project.pk))
    loop.record_correction(image, author=bob, base_revision=0, change=make.box_change(state="done"))
    assert trainings(project) == []


def test_holdout_images_are_never_counted_for_training(project: Project, category: Category) -> None:
    finish(project, category, images=9)
    Image.objects.update(split="holdout")
    with pytest.raises(NothingToTrain):
        loop.start_training(project, by=None)


def test_images_without_boxes_alone_cannot_train(project: Project, category: Category) -> None:
    finish(project, category, images=12, boxes=0)
    with pytest.raises(NothingToTrain, match="too few boxes"):
        loop.start_training(project, by=None)


def test_asking_twice_gives_the_same_training(project: Project, category: Category, alice: User) -> None:
    finish(project, category, images=3)
    assert loop.start_training(project, by=alice) == loop.start_training(project, by=alice)


def test_a_scheduled_training_waits_for_its_hour_and_for_news(project: Project, category: Category) -> None:
    project.auto_train = "scheduled"
    project.train_every_hours = 24
    assert loop.train_if_due(project) is None
    finish(project, category, images=3)
    first = loop.train_if_due(project)
    assert first is not None
    end_training(first)
    finish(project, category, images=1)
    assert loop.train_if_due(project) is None
    Job.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert loop.train_if_due(project) is not None


def test_the_first_model_is_promoted_and_looks_at_the_open_images(project: Project, category: Category) -> None:
    images = [make.make_image(project) for _ in range(3)]
    model = make.make_model(project, metrics={"ap": 0.1, "images": 3})
    loop.after_training(model)
    assert registry.active_model(project) == model
    [job] = project.jobs.filter(kind="predict")
    assert sorted(job.params["images"]) == [image.pk for image in images]


def test_a_large_set_is_looked_at_by_many_jobs(project: Project, category: Category) -> None:
    for _ in range(loop.SHARD + 1):
        make.make_image(project)
    loop.after_training(make.make_model(project))
    assert project.jobs.filter(kind="predict").count() == 2


@pytest.mark.parametrize(("new", "old", "is_promoted"), [(0.6, 0.5, True), (0.5, 0.5, True), (0.4, 0.5, False)])
def test_a_model_is_promoted_when_it_is_no_worse_on_the_same_images(
    project: Project, category: Category, new: float, old: float, is_promoted: bool
) -> None:
    loop.after_training(make.make_model(project))
    challenger = make.make_model(project, metrics={"ap": new, "images": 20, "incumbent": {"ap": old}})
    loop.after_training(challenger)
    challenger.refresh_from_db()
    assert challenger.is_active == is_promoted
    assert "20 hold-out images" in challenger.promotion_note


def test_a_decision_is_not_taken_twice_when_a_training_job_is_run_again(project: Project, category: Category) -> None:
    first, second = make.make_model(project), make.make_model(project)
    loop.after_training(first)
    loop.after_training(second)
    loop.after_training(ModelVersion.objects.get(pk=first.pk))
    assert registry.active_model(project) == second


def test_going_back_returns_to_the_model_before_and_further(project: Project, category: Category, alice: User) -> None:
    first, second, third = (make.make_model(project) for _ in range(3))
    for model in (first, second, third):
        registry.promote_model(model, note="")
    assert loop.roll_back(project, by=alice) == second
    assert loop.roll_back(project, by=alice) == first
    with pytest.raises(NothingToRollBack):
        loop.roll_back(project, by=alice)


def test_work_for_a_superseded_model_stops(project: Project, category: Category) -> None:
    make.make_image(project)
    loop.after_training(make.make_model(project))
    loop.after_training(make.make_model(project))
    assert [job.state for job in project.jobs.filter(kind="predict").order_by("id")] == ["cancelled", "queued"]


def test_prelabelling_without_open_images_says_so(project: Project, category: Category) -> None:
    with pytest.raises(NothingToPredict, match="no open images"):
        loop.start_prediction(project)
    registry.promote_model(make.make_model(project), note="")
    with pytest.raises(NothingToPredict, match="every open image"):
        loop.start_prediction(project)


def test_a_look_at_one_image_goes_before_all_other_work(project: Project, image: Image, bob: User) -> None:
    for _ in range(2):
        make.make_image(project)
    model = make.make_model(project)
    registry.promote_model(model, note="")
    loop.after_promotion(model)

    job = loop.look_again(image, by=bob)

    assert jobs.claim_next("gpu") == job == loop.look_again(image, by=bob)
    assert job.params["images"] == [image.pk]


def test_a_model_does_not_look_twice_and_no_model_does_not_look_at_all(project: Project, image: Image) -> None:
    with pytest.raises(NoModel, match="no model yet") as refusal:
        loop.look_again(image, by=None)
    assert "Finish 10 images" in refusal.value.hint

    model = make.make_model(project)
    registry.promote_model(model, note="")
    make.make_prediction(image, model, boxes=[])
    with pytest.raises(NothingToPredict, match="has seen"):
        loop.look_again(image, by=None)


def test_a_prediction_moves_an_image_up_the_queue_and_touches_no_box(
    project: Project, category: Category, image: Image, bob: User
) -> None:
    model = make.make_model(project)
    registry.promote_model(model, note="")
    make.make_box(image, category)
    seen = predictions.Seen(image_id=image.pk, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]], value=0.7)

    assert predictions.record_predictions(model, [seen]) == 1
    assert predictions.record_predictions(model, [seen]) == 0

    image.refresh_from_db()
    assert image.priority == 1.7
    assert image.boxes.count() == 1
    assert model.predictions.count() == 1


def test_the_hundred_best_boxes_of_a_prediction_are_kept(project: Project, category: Category, image: Image) -> None:
    model = make.make_model(project)
    boxes = [[category.pk, 1, 2, 3, 4, score / 200, None] for score in range(150)]
    predictions.record_predictions(model, [predictions.Seen(image_id=image.pk, boxes=boxes, value=0)])
    kept = model.predictions.get().boxes
    assert len(kept) == 100
    assert kept[0][5] == 149 / 200


def test_new_images_get_suggestions_of_the_model_in_use(project: Project, category: Category) -> None:
    registry.promote_model(make.make_model(project), note="")
    make.make_image(project)
    loop.after_upload(project)
    assert project.jobs.filter(kind="predict").count() == 1


def test_one_model_is_active_at_a_time(project: Project, category: Category) -> None:
    for _ in range(3):
        registry.promote_model(make.make_model(project), note="")
    assert project.model_versions.filter(is_active=True).count() == 1
    assert project.promotions.count() == 3


def test_the_same_weights_are_registered_once(project: Project) -> None:
    first, again = (
        registry.register_model(project, origin="trained", weights="models/a.safetensors", weights_sha256="a" * 64)
        for _ in range(2)
    )
    assert first == again


def test_a_cancelled_job_of_the_queue_is_not_claimed(project: Project, category: Category) -> None:
    finish(project, category, images=3)
    jobs.request_cancel(loop.start_training(project, by=None))
    assert jobs.claim_next("gpu") is None


def test_old_predictions_are_forgotten_on_open_images_and_kept_on_finished_ones(
    project: Project, category: Category, image: Image
) -> None:
    finished = make.make_image(project, state="done")
    models = [make.make_model(project) for _ in range(5)]
    for model in models:
        for seen in (image, finished):
            make.make_prediction(seen, model, boxes=[])
    loop.after_training(models[-1])
    assert list(image.predictions.order_by("id").values_list("model_version", flat=True)) == [
        model.pk for model in models[2:]
    ]
    assert finished.predictions.count() == 5
