"""Around the image: what people say to each other about it, what happened to it, and the ways from image to image."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Project, Studio, about

BOX = (40.0, 40.0, 120.0, 120.0)
SMALLER = (160.0, 60.0, 220.0, 110.0)


@pytest.fixture
def bens_hand(studio: Studio, browser: Browser) -> Iterator[Hand]:
    """Ben, who annotates, at a browser of his own."""
    context = browser.new_context(
        base_url=studio.boxloop.address,
        storage_state=studio.ben.request.storage_state(),
        viewport={"width": 1440, "height": 900},
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Hand(page)
    context.close()


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=re.compile(f"^{name}"))


def draw(hand: Hand, corners: tuple[float, float, float, float]) -> None:
    hand.draw(corners)
    hand.expect_saved()


def test_a_comment_on_a_box_is_seen_at_the_box_answered_and_resolved(
    studio: Studio, page: Page, hand: Hand, bens_hand: Hand
) -> None:
    project = studio.project()
    hand.open(project)
    draw(hand, BOX)
    hand.press("m")
    composer = page.get_by_test_id("composer")
    composer.get_by_role("textbox", name="Comment on this box").fill("Is this a plate or a bowl?")
    hand.press("Control+Enter")

    expect(composer).to_have_count(0)
    expect(page.get_by_test_id("comment-marker")).to_have_count(1)
    expect(page.get_by_test_id("count-comments")).to_have_text("1")
    expect(hand.selected).to_contain_text("1 comment")

    bens_hand.open(project)
    bens_hand.page.get_by_test_id("comment-marker").click()
    thread = bens_hand.page.get_by_test_id("threads").get_by_role("listitem")
    expect(thread).to_contain_text("Is this a plate or a bowl?")
    thread.get_by_role("button", name="Answer").click()
    thread.get_by_role("textbox", name="Your answer").fill("A plate.")
    bens_hand.press("Control+Enter")
    expect(thread.first).to_contain_text("A plate.")
    thread.first.get_by_role("button", name="Resolve").click()

    expect(bens_hand.page.get_by_test_id("comment-marker")).to_have_count(0)
    expect(bens_hand.page.get_by_test_id("count-comments")).to_have_text("")


def test_words_that_were_not_sent_wait_for_their_writer(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())
    hand.press("m")
    words = page.get_by_role("textbox", name="Comment on this image")
    words.fill("The light is odd")
    hand.press("Escape")
    expect(words).to_have_count(0)
    hand.press("m")

    expect(words).to_have_value("The light is odd")


def test_an_image_is_skipped_by_a_digit_that_says_why(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    hand.press("Shift+S")
    expect(page.get_by_role("dialog", name="Skip this image")).to_be_visible()
    hand.press("3")

    expect(hand.image_name).to_have_text("plate 1.png")
    hand.expect_saved()
    assert studio.ann.annotation(project.first)["note"]["text"] == "Nearly the same as another image"


def test_a_doubt_goes_to_a_reviewer_who_returns_it_and_then_approves(
    studio: Studio, page: Page, hand: Hand, bens_hand: Hand
) -> None:
    project = studio.project()
    bens_hand.open(project)
    send_to_review(bens_hand, "A plate or a bowl?")

    page.goto(f"{project.editor}?review=1")
    hand.expect_open()
    expect(hand.image_name).to_have_text("plate 0.png")
    expect(page.get_by_test_id("reason")).to_contain_text("ben: “A plate or a bowl?”")
    hand.press("u")
    page.get_by_role("textbox", name="What is to be mended?").fill("A plate. Draw it.")
    hand.press("Enter")
    expect(page.get_by_text("Nothing waits for a reviewer")).to_be_visible()
    expect(hand.save_state).to_have_attribute("data-state", "saved")

    mend_what_came_back(bens_hand, project)
    page.goto(f"{project.editor}?review=1")
    hand.expect_open()
    expect(page.get_by_test_id("reason")).to_contain_text("changed it after a review")
    page.get_by_role("button", name="Approve and next").click()
    expect(page.get_by_text("Nothing waits for a reviewer")).to_be_visible()
    hand.expect_saved()
    assert studio.ann.ask("GET", f"/api/projects/{project.id}/review").json()["again"] == 0


def send_to_review(hand: Hand, words: str) -> None:
    hand.press("u")
    hand.page.get_by_role("textbox", name=re.compile("unsure about")).fill(words)
    hand.press("Enter")
    expect(hand.image_name).to_have_text("plate 1.png")
    hand.expect_saved()


def mend_what_came_back(hand: Hand, project: Project) -> None:
    hand.open(project)
    expect(hand.page.get_by_test_id("reason")).to_contain_text("“A plate. Draw it.”")
    draw(hand, BOX)
    hand.press("Space")
    expect(hand.image_name).to_have_text("plate 1.png")
    hand.expect_saved()


def test_history_shows_what_changed_and_leads_back_and_back_again(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    draw(hand, BOX)
    draw(hand, SMALLER)
    hand.press("v", "Delete")
    hand.expect_saved()
    hand.press("y")
    rows = page.get_by_test_id("revisions").get_by_role("option")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Deleted 1 box")
    expect(rows.nth(1)).to_contain_text("Drew 1 box")

    rows.nth(0).click()
    expect(page.locator("[data-testid=diff] [data-part=removed]")).to_have_count(1)
    hand.page.get_by_test_id("revisions").press("ArrowDown")
    expect(page.locator("[data-testid=diff] [data-part=added]")).to_have_count(1)
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()

    expect(page.get_by_role("button", name="Undo", exact=True).last).to_be_visible()
    expect(page.get_by_test_id("count-boxes")).to_have_text("2")
    assert studio.ann.boxes(project.first) == about(BOX, SMALLER)
    page.locator(".editor-restore").get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("count-boxes")).to_have_text("1")
    assert studio.ann.boxes(project.first) == about(BOX)


def test_any_image_is_reached_by_its_name_or_its_number(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(4)
    hand.open(project)
    for words, name in (("plate 3", "plate 3.png"), (f"#{project.images['plate 2.png']}", "plate 2.png")):
        hand.press("Control+g")
        field = page.get_by_role("combobox", name="Number or part of the name")
        field.fill(words)
        expect(page.get_by_role("option", name=re.compile(name)).first).to_have_attribute("aria-selected", "true")
        hand.press("Enter")
        expect(hand.image_name).to_have_text(name)


def test_the_strip_shows_the_way_and_is_open_again_after_a_reload(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(3)
    hand.open(project)
    hand.press("Shift+G")
    strip = page.get_by_test_id("filmstrip")
    expect(strip.get_by_role("option")).to_have_count(3)
    hand.press("Space")
    first = strip.get_by_role("option", name=re.compile(r"plate 0\.png"))
    expect(first).to_contain_text("Done")
    expect(first).to_have_attribute("aria-selected", "false")

    first.click()
    expect(hand.image_name).to_have_text("plate 0.png")
    strip.focus()
    hand.press("ArrowRight", "Enter")
    expect(hand.image_name).not_to_have_text("plate 0.png")
    page.reload()
    expect(strip).to_be_visible()


def test_the_day_counts_what_was_finished(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())
    expect(page.get_by_test_id("today")).to_have_text("0")
    draw(hand, BOX)
    hand.press("Space")

    expect(page.get_by_test_id("today")).to_have_text("1")
    page.get_by_role("button", name=re.compile("^Today")).focus()
    expect(page.get_by_role("tooltip")).to_contain_text("You: 1 image, 1 box")


def test_tabs_of_the_panel_are_walked_by_arrow_keys(studio: Studio, page: Page, hand: Hand) -> None:
    hand.open(studio.project())
    tab(page, "Boxes").focus()
    hand.press("ArrowRight")
    expect(tab(page, "History")).to_be_focused()
    expect(tab(page, "History")).to_have_attribute("aria-selected", "true")
    hand.press("ArrowRight", "ArrowRight", "ArrowRight")

    expect(tab(page, "Boxes")).to_be_focused()
    expect(page.get_by_role("tabpanel", name=re.compile("^Boxes"))).to_be_visible()
