"""The gallery's list: its rows, its pages, its filters, and what they cost."""

from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.models import Category, Image, Project
from tests import make
from tests.annotator.asking import Asker


def test_a_row_shows_what_the_thumbnail_needs(project: Project, category: Category, viewer: Asker) -> None:
    image = make.make_image(project, file_name="left/a.png")
    make.make_box(image, category)
    model = make.make_model(project, is_active=True)
    make.make_prediction(
        image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None], [category.pk, 1, 2, 3, 4, 0.1, None]]
    )
    [row] = viewer.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]
    assert row["boxes"] == [[category.pk, 10, 20, 30, 50]]
    assert row["predicted"] == [[category.pk, 1, 2, 3, 4, 0.9]]
    assert row["file_name"] == "left/a.png"
    assert row["thumbnail"] == f"/api/images/{image.pk}/thumbnail?v={image.sha256[:12]}"


def test_a_finished_image_shows_no_suggestions(project: Project, category: Category, viewer: Asker) -> None:
    image = make.make_image(project, state=Image.State.DONE)
    model = make.make_model(project, is_active=True)
    make.make_prediction(image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]])
    [row] = viewer.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]
    assert row["predicted"] == []


def test_a_crowded_image_shows_its_first_200_boxes(project: Project, category: Category, viewer: Asker) -> None:
    crowded, other = make.make_image(project), make.make_image(project)
    for x in range(205):
        make.make_box(crowded, category, x1=x, x2=x + 1)
    make.make_box(other, category)
    rows = {row["id"]: row for row in viewer.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]}
    assert [box[1] for box in rows[crowded.pk]["boxes"]] == list(range(200))
    assert len(rows[other.pk]["boxes"]) == 1


@pytest.mark.parametrize("ordering", ["id", "-id", "-priority", "file_name"])
def test_pages_show_every_image_once_in_order_and_lead_back(ordering: str, project: Project, viewer: Asker) -> None:
    for number in range(11):
        make.make_image(project, priority=number % 3, file_name=f"{number % 4}.png")
    expected = list(project.images.order_by(ordering, "id").values_list("pk", flat=True))
    start = f"/api/projects/{project.pk}/images?limit=4&ordering={ordering}"
    pages = viewer.follow(start, "next")
    assert [*chain(*pages)] == expected
    assert [len(page) for page in pages] == [4, 4, 3]
    last = viewer.ask("GET", start).json()
    while last["next"]:
        last = viewer.ask("GET", last["next"]).json()
    assert viewer.follow(last["previous"], "previous") == [pages[1], pages[0]]


def test_an_image_added_meanwhile_neither_hides_nor_doubles_another(project: Project, viewer: Asker) -> None:
    for _ in range(6):
        make.make_image(project)
    first = viewer.ask("GET", f"/api/projects/{project.pk}/images?limit=3").json()
    make.make_image(project)
    second = viewer.ask("GET", first["next"]).json()
    seen = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(seen)) == 6


def test_filters_narrow_the_list(project: Project, category: Category, viewer: Asker) -> None:
    done = make.make_image(project, state=Image.State.DONE, file_name="Left/One.png", split=Image.Split.HOLDOUT)
    todo = make.make_image(project, file_name="right/two.png")
    make.make_image(project, state=Image.State.SKIPPED)
    make.make_box(done, category)
    for query, expected in {
        "state=done": {done.pk},
        "state=todo,done": {done.pk, todo.pk},
        "split=holdout": {done.pk},
        f"category={category.pk}": {done.pk},
        "search=left": {done.pk},
        "search=%25": set(),
        "search=two&state=done": set(),
    }.items():
        found = viewer.ask("GET", f"/api/projects/{project.pk}/images?{query}").json()["results"]
        assert {row["id"] for row in found} == expected, query


@pytest.mark.parametrize(
    "query",
    [
        "state=maybe",
        "split=test",
        "category=x",
        "category=9223372036854775808",
        "ordering=password",
        "ordering=uploaded_by__password",
        "owner__password__startswith=p",
        "search__regex=(a%2B)%2B$",
        "limit=0",
        "limit=-1",
        "limit=x",
        "cursor=garbage",
        "cursor=W251bGwsMSxmYWxzZV0",
        "cursor=W10",
        "search=%00",
        "page=2",
    ],
)
def test_an_unknown_filter_or_value_is_refused(query: str, project: Project, viewer: Asker) -> None:
    answer = viewer.ask("GET", f"/api/projects/{project.pk}/images?{query}")
    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] == "invalid_input"


def test_a_page_has_at_most_200_rows(project: Project, viewer: Asker) -> None:
    Image.objects.bulk_create(
        Image(project=project, sha256=f"{n:064x}", file_name="a", width=1, height=1, byte_size=1) for n in range(205)
    )
    answer = viewer.ask("GET", f"/api/projects/{project.pk}/images?limit=1000000").json()
    assert len(answer["results"]) == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=st.text(max_size=40) | st.binary(max_size=30).map(lambda raw: raw.hex()))
def test_no_cursor_makes_the_server_fail(cursor: str, project: Project, viewer: Asker) -> None:
    for ordering in ("id", "-priority", "file_name"):
        answer = viewer.get(f"/api/projects/{project.pk}/images", {"cursor": cursor, "ordering": ordering})
        assert answer.status_code in (200, 400)


def test_a_page_costs_the_same_for_two_images_and_for_twenty(
    project: Project, category: Category, viewer: Asker
) -> None:
    model = make.make_model(project, is_active=True)
    costs = []
    for _ in range(2):
        for _ in range(10):
            image = make.make_image(project)
            make.make_box(image, category)
            make.make_prediction(image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]])
        with CaptureQueriesContext(connection) as queries:
            viewer.ask("GET", f"/api/projects/{project.pk}/images")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 11
