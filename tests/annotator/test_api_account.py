"""Passwords and tokens."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.models import ApiToken
from tests.annotator.asking import Asker, browser_of, program_of

PASSWORD = "correct horse battery"
NEW = "staple the other horse"


@pytest.fixture
def dora(db: None) -> User:
    return User.objects.create_user("dora", password=PASSWORD)


@pytest.fixture
def newcomer(db: None) -> User:
    """Signed in by link, without a password yet."""
    user = User(username="newcomer")
    user.set_unusable_password()
    user.save()
    return user


def test_a_new_password_keeps_this_session_and_ends_all_others(dora: User) -> None:
    here, there = browser_of(dora), browser_of(dora)
    assert here.ask("PUT", "/api/account/password", {"current": PASSWORD, "new": NEW}).status_code == 204
    assert here.ask("GET", "/api/session").status_code == 200
    assert there.ask("GET", "/api/session").status_code == 401
    dora.refresh_from_db()
    assert dora.check_password(NEW)


@pytest.mark.parametrize("current", [None, "", "wrong"])
def test_the_old_password_is_asked_for(dora: User, current: str | None) -> None:
    body = {"new": NEW} if current is None else {"current": current, "new": NEW}
    answer = browser_of(dora).ask("PUT", "/api/account/password", body)
    assert answer.status_code == 400
    assert "current" in (answer.json()["field"], *answer.json().get("errors", {}))
    dora.refresh_from_db()
    assert dora.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["short", "123456789012", "x" * 5000])
def test_a_weak_password_is_refused_with_the_reason_at_its_field(dora: User, new: str) -> None:
    answer = browser_of(dora).ask("PUT", "/api/account/password", {"current": PASSWORD, "new": new})
    assert answer.status_code == 400
    assert answer.json()["errors"]["new"]


def test_an_account_without_a_password_sets_its_first_one(newcomer: User) -> None:
    client = browser_of(newcomer)
    assert client.ask("PUT", "/api/account/password", {"new": NEW}).status_code == 204
    assert client.ask("GET", "/api/session").json()["user"]["has_password"] is True


def test_an_account_without_a_password_that_signed_in_long_ago_signs_in_again_first(newcomer: User) -> None:
    client = browser_of(newcomer)
    User.objects.update(last_login=timezone.now() - timedelta(days=2))
    answer = client.ask("POST", "/api/account/tokens", {"name": "script"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "wrong_password"


def test_a_token_is_shown_once_and_lets_a_program_in(dora: User) -> None:
    client = browser_of(dora)
    made = client.ask("POST", "/api/account/tokens", {"name": "script", "password": PASSWORD})
    assert made.status_code == 201
    program = Asker(headers={"Authorization": f"Token {made.json()['token']}"})
    assert program.ask("GET", "/api/projects").status_code == 200
    [listed] = client.ask("GET", "/api/account/tokens").json()["results"]
    assert listed == {key: made.json()[key] for key in ("id", "name", "created_at", "expires_at")}
    assert made.json()["token"] not in ApiToken.objects.get().digest


def test_a_token_needs_the_password(dora: User) -> None:
    for body in ({"name": "script"}, {"name": "script", "password": "wrong"}):
        assert browser_of(dora).ask("POST", "/api/account/tokens", body).status_code == 400
    assert not ApiToken.objects.exists()


def test_a_deleted_or_expired_token_is_worth_nothing(dora: User) -> None:
    program = program_of(dora)
    ApiToken.objects.update(expires_at=timezone.now())
    assert program.ask("GET", "/api/projects").status_code == 401
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert program.ask("GET", "/api/projects").status_code == 200
    token = ApiToken.objects.get()
    assert browser_of(dora).ask("DELETE", f"/api/account/tokens/{token.pk}").status_code == 204
    assert program.ask("GET", "/api/projects").status_code == 401


def test_nobody_deletes_another_persons_token(dora: User, alice: User) -> None:
    program_of(alice)
    answer = browser_of(dora).ask("DELETE", f"/api/account/tokens/{ApiToken.objects.get().pk}")
    assert answer.status_code == 404
    assert ApiToken.objects.exists()


@pytest.mark.parametrize("header", ["Token", "Token ", "Token nonsense", "Token \xff\xfe", "Token a b", "token 7"])
def test_a_broken_token_is_401_and_not_an_error(header: str, db: None) -> None:
    answer = Asker(headers={"Authorization": header}).ask("GET", "/api/projects")
    assert answer.status_code == 401
    assert answer.json()["code"] == "authentication_failed"
