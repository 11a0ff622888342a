"""What is deleted is gone with its files, what is shared stays, and nobody waits for a large project."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from annotator import tasks
from annotator.errors import JobInterrupted
from annotator.models import Category, Image, Job, Project, Role
from annotator.services import blobs, deletion, images, jobs, projects, unused_files
from tests import make
from tests.annotator.asking import browser_of
from tests.working import claim

pytestmark = pytest.mark.django_db


def add(project: Project, *colors: str) -> list[Image]:
    added = images.add_images(project, [(f"{color}.png", make.picture(color=color)) for color in colors])
    return [row.image for row in added if row.image]


@pytest.fixture
def large(project: Project, category: Category, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Three images are many, two are a batch."""
    monkeypatch.setattr(deletion, "AT_ONCE", 2)
    monkeypatch.setattr(deletion, "BATCH", 2)
    for image in add(project, "red", "green", "blue"):
        make.make_box(image, category)
    Job.objects.all().delete()
    return project


def test_a_large_project_is_out_of_sight_at_once_and_gone_when_its_job_is_done(large: Project, alice: User) -> None:
    names = images.file_names(large)
    stored = [name for name in names if blobs.exists(name)]
    client = browser_of(alice)
    training = jobs.enqueue(large, "train")
    assert client.ask("DELETE", f"/api/projects/{large.pk}").status_code == 204
    assert client.ask("GET", f"/api/projects/{large.pk}").status_code == 404
    assert Job.objects.get(pk=training.pk).state == "cancelled"
    assert projects.create_project(name="Cells", owner=alice).name == "Cells"

    tasks.run_next_job("cpu")
    assert not Project.objects.filter(pk=large.pk).exists()
    assert not Image.objects.exists()
    assert len(stored) == 3
    assert not any(map(blobs.exists, names))


def test_a_deletion_that_is_interrupted_goes_on_where_it_was(large: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    deletion.delete_project(large)
    job = claim()
    calls = []

    def interrupted_at_the_second(*args: Any, **values: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise JobInterrupted("The worker ends.")

    with pytest.raises(JobInterrupted):
        deletion.empty_and_delete(job.project, on_progress=interrupted_at_the_second)
    assert large.images.count() == 1
    deletion.empty_and_delete(job.project, on_progress=lambda share, message: None)
    assert not Project.objects.exists()


def test_who_asks_twice_gets_the_same_job(large: Project) -> None:
    first = deletion.delete_project(large)
    name = Project.objects.get().name
    assert deletion.delete_project(Project.objects.get()) == first
    assert Project.objects.get().name == name


def test_a_small_one_is_gone_in_the_answer(project: Project) -> None:
    add(project, "red")
    assert deletion.delete_project(project) is None
    assert not Project.objects.exists()


def test_a_file_that_another_project_has_stays(project: Project, alice: User) -> None:
    other = make.make_project("Other", members={alice: Role.MANAGER})
    [here], [there] = add(project, "red"), add(other, "red")
    images.delete_image(here)
    assert blobs.exists(there.file.name)
    images.delete_image(there)
    assert not blobs.exists(there.file.name)


def test_bytes_that_are_stored_elsewhere_while_they_are_deleted_are_there_afterwards(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose row comes first keeps its file."""
    other = make.make_project("Other")
    [image] = add(project, "red")
    look = unused_files._used_hashes

    def and_somebody_uploads(names: Sequence[str]) -> set[str]:
        used = look(names)
        if not other.images.exists():
            add(other, "red")
        return used

    monkeypatch.setattr(unused_files, "_used_hashes", and_somebody_uploads)
    images.delete_image(image)
    assert blobs.exists(other.images.get().file.name)
    assert not list(Path(settings.DATA_DIR / "temporary").glob("away-*"))


def test_bytes_that_vanish_before_their_row_is_there_are_stored_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose row comes later finds its file gone."""
    register = images._register

    def too_late(*args: Any, **values: Any) -> dict[str, Image]:
        for path in Path(settings.MEDIA_ROOT, "images").glob("*/*"):
            path.unlink()
        return register(*args, **values)

    monkeypatch.setattr(images, "_register", too_late)
    [image] = add(project, "red")
    assert blobs.read_bytes(image.file.name) == make.picture(color="red")


def test_an_old_file_that_is_out_of_its_place_for_a_moment_is_no_leftover() -> None:
    blobs.put_bytes("images/00/old.png", b"content")
    os.utime(blobs.local_path("images/00/old.png"), (0, 0))
    path = blobs.take_away("images/00/old.png")
    assert path is not None

    blobs.forget_leftovers()

    blobs.bring_back("images/00/old.png", path)
    assert blobs.read_bytes("images/00/old.png") == b"content"
    blobs.delete("images/00/old.png")
