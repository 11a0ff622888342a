"""How many actions the six standard jobs take: done in the real editor, checked on the server, compared with the
table in docs/actions.md."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor.hand import Hand, Point
from tests.browser.editor.studio import Corners, Project, Studio, Suggestion, about
from tests.services import ROOT

PLATE: Corners = (100, 60, 220, 180)
CUP: Corners = (20, 20, 80, 70)
SEEN = (Suggestion("plate", PLATE, 0.9), Suggestion("cup", CUP, 0.8))
SPOON: Corners = (240, 30, 300, 200)
TEN: list[Corners] = [
    (20 + 55 * column, 20 + 100 * row, 60 + 55 * column, 90 + 100 * row) for row in (0, 1) for column in range(5)
]


@dataclass(frozen=True)
class CountingHand(Hand):
    """Each key, click and drag is one action; moving the pointer is none."""

    actions: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        self.actions.extend(keys)
        super().press(*keys)

    def click(self, point: Point) -> None:
        self.actions.append("click")
        super().click(point)

    def drag(self, start: Point, end: Point) -> None:
        self.actions.append("drag")
        super().drag(start, end)

    def point_at(self, point: Point) -> None:
        self.page.mouse.move(*self.on_screen(point))


def accept_all(hand: CountingHand) -> None:
    hand.press("Control+Enter")


def fix_an_edge(hand: CountingHand) -> None:
    hand.drag((220, 120), (240, 120))
    hand.press("Control+Enter")


def delete_a_false_box(hand: CountingHand) -> None:
    hand.point_at((50, 45))
    hand.press("x")


def add_a_missed_box(hand: CountingHand) -> None:
    hand.press("3")
    hand.drag(SPOON[:2], SPOON[2:])


def change_a_class(hand: CountingHand) -> None:
    hand.point_at((50, 45))
    hand.press("3")


def draw_ten(hand: CountingHand) -> None:
    hand.press("3")
    for x1, y1, x2, y2 in TEN:
        hand.drag((x1, y1), (x2, y2))


@dataclass(frozen=True)
class Job:
    """boxes: what is on the server in the end; goes_on: the job itself leads to the next image."""

    do: Callable[[CountingHand], None]
    boxes: list[tuple[str, Corners]]
    suggestions: tuple[Suggestion, ...] = SEEN
    goes_on: bool = False


JOBS = {
    "accept all suggestions and go on": Job(accept_all, [("plate", PLATE), ("cup", CUP)], goes_on=True),
    "fix one edge of a suggestion and go on": Job(
        fix_an_edge, [("plate", (100, 60, 240, 180)), ("cup", CUP)], goes_on=True
    ),
    "delete a false box": Job(delete_a_false_box, [("plate", PLATE)]),
    "add a missed box with its class": Job(add_a_missed_box, [("plate", PLATE), ("cup", CUP), ("spoon", SPOON)]),
    "change a class": Job(change_a_class, [("plate", PLATE), ("spoon", CUP)]),
    "draw ten boxes of one class": Job(draw_ten, [("spoon", box) for box in TEN], suggestions=()),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_takes_as_many_actions_as_the_table_says(name: str, studio: Studio, page: Page) -> None:
    job, hand = JOBS[name], CountingHand(page)
    project = studio.project(suggestions=job.suggestions)
    hand.open(project)
    job.do(hand)
    counted = list(hand.actions)
    if not job.goes_on:
        hand.press("Control+Enter")
    expect(hand.image_name).not_to_have_text("plate 0.png")
    hand.expect_saved()

    assert labelled(studio, project) == [(category, *about(box)) for category, box in in_order(job.boxes)]
    print(f"\n{name}: {len(counted)} ({', '.join(counted)})")  # noqa: T201 - the counts are what it is for
    ours, *others = table()[name]
    assert [len(counted)] == ours
    assert len(counted) <= min(min(counts) for counts in others)


def test_the_table_has_each_job_once() -> None:
    assert list(table()) == list(JOBS)


def in_order(boxes: list[tuple[str, Corners]]) -> list[tuple[str, Corners]]:
    return sorted(boxes, key=lambda box: box[1])


def labelled(studio: Studio, project: Project) -> list[tuple[str, Corners]]:
    """The boxes of the first image, with the names of their classes."""
    names = {key: name for name, key in project.categories.items()}
    annotation = studio.ann.annotation(project.first)
    assert annotation["state"] == "done"
    boxes = [(names[box["category"]], (box["x1"], box["y1"], box["x2"], box["y2"])) for box in annotation["boxes"]]
    return in_order(boxes)


def table() -> dict[str, list[list[int]]]:
    """By job: the counts in each column, of which there are two where a setting makes a difference."""
    rows = re.findall(r"^\| ([a-z][^|]*) \|(.*\d.*)\|$", (ROOT / "docs/actions.md").read_text(), re.MULTILINE)
    return {
        job: [[int(count) for count in re.findall(r"\d+", cell)] for cell in cells.split("|")] for job, cells in rows
    }
