"""Which image comes next, and to whom."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from annotator.errors import LeaseHeld
from annotator.models import Image, Project
from annotator.services import queue
from tests import make

pytestmark = pytest.mark.django_db


def next_image(project: Project, user: User) -> Image | None:
    return next((row.image for row in queue.lease_next(project, user)), None)


def test_the_most_uncertain_image_comes_first(project: Project, bob: User) -> None:
    make.make_image(project, priority=1.2)
    unsure = make.make_image(project, priority=1.9)
    [leased] = queue.lease_next(project, bob)
    assert leased.image == unsure
    assert "90 %" in leased.reason.text


def test_two_people_never_get_the_same_image(project: Project, alice: User, bob: User) -> None:
    make.make_image(project)
    make.make_image(project)
    assert next_image(project, alice) != next_image(project, bob)


def test_an_image_that_was_open_before_comes_again_for_the_same_reason(project: Project, bob: User) -> None:
    first = next_image_of_two(project, bob)
    [leased] = queue.lease_next(project, bob)
    assert (leased.image, leased.reason.code) == (first, "uncertain")


def test_a_returned_image_that_was_fetched_ahead_still_says_so(project: Project, bob: User) -> None:
    make.make_image(project, state="returned")
    for _ in range(2):
        [leased] = queue.lease_next(project, bob)
        assert leased.reason is queue.RETURNED


def next_image_of_two(project: Project, user: User) -> Image:
    make.make_image(project, priority=1.5)
    make.make_image(project, priority=1.1)
    [leased] = queue.lease_next(project, user)
    return leased.image


def test_images_at_hand_are_not_handed_out_again(project: Project, bob: User) -> None:
    first = next_image_of_two(project, bob)
    [leased] = queue.lease_next(project, bob, exclude=[first.pk])
    assert leased.image != first


def test_several_images_come_at_once_so_that_the_editor_can_fetch_ahead(project: Project, bob: User) -> None:
    images = [make.make_image(project) for _ in range(5)]
    leased = queue.lease_next(project, bob, count=3)
    assert len({row.image for row in leased}) == 3
    assert {row.image for row in leased} < set(images)


def test_finished_and_skipped_images_are_not_handed_out(project: Project, bob: User) -> None:
    make.make_image(project, state="done")
    make.make_image(project, state="skipped")
    assert next_image(project, bob) is None


def test_a_returned_image_comes_before_new_ones(project: Project, bob: User) -> None:
    make.make_image(project, priority=2)
    returned = make.make_image(project, state="returned")
    assert next_image(project, bob) == returned


def test_a_lease_that_ran_out_is_free_for_others(project: Project, alice: User, bob: User) -> None:
    image = make.make_image(project)
    next_image(project, alice)
    Image.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert next_image(project, bob) == image


def test_a_lease_can_be_given_back(project: Project, image: Image, alice: User, bob: User) -> None:
    queue.renew_lease(image, alice)
    queue.release_lease(image, bob)
    with pytest.raises(LeaseHeld, match="alice"):
        queue.renew_lease(Image.objects.get(pk=image.pk), bob)
    queue.release_lease(image, alice)
    queue.renew_lease(Image.objects.get(pk=image.pk), bob)


def test_half_of_the_first_images_measure_and_half_train(project: Project, bob: User) -> None:
    for number in range(40):
        make.make_image(project, split="holdout" if number % 4 == 0 else "train")
    leased = queue.lease_next(project, bob, count=16)
    assert sum(row.image.split == "holdout" for row in leased) == 8


def test_later_every_eighth_image_measures(project: Project, bob: User) -> None:
    for number in range(100):
        make.make_image(project, split="holdout" if number % 2 else "train", state="done" if number < 24 else "todo")
    leased = queue.lease_next(project, bob, count=16)
    assert [row.reason.code for row in leased].count("holdout") == 2


def test_the_last_images_are_handed_out_whatever_their_side(project: Project, bob: User) -> None:
    for _ in range(3):
        make.make_image(project, split="holdout")
    assert len(queue.lease_next(project, bob, count=5)) == 3


def test_the_order_of_file_names_can_be_chosen(project: Project, bob: User) -> None:
    project.acquisition = "file_order"
    make.make_image(project, file_name="b.png", priority=2)
    first = make.make_image(project, file_name="a.png")
    assert next_image(project, bob) == first


def test_a_random_order_can_be_chosen(project: Project, bob: User) -> None:
    project.acquisition = "random"
    make.make_image(project, sha256="f" * 64, priority=2)
    first = make.make_image(project, sha256="0" * 64)
    assert next_image(project, bob) == first


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_get_eight_images(project: Project) -> None:
    for _ in range(8):
        make.make_image(project)
    people = [make.make_user(f"person {number}") for number in range(8)]
    got: list[Image | None] = []

    def ask(user: User) -> None:
        got.append(next_image(project, user))
        connection.close()

    threads = [threading.Thread(target=ask, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 8
    assert None not in got
