"""One person, two tabs, one image: the first works, the second looks on, and may take over."""

from playwright.sync_api import Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Corners, Project, Studio, about

PLATE: Corners = (100, 60, 220, 180)
CORNER: Corners = (10, 10, 60, 50)


def second_tab(page: Page, project: Project) -> Hand:
    other = page.context.new_page()
    other.set_default_timeout(20_000)
    hand = Hand(other)
    hand.open(project)
    return hand


def test_the_second_tab_looks_on_and_takes_over_with_all_that_was_done(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    second = second_tab(page, project)
    banner = second.page.get_by_test_id("elsewhere")
    expect(banner).to_contain_text("open in another window")

    second.draw(CORNER)
    expect(second.notice).to_have_text("You can look at this image here, not change it.")
    page.route("**/annotation", lambda route: route.abort())
    page.bring_to_front()
    hand.draw(PLATE)
    expect(hand.save_state).to_have_attribute("data-state", "offline")

    second.page.bring_to_front()
    banner.get_by_role("button", name="Take over").click()
    expect(banner).to_have_count(0)
    expect(second.boxes("confirmed")).to_have_count(1)
    second.press("f")  # The drag that could not draw has moved the image.
    second.draw(CORNER)
    second.expect_saved()
    expect(page.get_by_test_id("elsewhere")).to_be_visible()
    assert studio.ann.boxes(project.first) == about(PLATE, CORNER)


def test_a_tab_that_is_closed_leaves_the_image_to_the_other(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    second = second_tab(page, project)
    expect(second.page.get_by_test_id("elsewhere")).to_be_visible()

    page.close()
    expect(second.page.get_by_test_id("elsewhere")).to_have_count(0)
    second.draw(PLATE)
    second.expect_saved()
    assert studio.ann.boxes(project.first) == about(PLATE)
