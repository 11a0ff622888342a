"""Jobs, models, exports and figures, over HTTP."""

import uuid

import pytest
from django.contrib.auth.models import User

from annotator.models import Category, Export, Image, Job, Project
from annotator.services import annotations, blobs
from tests import make
from tests.annotator.asking import Asker, browser_of


@pytest.fixture
def finished(project: Project, category: Category, alice: User) -> list[Image]:
    """Enough to learn from."""
    images = [make.make_image(project) for _ in range(3)]
    for image in images:
        boxes = [make.box_values(category), make.box_values(category, x1=50.0, x2=60.0)]
        annotations.save(image, author=alice, base_revision=0, change=make.box_change(*boxes, state="done"))
    return images


def test_a_training_is_asked_for_once_however_often(project: Project, finished: list[Image], manager: Asker) -> None:
    address = f"/api/projects/{project.pk}/jobs"
    first = manager.ask("POST", address, {"kind": "train", "params": {}})
    second = manager.ask("POST", address, {"kind": "train"})
    assert first.status_code == second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    assert first["Location"] == f"/api/jobs/{first.json()['id']}"
    read = manager.ask("GET", first["Location"]).json()
    assert (read["kind"], read["state"], read["progress"]) == ("train", "queued", 0)
    assert [event["state"] for event in read["events"]] == ["queued"]


def test_nothing_to_train_is_said_in_words(project: Project, manager: Asker) -> None:
    answer = manager.ask("POST", f"/api/projects/{project.pk}/jobs", {"kind": "train"})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_train")
    assert answer.json()["hint"]


@pytest.mark.parametrize(
    "body", [{}, {"kind": "dance"}, {"kind": "prepare"}, {"kind": "train", "params": {"epochs": 1}}]
)
def test_what_is_no_job_is_refused(body: dict[str, object], project: Project, manager: Asker) -> None:
    assert manager.ask("POST", f"/api/projects/{project.pk}/jobs", body).status_code == 400


def test_a_waiting_job_is_cancelled_at_once(project: Project, finished: list[Image], manager: Asker) -> None:
    job = manager.ask("POST", f"/api/projects/{project.pk}/jobs", {"kind": "train"}).json()
    cancelled = manager.ask("POST", f"/api/jobs/{job['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")


def test_who_asked_for_a_look_at_an_image_may_stop_it_and_no_other_work(
    project: Project, image: Image, category: Category, bob: User, alice: User
) -> None:
    make.make_model(project, is_active=True)
    annotator = browser_of(bob)
    asked = annotator.ask("POST", f"/api/images/{image.pk}/prediction")
    assert (asked.status_code, asked.json()["kind"]) == (202, "predict")
    other = Job.objects.create(project=project, kind="train", created_by=alice)

    assert annotator.ask("POST", f"/api/jobs/{other.pk}/cancel").status_code == 403
    assert annotator.ask("POST", f"/api/jobs/{asked.json()['id']}/cancel").json()["state"] == "cancelled"


def test_a_project_without_a_model_says_so(image: Image, bob: User) -> None:
    answer = browser_of(bob).ask("POST", f"/api/images/{image.pk}/prediction")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_model")
    assert "Finish 10 images" in answer.json()["hint"]


def test_jobs_are_listed_newest_first_and_filtered(project: Project, manager: Asker) -> None:
    for number in range(5):
        Job.objects.create(project=project, kind="predict" if number % 2 else "export")
    address = f"/api/projects/{project.pk}/jobs"
    page = manager.ask("GET", f"{address}?limit=2").json()
    assert len(page["results"]) == 2
    assert "events" not in page["results"][0]
    assert page["results"][0]["id"] > page["results"][1]["id"]
    assert len(manager.ask("GET", f"{address}?kind=predict").json()["results"]) == 2
    assert manager.ask("GET", f"{address}?state=failed").json()["results"] == []
    assert manager.ask("GET", f"{address}?state=maybe").status_code == 400


# --- models -----------------------------------------------------------------------------------------------------

METRICS = {"ap": 0.5, "ap50": 0.8, "ap75": 0.6, "per_category": {}, "images": 12, "boxes": 40}


def test_a_model_is_promoted_and_rolled_back(project: Project, manager: Asker) -> None:
    first, second = make.make_model(project, metrics=METRICS), make.make_model(project)
    for model in (first, second):
        promoted = manager.ask("POST", f"/api/models/{model.pk}/promote")
        assert (promoted.status_code, promoted.json()["is_active"]) == (200, True)
    listed = manager.ask("GET", f"/api/projects/{project.pk}/models").json()["results"]
    assert [(row["number"], row["is_active"]) for row in listed] == [(2, True), (1, False)]
    assert listed[1]["metrics"] == METRICS
    back = manager.ask("POST", f"/api/projects/{project.pk}/models/roll-back")
    assert back.json()["number"] == 1
    assert manager.ask("GET", f"/api/models/{first.pk}").json()["is_active"] is True


