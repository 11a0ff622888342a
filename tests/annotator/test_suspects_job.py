"""The whole look for wrong labels, with real small detectors, as on the first day of an imported data set."""

import pytest
from django.contrib.auth.models import User

from annotator import tasks
from annotator.errors import NothingToCheck
from annotator.models import Category, Job, Project, Suspect
from annotator.services import annotations, images, loop, suspects
from detector.shapes import SHAPE_CLASSES, generate
from tests import make

pytestmark = pytest.mark.django_db


def label_pictures(project: Project, author: User, *, count: int) -> None:
    """Finished pictures of shapes, of each of which the first has no box."""
    categories: dict[str, Category] = {name: make.make_category(project, name) for name in SHAPE_CLASSES}
    for number in range(count):
        picture, shapes = generate(number)
        image = images.add_image(project, file_name=f"{number}.png", content=make.encoded(picture)).image
        assert image is not None
        drawn = [
            make.box_values(categories[shape.name], x1=shape.x1, y1=shape.y1, x2=shape.x2, y2=shape.y2)
            for shape in shapes[1:]
        ]
        annotations.save(image, author=author, base_revision=0, change=make.box_change(*drawn, state="done"))


@pytest.mark.slow
def test_shapes_without_a_box_are_found_by_detectors_that_have_not_learnt_from_their_pictures(
    project: Project, bob: User
) -> None:
    label_pictures(project, bob, count=8)
    Project.objects.update(train_minutes=0.05)
    project.refresh_from_db()
    job = loop.start_suspects(project, by=bob)
    assert loop.start_suspects(project, by=bob) == job
    tasks.run_next_job("gpu")
    job.refresh_from_db()
    assert (job.state, job.result and job.result["images"]) == ("succeeded", 8), job.error
    found = Suspect.objects.exclude(kind__in=suspects.DRAWN)
    assert job.result
    assert found.count() == job.result["suspects"] > 0
    assert Suspect.objects.filter(kind="audit").count() == 20


def test_a_few_images_are_too_few(project: Project, bob: User) -> None:
    label_pictures(project, bob, count=2)
    with pytest.raises(NothingToCheck):
        loop.start_suspects(project, by=bob)
    assert not Job.objects.filter(kind="suspects").exists()
