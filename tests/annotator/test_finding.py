"""The gallery's questions: each filter, each order, whole answers and pages of them."""

from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import Category, Comment, Image, ModelVersion, Project
from annotator.services import finding, predictions
from annotator.services.finding import ORDERINGS, ImageFilter
from tests import make
from tests.annotator.asking import Asker


@pytest.fixture
def model(project: Project, category: Category) -> ModelVersion:
    return make.make_model(project, is_active=True)


def found(project: Project, **asked: Any) -> set[int]:
    return set(finding.ids_of(finding.find_images(project, ImageFilter(**asked))))


def see(model: ModelVersion, image: Image, *scores: float) -> None:
    boxes = [[model.categories[0], 1, 1, 9, 9, score, None] for score in scores]
    predictions.record_predictions(model, [predictions.Seen(image_id=image.pk, boxes=boxes, value=0.5)])


# --- filters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "small", "large"),
    [
        ({"boxes": (None, 3)}, {"box_count": 3}, {"box_count": 4}),
        ({"seconds": (None, 10)}, {"predicted_seconds": 9.5}, {"predicted_seconds": 11}),
        ({"width": (None, 500)}, {"width": 500}, {"width": 501}),
        ({"height": (None, 500)}, {"height": 500}, {"height": 501}),
        ({"megapixels": (None, 1)}, {"width": 1000, "height": 1000}, {"width": 60_000, "height": 60_000}),
    ],
)
def test_a_span_has_two_ends_and_both_are_included(
    asked: dict[str, Any], small: dict[str, Any], large: dict[str, Any], project: Project
) -> None:
    below, above = make.make_image(project, **small), make.make_image(project, **large)
    [(name, (_, limit))] = asked.items()
    assert found(project, **asked) == {below.pk}
    assert found(project, **{name: (limit, limit + 1e9)}) >= {above.pk}
    assert found(project, **{name: (limit + 0.01, None)}) == {above.pk}


def test_an_image_without_a_value_is_in_no_span(project: Project) -> None:
    make.make_image(project, predicted_seconds=None)
    assert found(project, seconds=(0, None)) == set()


def test_categories_are_had_or_not_had(project: Project, category: Category) -> None:
    other = make.make_category(project, "other")
    both, one, none = (make.make_image(project) for _ in range(3))
    for image, kind in ((both, category), (both, other), (one, category), (one, category)):
        make.make_box(image, kind)
    assert found(project, categories=[category.pk]) == {both.pk, one.pk}
    assert found(project, categories=[category.pk, other.pk]) == {both.pk, one.pk}
    assert found(project, without_categories=[other.pk]) == {one.pk, none.pk}
    assert found(project, categories=[category.pk], without_categories=[other.pk]) == {one.pk}


def test_suggestions_are_found_by_the_confidence_that_is_shown(project: Project, model: ModelVersion) -> None:
    sure, mixed, hidden, unseen = (make.make_image(project) for _ in range(4))
    see(model, sure, 0.95, 0.9)
    see(model, mixed, 0.95, 0.55, 0.1)
    see(model, hidden, 0.3)
    assert found(project, top_score=(0.9, None)) == {sure.pk, mixed.pk}
    assert found(project, low_score=(None, 0.6)) == {mixed.pk}
    assert found(project, suggestions=(2, 2)) == {sure.pk, mixed.pk}
    assert found(project, suggestions=(0, 0)) == {hidden.pk}
    assert unseen.pk not in found(project, suggestions=(0, None))


def test_suggestions_are_of_the_model_in_use_unless_another_is_named(project: Project, model: ModelVersion) -> None:
    old = make.make_model(project)
    image = make.make_image(project)
    see(old, image, 0.6)
    see(model, image, 0.9)
    assert found(project, top_score=(0.8, None)) == {image.pk}
    assert found(project, top_score=(0.8, None), suggested_by=old.pk) == set()
    assert found(project, suggested_by=old.pk) == {image.pk}


def test_a_filter_does_not_tell_what_models_see_in_blind_images(project: Project, model: ModelVersion) -> None:
    blind, shown, done = (
        make.make_image(project, split=Image.Split.HOLDOUT, sha256=sha, state=state)
        for sha, state in ((64 * "a", "todo"), (64 * "b", "todo"), (64 * "c", "done"))
    )
    for image in (blind, shown, done):
        see(model, image, 0.9)
    assert found(project, top_score=(0.8, None)) == {shown.pk, done.pk}
    assert found(project, suggested_by=model.pk) == {blind.pk, shown.pk, done.pk}


def test_without_a_model_no_image_has_suggestions(project: Project) -> None:
    make.make_image(project)
    assert found(project, suggestions=(0, None)) == set()


def test_boxes_are_found_by_the_model_that_suggested_them(
    project: Project, category: Category, model: ModelVersion
) -> None:
    by_model, by_hand = make.make_image(project), make.make_image(project)
    make.make_box(by_model, category, model_version=model)
    make.make_box(by_hand, category)
    assert found(project, boxes_by=model.pk) == {by_model.pk}


