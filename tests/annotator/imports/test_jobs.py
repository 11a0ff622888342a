"""An import as a job: its report, its file, and what is refused before it begins."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.errors import ImportTooLarge, InvalidImport, InvalidInput
from annotator.formats import strict_json
from annotator.handlers import import_
from annotator.models import Image, ModelVersion, Project
from annotator.services import import_files
from tests.annotator.imports.importing import coco, everything, start

pytestmark = pytest.mark.django_db


def test_the_report_is_the_result_of_the_job(project: Project, one: Image, bob: User) -> None:
    job = start(project, coco({}), by=bob)
    assert job.result is not None
    assert (job.result["images_matched"], job.result["boxes"], job.result["missing"]) == (1, 1, [])


def test_a_job_that_is_run_again_adds_nothing(project: Project, one: Image) -> None:
    job = start(project, coco({}))
    before = everything()
    assert import_.run(job)["boxes"] == 0
    assert everything() == before


def test_predictions_are_named_after_their_file_when_nobody_names_their_model(project: Project, one: Image) -> None:
    start(project, coco({"score": 0.5}), kind="predictions")
    assert ModelVersion.objects.get().name == "boxes.json"


def test_the_file_of_a_refused_import_is_gone(project: Project, one: Image) -> None:
    before = everything()
    with pytest.raises(InvalidImport):
        start(project, b"not json")
    assert everything() == before


@pytest.mark.parametrize(("option", "value"), [("kind", "pictures"), ("state", "returned")])
def test_what_cannot_be_asked_for_is_refused_before_the_file_is_kept(project: Project, option: str, value: str) -> None:
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        start(project, coco({}), **{option: value})
    assert refused.value.field == option
    assert everything() == before


def test_a_file_over_the_limit_is_refused_while_it_comes_in(project: Project, monkeypatch: Any) -> None:
    monkeypatch.setattr(strict_json, "MAX_BYTES", 3 * 2**20)
    before = everything()
    with pytest.raises(ImportTooLarge) as refused:
        import_files.start_import(project, file=io.BytesIO(bytes(4 * 2**20)), file_name="x.json")
    assert refused.value.status == 413
    assert everything() == before
