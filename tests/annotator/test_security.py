"""Headers, forged requests, limits, and the settings of a public server."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client
from rest_framework.settings import api_settings

from annotator.models import Image, Project
from annotator.services import gallery, images
from tests import make
from tests.annotator.asking import Asker, browser_of, program_of

ROOT = Path(__file__).resolve().parents[2]

# --- headers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/", "/sign-in", "/nowhere", "/health", "/api/session", "/api/projects", "/admin/"]
)
def test_every_answer_carries_the_safe_headers(address: str, db: None) -> None:
    answer = Client().get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_answers_of_the_api_stay_in_no_cache(alice: User) -> None:
    assert browser_of(alice).get("/api/projects")["Cache-Control"] == "private, no-store"


def test_a_foreign_origin_is_allowed_nothing(alice: User) -> None:
    answer = browser_of(alice).get("/api/projects", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b"])
def test_an_unknown_host_is_refused(host: str, db: None) -> None:
    answer = Client().get("/api/session", headers={"Host": host})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(db: None) -> None:
    User.objects.create_user("dora", password="correct horse battery")
    answer = Asker().ask("POST", "/api/session", {"username": "dora", "password": "correct horse battery"})
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- forged requests --------------------------------------------------------------------------------------------

WRITES = [
    ("POST", "/api/projects", {"name": "New"}),
    ("PATCH", "/api/projects/{project}", {"name": "New"}),
    ("DELETE", "/api/projects/{project}", None),
    ("POST", "/api/projects/{project}/queue/next", {}),
    ("PUT", "/api/images/{image}/lease", None),
    ("DELETE", "/api/images/{image}", None),
    ("DELETE", "/api/session", None),
]


@pytest.mark.parametrize(("method", "address", "body"), WRITES)
def test_a_write_with_a_session_needs_the_csrf_token_and_one_with_a_token_does_not(
    method: str, address: str, body: Any, project: Project, image: Image, alice: User
) -> None:
    address = address.format(project=project.pk, image=image.pk)
    client = Asker(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.ask(method, address, body).status_code == 403
    token = client.ask("GET", "/api/session").cookies["csrftoken"].value
    assert client.ask(method, address, body, X_CSRFToken="x" * 32).status_code == 403
    if "session" not in address:
        assert Asker(
            enforce_csrf_checks=True, headers={"Authorization": program_of(alice).defaults["HTTP_AUTHORIZATION"]}
        ).ask(method, address, body).status_code in (200, 201, 204)
    else:
        assert client.ask(method, address, body, X_CSRFToken=token).status_code == 204


def test_a_form_of_another_site_changes_nothing(project: Project, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = client.generic("POST", "/api/projects", b'{"name": "New"}', content_type=content_type)
        assert answer.status_code == 403
    assert Project.objects.count() == 1


def test_looking_changes_nothing(project: Project, image: Image, alice: User) -> None:
    before = (Image.objects.values().get(), Project.objects.values().get())
    client = browser_of(alice)
    for address in (
        "/api/projects", f"/api/projects/{project.pk}", f"/api/projects/{project.pk}/images",
        f"/api/projects/{project.pk}/jobs", f"/api/images/{image.pk}/annotation", f"/api/images/{image.pk}/prediction",
        f"/api/projects/{project.pk}/statistics", f"/api/images/{image.pk}/revisions", "/api/session",
    ):  # fmt: skip
        client.get(address)
    assert (Image.objects.values().get(), Project.objects.values().get()) == before
    assert not project.jobs.exists()


# --- limits -----------------------------------------------------------------------------------------------------


@pytest.fixture
def three_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    for scope in ("user", "anonymous", "upload", "jobs"):
        monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, scope, "3/min")


def test_one_who_asks_too_often_waits_and_others_do_not(
    project: Project, alice: User, bob: User, three_a_minute: None
) -> None:
    address = f"/api/projects/{project.pk}/jobs"
    body = {"kind": "train"}
    assert [browser_of(alice).ask("POST", address, body).status_code for _ in range(4)] == [409, 409, 409, 429]
    assert program_of(alice).ask("POST", address, body).status_code == 429
    assert browser_of(bob).ask("POST", address, body).status_code == 403


def test_uploads_are_counted_by_themselves(project: Project, alice: User, three_a_minute: None) -> None:
    client = browser_of(alice)
    address = f"/api/projects/{project.pk}/images"
    statuses = [client.upload(address, [("a.png", make.picture())]).status_code for _ in range(4)]
    assert statuses == [201, 201, 201, 429]


def test_a_database_that_stays_busy_is_503_with_a_time_to_come_back(
    image: Image, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*args: Any, **values: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(gallery, "glance_at", locked)
    answer = browser_of(alice).ask("GET", f"/api/images/{image.pk}")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "2")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("database or disk is full"), 507, "storage_full"),
        (OperationalError('could not extend file "base/5/1": No space left on device'), 507, "storage_full"),
        (OperationalError("deadlock detected"), 503, "busy"),
        (OperationalError("connection failed: Connection refused"), 503, "database_away"),
        (InterfaceError("connection already closed"), 503, "database_away"),
        (IntegrityError("duplicate key value violates unique constraint"), 409, "overtaken"),
    ],
)
def test_a_database_in_trouble_is_no_riddle(
    image: Image, alice: User, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def in_trouble(*args: Any, **values: Any) -> None:
        raise error

    monkeypatch.setattr(gallery, "glance_at", in_trouble)
    answer = browser_of(alice).ask("GET", f"/api/images/{image.pk}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert str(error) not in answer.content.decode()


def test_a_database_that_goes_away_while_a_session_is_stored_is_503(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **values: Any) -> None:
        raise OperationalError("connection failed")

    client = browser_of(alice)
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_response", away)
    answer = client.ask("GET", "/api/session")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")


def test_a_full_disk_is_507_in_words(project: Project, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **values: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(images, "add_images", full)
    answer = browser_of(alice).upload(f"/api/projects/{project.pk}/images", [("a.png", b"x")])
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")


def test_what_nobody_foresaw_is_500_as_json_and_says_nothing_of_the_inside(
    image: Image, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **values: Any) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr(gallery, "glance_at", broken)
    client = browser_of(alice)
    client.raise_request_exception = False
    answer = client.ask("GET", f"/api/images/{image.pk}")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert b"secret" not in answer.content


# --- health and metrics -----------------------------------------------------------------------------------------


def test_health_says_ok_to_everybody_and_nothing_of_anybody(project: Project) -> None:
    project.jobs.create(kind="train")
    answer = Client().get("/health").json()
    assert answer["status"] == "ok"
    assert 0 <= answer["oldest_due_job_seconds"] < 60
    assert set(answer) == {"status", "database", "oldest_due_job_seconds"}


def test_health_is_503_when_the_database_is_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("annotator.api.health.oldest_due_job_seconds", away)
    assert Client().get("/health").status_code == 503


def test_metrics_are_text_that_prometheus_reads(image: Image) -> None:
    client = browser_of(make.make_user("root", is_superuser=True))
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert 'boxloop_images{state="todo"} 1' in lines
    assert "boxloop_projects 1" in lines
    assert all(line.startswith(("#", "boxloop_")) for line in lines)


# --- the settings of a public server ----------------------------------------------------------------------------

PRODUCTION = {
    "BEHIND_TLS": "1",
    "ALLOWED_HOSTS": "boxloop.example",
    "SECRET_KEY": "long enough to be a secret that nobody guesses, and without a default anywhere" * 2,
    "DATABASE_URL": "postgres://boxloop@localhost/boxloop",
    "CELERY_BROKER_URL": "redis://localhost/0",
    "DJANGO_SETTINGS_MODULE": "annotator.settings",
}


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "BOXLOOP_DATA_DIR")}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, check=False)


def test_a_public_server_passes_djangos_own_check() -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


def test_a_short_secret_stops_the_start() -> None:
    checked = manage("check", **{**PRODUCTION, "SECRET_KEY": "short"})
    assert checked.returncode != 0
    assert "SECRET_KEY" in checked.stderr
