"""What schema.yml promises is what the server answers."""

import re
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from annotator.models import Category, Export, Image, Project
from annotator.services import annotations, loop
from tests import make
from tests.annotator.asking import Asker, browser_of


@cache
def schema() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((settings.BASE_DIR / "schema.yml").read_text())
    return document


def test_the_checked_in_schema_is_the_one_that_would_be_made_now(tmp_path: Path) -> None:
    fresh = tmp_path / "schema.yml"
    call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True)
    assert fresh.read_text() == (settings.BASE_DIR / "schema.yml").read_text(), (
        "manage.py spectacular --file schema.yml"
    )


def operation(method: str, address: str) -> dict[str, Any]:
    """The operation that an address belongs to."""
    for template, operations in schema()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), address.partition("?")[0]):
            found: dict[str, Any] = operations[method.lower()]
            return found
    raise AssertionError(f"{address} is not in the schema")


def complaints(answer: Any, method: str, address: str) -> list[str]:
    responses = operation(method, address)["responses"]
    response = responses.get(str(answer.status_code))
    if response is None:
        assert answer.status_code >= 400, f"{method} {address}: {answer.status_code} is not in the schema"
        response = responses["default"]
    content = response.get("content")
    if not content:
        return [] if answer.content == b"" else ["an empty answer was promised"]
    shape = content[answer["Content-Type"]]["schema"]
    validator = Draft202012Validator({**shape, "components": schema()["components"]})
    return [f"{method} {address} {error.json_path}: {error.message}" for error in validator.iter_errors(answer.json())]


def keeps_its_word(client: Asker, method: str, address: str, body: Any = None, **headers: str) -> Any:
    answer = client.ask(method, address, body, **headers)
    assert complaints(answer, method, address) == []
    return answer


@pytest.fixture
def image(project: Project, category: Category, alice: User) -> Image:
    """One with boxes, a history, a prediction, in a project that has everything."""
    metrics = {"ap": 0.5, "ap50": 0.6, "ap75": 0.4, "images": 3, "boxes": 4}
    metrics["per_category"] = {str(category.pk): {"ap": None, "ap50": 0.5}}  # type: ignore[assignment]
    model = make.make_model(project, metrics=metrics, history=[{"epoch": 1, "loss": 0.5}])
    loop.promote(model, by=alice)
    finished, opened = make.make_image(project), make.make_image(project)
    boxes = [make.box_values(category), make.box_values(category, x1=50.0, x2=60.0, score=0.5, origin="accepted")]
    annotations.save(finished, author=alice, base_revision=0, change=make.box_change(*boxes, state="done"))
    annotations.save(opened, author=None, base_revision=0, change=make.box_change(*boxes[:1]))
    make.make_prediction(
        opened, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, 0.8], [category.pk, 1, 2, 3, 4, 0.9, None]]
    )
    Export.objects.create(project=project, format="coco", file="x", file_name="x", sha256="1", byte_size=1, report={})
    return opened


def test_every_reading_answer_is_as_the_schema_says(image: Image, project: Project, alice: User) -> None:
    client = browser_of(alice)
    in_project, in_image = f"/api/projects/{project.pk}", f"/api/images/{image.pk}"
    job = loop.start_training(project, by=alice)
    for address in (
        "/api/session", "/api/account/tokens", "/api/projects", in_project, f"{in_project}/categories",
        f"{in_project}/members", f"{in_project}/images", f"{in_project}/images?limit=1", f"{in_project}/jobs",
        f"{in_project}/models", f"{in_project}/exports", f"{in_project}/statistics", in_image, f"{in_image}/annotation",
        f"{in_image}/revisions", f"{in_image}/prediction", f"/api/jobs/{job.pk}",
        f"/api/models/{project.model_versions.get().pk}",
    ):  # fmt: skip
        assert keeps_its_word(client, "GET", address).status_code == 200


