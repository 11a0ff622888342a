"""The frozen batch of the queue: who gets what, in which order, and what a new batch may change."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.models import Category, Image, Project, QueueEntry
from annotator.services import batches, loop, predictions, queue, registry
from tests import make
from tests.annotator.asking import browser_of

pytestmark = pytest.mark.django_db


def freeze(project: Project, *images: Image, **values: object) -> None:
    places = [
        batches.Place(
            image_id=image.pk, share="chosen", reason_code="informative", reason=f"Because of {image.pk}.",
            parts={"score": 0.5},
        )
        for image in images
    ]  # fmt: skip
    options = {"model": None, "phase": "warm", "seed": 7, "informativeness_weight": 0.5, "pool": 9}
    batches.freeze_batch(project, places, **{**options, **values})  # type: ignore[arg-type]


def handed_out(project: Project, user: User, *, count: int) -> list[Image]:
    return [row.image for row in queue.lease_next(project, user, count=count)]


def test_a_batch_is_handed_out_in_its_order_whatever_the_priorities(project: Project, bob: User) -> None:
    first, second, third = (make.make_image(project, priority=1 + number / 10) for number in range(3))
    make.make_image(project, priority=2)
    freeze(project, second, third, first)
    assert handed_out(project, bob, count=3) == [second, third, first]


def test_each_image_of_a_batch_says_why_it_was_chosen(project: Project, image: Image, bob: User) -> None:
    freeze(project, image)
    [leased] = queue.lease_next(project, bob)
    assert leased.reason == queue.Reason("informative", f"Because of {image.pk}.")


def test_after_the_batch_comes_the_rest_by_priority(project: Project, bob: User) -> None:
    low, high = make.make_image(project, priority=1.1), make.make_image(project, priority=1.9)
    chosen = make.make_image(project)
    freeze(project, chosen)
    assert handed_out(project, bob, count=3) == [chosen, high, low]


def test_the_holdout_still_comes_in_between(project: Project, bob: User) -> None:
    chosen = [make.make_image(project) for _ in range(8)]
    for _ in range(8):
        make.make_image(project, split="holdout")
    freeze(project, *chosen)
    leased = queue.lease_next(project, bob, count=8)
    assert [row.reason.code for row in leased].count("holdout") == 4


def test_what_is_open_or_fetched_ahead_keeps_its_place_when_a_new_batch_comes(
    project: Project, alice: User, bob: User
) -> None:
    images = [make.make_image(project) for _ in range(6)]
    freeze(project, *images[:3])
    ahead = handed_out(project, bob, count=2)
    freeze(project, *images[3:])
    assert ahead == images[:2]
    assert handed_out(project, bob, count=2) == ahead
    assert handed_out(project, alice, count=3) == images[3:]
    assert Image.objects.get(pk=images[2].pk).batch_position is None


def test_an_image_that_somebody_opened_in_the_meantime_takes_no_place(
    project: Project, image: Image, bob: User
) -> None:
    queue.renew_lease(image, bob)
    freeze(project, image)
    image.refresh_from_db()
    assert image.batch_position is None


def test_other_orders_pay_no_heed_to_a_batch(project: Project, bob: User) -> None:
    late, early = make.make_image(project, file_name="b.png"), make.make_image(project, file_name="a.png")
    freeze(project, late)
    project.acquisition = "file_order"
    assert handed_out(project, bob, count=1) == [early]


def test_quick_wins_come_by_what_they_take_and_say_so(project: Project, bob: User) -> None:
    project.acquisition = "quick_wins"
    make.make_image(project, priority=1.9)
    slow = make.make_image(project, predicted_seconds=40)
    quick = make.make_image(project, predicted_seconds=12.4)
    leased = queue.lease_next(project, bob, count=3)
    assert [row.image for row in leased][:2] == [quick, slow]
    assert leased[0].reason == queue.Reason("quick_win", "About 12 s of work, the least among the images left.")
    assert leased[2].reason.code == "uncertain"


def test_what_was_chosen_is_never_rewritten(project: Project, image: Image) -> None:
    freeze(project, image)
    freeze(project, image, seed=8)
    assert QueueEntry.objects.filter(image=image).count() == 2
    assert list(project.queue_batches.order_by("id").values_list("seed", flat=True)) == [7, 8]


@pytest.mark.parametrize(("finished", "size"), [(0, 8), (40, 10), (400, 32)])
def test_a_batch_grows_with_what_is_finished(project: Project, finished: int, size: int) -> None:
    for _ in range(finished):
        make.make_image(project, state="done")
    assert batches.batch_size(project) == size


def test_the_holdout_is_never_a_candidate(project: Project, image: Image) -> None:
    make.make_image(project, split="holdout")
    make.make_image(project, state="done")
    assert list(batches.candidates(project)) == [image]


def test_a_batch_is_wanted_at_first_when_it_runs_low_and_when_another_model_has_looked(
    project: Project, category: Category
) -> None:
    images = [make.make_image(project) for _ in range(10)]
    assert batches.is_wanted(project, None)
    freeze(project, *images[:5])
    assert not batches.is_wanted(project, None)
    Image.objects.filter(pk__in=[image.pk for image in images[:3]]).update(state="done")
    assert batches.is_wanted(project, None)
    freeze(project, *images[3:8])

    model = make.make_model(project)
    registry.promote_model(model, note="")
    assert not batches.is_wanted(project, model)
    make.make_prediction(images[3], model, boxes=[])
    assert batches.is_wanted(project, model)


def test_a_batch_that_a_model_chose_half_way_is_chosen_again_when_it_has_seen_all(
    project: Project, category: Category
) -> None:
    images = [make.make_image(project) for _ in range(6)]
    model = make.make_model(project)
    make.make_prediction(images[0], model, boxes=[])
    freeze(project, *images[:5], model=model)
    assert not batches.is_wanted(project, model)
    for image in images[1:]:
        make.make_prediction(image, model, boxes=[])
    assert batches.is_wanted(project, model)
    freeze(project, *images[:5], model=model)
    assert not batches.is_wanted(project, model)


def test_a_finished_image_fills_the_queue_when_it_runs_low(project: Project, image: Image, bob: User) -> None:
    make.make_image(project)
    loop.record_correction(image, author=bob, base_revision=0, change=make.box_change(state="done"))
    assert project.jobs.filter(kind="rank").count() == 1


def test_handing_out_takes_no_more_queries_for_a_batch(project: Project, bob: User) -> None:
    for _ in range(30):
        make.make_image(project)
    with CaptureQueriesContext(
        connection,
    ) as plain:
        queue.lease_next(project, bob)
    queue.release_lease(Image.objects.get(leased_to=bob), bob)
    freeze(project, *Image.objects.all()[:20])
    with CaptureQueriesContext(connection) as with_batch:
        queue.lease_next(project, bob)
    assert len(with_batch) <= len(plain) + 1  # One for the reason.


def test_people_can_look_at_the_batch_and_its_reasons(project: Project, image: Image, vera: User) -> None:
    address = f"/api/projects/{project.pk}/queue/batch"
    assert browser_of(vera).ask("GET", address).status_code == 204
    freeze(project, image)
    shown = browser_of(vera).ask("GET", address).json()
    assert (shown["phase"], shown["seed"], shown["pool"]) == ("warm", 7, 9)
    [entry] = shown["entries"]
    assert (entry["image"], entry["parts"], entry["reason"]["code"]) == (image.pk, {"score": 0.5}, "informative")


def test_a_lease_that_ran_out_gives_its_place_to_the_next_batch(project: Project, bob: User, alice: User) -> None:
    old, new = make.make_image(project), make.make_image(project)
    freeze(project, old)
    handed_out(project, bob, count=1)
    Image.objects.filter(pk=old.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    freeze(project, new)
    assert handed_out(project, alice, count=1) == [new]


def test_what_an_image_is_expected_to_take_is_the_cheaper_of_two_ways(project: Project, category: Category) -> None:
    corrected, drawn, unknown = (make.make_image(project) for _ in range(3))
    model = make.make_model(project, is_active=True)
    seconds = {corrected: (20.0, 30.0), drawn: (40.0, 25.0), unknown: (None, None)}
    seen = [
        predictions.Seen(image_id=image.pk, boxes=[], value=0.5, predicted_seconds=with_boxes, manual_seconds=by_hand)
        for image, (with_boxes, by_hand) in seconds.items()
    ]
    predictions.record_predictions(model, seen)
    assert list(project.images.order_by("id").values_list("predicted_seconds", flat=True)) == [20, 25, None]
    Image.objects.update(predicted_seconds=1)
    predictions.reprioritise(model)
    assert list(project.images.order_by("id").values_list("predicted_seconds", flat=True)) == [20, 25, None]
