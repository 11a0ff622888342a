"""Inside the detector, in a real browser: six stages to step through, and why something was missed."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import traces
from tests.browser.editor.studio import WORK_MS, Project, Studio, run_in_the_shell

STAGES = ("Input image", "Features", "Proposals", "RoI pooling", "Class and box", "Final boxes")


@pytest.fixture(scope="module")
def project(studio: Studio) -> Project:
    """Its first image has a trace, made up and kept as a real one."""
    project = studio.project(2)
    run(studio, f"plant({project.first})")
    return project


def run(studio: Studio, call: str) -> None:
    run_in_the_shell(studio.boxloop, f"from tests.browser.traces import *\n{call}")


def address(project: Project, query: str = "") -> str:
    return f"/projects/{project.id}/images/{project.first}/trace{query}"


def stage(page: Page) -> Locator:
    return page.locator(".trace-step[aria-current=step]")


def rows(page: Page, name: str) -> Locator:
    return page.get_by_role("listbox", name=name).get_by_role("option")


def test_each_stage_is_a_key_away_with_its_picture_its_sentence_and_its_shape(page: Page, project: Project) -> None:
    page.goto(address(project))
    for number, name in enumerate(STAGES, start=1):
        page.keyboard.press(str(number))
        expect(stage(page)).to_contain_text(name)
        expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()
        expect(page.get_by_test_id("scene").first).to_be_visible()
        expect(page.locator(".trace-lesson p").first).to_contain_text(re.compile(r"\d"))
    page.keyboard.press("ArrowLeft")
    expect(stage(page)).to_contain_text("Class and box")
    expect(page.get_by_role("img", name="The chosen proposal before and after its correction")).to_be_visible()

    expect(page.get_by_role("row", name="plate 95.0 %")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("row", name="plate 60.0 %")).to_be_visible()
    expect(rows(page, "Proposals").and_(page.get_by_role("option", selected=True))).to_contain_text("2. plate")


def test_the_page_fits_its_window_and_needs_no_scrolling(page: Page, project: Project) -> None:
    for width, height in ((1440, 900), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address(project))
        for number, name in enumerate(STAGES, start=1):
            page.keyboard.press(str(number))
            expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_small_things_are_looked_at_closely(page: Page, project: Project) -> None:
    page.goto(address(project, "?stage=proposals"))
    scene = page.get_by_test_id("scene")
    expect(scene).to_have_attribute("data-zoom", "1.00")
    x1, y1, _, _ = on_screen(page, traces.CUP)
    page.mouse.move(x1, y1)
    page.mouse.wheel(0, -400)
    expect(scene).to_have_attribute("data-zoom", "2.23")
    mark = page.locator(".trace-marks [data-tone=chosen] .trace-mark-line")
    before = mark.bounding_box()
    page.mouse.down(button="middle")
    page.mouse.move(x1 - 50, y1 - 30, steps=2)
    page.mouse.up(button="middle")
    after = mark.bounding_box()
    assert before is not None
    assert after is not None
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((-50, -30), abs=1)

    page.keyboard.press("4")
    expect(scene).to_have_attribute("data-zoom", "2.23")
    page.keyboard.press("0")
    expect(scene).to_have_attribute("data-zoom", "1.00")
    page.keyboard.press("+")
    expect(scene).to_have_attribute("data-zoom", "1.25")
    rows(page, "Proposals").nth(2).dblclick()
    expect(scene).to_have_attribute("data-zoom", "2.88")
    assert page.evaluate("scrollY") == 0


def test_what_is_chosen_at_a_stage_is_kept(page: Page, project: Project) -> None:
    page.goto(address(project, "?stage=features"))
    page.get_by_role("group", name="Level").get_by_text("p4").click()
    page.get_by_role("button", name="No. 42").click()
    page.get_by_label("Opacity").fill("30")
    page.keyboard.press("6")
    expect(rows(page, "Boxes").first).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_label("Opacity")).to_have_value("30")
    expect(page.get_by_role("button", name="No. 42")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("img", name="Features of level p4 over the image")).to_be_visible()


MISSED = (
    (traces.CROWD, "cup", "no_proposal", "Proposals", "None of the 5 proposals"),
    (traces.SPOON, "spoon", "background", "Class and box", "took it for background (0.99)"),
    (traces.CUP, "cup", "below_threshold", "Class and box", "0.05 is needed"),
    (traces.SECOND, "plate", "suppressed", "Final boxes", "box 1, with 0.95, overlaps it by 0.62"),
    (traces.FAINT, "cup", "hidden", "Final boxes", "is below the 0.50 that is shown"),
)


def test_why_something_was_missed(page: Page, project: Project) -> None:
    for box, category, verdict, at, words in MISSED:
        corners = ",".join(map(str, box))
        page.goto(address(project, f"?box={corners}&category={project.categories[category]}"))
        expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", verdict)
        expect(page.get_by_role("region", name="Question")).to_contain_text(words)
        expect(stage(page)).to_contain_text(at)
        expect(page.locator(".trace-marks [data-tone=asked]")).to_contain_text(f"{category}?")
        culprits = page.locator(".trace-marks [data-tone=culprit]")
        expect(culprits).to_have_count(1 if verdict == "suppressed" else 0)


def test_a_box_is_asked_about_by_drawing_it(page: Page, project: Project) -> None:
    page.goto(address(project, "?stage=post"))
    expect(page.get_by_test_id("scene")).to_be_visible()
    page.keyboard.press("w")
    page.get_by_label("It is a").select_option(label="spoon")
    x1, y1, x2, y2 = on_screen(page, traces.SPOON)
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move(x2, y2, steps=3)
    page.mouse.up()
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "background")
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Question")).to_have_count(0)


def test_a_box_is_asked_about_without_a_pointer_by_its_label_or_by_numbers(
    studio: Studio, page: Page, project: Project
) -> None:
    label = {"key": "5d1f4c1e-6a52-4d0b-9a58-0b4f6b1f1b1b", "category": project.categories["cup"]}
    corners = dict(zip(("x1", "y1", "x2", "y2"), traces.CROWD, strict=True))
    studio.ann.save(project.first, upsert=[{**label, **corners}])
    page.goto(address(project))
    expect(page.get_by_test_id("scene").first).to_be_visible()
    page.keyboard.press("w")
    page.get_by_label("Label").select_option(label="cup, at 20, 180")
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "no_proposal")

    page.get_by_role("button", name="Ask about another").click()
    page.get_by_label("It is a").select_option(label="plate")
    page.get_by_text("By numbers").click()
    for name, value in zip(("Left", "Top", "Right", "Bottom"), traces.PLATE, strict=True):
        page.get_by_label(name).fill(str(value))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "found")


def test_a_final_box_tells_its_way_and_a_removed_one_who_removed_it(page: Page, project: Project) -> None:
    page.goto(address(project, "?stage=post"))
    rows(page, "Boxes").filter(has_text="plate").click()
    question = page.get_by_role("region", name="Question")
    expect(question).to_contain_text("Box 1 is “plate” with a confidence of 0.95, and is shown.")
    question.get_by_role("button", name="Proposals").click()
    expect(stage(page)).to_contain_text("Proposals")
    page.keyboard.press("6")
    page.get_by_label("Removed by NMS").check()
    rows(page, "Boxes").filter(has_text="plate").nth(1).click()
    expect(page.get_by_text("Removed by plate 95 %: they overlap with an IoU of 0.62")).to_be_visible()
    expect(page.locator(".trace-marks [data-tone=culprit]")).to_have_count(1)


def test_the_editor_tells_why_beside_the_image(studio: Studio, page: Page, project: Project) -> None:
    label = {"key": "6e1f4c1e-6a52-4d0b-9a58-0b4f6b1f1b1b", "category": project.categories["plate"]}
    corners = dict(zip(("x1", "y1", "x2", "y2"), traces.SECOND, strict=True))
    studio.ann.save(project.first, upsert=[{**label, **corners}])
    page.goto(f"{project.editor}?image={project.first}")
    expect(page.get_by_test_id("done")).to_be_enabled()
    page.get_by_test_id("canvas").focus()
    page.locator("[data-testid=box-list] [role=option]", has_text="plate").click()
    page.keyboard.press("i")
    inside = page.get_by_test_id("inside")
    expect(inside.get_by_test_id("verdict")).to_have_attribute("data-verdict", "suppressed")
    inside.get_by_role("link", name="All six stages").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Inside the detector")
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "suppressed")


def test_the_first_look_is_a_job_and_then_the_trace_is_there(studio: Studio, page: Page) -> None:
    project = studio.project(1)
    page.goto(address(project))
    expect(page.get_by_role("heading", name="No model yet")).to_be_visible()
    run(studio, f"plant_lively_model({project.id})")
    page.goto(f"/projects/{project.id}/images")
    page.get_by_role("gridcell").first.focus()
    page.keyboard.press("i")
    expect(page.get_by_test_id("scene").first).to_be_visible(timeout=WORK_MS)
    page.keyboard.press("3")
    expect(rows(page, "Proposals").first).to_be_visible()


def test_an_imported_model_says_that_nobody_can_look_inside(studio: Studio, page: Page, project: Project) -> None:
    run(studio, f"make.make_model(Image.objects.get(pk={project.first}).project, origin='imported', weights='')")
    page.goto(address(project))
    page.get_by_label("Model").select_option(index=0)
    expect(page.get_by_role("heading", name="Nobody can look inside this model")).to_be_visible()
    page.goto(f"/projects/{project.id}/images/999999/trace")
    expect(page.get_by_role("heading", name="This image cannot be shown")).to_be_visible()


def on_screen(page: Page, box: traces.Box) -> tuple[float, ...]:
    """Corners in the picture, which lies in the middle of its frame as large as goes."""
    frame = page.get_by_test_id("scene").bounding_box()
    assert frame is not None
    scale = min(frame["width"] / traces.WIDTH, frame["height"] / traces.HEIGHT)
    left = frame["x"] + (frame["width"] - traces.WIDTH * scale) / 2
    top = frame["y"] + (frame["height"] - traces.HEIGHT * scale) / 2
    return tuple((top if place % 2 else left) + side * scale for place, side in enumerate(box))