def test_every_writing_answer_is_as_the_schema_says(
    image: Image, project: Project, category: Category, alice: User, charlie: User
) -> None:
    client = browser_of(alice)
    in_project, in_image = f"/api/projects/{project.pk}", f"/api/images/{image.pk}"
    made = keeps_its_word(client, "POST", "/api/projects", {"name": "New"}).json()
    keeps_its_word(client, "PATCH", f"/api/projects/{made['id']}", {"license_text": ""})
    keeps_its_word(client, "DELETE", f"/api/projects/{made['id']}")
    keeps_its_word(client, "POST", f"{in_project}/categories", {"name": "late"})
    keeps_its_word(client, "PATCH", f"/api/categories/{category.pk}", {"hotkey": ""})
    member = keeps_its_word(client, "POST", f"{in_project}/members", {"username": "charlie", "role": "viewer"}).json()
    keeps_its_word(client, "PATCH", f"/api/members/{member['id']}", {"role": "reviewer"})
    keeps_its_word(client, "DELETE", f"/api/members/{member['id']}")
    keeps_its_word(client, "POST", f"{in_project}/queue/next", {"count": 2})
    keeps_its_word(client, "PUT", f"{in_image}/lease")
    keeps_its_word(client, "DELETE", f"{in_image}/lease")
    box = {"key": str(uuid.uuid4()), "category": category.pk, "x1": 1, "y1": 1, "x2": 500, "y2": 9}
    change = {"id": str(uuid.uuid4()), "upsert": [box]}
    keeps_its_word(client, "PATCH", f"{in_image}/annotation", change, If_Match='"0"')
    keeps_its_word(client, "POST", f"{in_image}/restore", {"number": 1})
    job = keeps_its_word(client, "POST", f"{in_project}/jobs", {"kind": "train"}).json()
    keeps_its_word(client, "POST", f"/api/jobs/{job['id']}/cancel")
    keeps_its_word(client, "POST", f"{in_project}/exports", {})
    keeps_its_word(client, "POST", f"/api/models/{project.model_versions.get().pk}/promote")
    keeps_its_word(client, "POST", "/api/account/tokens", {"name": "x", "password": ""})


def test_every_refusal_is_a_problem_as_the_schema_says(
    image: Image, project: Project, category: Category, alice: User, rita: User, charlie: User
) -> None:
    client = browser_of(alice)
    in_project, in_image = f"/api/projects/{project.pk}", f"/api/images/{image.pk}"
    key = str(image.boxes.get().key)
    boxes = [{"key": key, "category": category.pk, "x1": x, "y1": 1, "x2": 9, "y2": 9} for x in (1, 2)]
    changes = [{"id": str(uuid.uuid4()), "upsert": [box]} for box in boxes]
    assert client.ask("PATCH", f"{in_image}/annotation", changes[0], If_Match='"1"').status_code == 200
    browser_of(rita).ask("PUT", f"{in_image}/lease")
    statuses = [
        keeps_its_word(client, "PATCH", f"{in_image}/annotation", changes[1], If_Match='"1"').status_code,
        keeps_its_word(client, "PATCH", f"{in_image}/annotation", changes[1]).status_code,
        keeps_its_word(client, "PATCH", f"{in_image}/annotation", {"upsert": [{}]}, If_Match='"1"').status_code,
        keeps_its_word(client, "PUT", f"{in_image}/lease").status_code,
        keeps_its_word(client, "POST", f"{in_project}/models/roll-back").status_code,
        keeps_its_word(client, "POST", f"{in_project}/categories", {}).status_code,
        keeps_its_word(browser_of(charlie), "GET", in_project).status_code,
        keeps_its_word(browser_of(rita), "DELETE", in_image).status_code,
        keeps_its_word(Asker(), "GET", "/api/session").status_code,
    ]
    assert statuses == [409, 428, 400, 409, 409, 400, 404, 403, 401]


def test_the_page_that_describes_the_interface_names_every_operation(alice: User) -> None:
    client = browser_of(alice)
    page = client.get("/api/docs").content.decode()
    assert all(f"<code>{path}</code>" in page for path in schema()["paths"])
    assert yaml.safe_load(client.get("/api/schema").content) == schema()
