"""Every page and state of the editor for everybody: axe finds nothing, at twice the size nothing is cut, without motion
nothing moves, and with forced colours boxes and the focus are seen."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from detector.images import load_upright
from tests.browser import axe
from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import Corners, Project, Studio, Suggestion, run_in_the_shell

PLATE: Corners = (100, 60, 220, 180)
SEEN = (
    Suggestion("plate", PLATE, 0.98),
    Suggestion("cup", (20, 20, 80, 70), 0.7),
    Suggestion("spoon", (240, 30, 300, 200), 0.3),
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "projects": "/",
    "account": "/account",
    "project": "/projects/{id}",
    "gallery": "/projects/{id}/images",
    "crops": "/projects/{id}/crops",
    "trace": "/projects/{traced.id}/images/{traced.first}/trace?stage=heads",
    "models": "/projects/{id}/models",
    "statistics": "/projects/{id}/statistics",
    "ledger": "/projects/{id}/ledger",
    "suspects": "/projects/{id}/suspects",
    "settings": "/projects/{id}/settings",
}


@pytest.fixture(scope="module")
def project(studio: Studio) -> Project:
    return studio.project(4, suggestions=SEEN)


@pytest.fixture(scope="module")
def traced(studio: Studio) -> Project:
    """With a trace of its first image."""
    project = studio.project(1)
    run_in_the_shell(studio.boxloop, f"from tests.browser.traces import plant\nplant({project.first})")
    return project


Open = Callable[..., Page]


@pytest.fixture
def open_page(studio: Studio, browser: Browser) -> Iterator[Open]:
    """A page of Ann's, with any of the settings of a browser."""
    contexts = []

    def open_one(*, signed_in: bool = True, width: int = 1024, height: int = 768, **options: object) -> Page:
        state = studio.ann.request.storage_state() if signed_in else None
        contexts.append(
            browser.new_context(
                base_url=studio.boxloop.address,
                storage_state=state,
                viewport={"width": width, "height": height},
                **options,  # type: ignore[arg-type]
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_one
    for context in contexts:
        context.close()


def settled(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    return page


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_pages(scheme: str, project: Project, traced: Project, open_page: Open) -> None:
    page = open_page(color_scheme=scheme)
    found = {
        name: axe.findings(settled(page, address.format(id=project.id, traced=traced)))
        for name, address in PAGES.items()
    }
    found["sign-in"] = axe.findings(settled(open_page(color_scheme=scheme, signed_in=False), "/sign-in"))
    assert {name: objections for name, objections in found.items() if objections} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_editor(scheme: str, studio: Studio, open_page: Open) -> None:
    page = open_page(color_scheme=scheme)
    hand, project = Hand(page), studio.project(2, suggestions=SEEN)
    opened(hand, project)
    found = {"suggestions": axe.findings(page)}
    hand.press("Shift+e", "Tab")
    expect(hand.selected).to_have_count(1)
    found["boxes"] = axe.findings(page)
    for name, key in {"keys that work": "?", "change keys": "Control+,"}.items():
        hand.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        found[name] = axe.findings(page)
        hand.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    hand.press("q")
    expect(page.get_by_role("combobox").or_(page.get_by_role("searchbox")).first).to_be_visible()
    found["class search"] = axe.findings(page)
    hand.press("Escape", "Control+Enter")
    expect(hand.image_name).not_to_have_text("plate 0.png")
    hand.press("Control+Enter")
    expect(page.get_by_text("Nothing is left in the queue")).to_be_visible()
    found["empty"] = axe.findings(page)
    assert {name: objections for name, objections in found.items() if objections} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_two_people_changed_the_same_box(scheme: str, studio: Studio, open_page: Open) -> None:
    page = open_page(color_scheme=scheme)
    hand, project = Hand(page), studio.project(1, suggestions=SEEN)
    box = {"key": "00000000-0000-4000-8000-000000000000", "category": project.categories["plate"]}
    studio.ann.save(project.first, upsert=[{**box, "x1": 100, "y1": 60, "x2": 220, "y2": 180}])
    hand.hear_of_nobody()
    opened(hand, project)
    studio.ben.save(project.first, upsert=[{**box, "x1": 100, "y1": 50, "x2": 220, "y2": 170}])
    hand.boxes("confirmed").click()
    page.get_by_test_id("canvas").focus()
    hand.press("Shift+ArrowRight")
    expect(page.get_by_role("region", name="Two versions")).to_be_visible()
    assert axe.findings(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_at_twice_the_size_a_page_scrolls_one_way_and_nothing_is_cut(
    name: str, project: Project, traced: Project, open_page: Open
) -> None:
    page = settled(open_page(**TWICE), PAGES[name].format(id=project.id, traced=traced))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CUT) == []


def test_at_twice_the_size_every_part_of_the_editor_is_within_reach(studio: Studio, open_page: Open) -> None:
    page = open_page(**TWICE)
    hand = Hand(page)
    opened(hand, studio.project(2, suggestions=SEEN))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CUT) == []
    buttons = page.locator(".editor button:visible:enabled")
    for button in buttons.all():
        button.click(trial=True)  # Scrolled to, and nothing lies over it.
    hand.boxes("predicted").first.click()
    expect(hand.selected).to_have_count(1)
    page.get_by_test_id("done").click()
    expect(hand.image_name).not_to_have_text("plate 0.png")


def test_on_a_phone_a_page_scrolls_one_way_and_nothing_is_cut(
    project: Project, traced: Project, open_page: Open
) -> None:
    page = open_page(**PHONE)
    found = {}
    for name, address in PAGES.items():
        settled(page, address.format(id=project.id, traced=traced))
        found[name] = [page.evaluate("document.documentElement.scrollWidth") - PHONE["width"], *page.evaluate(CUT)]
    assert found == {name: [0] for name in PAGES}


def test_on_a_phone_all_that_can_be_done_with_chosen_images_is_within_reach(project: Project, open_page: Open) -> None:
    page = settled(open_page(**PHONE), PAGES["gallery"].format(id=project.id))
    page.get_by_role("gridcell").first.click(modifiers=["Control"])
    buttons = page.get_by_role("toolbar", name="Chosen images").get_by_role("button")
    expect(buttons.last).to_be_in_viewport(ratio=1)
    assert [button for button in buttons.all() if not is_whole(button, PHONE["width"])] == []


def test_on_a_phone_the_image_has_the_width_and_the_next_one_is_a_press_away(studio: Studio, open_page: Open) -> None:
    page = open_page(**PHONE)
    hand = Hand(page)
    opened(hand, studio.project(2, suggestions=SEEN))
    stage = page.get_by_test_id("canvas").bounding_box()
    assert stage is not None
    assert stage["width"] > PHONE["width"] * 0.8
    expect(page.get_by_test_id("done")).to_be_in_viewport(ratio=1)
    page.get_by_test_id("done").click()
    expect(hand.image_name).not_to_have_text("plate 0.png")


def test_with_reduced_motion_nothing_moves(project: Project, traced: Project, open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    for address in (*PAGES.values(), "/projects/{id}/annotate"):
        settled(page, address.format(id=project.id, traced=traced))
        assert page.evaluate(LONGEST_MOTION) <= 0.02, address


def test_with_forced_colours_the_focus_is_seen_wherever_it_goes(
    project: Project, traced: Project, open_page: Open
) -> None:
    page = open_page(forced_colors="active")
    for address in PAGES.values():
        settled(page, address.format(id=project.id, traced=traced))
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUS_SHOWS), f"{address}: {page.evaluate('document.activeElement.outerHTML')[:200]}"


def test_with_forced_colours_boxes_keep_the_colours_of_their_classes(studio: Studio, open_page: Open) -> None:
    hands = [Hand(open_page(forced_colors=forced)) for forced in ("none", "active")]
    project = studio.project(1, suggestions=SEEN)
    color = next(row["color"] for row in categories(studio, project) if row["name"] == "plate")
    counts = []
    for hand in hands:
        opened(hand, project)
        counts.append(pixels_of(color, hand.page.locator(".editor-stage").screenshot()))
    assert counts[1] > 0.9 * counts[0] > 100


# A window of 1024 by 768 at 200 %.
TWICE: dict[str, Any] = {"width": 512, "height": 384, "device_scale_factor": 2}
PHONE = {"width": 420, "height": 860}
# Text that is wider than its frame and does not say so by an ellipsis, or that lies outside of the window.
CUT = """() => [...document.querySelectorAll("body *")].flatMap((element) => {
  const style = getComputedStyle(element);
  const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const isSeen = element.checkVisibility({visibilityProperty: true});
  if (!hasText || !isSeen || element.closest(".visually-hidden, .skip-link")) return [];
  const isHidden = ["hidden", "clip"].includes(style.overflowX) && style.textOverflow !== "ellipsis";
  const isCut = isHidden && element.scrollWidth > element.clientWidth + 1;
  const {left, right, width} = element.getBoundingClientRect();
  const scrolls = (parent) => parent !== null
    && (["auto", "scroll"].includes(getComputedStyle(parent).overflowX) || scrolls(parent.parentElement));
  const isOutside = width > 0 && (right > innerWidth + 1 || left < -1) && !scrolls(element.parentElement);
  return isCut || isOutside ? [`${element.className}: ${element.textContent.slice(0, 40)}`] : [];
})"""
LONGEST_MOTION = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((element) => {
  const {transitionDuration, animationDuration, animationName} = getComputedStyle(element);
  const seconds = (text) => text.split(", ").map(parseFloat);
  return [...seconds(transitionDuration), ...(animationName === "none" ? [] : seconds(animationDuration))];
}))"""
# An outline, of itself or of what stands for it: a card all of which is a link, the current option of a list, the label
# of a hidden field.
FOCUS_SHOWS = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return true;
  const named = document.getElementById(focused.getAttribute("aria-activedescendant") ?? "");
  const isShown = ({outlineStyle, outlineWidth}) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  const others = [focused, named, focused.closest("label, .card")].filter((element) => element !== null);
  const styles = [getComputedStyle(focused, "::after"), ...others.map((element) => getComputedStyle(element))];
  return styles.some(isShown);
}"""


def categories(studio: Studio, project: Project) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = studio.ann.ask("GET", f"/api/projects/{project.id}").json()["categories"]
    return rows


def is_whole(button: Locator, width: int) -> bool:
    """Between the left and the right edge of a window of that width."""
    box = button.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


def pixels_of(color: str, screenshot: bytes) -> int:
    """How many pixels of a screenshot have that colour."""
    wanted = tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))
    pixels = np.asarray(load_upright(screenshot))
    return int((np.abs(pixels.astype(int) - wanted).max(axis=-1) < 12).sum())


def opened(hand: Hand, project: Project) -> None:
    hand.page.goto(f"{project.editor}?image={project.first}")
    expect(hand.page.get_by_test_id("done")).to_be_enabled()
    expect(hand.page.locator(".editor-loading")).to_have_count(0)
    expect(hand.boxes("predicted").first).to_be_visible()
