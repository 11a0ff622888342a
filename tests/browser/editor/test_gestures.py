"""What the mouse and the finger do, and how boxes are put out of the way."""

import re
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.editor.hand import Hand, Point
from tests.browser.editor.studio import Studio, about

LEFT = (20, 20, 80, 70)
RIGHT = (200, 100, 280, 180)
MIDDLE_OF_RIGHT = (240, 140)


def open_with_two_boxes(studio: Studio, hand: Hand) -> None:
    hand.open(studio.project(2))
    hand.draw(LEFT)
    hand.draw(RIGHT)
    hand.press("v")


@dataclass
class Fingers:
    """On a touch screen; the session must last as long as they stay down."""

    session: CDPSession

    def do(self, kind: str, *points: Point) -> None:
        places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def test_boxes_are_hidden_and_brought_back(studio: Studio, page: Page, hand: Hand) -> None:
    open_with_two_boxes(studio, hand)
    note = page.get_by_test_id("hidden-boxes")

    hand.press("h")
    expect(note).to_contain_text("1 box is hidden")
    expect(hand.boxes("confirmed")).to_have_count(1)
    hand.press("h")
    expect(note).to_have_count(0)
    expect(hand.boxes("confirmed")).to_have_count(2)

    hand.click(MIDDLE_OF_RIGHT)
    hand.press("Shift+H")
    expect(hand.boxes("confirmed")).to_have_count(1)
    page.get_by_role("button", name="Show").click()
    expect(hand.boxes("confirmed")).to_have_count(2)


def test_a_locked_box_is_neither_moved_nor_deleted(studio: Studio, page: Page, hand: Hand) -> None:
    open_with_two_boxes(studio, hand)
    hand.press("l", "Delete", "Shift+ArrowDown")
    expect(hand.notice).to_have_text("Nothing changed: this box is locked.")
    expect(hand.selected).to_contain_text("locked")

    hand.press("Escape")
    hand.drag(MIDDLE_OF_RIGHT, (200, 100))
    expect(hand.selected).to_have_count(0)
    hand.boxes("confirmed").filter(has_text="locked").click()
    hand.press("l", "Delete")
    expect(hand.boxes("confirmed")).to_have_count(1)


def test_a_corner_is_taken_along_until_a_click(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    hand.draw(LEFT)
    page.mouse.move(*hand.on_screen((84, 74)))
    hand.press("j")
    page.mouse.move(*hand.on_screen((100, 90)))
    page.mouse.move(*hand.on_screen((120, 110)))
    hand.click((120, 110))
    page.mouse.move(*hand.on_screen((200, 200)))

    hand.press("Control+s")
    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about((20, 20, 120, 110))


def test_the_menu_of_a_box_opens_by_mouse_and_by_key(studio: Studio, page: Page, hand: Hand) -> None:
    open_with_two_boxes(studio, hand)
    hand.press("Escape")
    page.mouse.click(*hand.on_screen((50, 45)), button="right")
    menu = page.get_by_role("menu", name="Box")
    expect(menu).to_be_visible()
    menu.get_by_role("menuitemcheckbox", name=re.compile("Truncated")).click()
    expect(menu).to_have_count(0)
    expect(hand.selected).to_contain_text("truncated")

    hand.press("Shift+F10")
    expect(menu.get_by_role("menuitem", name=re.compile("Change the class"))).to_be_focused()
    hand.press("ArrowUp", "Enter")
    expect(hand.boxes("confirmed")).to_have_count(1)
    expect(page.get_by_test_id("canvas")).to_be_focused()

    hand.press("Shift+F10")
    expect(page.get_by_role("menu", name="Image")).to_contain_text("Fit the image")
    hand.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)


def test_a_double_click_on_a_box_asks_for_its_class(studio: Studio, page: Page, hand: Hand) -> None:
    open_with_two_boxes(studio, hand)
    hand.press("3")
    page.mouse.dblclick(*hand.on_screen((50, 45)))

    search = page.get_by_label("Search a class")
    expect(search).to_be_focused()
    expect(page.get_by_role("option", selected=True).first).to_contain_text("spoon")
    page.keyboard.type("cu")
    hand.press("Enter")

    expect(hand.selected).to_contain_text("cup")
    expect(search).to_have_count(0)


def test_a_double_click_beside_the_boxes_fits_and_goes_back(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())
    hand.press("v", "+", "+")
    expect(hand.zoom).not_to_have_text("325 %")
    close = hand.zoom.inner_text()
    page.mouse.dblclick(*hand.on_screen((160, 120)))
    expect(hand.zoom).to_have_text("325 %")
    page.mouse.dblclick(*hand.on_screen((160, 120)))
    expect(hand.zoom).to_have_text(close)
    hand.press("Control+0")
    expect(hand.zoom).to_have_text("100 %")


def test_brightness_is_kept_for_the_next_image_and_reset(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(2))
    hand.press("b")
    slider = page.get_by_role("slider", name="Brightness")
    expect(slider).to_be_focused()
    hand.press("ArrowRight", "ArrowRight", "Escape")
    expect(slider).to_have_count(0)

    hand.press("d")
    expect(hand.image_name).to_have_text("plate 1.png")
    expect(page.locator(".box-image")).to_have_css("filter", "brightness(1.1) contrast(1)")
    page.get_by_test_id("changed-light").get_by_role("button", name="Reset").click()
    expect(page.locator(".box-image")).to_have_css("filter", "none")


def test_fingers_zoom_and_a_long_press_opens_the_menu(studio: Studio, page: Page, hand: Hand) -> None:
    open_with_two_boxes(studio, hand)
    hand.press("Escape")
    fingers = Fingers(page.context.new_cdp_session(page))
    x, y = hand.on_screen(MIDDLE_OF_RIGHT)

    fingers.do("touchStart", (x, y))
    expect(page.get_by_role("menu", name="Box")).to_be_visible()
    fingers.do("touchEnd")
    expect(page.get_by_role("menu", name="Box")).to_be_visible()
    hand.press("Escape")

    fingers.do("touchStart", (x - 40, y), (x + 40, y))
    for step in (60, 80, 120):
        fingers.do("touchMove", (x - step, y), (x + step, y))
    fingers.do("touchEnd")
    expect(hand.zoom).not_to_have_text("325 %")
    expect(hand.boxes("confirmed")).to_have_count(2)
