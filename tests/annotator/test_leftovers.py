"""What a killed process left among the temporary files goes; what somebody works with stays."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from annotator import tasks
from annotator.services import blobs

LONG_AGO = time.time() - blobs.LEFTOVER_SECONDS - 60


@pytest.mark.django_db
def test_a_worker_that_starts_deletes_what_was_left_long_ago() -> None:
    folder = Path(settings.DATA_DIR / "temporary")
    with blobs.new_folder("train-1-") as run, blobs.new_folder("train-2-") as at_work, blobs.new_file() as file:
        (run / "weights").write_bytes(b"x")
        (at_work / "weights").write_bytes(b"x")
        for path in (run / "weights", run, at_work, file):
            os.utime(path, (LONG_AGO, LONG_AGO))
        tasks.sweep_at_start()
        assert [path for path in (run, file, at_work) if path.exists()] == [at_work]
        run.mkdir()  # For its owner, who is no longer there.
    assert not list(folder.glob("train-*"))
