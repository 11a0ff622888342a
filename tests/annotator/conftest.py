"""What all tests of the web part share: cheap passwords, the cast in their browsers, an ear for bells."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from annotator import broker
from tests.annotator.asking import Asker, browser_of


@pytest.fixture(autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """A password hash is slow on purpose; tests sign in too often for that."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def manager(alice: User) -> Asker:
    return browser_of(alice)


@pytest.fixture
def annotator(bob: User) -> Asker:
    return browser_of(bob)


@pytest.fixture
def reviewer(rita: User) -> Asker:
    return browser_of(rita)


@pytest.fixture
def viewer(vera: User) -> Asker:
    return browser_of(vera)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queues that the bell was rung for."""
    heard: list[str] = []
    monkeypatch.setattr(broker, "ring", heard.append)
    monkeypatch.setattr(broker, "remind", lambda queue, *, due: heard.extend([queue] * due))
    return heard
