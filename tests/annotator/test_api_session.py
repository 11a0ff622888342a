"""Signing in, staying in, getting out."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client, override_settings
from rest_framework.settings import api_settings
from sesame.utils import get_query_string

from tests import make
from tests.annotator.asking import Asker, browser_of

PASSWORD = "correct horse battery"


@pytest.fixture
def dora(db: None) -> User:
    return User.objects.create_user("dora", password=PASSWORD)


def sign_in(client: Asker, username: str = "dora", password: str = PASSWORD) -> int:
    status: int = client.ask("POST", "/api/session", {"username": username, "password": password}).status_code
    return status


def test_a_person_signs_in_is_known_and_signs_out(dora: User) -> None:
    client = Asker()
    answer = client.ask("POST", "/api/session", {"username": "dora", "password": PASSWORD})
    assert answer.json() == {"user": {"id": dora.pk, "username": "dora", "is_staff": False, "has_password": True}}
    assert client.ask("GET", "/api/session").json() == answer.json()
    assert client.ask("DELETE", "/api/session").status_code == 204
    assert client.ask("GET", "/api/session").status_code == 401


def test_somebody_unknown_gets_401_with_a_scheme_and_the_csrf_cookie(db: None) -> None:
    answer = Asker().ask("GET", "/api/session")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Session"
    assert answer.cookies["csrftoken"].value
    assert answer.json()["code"] == "not_authenticated"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(dora: User) -> None:
    wrong = Asker().ask("POST", "/api/session", {"username": "dora", "password": "wrong"})
    unknown = Asker().ask("POST", "/api/session", {"username": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.content == unknown.content
    assert wrong.json()["code"] == "wrong_password"


def test_somebody_who_is_switched_off_cannot_sign_in(dora: User) -> None:
    User.objects.update(is_active=False)
    assert sign_in(Asker()) == 400


@pytest.mark.parametrize("username", ["do\0ra", "", "d" * 10_000, 7, None, ["dora"]])
def test_a_name_that_is_none_is_refused(username: object, dora: User) -> None:
    answer = Asker().ask("POST", "/api/session", {"username": username, "password": PASSWORD})
    assert answer.status_code == 400


def test_the_session_has_another_id_after_the_sign_in(dora: User) -> None:
    client = Asker()
    client.session.save()
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_nobody_signs_in_without_the_csrf_token(dora: User) -> None:
    client = Asker(enforce_csrf_checks=True)
    assert sign_in(client) == 403
    token = client.ask("GET", "/api/session").cookies["csrftoken"].value
    body = {"username": "dora", "password": PASSWORD}
    assert client.ask("POST", "/api/session", body, X_CSRFToken=token).status_code == 200


@pytest.fixture
def throttled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five guesses a minute, and the cache of nobody else."""
    cache.clear()
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "sign_in", "5/min")


def test_the_sixth_guess_in_a_minute_has_to_wait(dora: User, throttled: None) -> None:
    client = Asker()
    assert [sign_in(client, password="wrong") for _ in range(5)] == [400] * 5
    answer = client.ask("POST", "/api/session", {"username": "dora", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer.json()["code"] == "throttled"


def test_guesses_at_one_account_do_not_shut_out_another(dora: User, throttled: None) -> None:
    User.objects.create_user("emil", password=PASSWORD)
    client = Asker()
    for _ in range(6):
        sign_in(client, password="wrong")
    assert sign_in(Asker(), username="emil") == 200


def test_what_a_client_says_of_its_address_opens_no_new_account_of_guesses(dora: User, throttled: None) -> None:
    for guess in range(6):
        body = {"username": "dora", "password": "wrong"}
        answer = Asker().ask("POST", "/api/session", body, X_Forwarded_For=f"10.0.0.{guess}")
    assert answer.status_code == 429


def test_who_signs_in_again_and_again_is_not_guessing(dora: User, throttled: None) -> None:
    assert {sign_in(Asker()) for _ in range(7)} == {200}


# --- the one-time link ------------------------------------------------------------------------------------------


@pytest.fixture
def link(db: None) -> str:
    """The link of somebody who has no password yet."""
    root = make.make_user("root")
    root.set_unusable_password()
    root.save()
    return f"/sign-in/link{get_query_string(root)}"


def test_the_link_signs_in_once_and_leads_to_the_first_page(link: str) -> None:
    client = Client()
    answer = client.get(link)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/api/session").json()["user"]["has_password"] is False
    again = Client().get(link)
    assert again.status_code == 403
    assert b"no longer works" in again.content


def test_a_made_up_link_is_refused(db: None) -> None:
    assert Client().get("/sign-in/link?sesame=made-up").status_code == 403
    assert Client().get("/sign-in/link").status_code == 403


@pytest.mark.parametrize(
    "target", ["//evil.example", "https:evil.example", "https://evil.example", "\\\\evil", "javascript:x"]
)
def test_the_link_leads_to_no_foreign_page(target: str, link: str) -> None:
    assert Client().get(f"{link}&{urlencode({'next': target})}")["Location"] == "/"


def test_the_link_leads_to_a_page_of_ours(link: str) -> None:
    assert Client().get(f"{link}&next=/projects/1")["Location"] == "/projects/1"


# --- the pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/sign-in", "/account", "/account/", "/projects/1", "/projects/1/images/2"])
def test_every_address_of_the_frontend_is_the_same_page(address: str, db: None, tmp_path: Path) -> None:
    with override_settings(FRONTEND_DIR=tmp_path):
        (tmp_path / "index.html").write_text("<title>Boxloop</title>")
        answer = Client().get(address)
    assert answer.content == b"<title>Boxloop</title>"
    assert answer.cookies["csrftoken"].value
    assert "no-cache" in answer["Cache-Control"]


def test_a_frontend_that_is_not_built_says_how_to_build_it(db: None, tmp_path: Path) -> None:
    with override_settings(FRONTEND_DIR=tmp_path):
        answer = Client().get("/")
    assert answer.status_code == 503
    assert b"make setup" in answer.content


def test_a_page_that_is_not_there_is_html_and_an_api_address_is_a_problem(db: None, alice: User) -> None:
    page = Client().get("/nowhere")
    assert page.status_code == 404
    assert page["Content-Type"].startswith("text/html")
    assert b'<a href="/">Go to your projects</a>' in page.content
    answer = browser_of(alice).get("/api/nowhere")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
