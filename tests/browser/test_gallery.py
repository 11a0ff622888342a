"""The gallery in a real browser: filtered, chosen by keys, changed together, put back, left and found again."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.editor.studio import WORK_MS, Project, Studio, Suggestion

PLATE = (100.0, 60.0, 220.0, 180.0)
SEEN = (Suggestion("plate", PLATE, 0.98),)
PICTURES = 8
# For twenty frames the page was not scrolled.
STANDS_STILL = """() => new Promise((done) => {
  let [last, frames] = [-1, 0];
  const look = () => {
    frames = scrollY === last ? frames + 1 : 0;
    last = scrollY;
    if (frames > 20) done(true);
    else requestAnimationFrame(look);
  };
  look();
})"""


def open_gallery(page: Page, project: Project, question: str = "") -> None:
    page.goto(f"/projects/{project.id}/images{question}")
    expect(cells(page).first).to_be_visible()


def cells(page: Page) -> Locator:
    return page.get_by_role("gridcell")


def found(page: Page, words: str) -> None:
    expect(page.locator(".filter-end").get_by_role("status")).to_have_text(words)


def states(studio: Studio, project: Project) -> list[str]:
    rows = studio.ann.ask("GET", f"/api/projects/{project.id}/images?ordering=id").json()["results"]
    return [row["state"] for row in rows]


def test_a_filter_stands_in_the_address_and_is_kept_under_a_name(studio: Studio, page: Page) -> None:
    project = studio.project(PICTURES, suggestions=SEEN)
    open_gallery(page, project)
    found(page, f"{PICTURES} in all")

    page.get_by_role("button", name="Add a filter").click()
    page.get_by_role("menuitem", name="Surest suggestion").click()
    page.get_by_label("From").fill("99")
    expect(page).to_have_url(re.compile(r"top_score_min=0\.99"))
    found(page, "0 found")
    page.get_by_label("From").fill("97")
    found(page, f"{PICTURES} found")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Surest suggestion ≥ 97 %", exact=True)).to_be_visible()

    page.get_by_label("Search by file name").fill("plate 3")
    found(page, "1 found")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save this view").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_label("Name").fill("Sure plates")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)

    page.get_by_role("button", name="Clear").click()
    found(page, f"{PICTURES} in all")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitemcheckbox", name="Sure plates").click()
    found(page, "1 found")

    address = page.url
    page.goto("about:blank")
    page.goto(address)
    found(page, "1 found")


def test_a_name_that_no_image_has_is_told_and_cleared(studio: Studio, page: Page) -> None:
    project = studio.project(PICTURES)
    page.goto(f"/projects/{project.id}/images?search=giraffe")
    expect(page.get_by_role("heading", name="No image has “giraffe” in its name")).to_be_visible()
    page.get_by_role("button", name="To do").click()
    expect(page.get_by_role("heading", name="No image that fits the other filters has “giraffe”")).to_be_visible()

    page.get_by_role("button", name="Clear the name").click()

    found(page, f"{PICTURES} found")
    expect(page.get_by_label("Search by file name")).to_have_value("")
    expect(page).to_have_url(re.compile(r"\?state=todo$"))


def test_images_chosen_by_keys_are_finished_together_and_put_back(studio: Studio, page: Page) -> None:
    project = studio.project(PICTURES)
    open_gallery(page, project)
    cells(page).nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("gridcell", selected=True)).to_have_count(3)
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_role("gridcell", selected=True)).to_have_count(2)

    page.get_by_role("toolbar", name="Chosen images").get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish 2 images").click()
    expect(page.get_by_text("2 images finished.")).to_be_visible(timeout=WORK_MS)
    assert states(studio, project)[:4] == ["todo", "done", "done", "todo"]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 images put back.")).to_be_visible(timeout=WORK_MS)
    assert states(studio, project) == PICTURES * ["todo"]


def test_everything_that_is_found_is_chosen_at_once(studio: Studio, page: Page) -> None:
    project = studio.project(PICTURES)
    open_gallery(page, project)
    cells(page).first.focus()
    page.keyboard.press("Control+a")
    expect(page.get_by_text(f"{PICTURES} chosen")).to_be_visible()
    page.get_by_role("button", name="Skip", exact=True).click()
    page.get_by_label("Reason").fill("Out of focus.")
    page.get_by_role("button", name=f"Skip {PICTURES} images").click()
    expect(page.get_by_text(f"{PICTURES} images skipped.")).to_be_visible(timeout=WORK_MS)
    assert states(studio, project) == PICTURES * ["skipped"]
    expect(page.get_by_role("toolbar")).to_have_count(0)


def test_who_comes_back_from_an_image_stands_where_they_were(studio: Studio, page: Page) -> None:
    project = studio.project(PICTURES)
    page.set_viewport_size({"width": 700, "height": 420})
    open_gallery(page, project)
    cells(page).first.focus()
    page.keyboard.press("End")
    last = page.get_by_role("gridcell", name=f"plate {PICTURES - 1}.png")
    expect(last).to_be_focused()
    page.wait_for_function(STANDS_STILL)
    scroll = page.evaluate("window.scrollY")
    assert scroll > 0

    page.keyboard.press("Enter")
    expect(page.get_by_test_id("box-count")).to_be_visible()
    page.go_back()
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    page.wait_for_function(STANDS_STILL)
    assert abs(page.evaluate("window.scrollY") - scroll) <= 1


def test_boxes_change_their_category_after_a_look_at_how_many(studio: Studio, page: Page) -> None:
    project = studio.project(2)
    box = {"x1": 10, "y1": 10, "x2": 60, "y2": 60, "category": project.categories["plate"]}
    key = "7b0f4c1e-6a52-4d0b-9a58-0b4f6b1f1b1b"
    studio.ann.save(project.first, upsert=[{**box, "key": key}])
    open_gallery(page, project)
    cells(page).first.click(modifiers=["Control"])
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Change a category").click()
    page.get_by_label("become").select_option("cup")
    page.get_by_role("button", name="Change 1 box").click()
    expect(page.get_by_text("1 box on 1 image changed.")).to_be_visible(timeout=WORK_MS)
    [changed] = studio.ann.annotation(project.first)["boxes"]
    assert changed["category"] == project.categories["cup"]
