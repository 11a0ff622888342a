"""What the model saw helps the hand: the magnet, hints, look-alikes, the model itself."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import WORK_MS, Studio, Suggestion, about, run_in_the_shell

PLATE = (100, 60, 220, 180)
CUP = (20, 20, 80, 70)
DOUBTFUL = (Suggestion("plate", PLATE, 0.3), Suggestion("cup", CUP, 0.3))


def test_a_sloppy_drag_snaps_to_the_object_and_undo_brings_back_the_drag(studio: Studio, hand: Hand) -> None:
    project = studio.project(suggestions=DOUBTFUL)
    hand.open(project)

    hand.draw((106, 66, 228, 186))
    expect(hand.notice).to_contain_text("Snapped")
    expect(hand.boxes("confirmed")).to_contain_text("at 100, 60")
    hand.press("Control+z")
    expect(hand.boxes("confirmed")).to_contain_text("at 106, 66")
    hand.press("Control+Shift+z")

    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about(PLATE)


def test_a_magnet_that_is_switched_off_leaves_what_was_drawn(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(suggestions=DOUBTFUL)
    hand.open(project)

    page.get_by_role("button", name="Snap what is drawn to the object").click()
    hand.draw((106, 66, 228, 186))

    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about((106, 66, 228, 186))


def test_a_hint_is_taken_by_one_click(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(suggestions=DOUBTFUL)
    hand.open(project)
    hints = page.get_by_role("button", name="Hints")

    hand.press("v", "k")
    expect(hints).to_have_attribute("aria-pressed", "true")
    hand.click((160, 120))

    expect(hand.boxes("confirmed")).to_have_count(1)
    expect(hand.boxes("predicted")).to_have_count(0)
    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about(PLATE)


def test_one_class_shows_more_without_the_others(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(suggestions=DOUBTFUL))

    page.get_by_role("button", name="By class").click()
    page.get_by_role("button", name="More cup").click()

    expect(hand.boxes("predicted")).to_have_count(1)
    expect(hand.boxes("predicted")).to_contain_text("cup")


def test_without_a_model_the_picture_alone_is_searched(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())

    hand.draw((5, 5, 45, 45))
    hand.press("Shift+f")
    state = page.get_by_test_id("look-alikes-state").or_(page.get_by_test_id("look-alikes"))

    expect(state).to_contain_text("like")


def test_without_a_model_the_editor_says_what_to_do(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())

    hand.press("r")

    expect(page.get_by_test_id("model-said")).to_contain_text("no model yet")
    expect(page.get_by_test_id("model-said")).to_contain_text("Finish 10 images by hand")


def test_a_key_that_is_pressed_before_its_part_of_the_page_has_come_waits_for_it(
    studio: Studio, page: Page, hand: Hand
) -> None:
    held: list[Route] = []
    page.route("**/later-*.js", lambda route: held.append(route))
    hand.open(studio.project())

    hand.press("r")
    expect(page.get_by_test_id("model-said")).to_have_count(0)
    for route in held:
        route.continue_()

    expect(page.get_by_test_id("model-said")).to_contain_text("no model yet")


def test_the_model_in_use_looks_at_the_image_when_it_is_asked(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(1)
    run_in_the_shell(studio.boxloop, f"from tests.browser.traces import *\nplant_lively_model({project.id})")
    hand.open(project)
    expect(hand.boxes("predicted")).to_have_count(0)

    hand.press("r")
    expect(page.get_by_test_id("model-said")).to_have_text(
        re.compile(r"Model \d+: \d+ suggestions?, likely ones shown"), timeout=WORK_MS
    )
    suggested = hand.boxes("predicted")
    for _ in range(8):  # Random weights are sure of little.
        if suggested.count():
            break
        hand.press("[")
    hand.press("Tab", "e")

    hand.expect_saved()
    [box] = studio.ann.annotation(project.first)["boxes"]
    assert box["origin"] == "accepted"


def test_shift_draws_exactly_what_the_hand_drew(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(suggestions=DOUBTFUL)
    hand.open(project)

    hand.press("w")
    page.keyboard.down("Shift")
    hand.drag((106, 66), (228, 186))
    page.keyboard.up("Shift")

    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about((106, 66, 228, 186))
