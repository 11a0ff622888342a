"""An export as a job: one file however often it runs, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from annotator.errors import InvalidInput, NothingToExport
from annotator.handlers import export as handler
from annotator.models import Category, Export, Job, Project
from annotator.services import exports, jobs
from tests import make
from tests.annotator.exports.exporting import export, finished

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("options", "field"),
    [({"format": "excel"}, "format"), ({"states": ["gone"]}, "states"), ({"states": []}, "states")],
)
def test_what_cannot_be_asked_for_is_refused(project: Project, options: dict[str, Any], field: str) -> None:
    finished(project)
    with pytest.raises(InvalidInput) as refused:
        exports.start_export(project, **options)
    assert (refused.value.field, Job.objects.count(), Export.objects.count()) == (field, 0, 0)
    assert refused.value.hint


def test_nothing_finished_is_nothing_to_export(project: Project) -> None:
    make.make_image(project)
    for format in ("coco", "voc"):
        with pytest.raises(NothingToExport):
            exports.start_export(project, format=format)
    finished(project)
    with pytest.raises(NothingToExport, match="No model has seen"):
        exports.start_export(project, format="coco_results")


def test_an_export_that_fails_leaves_no_file(project: Project) -> None:
    finished(project, file="images/gone.png")
    before = {path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()}
    with pytest.raises(FileNotFoundError):
        export(project, with_images=True)
    after = {path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()}
    assert (after - before, Export.objects.count()) == (set(), 0)


def test_a_job_writes_one_export_however_often_it_runs(project: Project, category: Category, rita: User) -> None:
    make.make_box(finished(project), category)
    exports.start_export(project, by=rita)
    job = jobs.claim_next("cpu")
    assert job is not None
    result = handler.run(job)
    assert handler.run(job) == result
    made = Export.objects.get()
    assert (result["export"], result["boxes"], made.created_by, made.job) == (made.pk, 1, rita, job)


def test_asking_twice_gives_the_same_job_while_it_is_open(project: Project) -> None:
    finished(project)
    first = exports.start_export(project)
    assert exports.start_export(project) == first
    assert exports.start_export(project, with_images=True) != first
