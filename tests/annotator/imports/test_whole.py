"""An import is whole or not at all."""

import json
from typing import Any

import pytest

from annotator.errors import InvalidImport, RevisionConflict
from annotator.formats.coco import read_instances
from annotator.models import Image, Project
from annotator.services import imports
from tests import make
from tests.annotator.imports.importing import bring, coco, everything

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "document",
    [
        b"not json",
        [],
        coco({}, {"bbox": [1, 2, 3]}),
        coco({}, {"image_id": 99}),
        coco({}, {"category_id": 99}),
        coco({}, images=[{"id": 7, "file_name": "unknown.png"}]),
        {**coco(), "images": []},
    ],
)
def test_a_refused_file_leaves_everything_as_it_was(project: Project, one: Image, document: Any) -> None:
    before = everything()
    with pytest.raises(InvalidImport) as refused:
        bring(project, document)
    assert refused.value.hint
    assert everything() == before


def test_when_no_image_is_found_the_names_are_said(project: Project) -> None:
    with pytest.raises(InvalidImport, match=r"None of the 1 images in the file is in “Cells”: “a/one\.png”"):
        bring(project, coco({}))


def test_a_dry_run_says_the_same_and_changes_nothing(project: Project, one: Image) -> None:
    before = everything()
    dry = bring(project, coco({}, {"score": 0.5}), dry_run=True)
    assert everything() == before
    assert dry.dry_run
    wet = bring(project, coco({}, {"score": 0.5}))
    assert {**dry.as_json(), "dry_run": False} == wet.as_json()


def test_a_failure_in_the_middle_takes_everything_back(project: Project, one: Image, monkeypatch: Any) -> None:
    make.make_image(project, file_name="two.png")
    listed = [{"id": 7, "file_name": "one.png"}, {"id": 8, "file_name": "two.png"}]
    before = everything()

    def stop(share: float, message: str) -> None:
        if share > 0:
            raise KeyboardInterrupt

    contents = read_instances(json.dumps(coco({}, {"image_id": 8}, images=listed)).encode())
    with pytest.raises(KeyboardInterrupt):
        imports.import_contents(project, contents, author=None, on_progress=stop)
    assert everything() == before


def test_an_import_that_is_overtaken_starts_over_and_gives_up_in_the_end(project: Project, one: Image) -> None:
    contents = read_instances(json.dumps(coco({})).encode())
    overtaken: list[float] = []

    def overtake(share: float, message: str) -> None:
        """Somebody saves between the import's look at the image and its write."""
        overtaken.append(share)
        Image.objects.filter(pk=one.pk).update(revision=len(overtaken))

    with pytest.raises(RevisionConflict):
        imports.import_contents(project, contents, author=None, on_progress=overtake)
    assert len(overtaken) == imports.ATTEMPTS
    assert one.boxes.count() == 0
