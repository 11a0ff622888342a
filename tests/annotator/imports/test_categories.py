"""Categories of a file: found by name, added, cleaned, or the reason of a refusal."""

import pytest

from annotator.errors import InvalidImport
from annotator.models import Image, Project
from tests import make
from tests.annotator.imports.importing import CAT, bring, coco, everything

pytestmark = pytest.mark.django_db


def test_new_categories_keep_their_ids_where_these_are_free(project: Project, one: Image) -> None:
    make.make_category(project, "dog", coco_id=5)
    records = [
        {"id": 5, "name": "owl"},
        {"id": 6, "name": "Dog"},
        {"id": 90, "name": "cat"},
        {"id": 0, "name": "hen"},
        {"id": "x", "name": "ant"},
    ]
    report = bring(project, coco({"category_id": 6}, {"category_id": 0}, categories=records))
    ids = dict(project.categories.values_list("name", "coco_id"))
    assert (ids["dog"], ids["cat"]) == (5, 90)
    assert sorted(report.categories_added) == ["ant", "cat", "hen", "owl"]
    assert len(set(ids.values())) == 5
    assert [box.category.name for box in one.boxes.order_by("id")] == ["dog", "hen"]


def test_names_are_cleaned_and_twins_merged(project: Project, one: Image) -> None:
    records = [{"id": 1, "name": " cat\n"}, {"id": 2, "name": "Cat"}, {"id": 3, "name": "c\u0000at"}]
    report = bring(project, coco({}, {"category_id": 2}, categories=records))
    assert sorted(project.categories.values_list("name", flat=True)) == ["c at", "cat"]
    assert any("cleaned" in note for note in report.notes)


@pytest.mark.parametrize("name", ["x" * 10_000, "\u200b", "\0"])
def test_a_category_that_cannot_be_added_refuses_the_file(project: Project, one: Image, name: str) -> None:
    before = everything()
    with pytest.raises(InvalidImport, match="cannot be added"):
        bring(project, coco({}, categories=[CAT, {"id": 2, "name": name}]))
    assert everything() == before


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE", "=1+1", "__proto__", "constructor"]
)
def test_names_that_look_like_programs_are_texts(project: Project, one: Image, name: str) -> None:
    bring(project, coco({}, categories=[{"id": 1, "name": name}]))
    assert project.categories.get().name == name


def test_a_file_with_more_categories_than_a_project_may_have_is_refused_before_any_is_added(
    project: Project, one: Image
) -> None:
    many = [{"id": number, "name": f"category {number}"} for number in range(1, 2002)]
    with pytest.raises(InvalidImport, match="2,001 categories"):
        bring(project, coco(categories=many))
    assert not project.categories.exists()
