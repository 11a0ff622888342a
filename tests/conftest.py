"""The cast: Alice manages a project, Bob annotates in it, Rita reviews, Vera looks, Charlie is a stranger."""

import os
import tempfile

import django

# Before Django reads its settings: a data folder of this run alone, and no throttle between hurried tests.
os.environ["BOXLOOP_DATA_DIR"] = tempfile.mkdtemp(prefix="boxloop-test-")
os.environ["THROTTLE"] = "0"
os.environ["DETECTOR_WEIGHTS"] = "none"
os.environ["CELERY_BROKER_URL"] = os.environ.get("TEST_BROKER_URL", "spool://")
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
# pytest-django would read the settings before this file, if pyproject.toml named them.
django.setup()

pytest_plugins = ["tests.services"]
