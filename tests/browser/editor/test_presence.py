"""Two people at one image see each other, and each other's boxes; who may only look, looks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Corners, Studio, about, open_page

PLATE: Corners = (100, 60, 220, 180)
# Pages tell of themselves every ten seconds.
WAIT = 60_000


@pytest.fixture
def bens(studio: Studio, browser: Browser) -> Iterator[Page]:
    with open_page(studio, browser, studio.ben) as opened:
        yield opened


def test_who_else_has_the_image_open_is_seen_and_so_is_what_they_do(
    studio: Studio, page: Page, hand: Hand, bens: Page
) -> None:
    project = studio.project()
    hand.open(project)
    his = Hand(bens)
    his.open(project)

    people = page.get_by_test_id("presence")
    expect(people).to_have_text("BEben has this image open too.", timeout=WAIT)
    expect(people).to_have_accessible_name("ben has this image open too.")
    expect(bens.get_by_test_id("presence")).to_have_accessible_name("admin has this image open too.", timeout=WAIT)

    his.draw(PLATE)
    his.expect_saved()
    expect(hand.boxes("confirmed")).to_have_count(1, timeout=WAIT)
    assert studio.ann.boxes(project.first) == about(PLATE)

    bens.goto("/")
    expect(people).to_have_count(0, timeout=WAIT)


def test_a_viewer_looks_leafs_in_the_gallerys_order_and_changes_nothing(studio: Studio, bens: Page) -> None:
    project = studio.project(3)
    studio.let_only_look(project)
    hand = Hand(bens)
    bens.goto(f"{project.editor}?image={project.images['plate 1.png']}")
    expect(hand.image_name).to_have_text("plate 1.png")
    expect(bens.get_by_test_id("view-only")).to_be_visible()
    expect(bens.get_by_test_id("done")).to_have_count(0)

    hand.draw(PLATE)
    expect(hand.notice).to_have_text("You can look at this image here, not change it.")
    bens.get_by_test_id("next").click()
    expect(hand.image_name).to_have_text("plate 2.png")
    hand.press("a", "a")
    expect(hand.image_name).to_have_text("plate 0.png")

    expect(hand.boxes("confirmed")).to_have_count(0)
    for image in project.images.values():
        assert studio.ann.annotation(image)["revision"] == 0
        assert studio.ann.ask("GET", f"/api/images/{image}").json()["leased_to"] is None
