"""People and projects on a running Boxloop, made through the REST API as a script would make them."""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image as Picture
from PIL import ImageDraw
from playwright.sync_api import APIRequestContext, APIResponse, Browser, Page, Playwright

from tests.browser.server import Boxloop, environment_of
from tests.make import encoded
from tests.services import ROOT

WIDTH, HEIGHT = 320, 240
WORK_MS = 120_000  # For what the worker does: it may have to load torch for it, and others before it.
PASSWORD = "violet harbour 7 lantern"
Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Suggestion:
    """What an outside model saw: a category's name, corners in image pixels, a score of 0 to 1."""

    category: str
    corners: Corners
    score: float


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, and asks the API."""

    request: APIRequestContext

    def ask(self, method: str, path: str, **options: Any) -> APIResponse:
        """An answer of the API; anything but success fails the test."""
        headers = {"X-CSRFToken": self._csrf_token(), **options.pop("headers", {})}
        answer = self.request.fetch(path, method=method, headers=headers, **options)
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer

    def _csrf_token(self) -> str:
        cookies = self.request.storage_state().get("cookies", [])
        return next((cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken"), "")

    def sign_in(self, username: str) -> None:
        self.request.get("/api/session")
        self.ask("POST", "/api/session", data={"username": username, "password": PASSWORD})

    def annotation(self, image: int) -> dict[str, Any]:
        answer: dict[str, Any] = self.ask("GET", f"/api/images/{image}/annotation").json()
        return answer

    def boxes(self, image: int) -> list[tuple[float, ...]]:
        """The corners on the server, from left to right."""
        boxes = self.annotation(image)["boxes"]
        return sorted(tuple(box[side] for side in ("x1", "y1", "x2", "y2")) for box in boxes)

    def save(self, image: int, *, upsert: Sequence[dict[str, Any]] = (), delete: Sequence[str] = ()) -> None:
        """Change boxes on top of the newest revision."""
        revision = self.annotation(image)["revision"]
        change = {"id": str(uuid.uuid4()), "upsert": list(upsert), "delete": list(delete)}
        self.ask("PATCH", f"/api/images/{image}/annotation", data=change, headers={"If-Match": f'"{revision}"'})


@dataclass(frozen=True)
class Project:
    """images, categories: their ids by name; first is the image that is opened by its address."""

    id: int
    images: dict[str, int]
    categories: dict[str, int]

    @property
    def first(self) -> int:
        return self.images["plate 0.png"]

    @property
    def editor(self) -> str:
        return f"/projects/{self.id}/annotate"


@dataclass
class Studio:
    """A running Boxloop with two people: Ann, whose browser is looked at, and Ben somewhere else."""

    boxloop: Boxloop
    ann: Person
    ben: Person
    _number: int = field(default=0)

    def project(self, pictures: int = 2, *, suggestions: Sequence[Suggestion] = ()) -> Project:
        """A fresh project; the suggestions are the same on all of its pictures."""
        self._number += 1
        made = self.ann.ask(
            "POST",
            "/api/projects",
            data={"name": f"Plates {self._number}", "categories": ["plate", "cup", "spoon"], "auto_train": "never"},
        ).json()
        self.ann.ask("POST", f"/api/projects/{made['id']}/members", data={"username": "ben", "role": "annotator"})
        project = Project(
            id=made["id"],
            images=self._upload(made["id"], pictures),
            categories={category["name"]: category["id"] for category in made["categories"]},
        )
        if suggestions:
            self._suggest(project, suggestions)
        return project

    def let_only_look(self, project: Project) -> None:
        """From now on Ben is a viewer of the project."""
        members = self.ann.ask("GET", f"/api/projects/{project.id}/members").json()["results"]
        [member] = [row["id"] for row in members if row["user"]["username"] == "ben"]
        self.ann.ask("PATCH", f"/api/members/{member}", data={"role": "viewer"})

    def _upload(self, project: int, count: int) -> dict[str, int]:
        return {
            name: self._training_image(project, name, 100 * self._number + number)
            for number, name in enumerate(f"plate {number}.png" for number in range(count))
        }

    def _training_image(self, project: int, name: str, number: int) -> int:
        """Of the hold-out, half is shown without suggestions: pictures that fall to it are taken away again."""
        path = f"/api/projects/{project}/images"
        for attempt in range(50):
            file = {"name": name, "mimeType": "image/png", "buffer": picture(number + 3600 * attempt)}
            [row] = self.ann.ask("POST", path, multipart={"files": file}).json()["results"]
            image: dict[str, Any] = row["image"]
            if image["split"] == "train":
                return int(image["id"])
            self.ann.ask("DELETE", f"/api/images/{image['id']}")
        raise AssertionError("Every picture fell to the hold-out.")

    def _suggest(self, project: Project, suggestions: Sequence[Suggestion]) -> None:
        content = json.dumps(seen_by_a_model(project, suggestions)).encode()
        file = {"name": "seen.json", "mimeType": "application/json", "buffer": content}
        path = f"/api/projects/{project.id}/imports"
        job = self.ann.ask("POST", path, multipart={"file": file, "kind": "predictions"}).json()
        for _ in range(WORK_MS // 100):
            job = self.ann.ask("GET", f"/api/jobs/{job['id']}").json()
            if job["state"] == "succeeded":
                return
            time.sleep(0.1)
        raise AssertionError(job)

    def lose_the_file(self, image: int) -> None:
        """The image stays in the database, its bytes and its renditions are gone."""
        code = (
            "from annotator.models import Image\n"
            "from annotator.services import blobs\n"
            f"blobs.delete(Image.objects.get(pk={image}).file.name)"
        )
        run_in_the_shell(self.boxloop, code)

    def expect_seconds(self, project: Project, *, with_suggestions: float, by_hand: float) -> None:
        """What the model expects an image of the project to take."""
        code = (
            "from annotator.models import Prediction\n"
            f"Prediction.objects.filter(image__project={project.id})"
            f".update(predicted_seconds={with_suggestions}, manual_seconds={by_hand})"
        )
        run_in_the_shell(self.boxloop, code)


def about(*corners: Corners) -> list[object]:
    """The mouse is as exact as a screen pixel."""
    return [pytest.approx(rectangle, abs=1) for rectangle in sorted(corners)]


def picture(number: int) -> bytes:
    """A bright plate on a dark table; another one for each number."""
    image = Picture.new("RGB", (WIDTH, HEIGHT), (number % 60, number // 60 % 60, 40))
    ImageDraw.Draw(image).ellipse((100, 60, 219, 179), fill=(240, 200, number % 255))
    return encoded(image)


def seen_by_a_model(project: Project, suggestions: Sequence[Suggestion]) -> dict[str, Any]:
    """A COCO file of boxes with scores."""
    images = [{"id": key, "file_name": name, "width": WIDTH, "height": HEIGHT} for name, key in project.images.items()]
    annotations: list[dict[str, Any]] = []
    for image in project.images.values():
        for suggestion in suggestions:
            x1, y1, x2, y2 = suggestion.corners
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image,
                    "category_id": project.categories[suggestion.category],
                    "bbox": [x1, y1, x2 - x1, y2 - y1],
                    "score": suggestion.score,
                }
            )
    categories = [{"id": key, "name": name} for name, key in project.categories.items()]
    return {"images": images, "categories": categories, "annotations": annotations}


def run_in_the_shell(boxloop: Boxloop, code: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", code],
        cwd=ROOT, env=environment_of(boxloop.data),
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


@contextmanager
def open_studio(boxloop: Boxloop, playwright: Playwright) -> Iterator[Studio]:
    """Ann comes by the one-time link and chooses a password; Ben has an account already."""
    run_in_the_shell(
        boxloop,
        f"from django.contrib.auth.models import User\nUser.objects.create_user('ben', password={PASSWORD!r})",
    )
    requests = [playwright.request.new_context(base_url=boxloop.address) for _ in range(2)]
    ann, ben = map(Person, requests)
    ann.request.get(boxloop.sign_in_link)
    ann.request.get("/api/session")
    ann.ask("PUT", "/api/account/password", data={"new": PASSWORD})
    ben.sign_in("ben")
    yield Studio(boxloop, ann, ben)
    for request in requests:
        request.dispose()


@contextmanager
def open_page(studio: Studio, browser: Browser, person: Person | None = None) -> Iterator[Page]:
    """A page of Ann's browser, or of somebody else's. A script that fails on it fails the test."""
    context = browser.new_context(
        base_url=studio.boxloop.address,
        storage_state=(person or studio.ann).request.storage_state(),
        viewport={"width": 1440, "height": 900},
    )
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.set_default_timeout(20_000)
    yield page
    context.close()
    assert failures == []
