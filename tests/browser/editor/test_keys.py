"""Keys: everyone has their own, every keyboard has them, and the mouse may stay in the drawer."""

import re

from playwright.sync_api import Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Studio, about

PLATE = (100, 60, 220, 180)


def open_keys(page: Page, hand: Hand) -> None:
    hand.press("Control+,")
    expect(page.get_by_role("dialog", name="Change keys")).to_be_visible()


def give_key(page: Page, words: str, key: str, new: str) -> None:
    """Press the key of a command in the dialog, and then the new one."""
    page.get_by_role("button", name=f"{words}: {key}, change").click()
    expect(page.get_by_role("button", name="Press the new key")).to_be_focused()
    page.keyboard.press(new)


def type_on(page: Page, key: str, code: str) -> None:
    """A key of another keyboard: what it writes, and where it lies."""
    session = page.context.new_cdp_session(page)
    press = {"key": key, "code": code, "text": key}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **press})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **press})
    session.detach()


def test_a_key_that_was_changed_works_is_shown_and_stays_changed(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(2))
    open_keys(page, hand)
    page.get_by_role("searchbox", name="Search").fill("next image")
    give_key(page, "Next image, leaving this one open", "D", "g")
    expect(page.get_by_role("button", name=re.compile("^Next image, leaving this one open: G,"))).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("draw:")
    give_key(page, "Draw: drag, or two clicks", "W", "Alt+w")
    page.get_by_role("button", name="Done", exact=True).click()

    expect(page.get_by_role("button", name="Draw a box")).to_have_attribute("title", "Draw a box (Alt+W)")
    page.reload()
    hand.expect_open()
    hand.press("d")
    expect(hand.image_name).to_have_text("plate 0.png")
    hand.press("g")
    expect(hand.image_name).to_have_text("plate 1.png")

    open_keys(page, hand)
    page.get_by_role("button", name="Reset all").click()
    page.get_by_role("button", name="Done", exact=True).click()
    hand.press("a")
    expect(hand.image_name).to_have_text("plate 0.png")
    hand.press("d")
    expect(hand.image_name).to_have_text("plate 1.png")


def test_a_key_that_is_taken_is_swapped_and_one_of_the_browser_is_refused(
    studio: Studio, page: Page, hand: Hand
) -> None:
    hand.open(studio.project(2))
    open_keys(page, hand)

    give_key(page, "Skip this image", "S", "Control+r")
    expect(page.get_by_role("alert")).to_contain_text("Ctrl+R is not possible: it reloads the page")
    page.keyboard.press("d")
    expect(page.get_by_role("alert")).to_have_text("D is for “Next image, leaving this one open”.")
    page.get_by_role("button", name="Swap").click()

    expect(page.get_by_role("button", name="Skip this image: D, change")).to_be_visible()
    expect(page.get_by_role("button", name="Next image, leaving this one open: S, change")).to_be_visible()
    page.get_by_role("button", name="Reset all").click()
    expect(page.get_by_role("button", name="Skip this image: S, change")).to_be_visible()


def test_hands_that_know_cvat_work_as_they_are_used_to(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(2))
    open_keys(page, hand)
    page.get_by_label("Begin with the keys of").select_option("CVAT")
    page.get_by_role("button", name="Done", exact=True).click()

    hand.press("n")
    hand.drag(PLATE[:2], PLATE[2:])
    hand.press("Control+2", "q")
    expect(hand.selected).to_contain_text("cup")
    expect(hand.selected).to_contain_text("occluded")
    hand.press("f")
    expect(hand.image_name).to_have_text("plate 1.png")
    hand.press("d")
    expect(hand.image_name).to_have_text("plate 0.png")


def test_keys_travel_as_text(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(2))
    open_keys(page, hand)
    page.get_by_role("button", name="As text").click()
    text = page.get_by_label("Your keys as text")

    text.fill("my keys")
    page.get_by_role("button", name="Use these keys").click()
    expect(page.get_by_text("This is no keymap")).to_be_visible()
    text.fill('{"changes": {"image.next": ["G"]}}')
    page.get_by_role("button", name="Use these keys").click()
    expect(page.get_by_text("These keys are in use now")).to_be_visible()
    page.get_by_role("button", name="Done", exact=True).click()

    hand.press("g")
    expect(hand.image_name).to_have_text("plate 1.png")


def test_french_digits_and_cyrillic_letters_are_keys_like_any_other(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(2))
    hand.draw(PLATE)
    type_on(page, "é", "Digit2")
    expect(hand.selected).to_contain_text("cup")
    type_on(page, "ф", "KeyA")
    hand.press("Escape")
    type_on(page, "в", "KeyD")
    expect(hand.image_name).to_have_text("plate 1.png")


def test_the_help_shows_the_keys_that_work_now(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(2))
    delete = page.get_by_role("dialog").get_by_text("Delete the selected boxes")
    hand.press("?")
    expect(page.get_by_role("dialog", name="Keys that work now")).to_contain_text("Draw: drag, or two clicks")
    expect(delete).to_have_count(0)
    hand.press("Escape")

    hand.draw(PLATE)
    hand.press("?")
    expect(delete).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("hide")
    expect(delete).to_have_count(0)
    page.get_by_role("button", name="Change keys").click()
    expect(page.get_by_role("dialog", name="Change keys")).to_be_visible()


def test_a_box_is_made_classed_and_finished_by_keys_alone(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(2)
    hand.open(project)

    hand.press("Shift+W")
    expect(hand.selected).to_have_count(1)
    hand.press(*["ArrowUp"] * 4, "Shift+ArrowLeft", *["Control+ArrowRight"] * 6, *["Control+Shift+ArrowDown"] * 3)
    hand.press("q")
    expect(page.get_by_label("Search a class")).to_be_focused()
    page.keyboard.type("spo")
    hand.press("Enter", "o", "Space")

    expect(hand.image_name).to_have_text("plate 1.png")
    hand.expect_saved()
    annotation = studio.ann.annotation(project.first)
    [box] = annotation["boxes"]
    assert (annotation["state"], box["category"], box["occluded"]) == ("done", project.categories["spoon"], True)
    # A fifth of the height of 240, in the middle of 320 by 240.
    assert studio.ann.boxes(project.first) == about((126, 95, 180, 140))
