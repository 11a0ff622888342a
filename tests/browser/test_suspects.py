"""The suspects page in a real browser: questions answered by keys and taken back, and nothing for axe to object to."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.editor.studio import Project, Studio, run_in_the_shell

KEY = "7b0f4c1e-6a52-4d0b-9a58-0b4f6b1f1b1b"
LABEL = {"key": KEY, "x1": 100, "y1": 60, "x2": 220, "y2": 180}
MISSING = [20.0, 20.0, 80.0, 70.0]


def doubted(studio: Studio) -> Project:
    """Two plates that are called cups, on one image; and a cup on it that has no box."""
    project = studio.project(2)
    plate, cup = project.categories["plate"], project.categories["cup"]
    studio.ann.save(project.first, upsert=[{**LABEL, "category": cup}])
    run_in_the_shell(
        studio.boxloop,
        "from annotator.models import Project, Suspect\n"
        "from annotator.services import suspects\n"
        f"label = suspects.boxes_by_image([{project.first}])[{project.first}]['{KEY}']\n"
        "def doubt(kind, label, category, box, doubt):\n"
        "    seen = {'category': category, 'box': box, 'confidence': 0.94, 'score': 0.9}\n"
        f"    return suspects.Doubt(image_id={project.first}, kind=kind, category_id={cup}, label=label,\n"
        "        seen=seen, doubt=doubt, overlap=0.0)\n"
        f"rows = [doubt('swapped', label, {plate}, suspects.corners(label), 0.9),\n"
        f"        doubt('overlooked', None, {cup}, {MISSING}, 0.8)]\n"
        f"suspects.store(Project.objects.get(pk={project.id}), rows, looked_at=[{project.first}], model=None)\n",
    )
    return project


def boxes(studio: Studio, project: Project) -> list[tuple[int, list[float]]]:
    found: list[dict[str, Any]] = studio.ann.annotation(project.first)["boxes"]
    return sorted((box["category"], [box[side] for side in ("x1", "y1", "x2", "y2")]) for box in found)


def test_doubts_are_answered_with_one_key_each_and_taken_back(studio: Studio, page: Page) -> None:
    project = doubted(studio)
    plate, cup = project.categories["plate"], project.categories["cup"]
    at = [100, 60, 220, 180]
    page.goto(f"/projects/{project.id}/suspects")

    expect(page.get_by_text("Labelled cup; the model is 94 % sure of plate.")).to_be_visible()
    assert axe.findings(page) == []
    page.keyboard.press("c")
    expect(page.get_by_text("The model is 94 % sure of cup here")).to_be_visible()
    expect(page.get_by_text("1 of 2: 1 wrong, 0 right")).to_be_visible()
    assert boxes(studio, project) == [(plate, at)]

    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Nothing is left to ask")).to_be_visible()
    expect(page.get_by_text("2 of 2: 2 wrong, 0 right")).to_be_visible()
    assert boxes(studio, project) == sorted([(plate, at), (cup, MISSING)])

    page.keyboard.press("z")
    expect(page.locator(".suspect-foot").get_by_role("status")).to_have_text("Taken back.")
    page.get_by_role("button", name="Nothing is missing").click()
    expect(page.get_by_text("2 of 2: 1 wrong, 1 right")).to_be_visible()
    assert boxes(studio, project) == [(plate, at)]


def test_what_is_drawn_at_random_is_judged_and_mended_in_the_editor(studio: Studio, page: Page) -> None:
    project = studio.project(1)
    label = {**LABEL, "category": project.categories["cup"]}
    studio.ann.save(project.first, upsert=[label])
    run_in_the_shell(
        studio.boxloop,
        "from annotator.models import Project\n"
        "from annotator.services import suspect_audit\n"
        f"project = Project.objects.get(pk={project.id})\n"
        "project.images.update(state='done')\n"
        "suspect_audit.draw(project)\n",
    )
    page.goto(f"/projects/{project.id}/suspects")
    foot = page.locator(".suspect-foot")

    expect(page.get_by_text("is this cup, and is the box in its place?")).to_be_visible()
    page.keyboard.press("w")
    at_the_box = foot.get_by_role("link", name="Mend it in the editor")
    expect(at_the_box).to_have_attribute("href", f"/projects/{project.id}/annotate?image={project.first}&box={KEY}")

    expect(page.get_by_role("heading", name="Is anything missing in this image?")).to_be_visible()
    assert axe.findings(page) == []
    with page.context.expect_page() as opened:
        at_the_box.click()
    expect(opened.value.get_by_role("option", selected=True)).to_contain_text("cup")
    opened.value.close()

    page.keyboard.press("w")
    expect(foot.get_by_role("link", name="Draw what is missing")).to_be_visible()
    expect(page.get_by_text("1 image incomplete of 1 drawn at random")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("heading", name="Is anything missing in this image?")).to_be_visible()
    studio.ann.save(project.first, upsert=[{**label, "x2": 230}])
    page.keyboard.press("r")
    expect(page.get_by_text("Somebody has changed this")).to_be_visible()
    page.get_by_role("button", name="Nothing is missing").click()
    expect(page.get_by_text("0 images incomplete of 1 drawn at random")).to_be_visible()
