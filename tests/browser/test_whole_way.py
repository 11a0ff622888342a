"""The whole way, as a newcomer goes it: sign in by the link, make a project, upload, draw, finish, train, see
suggestions, correct one, export; and the file holds what was drawn."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import HEIGHT, WIDTH, WORK_MS
from tests.browser.server import Boxloop, start_boxloop
from tests.make import encoded

pytestmark = pytest.mark.timeout(600)

PICTURES = 24
DRAWN = 14
TRAINING_MS = 240_000
Corners = tuple[int, int, int, int]


def picture_of_a_plate(number: int) -> tuple[bytes, Corners]:
    """A bright plate on a dark table, and where it lies."""
    dice = random.Random(number)
    size = dice.randint(60, 90)
    x, y = dice.randint(10, WIDTH - size - 10), dice.randint(10, HEIGHT - size - 10)
    image = Image.new("RGB", (WIDTH, HEIGHT), (20 + number, 30, 40))
    ImageDraw.Draw(image).rectangle((x, y, x + size - 1, y + size - 1), fill=(240, 200, 60 + number))
    return encoded(image), (x, y, x + size, y + size)


@pytest.fixture
def plates(tmp_path: Path) -> dict[str, Corners]:
    """Files to upload, in tmp_path, with the place of the plate in each."""
    places = {}
    for number in range(PICTURES):
        content, corners = picture_of_a_plate(number)
        (tmp_path / f"plate {number:02}.png").write_bytes(content)
        places[f"plate {number:02}.png"] = corners
    return places


@pytest.fixture
def boxloop(tmp_path: Path) -> Iterator[Boxloop]:
    """One that nobody has signed in to."""
    with start_boxloop(tmp_path / "boxloop") as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_page() as opened:
        yield opened


def sign_in_and_make_a_project(page: Page, boxloop: Boxloop) -> None:
    page.goto(boxloop.sign_in_link)
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    expect(page.get_by_text("Sample: shapes")).to_be_visible()
    page.get_by_role("button", name="New project").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Plates")
    dialog.get_by_label("Categories").fill("plate, cup")
    dialog.get_by_role("button", name="Create project").click()
    expect(page).to_have_url(re.compile(r"/projects/\d+$"))


def train_only_by_hand_and_quickly(page: Page) -> None:
    page.get_by_role("link", name="Settings").click()
    section = page.locator("section, form").filter(has=page.get_by_role("heading", name="Training", exact=True)).last
    section.get_by_label("Only by hand").check()
    section.get_by_label("Time limit of a training").fill("0.6")
    section.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("saved", re.IGNORECASE)).first).to_be_visible()


def upload(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Images", exact=True).click()
    not_a_picture = folder / "notes.png"
    not_a_picture.write_text("to do: buy cups")
    files = [*sorted(folder.glob("plate*.png")), not_a_picture]
    # An empty gallery offers the upload twice.
    page.get_by_label("Images", exact=True).first.set_input_files(files)
    panel = page.get_by_role("region", name="Upload")
    expect(panel.get_by_text(f"{PICTURES} images added")).to_be_visible(timeout=WORK_MS)
    expect(panel.get_by_text("1 refused")).to_be_visible()
    expect(panel.get_by_text("notes.png").first).to_be_visible()
    panel.get_by_role("button", name="Close").click()


def finish(hand: Hand) -> None:
    before = hand.image_name.inner_text()
    hand.press("Space")
    expect(hand.image_name).not_to_have_text(before)
    hand.expect_open()


def draw_and_finish(page: Page, plates: dict[str, Corners]) -> None:
    page.get_by_role("link", name="Label next").first.click()
    hand = Hand(page)
    hand.expect_open()
    for _ in range(DRAWN):
        hand.draw(plates[hand.image_name.inner_text()])
        expect(page.get_by_test_id("box-count")).to_have_text("1")
        finish(hand)
    hand.expect_saved()


def train(page: Page, project: str) -> None:
    page.goto(project)
    page.get_by_role("button", name="Train now").click()
    page.get_by_role("dialog").get_by_role("button", name="Start training").click()
    expect(page.get_by_label("Next training")).to_contain_text(re.compile(r"(?<!\d)0 finished images since"))
    expect(page.get_by_text("Model 1").first).to_be_visible(timeout=TRAINING_MS)


def use_the_model(page: Page, project: str) -> None:
    """One that learned too little to save anybody time waits to be promoted by hand."""
    page.goto(f"{project}/models")
    expect(page.get_by_role("heading", name="Model 1")).to_be_visible()
    promote = page.get_by_role("button", name="Promote")
    if promote.count():
        expect(page.get_by_text("Why Model 1 did not take over")).to_be_visible()
        promote.click()
        page.get_by_role("dialog").get_by_role("button", name="Promote").click()
    expect(page.get_by_text("Active", exact=True).first).to_be_visible()


def ask(page: Page, path: str) -> dict[str, Any]:
    """What the API answers to the person who is signed in."""
    answer: dict[str, Any] = page.request.get(re.sub(r"(?<=\d)/.*", path, page.url, count=1)).json()
    return answer


def wait_for_suggestions(page: Page, project_id: str) -> None:
    for _ in range(WORK_MS // 500):
        jobs = ask(page, f"/api/projects/{project_id}/jobs?kind=predict")["results"]
        if jobs and all(job["state"] == "succeeded" for job in jobs):
            return
        page.wait_for_timeout(500)
    pytest.fail(f"The open images were not looked at: {jobs}")


def correct_a_suggestion(page: Page, project: str) -> str:
    """Take over what the model suggests, move its right edge by two pixels, and finish. Gives the image's name."""
    page.goto(f"{project}/annotate")
    hand = Hand(page)
    hand.expect_open()
    suggested = hand.boxes("predicted")
    for _ in range(8):  # A young model is modest: each press shows one more than it would.
        if suggested.count():
            break
        hand.press("[")
    expect(suggested.first).to_be_visible()
    name = hand.image_name.inner_text()
    hand.press("Tab", "e", "Control+ArrowRight", "Control+ArrowRight")
    finish(hand)
    hand.expect_saved()
    return name