def test_who_finished_it_and_when(project: Project, alice: User, bob: User) -> None:
    first = make.make_image(project, finished_by=alice, finished_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    second = make.make_image(project, finished_by=bob, finished_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    make.make_image(project)
    assert found(project, finished_by=[alice.pk]) == {first.pk}
    assert found(project, finished_by=[alice.pk, bob.pk]) == {first.pk, second.pk}
    assert found(project, finished=(datetime(2026, 3, 2, tzinfo=UTC), None)) == {second.pk}
    assert found(project, uploaded=(None, datetime(2020, 1, 1, tzinfo=UTC))) == set()


def test_open_remarks_are_a_filter(project: Project, alice: User) -> None:
    image, _ = make.make_image(project), make.make_image(project)
    Comment.objects.create(image=image, author=alice, text="Look here.")
    assert found(project, has_open_comments=True) == {image.pk}


def test_all_filters_may_be_asked_at_once(project: Project, category: Category, model: ModelVersion) -> None:
    span = (0, 1)
    numbers = dict.fromkeys(
        ("boxes", "top_score", "low_score", "suggestions", "seconds", "width", "height", "megapixels"), span
    )
    days = dict.fromkeys(("uploaded", "finished"), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)))
    one = {key: [1] for key in ("ids", "categories", "without_categories", "finished_by")}
    names: dict[str, Any] = {"states": ["todo"], "split": "train", "search": "x", "has_open_comments": True}
    assert found(project, boxes_by=1, suggested_by=1, **numbers, **days, **one, **names) == set()


def test_nothing_of_another_project_is_ever_found(project: Project) -> None:
    other = make.make_project("Other")
    theirs = make.make_image(other)
    assert found(project) == found(project, ids=[theirs.pk]) == set()


# --- orders -------------------------------------------------------------------------------------------------------


@pytest.fixture
def varied(project: Project) -> Project:
    for number in range(11):
        is_known = number % 4 > 0
        make.make_image(
            project,
            priority=number % 3,
            file_name=f"{number % 4}.png",
            box_count=number % 5,
            predicted_seconds=number % 3 if is_known else None,
            finished_at=datetime(2026, 1, 1 + number % 2, tzinfo=UTC) if is_known else None,
        )
    return project


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_an_order_is_the_same_in_pages_forth_and_back_and_as_a_whole(
    ordering: str, varied: Project, viewer: Asker
) -> None:
    expected = finding.ids_of(finding.in_order(varied.images.all(), ordering))
    values = [getattr(Image.objects.get(pk=pk), ordering.removeprefix("-")) for pk in expected]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=ordering.startswith("-"))
    assert values[: len(known)] == known

    address = f"/api/projects/{varied.pk}/images?limit=4&ordering={ordering}"
    pages = viewer.follow(address, "next")
    assert [pk for page in pages for pk in page] == expected
    last = viewer.ask("GET", address).json()
    while last["next"]:
        last = viewer.ask("GET", last["next"]).json()
    assert viewer.follow(last["previous"], "previous") == pages[1::-1]

    whole = viewer.ask("GET", f"/api/projects/{varied.pk}/images/order?ordering={ordering}").json()
    assert list(accumulate(whole["steps"])) == expected


def test_a_whole_order_comes_with_a_look_at_any_place(varied: Project, viewer: Asker) -> None:
    answer = viewer.ask("GET", f"/api/projects/{varied.pk}/images/order?ordering=id&at=5&limit=2").json()
    ids = list(accumulate(answer["steps"]))
    assert (answer["count"], answer["at"]) == (11, 5)
    assert [row["id"] for row in answer["results"]] == ids[5:7]


def test_a_place_behind_the_end_shows_nothing(varied: Project, viewer: Asker) -> None:
    answer = viewer.ask("GET", f"/api/projects/{varied.pk}/images/order?at=500&limit=2").json()
    assert (answer["count"], answer["results"]) == (11, [])


def test_rows_are_looked_at_by_number_from_anywhere(varied: Project, viewer: Asker) -> None:
    some = list(varied.images.order_by("pk").values_list("pk", flat=True)[3:8:2])
    asked = ",".join(map(str, some))
    answer = viewer.ask("GET", f"/api/projects/{varied.pk}/images?ids={asked}&ordering=id&limit=200").json()
    assert [row["id"] for row in answer["results"]] == some


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "category=x",
        "category=1,,2",
        "category=0",
        "boxes_min=nan",
        "boxes_max=inf",
        "boxes_min=-1",
        "top_score_min=1.5",
        "finished_from=yesterday",
        "finished_by=99999999999999999999",
        "boxes_by=one",
        "ids=" + ",".join(["1"] * 201),
        "at=1",
        "comments=all",
        "ordering=sha256",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(query: str, project: Project, viewer: Asker) -> None:
    answer = viewer.ask("GET", f"/api/projects/{project.pk}/images?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input"), query


def test_a_day_may_be_given_without_a_time(project: Project, viewer: Asker) -> None:
    make.make_image(project, finished_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    for query, count in (("finished_from=2026-03-01", 1), ("finished_from=2026-03-02T00:00:00Z", 0)):
        assert len(viewer.ask("GET", f"/api/projects/{project.pk}/images?{query}").json()["results"]) == count
