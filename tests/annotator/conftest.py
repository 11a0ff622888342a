"""What all tests of the web part share: passwords that cost nothing, and the cast in their browsers."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

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
