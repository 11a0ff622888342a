"""Statistics and the ledger in a real browser: from a bar to its images, and from a decision to the editor."""

import re
import uuid

from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.editor.studio import Project, Studio, Suggestion

PLATE = (100.0, 60.0, 220.0, 180.0)
TO = "\N{EN DASH}"
HIDDEN = "decided that “cup” is not suggested."
SEEN = (Suggestion("plate", PLATE, 0.98), Suggestion("cup", (20, 20, 80, 70), 0.9))


def finish(studio: Studio, project: Project, name: str, **boxes: tuple[float, float, float, float]) -> None:
    """With a box of each of the categories."""
    image = project.images[name]
    upsert = [
        {"key": str(uuid.uuid4()), "category": project.categories[category], "origin": "drawn",
         **dict(zip(("x1", "y1", "x2", "y2"), corners, strict=True))}
        for category, corners in boxes.items()
    ]  # fmt: skip
    change = {"id": str(uuid.uuid4()), "upsert": upsert, "state": "done"}
    revision = studio.ann.annotation(image)["revision"]
    studio.ann.ask("PATCH", f"/api/images/{image}/annotation", data=change, headers={"If-Match": f'"{revision}"'})


def test_a_bar_opens_its_images_by_mouse_and_by_key(studio: Studio, page: Page) -> None:
    project = studio.project(4)
    finish(studio, project, "plate 0.png", plate=PLATE, cup=(0, 0, 10, 10))
    finish(studio, project, "plate 1.png", plate=(0, 0, 40, 40))
    page.goto(f"/projects/{project.id}/statistics")

    sizes = page.get_by_role("figure", name="Boxes by their size")
    expect(sizes.get_by_role("row", name=f"64{TO}128")).to_contain_text("1")
    sizes.get_by_role("link", name=re.compile(f"^64{TO}128: 1")).first.click()
    expect(page).to_have_url(re.compile("box_size_min=64"))
    expect(page.locator(".filter-end").get_by_role("status")).to_have_text("1 found")
    expect(page.get_by_role("button", name=f"Box size 64 {TO} 128 px", exact=True)).to_be_visible()

    page.go_back()
    page.get_by_role("table", name="Images by pairs").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="plate and cup", exact=True)).to_be_visible()
    expect(page.locator(".filter-end").get_by_role("status")).to_have_text("1 found")


def test_the_map_of_positions_is_walked_through_by_keys(studio: Studio, page: Page) -> None:
    project = studio.project(2)
    finish(studio, project, "plate 0.png", plate=(40, 0, 50, 20))  # In the second cell of the first row.
    page.goto(f"/projects/{project.id}/statistics")
    page.get_by_role("button", name=re.compile("^Row 1, column 1:")).first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name=re.compile("^Row 1, column 2:")).first).to_be_focused()
    assert axe.findings(page) == []


def test_what_a_manager_hides_is_said_in_the_editor(studio: Studio, page: Page) -> None:
    project = studio.project(2, suggestions=SEEN)
    page.goto(f"/projects/{project.id}/ledger")
    expect(page.get_by_text("Nothing can be said yet")).to_be_visible()
    page.get_by_label("Suggestions of cup").select_option("Never show")
    expect(page.get_by_text("Hidden by a manager")).to_be_visible()
    expect(page.get_by_text(HIDDEN)).to_be_visible()

    page.goto(f"{project.editor}?image={project.first}")
    page.get_by_text("cup is not suggested").click()
    expect(page.get_by_text(HIDDEN)).to_be_visible()
