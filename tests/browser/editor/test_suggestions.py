"""Which suggestions are shown: as the model advises, until somebody wants more, fewer, or none."""

import re

from playwright.sync_api import Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Studio, Suggestion

SEEN = (
    Suggestion("plate", (100, 60, 220, 180), 0.9),
    Suggestion("cup", (20, 20, 80, 70), 0.6),
    Suggestion("spoon", (240, 30, 300, 200), 0.2),
)


def test_more_or_fewer_are_shown_than_the_model_suggests_and_there_is_a_way_back(
    studio: Studio, page: Page, hand: Hand
) -> None:
    hand.open(studio.project(suggestions=SEEN))
    rule = page.get_by_test_id("suggestion-rule")
    expect(hand.boxes("predicted")).to_have_count(2)
    expect(rule).to_have_text("as the model suggests")

    hand.press("[")
    expect(hand.boxes("predicted")).to_have_count(3)
    expect(rule).to_contain_text("from 0.20 on")
    hand.press("]", "]")
    expect(hand.boxes("predicted")).to_have_count(1)
    page.get_by_role("button", name="Reset to what the model suggests").click()

    expect(hand.boxes("predicted")).to_have_count(2)
    expect(rule).to_have_text("as the model suggests")


def test_where_drawing_is_quicker_suggestions_wait_until_they_are_asked_for(
    studio: Studio, page: Page, hand: Hand
) -> None:
    project = studio.project(2, suggestions=SEEN)
    studio.expect_seconds(project, with_suggestions=64, by_hand=51)
    hand.open(project)

    expect(page.get_by_test_id("held-back")).to_contain_text("51 s instead of 64 s")
    expect(page.get_by_test_id("expected")).to_contain_text("about 51 s")
    expect(hand.boxes("predicted")).to_have_count(0)
    hand.press("Shift+R")
    expect(hand.boxes("predicted")).to_have_count(2)
    hand.press("d")

    expect(hand.image_name).to_have_text("plate 1.png")
    expect(hand.boxes("predicted")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Show suggestions")).click()
    expect(hand.boxes("predicted")).to_have_count(2)


def test_marks_of_unsure_edges_stay_switched_off_in_this_browser(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(suggestions=SEEN))
    button = page.get_by_role("button", name="Edges that the model is unsure of")
    expect(button).to_have_attribute("aria-pressed", "true")

    hand.press("Shift+U")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.reload()
    hand.expect_open()

    expect(button).to_have_attribute("aria-pressed", "false")
