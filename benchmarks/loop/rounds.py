"""The rounds: images in, a person's work, training, suggestions; each with its figures. The test split is the judge."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.loop.person import Person
from benchmarks.loop.truth import KEEP, Suggestion, Truth, compare
from benchmarks.stand.boxloop import ROOT, Boxloop
from benchmarks.stand.client import Client, Upload
from benchmarks.stand.machine import Watch
from benchmarks.stand.processes import StandError

FILES_A_REQUEST = 50
TRAINING_SLACK_SECONDS = 600.0  # For starting, measuring, and a busy machine.
JOBS_SECONDS = 1200.0


class Loop:
    """minutes: the time limit of one training"""

    def __init__(self, server: Boxloop, client: Client, project: dict[str, Any], *, data: Path, minutes: float) -> None:
        self._server = server
        self._client = client
        self._project = project["id"]
        self._names = {category["id"]: category["name"] for category in project["categories"]}
        self._data = data
        self._minutes = minutes
        self._reported: set[int] = set()
        self._known_weights: set[Path] = set()

    def import_images(self, truth: Truth) -> None:
        names = sorted(truth.boxes)
        seconds = 0.0
        with Watch() as watch:
            for start in range(0, len(names), FILES_A_REQUEST):
                files = [_file(truth.folder, name) for name in names[start : start + FILES_A_REQUEST]]
                asked = time.perf_counter()
                self._client.upload(self._project, files)
                seconds += time.perf_counter() - asked
        rate = len(names) / seconds
        print(f"Import: {len(names)} images, {rate:.0f} a second; others took {watch.others:.0%} of the machine.")
        self._finish_jobs()

    def annotate(self, person: Person, *, number: int, images: int) -> None:
        started = time.perf_counter()
        work = person.finish_images(images)
        seconds = time.perf_counter() - started
        splits = ", ".join(f"{count} {split}" for split, count in sorted(work.images.items()))
        print(f"\nRound {number}: finished {work.images.total()} images ({splits}), {seconds:.1f} s of requests.")
        if work.shown:
            print(f"  Kept as suggested: {_shares(work.boxes['accepted'], work.shown, work.needed)}.")
        done = ", ".join(f"{count} {what}" for what, count in work.boxes.items())
        print(f"  Boxes: {done}.", flush=True)

    def train(self, *, number: int) -> None:
        limit = 60 * self._minutes + TRAINING_SLACK_SECONDS
        with Watch() as watch:
            job = self._client.send("POST", f"/api/projects/{self._project}/jobs", {"kind": "train"})
            done = self._client.wait_for(job, seconds=limit, pause=0.5)
        self._report(done)
        result = done["result"]
        for notice in result["notices"]:
            print(f"    {notice['message']} {notice.get('hint', '')}".rstrip())
        metrics = result["metrics"]
        inside = f", AP50 {metrics['ap50']:.3f} on {metrics['images']} hold-out images" if metrics else ""
        print(f"  Model {result['model']}: {result['note']}{inside}; others took {watch.others:.0%} of the machine.")
        self._print_precision(number)
        self._finish_jobs()

    def judge_suggestions(self, truth: Truth) -> None:
        """The active model's suggestions on all images that are still open."""
        kept = shown = needed = images = 0
        for row in self._client.images(self._project, "state=todo&limit=200"):
            suggestions = [
                Suggestion(self._names[category], (x1, y1, x2, y2), score)
                for category, x1, y1, x2, y2, score in row["predicted"]
            ]
            boxes = truth.boxes[row["file_name"]]
            kept += len(compare(suggestions, boxes).kept)
            shown, needed, images = shown + len(suggestions), needed + len(boxes), images + 1
        words = f"  To keep at IoU ≥ {KEEP} on the {images} open images: {_shares(kept, shown, needed)}."
        print(words, flush=True)

    def export(self) -> None:
        started = time.perf_counter()
        row = self._client.export(self._project)
        seconds = time.perf_counter() - started
        report = row["report"]
        print(f"\nCOCO export: {row['byte_size'] / 1000:.0f} kB in {seconds:.1f} s; {json.dumps(report)[:300]}")

    def _print_precision(self, number: int) -> None:
        """On the published test split, which the server has never seen."""
        weights = set((self._server.folder / "media" / "models").glob("*.safetensors"))
        new = next(iter(weights - self._known_weights), None)
        self._known_weights = weights
        if new is None:
            print("  The new weights are those of the round before.")
            return
        metrics = self._evaluate(new)
        names = sorted(self._names.items())
        classes = ", ".join(
            f"{name} {metrics['per_category'][str(place)]['ap50']:.3f}"
            for place, (_, name) in enumerate(names, start=1)
            if str(place) in metrics["per_category"]
        )
        print(f"  Test split after round {number}: AP50 {metrics['ap50']:.3f} ({classes}), AP {metrics['ap']:.3f}, "
              f"{metrics['images']} images.", flush=True)  # fmt: skip

    def _evaluate(self, weights: Path) -> dict[str, Any]:
        test = ["--annotations", str(self._data / "coco" / "test.json"), "--images", str(self._data / "images")]
        command: Sequence[str] = [sys.executable, "-m", "detector", "evaluate", "--weights", str(weights), *test]
        done = subprocess.run(
            [*command, "--device", "cpu", "--json"],
            cwd=ROOT,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=JOBS_SECONDS,
            check=False,
        )
        events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        found = next((event["metrics"] for event in events if event["event"] == "evaluated"), None)
        if found is None:
            raise StandError(f"detector evaluate ended with code {done.returncode}:\n{done.stdout}{done.stderr}")
        return dict(found)

    def _finish_jobs(self) -> None:
        """Wait for thumbnails and suggestions, and say how long each job took."""
        self._client.wait_for_all_jobs(self._project, seconds=JOBS_SECONDS)
        rows = self._client.get(f"/api/projects/{self._project}/jobs?limit=200")["results"]
        for row in reversed(rows):
            self._report(row)

    def _report(self, job: dict[str, Any]) -> None:
        if job["id"] in self._reported or job["started_at"] is None:
            return
        self._reported.add(job["id"])
        started, finished = (datetime.fromisoformat(job[name]) for name in ("started_at", "finished_at"))
        words = f"  Job {job['kind']}: {(finished - started).total_seconds():.1f} s, {job['state']}"
        print(f"{words} {job['error_code']} {job['error']}".rstrip(), flush=True)


def _file(folder: Path, name: str) -> Upload:
    return Upload(name, (folder / name).read_bytes())


def _shares(kept: int, shown: int, needed: int) -> str:
    return f"{kept}, {kept / max(shown, 1):.0%} of {shown} shown, {kept / max(needed, 1):.0%} of {needed} needed"
