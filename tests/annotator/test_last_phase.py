"""The last images of a project come beside those that they resemble."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator import tasks
from annotator.models import Descriptor, Image, Job, Project, QueueBatch
from annotator.services import batches, queue
from detector.acquisition.descriptors import LENGTH
from tests import make

pytestmark = pytest.mark.django_db


def image_of(project: Project, level: int, **values: object) -> Image:
    """A bright field that fills so many percent of the picture: the nearer, the more alike."""
    image = make.make_image(project, **values)
    row = bytes(200 if place < level * LENGTH // 100 else 20 for place in range(LENGTH))
    Descriptor.objects.create(image=image, values=row)
    return image


def finished(project: Project, *, count: int) -> None:
    for _ in range(count):
        image_of(project, 0, state="done", finished_at=timezone.now())


def rank(project: Project) -> QueueBatch:
    Job.objects.create(project=project, kind="rank")
    tasks.run_next_job("cpu")
    batch = batches.newest_batch(project)
    assert batch is not None
    return batch


@pytest.mark.parametrize(("open_images", "is_last"), [(15, False), (14, True)])
def test_it_begins_when_fewer_than_fifteen_in_a_hundred_are_left(
    project: Project, open_images: int, is_last: bool
) -> None:
    for number in range(100):
        make.make_image(project, state="todo" if number < open_images else "done")
    assert batches.is_last_phase(project) == is_last


def test_it_begins_when_more_images_will_not_help_the_model(project: Project) -> None:
    make.make_image(project)
    for _ in range(3):
        make.make_model(project, stability={"agreement": 0.99, "images": 50, "seconds_change": [-1, 1]})
    assert batches.is_last_phase(project)


def test_alike_images_come_together_and_say_so(project: Project, bob: User) -> None:
    finished(project, count=40)
    levels = {image_of(project, level): level for level in (80, 20, 60, 40)}
    batch = rank(project)
    assert batch.phase == "last"
    leased = queue.lease_next(project, bob, count=4)
    assert [levels[row.image] for row in leased] == [20, 40, 60, 80]
    assert {row.reason.code for row in leased} == {"similar"}


def test_what_somebody_has_open_keeps_its_place_and_the_order_is_the_same_each_time(
    project: Project, bob: User
) -> None:
    finished(project, count=60)
    images = [image_of(project, level) for level in (80, 20, 60, 40)]
    first = rank(project)
    [ahead] = queue.lease_next(project, bob)
    others = project.images.exclude(pk=ahead.image.pk)
    others.filter(batch_position__isnull=False).update(batch_position=None)
    second = rank(project)
    assert list(second.entries.values_list("image", flat=True)) == list(
        first.entries.exclude(image=ahead.image).values_list("image", flat=True)
    )
    assert queue.lease_next(project, bob)[0].image == ahead.image == images[1]
    assert Image.objects.get(pk=images[1].pk).batch_position == 0


def test_the_queue_asks_for_what_teaches_as_long_as_there_is_much_to_do(project: Project) -> None:
    finished(project, count=4)
    for level in range(10, 100, 10):
        image_of(project, level)
    assert rank(project).phase == "cold"
