"""A model's card and two models side by side, as people see them."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.editor.studio import Project, Studio, Suggestion, run_in_the_shell

# Two models on three hold-out images with a plate and a cup each. The second finds the cups too, takes the first plate
# for a spoon, and was not promoted.
MEASURE = """
from annotator.models import DatasetVersion, Image, ModelVersion, Project
from annotator.services import evaluations

project = Project.objects.get(pk={project})
project.images.update(split=Image.Split.HOLDOUT, state=Image.State.DONE)
counts = {{"images": 9, "train": 6, "holdout": 3, "boxes": 20}}
data = DatasetVersion.objects.create(project=project, number=1, sha256="1", manifest="datasets/1.json", counts=counts)
ids = dict(project.categories.values_list("name", "coco_id"))
plate, cup, spoon = ids["plate"], ids["cup"], ids["spoon"]
PLATE, CUP = [100, 60, 220, 180], [20, 20, 80, 70]

def model(number, finds, **values):
    made = ModelVersion.objects.create(
        project=project, number=number, origin="trained", kind="small", dataset_version=data,
        weights=f"models/{{number}}.safetensors", weights_sha256=f"{{project.pk:032x}}{{number:032x}}",
        categories=list(project.categories.values_list("pk", flat=True)),
        thresholds={{str(pk): 0.5 for pk in project.categories.values_list("pk", flat=True)}}, **values,
    )
    images = list(project.images.order_by("id"))
    rows = [
        {{"image_id": image.pk, "truth": [[plate, *PLATE], [cup, *CUP]], "found": finds(place)}}
        for place, image in enumerate(images)
    ]
    ids = [image.pk for image in images]
    seconds = {{"image_ids": ids, "seconds": [9.0 + number] * 3, "manual_seconds": [20.0] * 3}}
    evaluations.record(made, data, rows, assessment=seconds)
    return made

first = model(1, lambda place: [[plate, *PLATE, 0.9, 0.95]], is_active=True)
model(
    2, lambda place: [[plate if place else spoon, *PLATE, 0.9, 0.95], [cup, *CUP, 0.8, 0.85]], parent=first,
    verdict={{"promote": False, "probability": 0.1, "reasons": ["It takes a plate for a spoon."]}},
)
"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def project(studio: Studio) -> Project:
    made = studio.project(3)
    run_in_the_shell(studio.boxloop, MEASURE.format(project=made.id))
    return made


@pytest.fixture(scope="module")
def models(studio: Studio, project: Project) -> dict[int, int]:
    """Ids by number."""
    rows = studio.ann.ask("GET", f"/api/projects/{project.id}/models").json()["results"]
    return {row["number"]: row["id"] for row in rows}


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 1024, "height": 768})
    return page


def test_a_card_leads_from_the_models_to_the_worst_image(page: Page, project: Project, models: dict[int, int]) -> None:
    page.goto(f"/projects/{project.id}/models?model={models[2]}")
    page.get_by_role("link", name="Model card").click()
    expect(page.get_by_role("heading", name="Model 2", level=1)).to_be_visible()
    expect(page.get_by_text("It takes a plate for a spoon.")).to_be_visible()
    expect(page.get_by_text("3 images, 6 boxes")).to_be_visible()
    expect(page.locator(".mixups li")).to_have_text("plate taken for spoon 1 time")
    errors = page.get_by_role("table", name="Errors by kind")
    expect(errors.get_by_role("row", name="Wrong category")).to_contain_text("1")
    curve = page.get_by_role("combobox", name="Curve of")
    curve.select_option("cup")
    expect(page.get_by_text("3 suggestions are shown for 3 boxes: 100.0 of 100 are right")).to_be_visible()
    worst = page.locator(".measured-images li").first
    expect(worst).to_contain_text("1 right, 1 missed, 1 false")
    expect(worst.get_by_role("link", name="Open the trace")).to_have_attribute(
        "href", f"/projects/{project.id}/images/{project.first}/trace?model={models[2]}"
    )
    page.get_by_text("Best", exact=True).click()
    expect(page.locator(".measured-images li").first).to_contain_text("2 right, 0 missed, 0 false")


def test_two_models_show_what_got_better_and_what_worse(page: Page, project: Project, models: dict[int, int]) -> None:
    page.goto(f"/projects/{project.id}/models/{models[2]}")
    page.get_by_role("link", name="Compare with Model 1").click()
    expect(page.get_by_text("Why Model 2 did not take over")).to_be_visible()
    expect(page.get_by_role("row", name="Seconds per image")).to_contain_text("+1.0")
    expect(page.get_by_role("row", name="AP50 of cup")).to_contain_text("Better")
    expect(page.locator(".changed-images li")).to_have_count(2)
    page.get_by_text("Worse (1)").click()
    expect(page.locator(".changed-images li")).to_have_count(1)
    expect(page.locator(".changed-images li")).to_contain_text(
        "1 box found by Model 1 only; 1 box found by Model 2 only"
    )
    page.get_by_role("combobox", name="After").select_option(label="Model 1 (active)")
    expect(page.get_by_role("combobox", name="Before")).to_have_value(str(models[2]))


def test_a_model_that_is_known_by_its_predictions_only_is_not_offered_what_it_cannot_do(
    studio: Studio, page: Page
) -> None:
    project = studio.project(1, suggestions=[Suggestion("plate", (100, 60, 220, 180), 0.9)])
    page.goto(f"/projects/{project.id}/models")
    expect(page.get_by_text("it can be neither promoted nor measured")).to_be_visible()
    for action in ("Promote", "Roll back"):
        expect(page.get_by_role("button", name=action)).to_have_count(0)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    scheme: Literal["light", "dark"], page: Page, project: Project, models: dict[int, int]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for address in (f"{models[2]}", f"compare?a={models[1]}&b={models[2]}"):
        page.goto(f"/projects/{project.id}/models/{address}")
        expect(page.get_by_role("heading", name="Images")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert axe.findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
