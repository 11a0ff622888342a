"""What is on the finished images: counted, and found again by the filters that the bars open."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from annotator.models import Category, Image, Project
from annotator.services.distributions import GRID, Distributions, distributions_of
from annotator.services.finding import ImageFilter, find_images
from tests import make
from tests.annotator.asking import browser_of

UTC_ZONE = ZoneInfo("UTC")


def counted(project: Project, **asked: Any) -> Distributions:
    return distributions_of(project, **{"zone": UTC_ZONE, **asked})


def finished(project: Project, **values: Any) -> Image:
    return make.make_image(project, **{"state": "done", "width": 640, "height": 480, **values})


def filled(bins: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in bins if row["train"] or row["holdout"]]


def test_an_empty_project_has_nothing_anywhere(project: Project) -> None:
    found = counted(project)
    assert found.images == found.boxes == {"train": 0, "holdout": 0}
    assert (found.progress, found.categories, found.boxes_per_image, found.together) == ([], [], [], [])
    assert filled(found.sizes) == filled(found.aspects) == []
    assert found.positions["train"] == [0] * GRID**2


def test_boxes_are_counted_by_split_size_and_shape(project: Project, category: Category) -> None:
    train, holdout = finished(project), finished(project, split="holdout")
    make.make_box(train, category, x1=0, y1=0, x2=32, y2=32)
    make.make_box(train, category, x1=0, y1=0, x2=31, y2=31)
    make.make_box(holdout, category, x1=0, y1=0, x2=200, y2=50)
    make.make_box(make.make_image(project), category)  # Not finished: not counted.
    found = counted(project)
    assert found.boxes == {"train": 2, "holdout": 1}
    assert filled(found.sizes) == [(16, 32, 1, 0), (32, 64, 1, 0), (64, 128, 0, 1)]
    assert filled(found.aspects) == [(0.8, 1.25, 2, 0), (4, None, 0, 1)]
    assert found.categories == [
        {"category": category.pk, "boxes": {"train": 2, "holdout": 1}, "images": {"train": 1, "holdout": 1}}
    ]


def test_middles_fall_into_the_cells_of_a_map(project: Project, category: Category) -> None:
    image = finished(project)
    make.make_box(image, category, x1=0, y1=0, x2=10, y2=10)
    make.make_box(image, category, x1=438, y1=470, x2=458, y2=480)  # 448 of 640: on the line to the eighth column.
    cells = counted(project).positions["train"]
    assert {place for place, count in enumerate(cells) if count} == {0, 9 * GRID + 7}


def test_images_are_counted_by_their_boxes(project: Project) -> None:
    for boxes in (0, 1, 1, 5000):
        finished(project, box_count=boxes)
    assert filled(counted(project).boxes_per_image) == [(0, 0, 1, 0), (1, 500, 2, 0), (4501, 5000, 1, 0)]


def test_pairs_of_categories_are_counted_by_image(project: Project, category: Category) -> None:
    other, third = make.make_category(project, "other"), make.make_category(project, "third")
    for kinds in ([category, other], [category, other, other], [category, third], [third]):
        image = finished(project)
        for kind in kinds:
            make.make_box(image, kind)
    pairs = [tuple(pair.values()) for pair in counted(project).together]
    assert pairs == [(category.pk, other.pk, 2), (category.pk, third.pk, 1)]


def test_days_begin_where_the_person_is(project: Project) -> None:
    finished(project, finished_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    finished(project, finished_at=datetime(2026, 3, 2, 12, tzinfo=UTC), split="holdout")
    assert len(counted(project).progress) == 2
    [day] = counted(project, zone=ZoneInfo("Europe/Berlin")).progress
    assert (str(day["day"]), day["train"], day["holdout"]) == ("2026-03-02", 1, 1)


def test_what_changed_is_counted_anew(project: Project, category: Category) -> None:
    image = finished(project)
    assert counted(project).boxes["train"] == 0
    make.make_box(image, category)
    assert counted(project).boxes["train"] == 1


def test_every_bar_finds_the_images_that_it_counted(project: Project, category: Category) -> None:
    other = make.make_category(project, "other")
    corners = [(0, 0, 32, 32), (0, 0, 31, 33), (10, 10, 20, 50), (192, 0, 256, 480), (100, 100, 612, 125)]
    for number, box in enumerate(corners):
        kind = other if number % 2 else category
        make.make_box(finished(project), kind, **dict(zip(("x1", "y1", "x2", "y2"), box, strict=True)))
    for chosen in (None, category.pk):
        found = counted(project, category=chosen)
        common: dict[str, Any] = {"states": ["done"], "categories": [chosen] if chosen else []}
        for name, bins in (("box_size", found.sizes), ("box_aspect", found.aspects)):
            for row in bins:
                span: dict[str, Any] = {name: (row["low"], row["high"])}
                asked = ImageFilter(**common, **span)
                assert find_images(project, asked).count() == row["train"]
        for place, boxes in enumerate(found.positions["train"]):
            x, y = place % GRID / GRID, place // GRID / GRID
            asked = ImageFilter(**common, box_x=(x, x + 1 / GRID), box_y=(y, y + 1 / GRID))
            assert find_images(project, asked).count() == boxes


def test_each_of_several_categories_can_be_asked_for(project: Project, category: Category) -> None:
    other = make.make_category(project, "other")
    both, one = finished(project), finished(project)
    for image, kind in ((both, category), (both, other), (one, category)):
        make.make_box(image, kind)
    assert find_images(project, ImageFilter(every_category=[category.pk, other.pk])).get() == both


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", "", "\0"])
def test_an_unknown_time_zone_is_refused(zone: str, project: Project, vera: User) -> None:
    response = browser_of(vera).get(f"/api/projects/{project.pk}/distributions", {"timezone": zone})
    assert response.status_code == 400
    assert "timezone" in response.json()["errors"]


def test_the_numbers_are_read_with_a_time_zone_and_a_category(project: Project, category: Category, vera: User) -> None:
    make.make_box(finished(project), category)
    question: Any = {"timezone": "Asia/Tokyo", "category": category.pk}
    found = browser_of(vera).get(f"/api/projects/{project.pk}/distributions", question).json()
    assert found["boxes"] == {"train": 1, "holdout": 0}
    assert len(found["positions"]["train"]) == found["grid"] ** 2


def test_the_gallery_takes_the_filters_of_the_bars(project: Project, category: Category, vera: User) -> None:
    make.make_box(finished(project), category)
    question: Any = {"box_size_min": 16, "box_size_max": 32, "box_x_max": 0.1, "every_category": category.pk}
    browser = browser_of(vera)
    found = browser.get(f"/api/projects/{project.pk}/images/order", question).json()
    assert found["count"] == 1
    refused: list[Any] = [{"box_size_min": 1e200}, {"box_x_min": 2}, {"box_aspect_min": "nan"}]
    for wrong in refused:
        assert browser.get(f"/api/projects/{project.pk}/images/order", wrong).status_code == 400
