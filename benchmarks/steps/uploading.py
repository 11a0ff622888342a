"""Pictures in: requests of 50 files each."""

import time

from benchmarks.stand.client import multipart
from benchmarks.stand.figures import Goal
from benchmarks.stand.machine import Watch
from benchmarks.steps.bench import CATEGORIES, FILES_A_REQUEST, Bench, Project, batches

UPLOAD = Goal(what=f"upload, {FILES_A_REQUEST} files a request", unit="images/s", limit=160, more_is_better=True)
PREPARED = Goal(what="the same until their thumbnails are made", unit="images/s")


def upload(bench: Bench) -> None:
    """The clock runs while a request does; making pictures and forms is not counted."""
    row = bench.client.create_project("Upload", CATEGORIES, auto_train="never")
    project = Project(row["id"], [category["id"] for category in row["categories"]])
    seconds = byte_count = 0.0
    with bench.quiet_watch() as watch, Watch() as whole:
        for files in batches(bench.options.count, bench.options.images):
            body, content_type = multipart(files)
            start = time.perf_counter()
            rows = bench.client.send_upload(project.id, body, content_type)
            seconds += time.perf_counter() - start
            byte_count += len(body)
            project.images += [row["image"]["id"] for row in rows if row["status"] == "added"]
        count = len(project.images)
        uploading = time.perf_counter()
        bench.client.wait_for_all_jobs(project.id, seconds=60 + count / 5)
        waiting = time.perf_counter() - uploading
    note = f"{count:,} images of {byte_count / max(count, 1) / 1000:.0f} kB"
    bench.record(UPLOAD, count / seconds, watch, note)
    bench.record(PREPARED, count / whole.seconds, watch, f"the last came {waiting:.1f} s after the upload")
    bench.finish(project)
    bench.full_project = project
