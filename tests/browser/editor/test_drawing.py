"""The editor under the hand: drawing and correcting with the mouse, deciding on suggestions, and all of it by keys."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from detector.images import load_upright
from tests.browser.editor.hand import Hand, Point
from tests.browser.editor.studio import Corners, Studio, Suggestion, about

PLATE: Corners = (100, 60, 220, 180)
SEEN = (
    Suggestion("plate", (100, 60, 220, 180), 0.9),
    Suggestion("cup", (20, 20, 80, 70), 0.7),
    Suggestion("spoon", (240, 30, 300, 200), 0.6),
    Suggestion("spoon", (10, 200, 60, 230), 0.2),
)


def test_a_box_is_drawn_selected_moved_and_resized_by_the_mouse(studio: Studio, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)

    hand.draw(PLATE)
    expect(hand.boxes("confirmed")).to_have_count(1)
    expect(hand.selected).to_have_count(1)
    hand.press("v")
    hand.click((20, 20))
    expect(hand.selected).to_have_count(0)
    hand.click((160, 120))
    expect(hand.selected).to_have_count(1)
    hand.drag((160, 120), (130, 130))
    hand.drag((190, 190), (210, 200))

    hand.press("Control+s")
    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about((70, 70, 210, 200))


def test_deleting_is_undone_and_done_again(studio: Studio, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    hand.draw(PLATE)
    expect(hand.boxes("confirmed")).to_have_count(1)

    hand.press("Delete")
    expect(hand.boxes("confirmed")).to_have_count(0)
    expect(hand.notice).to_have_text("Deleted 1 box.")
    hand.press("Control+z")
    expect(hand.boxes("confirmed")).to_have_count(1)
    expect(hand.notice).to_have_text("Undone: deleting.")
    hand.press("Control+z")
    expect(hand.boxes("confirmed")).to_have_count(0)
    hand.press("Control+Shift+z", "Control+y")
    expect(hand.boxes("confirmed")).to_have_count(0)
    hand.press("Control+z")

    expect(hand.boxes("confirmed")).to_have_count(1)
    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about(PLATE)


def test_a_digit_gives_its_class_to_the_selection_and_to_the_next_box(studio: Studio, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)

    hand.draw(PLATE)
    expect(hand.boxes("confirmed")).to_contain_text("plate")
    hand.press("3")
    expect(hand.boxes("confirmed")).to_contain_text("spoon")
    hand.draw((10, 10, 60, 50))

    expect(hand.boxes("confirmed").filter(has_text="spoon")).to_have_count(2)
    hand.press("Control+s")
    hand.expect_saved()
    boxes = studio.ann.annotation(project.first)["boxes"]
    assert {box["category"] for box in boxes} == {project.categories["spoon"]}


def test_the_wheel_zooms_at_the_cursor_and_the_middle_button_pans(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    x, y = hand.on_screen((200, 100))

    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    expect(hand.zoom).to_have_text("723 %")
    page.mouse.down(button="middle")
    page.mouse.move(x - 30, y + 20)
    page.mouse.move(x - 60, y + 40)
    page.mouse.up(button="middle")
    hand.press("w")
    hand.drag_on_screen((x - 60, y + 40), (x + 40, y + 140))

    expect(hand.boxes("confirmed")).to_have_count(1)
    hand.press("Control+s")
    hand.expect_saved()
    [(x1, y1, x2, _)] = studio.ann.boxes(project.first)
    assert (x1, y1) == pytest.approx((200, 100), abs=0.5)
    assert x2 - x1 == pytest.approx(100 / (3.25 * 2.2255), abs=0.5)  # exp(0.002 * 400) is 2.2255


def test_a_box_drawn_beyond_the_edge_is_cut(studio: Studio, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)

    hand.draw((250, -5, 330, 60))

    expect(hand.boxes("confirmed")).to_have_count(1)
    hand.press("Control+s")
    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about((250, 0, 320, 60))


def test_a_tiny_box_is_dropped_with_a_hint(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())
    x, y = hand.on_screen((100, 100))

    hand.press("w")
    hand.drag_on_screen((x, y), (x + 60, y + 2))

    expect(hand.notice).to_have_text("Too small to be a box, so nothing was drawn.")
    expect(page.get_by_test_id("box-count")).to_have_text("0")


def share_of_line(page: Page, start: Point, end: Point) -> float:
    """How much of a level stretch on the screen differs from what lies just above it, from 0 to 1."""
    clip = {"x": start[0], "y": start[1] - 6, "width": end[0] - start[0], "height": 7}
    pixels = np.asarray(load_upright(page.screenshot(clip=clip))).astype(int)  # type: ignore[arg-type]
    return float((abs(pixels[0] - pixels[-1]).max(axis=1) > 90).mean())


def expect_line(page: Page, edge: tuple[Point, Point], *, at_least: float, at_most: float = 1) -> None:
    """The canvas is painted in one of the next frames."""
    for _ in range(100):
        share = share_of_line(page, *edge)
        if at_least <= share <= at_most:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{share:.0%} of the line are there.")


def test_a_suggestion_is_dashed_until_it_is_accepted(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project(suggestions=SEEN))
    expect(hand.boxes("predicted")).to_have_count(3)
    expect(page.get_by_test_id("suggestion-count")).to_have_text("3 shown, 1 hidden")
    edge = hand.on_screen((250, 200)), hand.on_screen((290, 200))
    page.mouse.move(*hand.on_screen((160, 120)))
    expect_line(page, edge, at_least=0.2, at_most=0.9)

    hand.boxes("predicted").filter(has_text="spoon").click()
    hand.press("e", "Escape")

    expect(hand.boxes("predicted")).to_have_count(2)
    expect(hand.boxes("confirmed")).to_have_count(1)
    expect(hand.selected).to_have_count(0)
    expect_line(page, edge, at_least=0.95)


def test_suggestions_are_accepted_and_rejected_one_after_the_other(studio: Studio, hand: Hand) -> None:
    project = studio.project(suggestions=SEEN)
    hand.open(project)

    hand.press("Tab")
    expect(hand.selected).to_contain_text("spoon")
    hand.press("e")
    expect(hand.notice).to_have_text("Accepted 1 suggestion.")
    expect(hand.selected).to_contain_text("cup")
    hand.press("x")
    expect(hand.notice).to_have_text("Rejected 1 suggestion.")
    expect(hand.boxes("rejected")).to_contain_text("cup")
    expect(hand.selected).to_contain_text("plate")
    hand.press("e")
    expect(hand.boxes("predicted")).to_have_count(0)

    hand.press("Control+s")
    hand.expect_saved()
    boxes = studio.ann.annotation(project.first)["boxes"]
    assert sorted((box["origin"], box["score"]) for box in boxes) == [("accepted", 0.6), ("accepted", 0.9)]


def test_all_are_accepted_and_the_next_image_comes_and_one_is_skipped(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(3, suggestions=SEEN)
    hand.open(project)
    expect(hand.boxes("predicted")).to_have_count(3)

    hand.press("Control+Enter")
    expect(hand.image_name).not_to_have_text("plate 0.png")
    second = hand.image_name.inner_text()
    hand.press("s")
    expect(hand.image_name).not_to_have_text(second)

    hand.expect_saved()
    done, skipped = studio.ann.annotation(project.first), studio.ann.annotation(project.images[second])
    assert (done["state"], len(done["boxes"])) == ("done", 3)
    assert (skipped["state"], skipped["boxes"]) == ("skipped", [])


def test_a_picture_that_is_lost_is_said_and_leads_on(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    studio.lose_the_file(project.first)
    page.goto(f"{project.editor}?image={project.first}")

    expect(page.get_by_text("The image cannot be shown")).to_be_visible()
    page.get_by_role("button", name="Skip this image").click()

    expect(hand.image_name).to_have_text("plate 1.png")
    expect(page.get_by_text("The image cannot be shown")).to_have_count(0)


def test_an_empty_queue_says_what_to_do_next(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(2)
    hand.open(project)

    hand.press("d")
    expect(hand.image_name).to_have_text("plate 1.png")
    hand.press("Space")

    expect(page.get_by_text("Nothing is left in the queue")).to_be_visible()
    expect(page.get_by_role("link", name="See the images")).to_be_visible()
    page.get_by_role("button", name="Go through 1 image you passed over").click()
    expect(hand.image_name).to_have_text("plate 0.png")


def test_a_project_without_images_asks_for_some(studio: Studio, page: Page) -> None:
    page.goto(studio.project(0).editor)

    expect(page.get_by_text("This project has no images yet")).to_be_visible()
    page.get_by_role("link", name="Add images").click()
    expect(page.get_by_role("link", name="Images", exact=True)).to_be_visible()


def test_suggestions_are_corrected_and_finished_by_the_keyboard_alone(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(suggestions=SEEN)
    hand.open(project)

    hand.press("Tab", "x", "e")
    expect(hand.selected).to_contain_text("plate")
    hand.press("2", "Control+ArrowRight", "Control+ArrowRight", "Control+Shift+ArrowDown", "Shift+ArrowLeft", "e")
    expect(hand.boxes("predicted")).to_have_count(0)
    hand.press("Space")

    expect(hand.image_name).to_have_text("plate 1.png")
    hand.expect_saved()
    annotation = studio.ann.annotation(project.first)
    assert annotation["state"] == "done"
    assert studio.ann.boxes(project.first) == about((20, 20, 80, 70), (90, 61, 212, 180))
    assert {box["category"] for box in annotation["boxes"]} == {project.categories["cup"]}


def test_keys_do_nothing_while_text_is_typed(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())
    hand.draw(PLATE)
    hand.press("q")
    search = page.get_by_label("Search a class")
    expect(search).to_be_focused()

    page.keyboard.type("sdx3")
    hand.press("Backspace", "Backspace", "Delete", "Space")

    expect(search).to_have_value("sd ")
    expect(hand.image_name).to_have_text("plate 0.png")
    expect(hand.boxes("confirmed")).to_contain_text("plate")
    hand.press("Escape", "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.type("sd")
    expect(hand.image_name).to_have_text("plate 0.png")
