"""The crop gallery in a real browser: suggestions side by side, the wrong ones marked, the rest accepted."""

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Project, Studio, Suggestion

PLATE = (100.0, 60.0, 220.0, 180.0)
CUP = (20.0, 20.0, 80.0, 70.0)
SEEN = (Suggestion("plate", PLATE, 0.98), Suggestion("cup", CUP, 0.6))


def open_crops(page: Page, project: Project) -> list[dict[str, Any]]:
    """The crops on the page, as the server described them."""
    with page.expect_response("**/crops/pages") as answer:
        page.goto(f"/projects/{project.id}/crops")
    crops: list[dict[str, Any]] = answer.value.json()["page"]["crops"]
    expect(page.get_by_role("option")).to_have_count(len(crops))
    expect(page.locator(".crop-picture[data-state=shown]")).to_have_count(len(crops))
    return crops


def suggested(crops: list[dict[str, Any]]) -> dict[int, int]:
    """The place of each image's suggestion: planted crops lie elsewhere. Blind images, if any, have none."""
    return {crop["image"]: place for place, crop in enumerate(crops) if crop["box"] == list(PLATE)}


def boxes(studio: Studio, images: Iterable[int]) -> dict[int, list[tuple[float, ...]]]:
    return {image: studio.ann.boxes(image) for image in images}


def test_suggestions_are_judged_by_keys_taken_back_and_judged_again(studio: Studio, page: Page) -> None:
    places = suggested(open_crops(page, studio.project(5, suggestions=SEEN)))
    image, place = next(iter(places.items()))

    for _ in range(place):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(said(page, f"Accepted {len(places) - 1}, rejected 1.")).to_be_visible()
    assert boxes(studio, places) == {other: [] if other == image else [PLATE] for other in places}
    assert {studio.ann.annotation(other)["state"] for other in places} == {"todo"}

    page.keyboard.press("z")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    assert boxes(studio, places) == {other: [] for other in places}
    page.get_by_role("option").nth(place).click()
    page.get_by_role("button", name="Accept all").click()
    expect(said(page, f"Accepted {len(places)}.")).to_be_visible()
    assert boxes(studio, places) == {other: [PLATE] for other in places}


def test_the_editor_shows_neither_what_was_rejected_nor_what_was_accepted_again(studio: Studio, page: Page) -> None:
    project = studio.project(5, suggestions=SEEN)
    places = suggested(open_crops(page, project))
    rejected, accepted = list(places)[:2]
    page.get_by_role("option").nth(places[rejected]).click()
    page.keyboard.press("Enter")
    expect(said(page, f"Accepted {len(places) - 1}, rejected 1.")).to_be_visible()

    hand = Hand(page)
    for image, confirmed, quick in ((rejected, 0, 0), (accepted, 1, 1)):
        page.goto(f"{project.editor}?image={image}")
        hand.expect_open()
        expect(hand.boxes("confirmed")).to_have_count(confirmed)
        expect(hand.boxes("predicted")).to_have_count(1)  # The cup.
        expect(page.get_by_test_id("quick-to-scan")).to_have_count(quick)


def test_what_somebody_changed_meanwhile_is_passed_over_and_said(studio: Studio, page: Page) -> None:
    project = studio.project(5, suggestions=SEEN)
    places = suggested(open_crops(page, project))
    changed = next(iter(places))
    box = {"key": "7b0f4c1e-6a52-4d0b-9a58-0b4f6b1f1b1b", "category": project.categories["spoon"]}
    studio.ben.save(changed, upsert=[{**box, "x1": 240, "y1": 30, "x2": 300, "y2": 200}])

    page.get_by_role("button", name="Accept all").click()
    expect(said(page, f"Accepted {len(places) - 1}, passed over 1.")).to_be_visible()
    page.get_by_text("1 image was passed over").click()
    expect(page.get_by_text("Somebody changed its boxes meanwhile.")).to_be_visible()
    assert len(studio.ann.boxes(changed)) == 1


def test_when_all_is_judged_the_page_leads_on_to_less_certain_ones(studio: Studio, page: Page) -> None:
    places = suggested(open_crops(page, studio.project(5, suggestions=SEEN)))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is left of plate from 95 % on")).to_be_visible()

    page.get_by_role("link", name="cup").click()
    expect(page.get_by_text("Nothing is left of cup from 95 % on")).to_be_visible()
    page.get_by_role("link", name=f"Go on from 60 %: {len(places)} more").click()
    expect(page.get_by_label("Certainty")).to_have_attribute("aria-valuetext", "from 60 %")
    expect(page.locator(".crop-picture[data-state=shown]").first).to_be_visible()


def said(page: Page, words: str) -> Locator:
    return page.get_by_role("status").filter(has_text=words)