def export(page: Page, project: str) -> dict[str, Any]:
    page.goto(project)
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make the file").click()
    expect(dialog.get_by_text("The file is ready")).to_be_visible(timeout=WORK_MS)
    with page.expect_download() as download:
        dialog.get_by_role("link", name=re.compile("Download")).first.click()
    document: dict[str, Any] = json.loads(Path(download.value.path()).read_text())
    return document


def on_the_screen(page: Page, project_id: str) -> dict[str, list[list[float]]]:
    """The boxes of finished images as the server shows them, as x, y, width and height."""
    rows = ask(page, f"/api/projects/{project_id}/images?state=done&limit=200")["results"]
    found = {}
    for row in rows:
        boxes = ask(page, f"/api/images/{row['id']}/annotation")["boxes"]
        found[row["file_name"]] = [
            [box["x1"], box["y1"], box["x2"] - box["x1"], box["y2"] - box["y1"]] for box in boxes
        ]
    return found


def test_a_newcomer_goes_the_whole_way(
    page: Page, boxloop: Boxloop, plates: dict[str, Corners], tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in_and_make_a_project(page, boxloop)
    project = page.url
    project_id = project.rsplit("/", 1)[-1]

    train_only_by_hand_and_quickly(page)
    upload(page, tmp_path)
    draw_and_finish(page, plates)
    train(page, project)
    use_the_model(page, project)
    wait_for_suggestions(page, project_id)
    corrected = correct_a_suggestion(page, project)
    document = export(page, project)

    names = {image["id"]: image["file_name"] for image in document["images"]}
    exported: dict[str, list[list[float]]] = {name: [] for name in names.values()}
    for annotation in document["annotations"]:
        exported[names[annotation["image_id"]]].append(annotation["bbox"])
    assert len(exported) == DRAWN + 1
    assert corrected in exported
    assert [category["name"] for category in document["categories"]] == ["plate", "cup"]
    shown = on_the_screen(page, project_id)
    assert exported.keys() == shown.keys()
    for name, boxes in exported.items():
        assert boxes == [pytest.approx(box, abs=1e-6) for box in shown[name]]
        if name != corrected:
            x1, y1, x2, y2 = plates[name]
            assert boxes == [pytest.approx([x1, y1, x2 - x1, y2 - y1], abs=2)]
