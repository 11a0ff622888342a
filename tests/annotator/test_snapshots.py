"""Reads of one moment, for which nobody waits."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from annotator.models import Category, Image, Project
from annotator.services import export_rows, exports
from annotator.services.snapshots import snapshot
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def in_another_thread(work: Callable[[], object]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "it waits for the reader"


def test_a_snapshot_does_not_see_what_others_write_meanwhile_and_does_not_stop_them(project: Project) -> None:
    make.make_image(project)
    with snapshot():
        assert Image.objects.count() == 1
        in_another_thread(lambda: make.make_image(project))
        assert Image.objects.count() == 1
    assert Image.objects.count() == 2


def test_one_can_write_after_a_snapshot_even_one_that_failed(project: Project) -> None:
    with pytest.raises(Image.DoesNotExist), snapshot():
        Image.objects.get(file_name="nothing")
    make.make_image(project)
    assert Image.objects.count() == 1


def test_an_export_is_of_one_moment(project: Project, category: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody finishes an image, with a box on it, while the export has read the images and not yet the boxes."""
    make.make_box(make.make_image(project, state="done"), category)

    def finish_another() -> None:
        make.make_box(make.make_image(project, state="done"), category, key=uuid.uuid4())

    read_images = export_rows.read_images

    def read_and_wait(*args: Any) -> Any:
        rows = read_images(*args)
        in_another_thread(finish_another)
        return rows

    monkeypatch.setattr(export_rows, "read_images", read_and_wait)
    report = exports.make_export(project, format="coco").report
    assert (report["images"], report["boxes"]) == (1, 1)
    assert Image.objects.count() == 2