def test_where_nothing_was_replaced_nothing_is_rolled_back(project: Project, manager: Asker) -> None:
    answer = manager.ask("POST", f"/api/projects/{project.pk}/models/roll-back")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_roll_back")


def test_a_model_without_weights_cannot_be_promoted(project: Project, manager: Asker) -> None:
    outside = make.make_model(project, origin="imported", weights="", weights_sha256="")
    answer = manager.ask("POST", f"/api/models/{outside.pk}/promote")
    assert (answer.status_code, answer.json()["code"]) == (409, "model_unusable")


# --- exports ----------------------------------------------------------------------------------------------------


def test_an_export_is_a_job_and_then_a_file(project: Project, finished: list[Image], rita: User) -> None:
    client = browser_of(rita)
    address = f"/api/projects/{project.pk}/exports"
    started = client.ask("POST", address, {"format": "coco"})
    assert started.status_code == 202
    assert started["Location"] == f"/api/jobs/{started.json()['id']}"
    blobs.put_bytes("exports/cells.json", b'{"images": []}')
    export = Export.objects.create(
        project=project,
        format="coco",
        file="exports/cells.json",
        file_name='a"b\r\n.json',
        sha256="1" * 64,
        byte_size=14,
    )
    [listed] = client.ask("GET", address).json()["results"]
    assert listed["file"] == f"/api/exports/{export.pk}/file"
    answer = client.get(listed["file"])
    assert b"".join(answer.streaming_content) == b'{"images": []}'  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''a%22b%0D%0A.json"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "body",
    [{"format": "csv"}, {"states": []}, {"states": ["x"]}, {"states": "done"}, {"with_images": 7}, {"path": "/"}],
)
def test_what_is_no_export_is_refused(body: dict[str, object], project: Project, rita: User) -> None:
    assert browser_of(rita).ask("POST", f"/api/projects/{project.pk}/exports", body).status_code == 400


def test_an_empty_project_has_nothing_to_export(project: Project, rita: User) -> None:
    answer = browser_of(rita).ask("POST", f"/api/projects/{project.pk}/exports", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_export")


# --- imports ----------------------------------------------------------------------------------------------------


def test_an_import_keeps_the_file_and_becomes_a_job(project: Project, manager: Asker) -> None:
    address = f"/api/projects/{project.pk}/imports"
    files = [("day 1/instances.json", b'{"images": [], "annotations": [], "categories": []}')]
    started = manager.upload(address, files, field="file", kind="annotations", dry_run="true")
    assert started.status_code == 202
    assert started["Location"] == f"/api/jobs/{started.json()['id']}"
    params = started.json()["params"]
    assert (params["file_name"], params["dry_run"], params["state"]) == ("day 1/instances.json", True, "done")
    assert blobs.read_bytes(params["file"]) == files[0][1]


@pytest.mark.parametrize(
    "fields", [{"kind": "x"}, {"state": "skipped"}, {"model_name": "x" * 201}, {"dry_run": "maybe"}, {"folder": "/etc"}]
)
def test_what_is_no_import_is_refused(fields: dict[str, str], project: Project, manager: Asker) -> None:
    answer = manager.upload(f"/api/projects/{project.pk}/imports", [("a.json", b"{}")], field="file", **fields)
    assert answer.status_code == 400


@pytest.mark.parametrize("files", [[], [("a.json", b"")]])
def test_an_import_without_a_file_is_refused(files: list[tuple[str, bytes]], project: Project, manager: Asker) -> None:
    answer = manager.upload(f"/api/projects/{project.pk}/imports", files, field="file", kind="annotations")
    assert (answer.status_code, answer.json()["field"]) == (400, "file")


# --- figures ----------------------------------------------------------------------------------------------------


def test_the_figures_add_up(project: Project, finished: list[Image], category: Category, vera: User, bob: User) -> None:
    effort = {"active_seconds": 12.5}
    change = make.box_change(make.box_values(category, origin="accepted"), effort=effort, id=uuid.uuid4())
    annotations.save(finished[0], author=bob, base_revision=1, change=change)
    make.make_model(project, metrics=METRICS)
    figures = browser_of(vera).ask("GET", f"/api/projects/{project.pk}/statistics").json()
    assert figures["progress"]["done"] == 3
    assert figures["per_category"] == [{"category": category.pk, "boxes": 7, "images": 3}]
    assert sum(row["images"] for row in figures["finished_per_day"]) == 3
    assert figures["effort"] == {"active_seconds": 12.5, "images": 1}
    assert figures["acceptance"] == {"accepted": 1, "adjusted": 0, "drawn": 6, "imported": 0}
    assert [(row["number"], row["ap"]) for row in figures["models"]] == [(1, 0.5)]
    assert figures["next_training"]["mode"] == "after_corrections"
    assert figures["next_training"]["corrections"] == 3
