"""A training in a real browser: its curves, its sentences, what it sees, and all of that while it runs."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.editor.studio import Project, Studio, run_in_the_shell

PLATE = (100, 60, 220, 180)
# Rows as a training leaves them: one that has ended with four epochs, an older one, and one that still runs.
ROWS = """
import uuid
from django.utils import timezone
from annotator.models import Job, Project, TrainingEpoch, TrainingRun
project = Project.objects.get(pk={project})
plate, cup = project.categories.order_by("id").values_list("pk", flat=True)[:2]

def run(loss, aps, **state):
    job = Job.objects.create(project=project, kind="train", **state)
    facts = dict(mode="thorough", kind="small", images=12, boxes=30, device="cpu", start="none")
    row = TrainingRun.objects.create(job=job, facts=facts, truth=[dict(image={image}, boxes=[[plate, *{plate}]])])
    for number, ap in enumerate(aps, start=1):
        epoch(row, number, loss / number, ap)
    return job

def epoch(row, number, loss, ap):
    metrics = dict(ap=ap, ap50=ap, ap75=ap, images=1, boxes=1, per_category={{
        str(plate): dict(ap=ap, ap50=ap), str(cup): dict(ap=ap / 2, ap50=ap / 2)}})
    figures = dict(epoch=number, loss=loss, loss_box_reg=loss / 2, loss_classifier=loss / 2, learning_rate=0.001,
        accuracy=0.8, object_accuracy=0.5, seconds=2.0, measuring_seconds=1.0, memory_bytes=2e9, metrics=metrics)
    seen = [[plate, *{plate}, 0.9]] if number > 1 else []
    frames = [dict(image={image}, boxes=seen)]
    TrainingEpoch.objects.create(run=row, number=number, figures=figures, frames=frames)

"""
ENDED = "run(3.0, [0.1, 0.2], state='succeeded')\nrun(2.0, [0.1, 0.3, 0.28, 0.29, 0.25], state='succeeded')\n"
RUNNING = "run(1.0, [0.2], state='running', claim=uuid.uuid4(), heartbeat_at=timezone.now(), progress=0.3, attempt=1)\n"
GOES_ON = """
job = project.jobs.get(state="running")
epoch(job.training_run, 2, 0.4, 0.5)
Job.objects.filter(pk=job.pk).update(state="cancelled", claim=None, heartbeat_at=None, finished_at=timezone.now())
"""


def tell(studio: Studio, project: Project, happened: str) -> None:
    rows = ROWS.format(project=project.id, image=project.first, plate=list(PLATE))
    run_in_the_shell(studio.boxloop, rows + happened)


@pytest.fixture(scope="module")
def project(studio: Studio) -> Project:
    made = studio.project(1)
    tell(studio, made, ENDED + RUNNING)
    return made


def trainings(studio: Studio, project: Project) -> dict[str, int]:
    """Ids by state; of those that ended the newest."""
    rows = studio.ann.ask("GET", f"/api/projects/{project.id}/trainings").json()["results"]
    return {row["state"]: row["id"] for row in reversed(rows)}


def test_under_the_address_of_another_project_a_training_is_not_shown(
    studio: Studio, project: Project, page: Page
) -> None:
    other, training = studio.project(1), trainings(studio, project)["succeeded"]
    page.goto(f"/projects/{other.id}/trainings/{training}")
    expect(page.get_by_role("heading", name="There is no such training in this project")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_count(0)

    page.get_by_role("link", name="Open it in its own project").click()

    expect(page).to_have_url(re.compile(rf"/projects/{project.id}/trainings/{training}$"))
    expect(page.get_by_role("slider", name="Loss by epoch", exact=True)).to_be_visible()


def test_a_training_is_read_epoch_by_epoch(studio: Studio, project: Project, page: Page, tmp_path: Path) -> None:
    page.goto(f"/projects/{project.id}/trainings/{trainings(studio, project)['succeeded']}")
    table = page.get_by_role("region", name="Epoch by epoch").get_by_role("row")
    expect(table).to_have_count(6)
    expect(table.nth(2)).to_contain_text("Best epoch so far: hold-out AP 30.0 (+20.0). Category plate improved most")
    expect(table.nth(5)).to_contain_text("Loss falls but hold-out AP has not risen for 3 epochs: likely overfitting.")
    expect(page.get_by_text("Memory of a GPU: it trained on the processor.")).to_be_visible()

    loss = page.get_by_role("slider", name="Loss by epoch", exact=True)
    expect(loss).to_have_attribute("aria-valuetext", "Epoch 5: Loss 0.400")
    loss.press("Home")
    expect(loss).to_have_attribute("aria-valuetext", "Epoch 1: Loss 2.00")
    loss.press("+")
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("button", name="Show all")).to_have_count(0)
    drag_over(page, "Loss by epoch")
    expect(page.get_by_role("button", name="Show all")).to_have_count(1)

    epochs = page.get_by_role("slider", name="Epoch", exact=True)
    expect(page.get_by_text("1 of 1 box found")).to_be_visible()
    epochs.press("Home")
    expect(page.get_by_text("0 of 1 box found")).to_be_visible()
    expect(epochs).to_have_attribute("aria-valuetext", "Epoch 1, AP50 10.0")
    assert axe.findings(page) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "epochs.csv")
    assert "likely overfitting" in (tmp_path / "epochs.csv").read_text("utf-8-sig")


def drag_over(page: Page, title: str) -> None:
    box = page.get_by_role("slider", name=title, exact=True).locator(".u-over").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, y, steps=4)
    page.mouse.up()


def test_two_trainings_are_compared_and_the_address_keeps_it(studio: Studio, project: Project, page: Page) -> None:
    newest = trainings(studio, project)["succeeded"]
    page.goto(f"/projects/{project.id}/trainings/{newest}")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("checkbox", name=f"Training {newest - 1}").check()
    expect(page).to_have_url(re.compile(rf"with={newest - 1}"))
    page.reload()
    loss = page.get_by_role("slider", name="Loss by epoch", exact=True)
    expect(loss).to_have_attribute("aria-valuetext", re.compile(f"Epoch 5: Training {newest} 0.400"))
    loss.press("Home")
    expect(loss).to_have_attribute("aria-valuetext", f"Epoch 1: Training {newest} 2.00, Training {newest - 1} 3.00")


def test_a_running_training_is_seen_as_it_goes_on_and_keeps_its_epochs_when_it_is_stopped(
    studio: Studio, project: Project, page: Page
) -> None:
    page.goto(f"/projects/{project.id}")
    page.get_by_role("link", name="Epochs of this training").first.click()
    table = page.get_by_role("region", name="Epoch by epoch").get_by_role("row")
    expect(table).to_have_count(2)
    expect(page.get_by_role("progressbar", name="Training", exact=True)).to_be_visible()
    tell(studio, project, GOES_ON)
    expect(table.nth(2)).to_contain_text("Somebody stopped the training after this epoch.")
    expect(page.get_by_text("1 of 1 box found")).to_be_visible()
