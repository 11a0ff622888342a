"""A browser that keeps nothing, and images that vanish: said plainly, and nothing is lost silently."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Corners, Studio, about
from tests.browser.line import Line

PLATE: Corners = (100, 60, 220, 180)
FORBIDDEN = """
  IDBFactory.prototype.open = () => { throw new DOMException("Not here.", "SecurityError"); };
"""


def test_where_nothing_can_be_kept_the_state_says_so_from_the_start_and_leaving_asks(
    studio: Studio, page: Page, hand: Hand
) -> None:
    project = studio.project()
    page.add_init_script(FORBIDDEN)
    hand.open(project)
    expect(hand.save_state).to_have_text("Saved, nothing kept here")
    hand.save_state.click()
    expect(page.get_by_test_id("save-details")).to_contain_text("lets nothing be kept on this computer")
    hand.press("Escape")

    hand.draw(PLATE)
    expect(hand.save_state).to_have_text("Saved, nothing kept here")
    assert studio.ann.boxes(project.first) == about(PLATE)

    page.route("**/annotation", lambda route: route.abort())
    hand.draw((10, 10, 60, 50))
    expect(hand.save_state).to_have_text("Offline, 1 change not kept here")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.reload())")
    assert asked == ["beforeunload"]
    page.unroute("**/annotation")
    hand.press("Control+s")
    hand.expect_saved()
    page.goto("about:blank")


def test_work_that_is_kept_needs_no_question_on_leaving(studio: Studio, page: Page, hand: Hand, line: Line) -> None:
    project = studio.project()
    hand.open(project, over=line.address)
    line.saves = False
    hand.draw(PLATE)
    expect(hand.save_state).to_have_attribute("data-state", "offline")

    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))
    page.goto("/")
    line.saves = True
    hand.open_again(project, "Brought back 1 change from before.", over=line.address)
    hand.expect_saved()
    assert studio.ann.boxes(project.first) == about(PLATE)


def test_an_image_that_is_deleted_under_the_hand_gives_its_boxes_to_another(
    studio: Studio, page: Page, hand: Hand
) -> None:
    project = studio.project()
    hand.open(project)
    studio.ann.ask("DELETE", f"/api/images/{project.first}")
    hand.draw(PLATE)

    gone = page.get_by_test_id("gone")
    expect(gone).to_contain_text("was deleted")
    expect(gone).to_contain_text("1 change could not be saved")
    gone.get_by_role("button", name="Copy the boxes").click()
    gone.get_by_role("button", name="Give up and go on").click()
    expect(hand.image_name).to_have_text("plate 1.png")
    hand.press("Control+v")
    hand.expect_saved()
    assert studio.ann.boxes(project.images["plate 1.png"]) == about(PLATE)
