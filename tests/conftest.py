"""The cast: Alice manages a project, Bob annotates in it, Rita reviews, Vera looks, Charlie is a stranger."""

import atexit
import os
import shutil
import tempfile

import django

# Before Django reads its settings: a data folder of this run alone, and no throttle between hurried tests.
DATA_DIR = tempfile.mkdtemp(prefix="boxloop-test-")
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
os.environ["BOXLOOP_DATA_DIR"] = DATA_DIR
os.environ["THROTTLE"] = "0"
os.environ["DETECTOR_WEIGHTS"] = "none"
os.environ["CELERY_BROKER_URL"] = os.environ.get("TEST_BROKER_URL", "spool://")
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
# pytest-django would read the settings before this file, if pyproject.toml named them.
django.setup()

pytest_plugins = ["tests.services", "tests.pretended_gpu"]

import pytest  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402

from annotator.models import Category, Image, Project, Role  # noqa: E402
from tests import make  # noqa: E402


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the database of this run: only that is worth a second run on another one."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture
def alice(db: None) -> User:
    return make.make_user("alice")


@pytest.fixture
def bob(db: None) -> User:
    return make.make_user("bob")


@pytest.fixture
def rita(db: None) -> User:
    return make.make_user("rita")


@pytest.fixture
def vera(db: None) -> User:
    return make.make_user("vera")


@pytest.fixture
def charlie(db: None) -> User:
    return make.make_user("charlie")


@pytest.fixture
def project(alice: User, bob: User, rita: User, vera: User) -> Project:
    roles = {alice: Role.MANAGER, bob: Role.ANNOTATOR, rita: Role.REVIEWER, vera: Role.VIEWER}
    return make.make_project(members=roles)


@pytest.fixture
def category(project: Project) -> Category:
    return make.make_category(project)


@pytest.fixture
def image(project: Project) -> Image:
    return make.make_image(project)
