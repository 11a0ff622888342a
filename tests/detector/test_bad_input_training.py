"""python -m detector train with odd data, a full disk and a termination at any moment."""

import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector import checkpoint
from detector.__main__ import main
from tests.detector.pictures import CATEGORIES, Folder, annotation, small

Event = dict[str, Any]


def command(folder: Folder, out: Path, coco: Path, *more: str) -> list[str]:
    """Arguments of a training of one step."""
    arguments = ["train", "--train", str(coco), "--images", str(folder.path), "--out", str(out)]
    return [*arguments, "--device", "cpu", "--epochs", "1", "--json", *more]


def said(arguments: Sequence[str], capsys: pytest.CaptureFixture[str], *, expect: int = 0) -> list[Event]:
    assert main(arguments) == expect
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def trained(events: Sequence[Event]) -> Event:
    """The last event, of a training that has left a whole checkpoint."""
    finished = events[-1]
    assert finished["event"] == "finished"
    assert checkpoint.load(Path(finished["weights"])).categories
    return finished


@pytest.fixture
def first_image(folder: Folder, tmp_path: Path) -> Path:
    return folder.copy_with(tmp_path / "first.json", images=folder.document["images"][:1])


def test_one_image_is_enough_to_train_and_to_measure(
    folder: Folder, first_image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = said(command(folder, tmp_path / "out", first_image, "--holdout", str(first_image)), capsys)
    assert trained(events)["metrics"]["images"] == 1


def test_one_category_is_enough(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coco = folder.copy_with(
        tmp_path / "one.json",
        images=folder.document["images"][:2],
        categories=[{"id": 5, "name": "shape"}],
        annotations=[{**row, "category_id": 5} for row in folder.document["annotations"]],
    )
    finished = trained(said(command(folder, tmp_path / "out", coco), capsys))
    assert [entry.name for entry in checkpoint.load(Path(finished["weights"])).categories] == ["shape"]


def test_no_boxes_at_all_are_refused_before_anything_is_written(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coco = folder.copy_with(tmp_path / "none.json", annotations=[])
    (event,) = said(command(folder, tmp_path / "out", coco), capsys, expect=1)
    assert (event["event"], event["code"]) == ("error", "no_boxes")
    assert event["hint"]
    assert not (tmp_path / "out").exists()


def test_ten_thousand_boxes_in_one_image_are_borne(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random = np.random.default_rng(0)
    sides = [*(random.uniform(0, limit, 10_000) for limit in (150, 110)), *random.uniform(2, 10, (2, 10_000))]
    rows = [annotation(number, 1, 10, box) for number, box in enumerate(np.column_stack(sides).tolist(), start=1)]
    coco = folder.copy_with(tmp_path / "many.json", images=folder.document["images"][:1], annotations=rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    events = said(command(folder, tmp_path / "out", coco), capsys)
    assert events[0]["boxes"] == 10_000
    assert trained(events)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kilobytes < 2_000_000  # Every box against every anchor would be six gigabytes.


def test_boxes_of_a_category_that_is_not_named_are_not_learnt(
    folder: Folder, first_image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(first_image.read_text())
    rows = [*document["annotations"], annotation(999, 1, 12345, (3, 3, 30, 30))]
    coco = folder.copy_with(tmp_path / "foreign.json", images=document["images"], annotations=rows)
    finished = trained(said(command(folder, tmp_path / "out", coco), capsys))
    assert checkpoint.load(Path(finished["weights"])).categories == CATEGORIES


def test_a_start_with_wholly_other_categories_is_taken_without_their_names(
    folder: Folder, first_image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = small(categories=[type(CATEGORIES[0])(id=900, name="galaxy")])
    start = checkpoint.save(other.model, other.metadata, tmp_path)
    finished = trained(said(command(folder, tmp_path / "out", first_image, "--start", str(start)), capsys))
    assert checkpoint.load(Path(finished["weights"])).categories == CATEGORIES


def child(arguments: list[str], says: Connection, largest_file: int | None) -> None:
    os.dup2(says.fileno(), 1)
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    raise SystemExit(main(arguments))


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Children that have loaded torch already: a second each instead of ten."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["detector.__main__"])
    return context


def begin(
    processes: ForkServerContext, arguments: list[str], *, largest_file: int | None = None
) -> tuple[ForkServerProcess, Iterator[Event]]:
    hears, says = processes.Pipe(duplex=False)
    process = processes.Process(target=child, args=(arguments, says, largest_file))
    process.start()
    says.close()
    return process, (json.loads(line) for line in os.fdopen(os.dup(hears.fileno())))


def test_a_disk_that_is_full_keeps_what_was_there(
    folder: Folder, first_image: Path, tmp_path: Path, processes: ForkServerContext
) -> None:
    earlier = small()
    kept = checkpoint.save(earlier.model, earlier.metadata, tmp_path / "out")
    process, events = begin(processes, command(folder, tmp_path / "out", first_image), largest_file=1_000_000)
    error = list(events)[-1]
    process.join(60)
    assert process.exitcode == 1
    assert (error["event"], error["code"]) == ("error", "disk_full")
    assert "untouched" in error["hint"]
    assert list((tmp_path / "out").iterdir()) == [kept]
    assert checkpoint.load(kept).categories == CATEGORIES


@pytest.mark.parametrize("moment", ["started", "step", "epoch", "finished"])
def test_a_termination_at_any_moment_leaves_no_half_a_file(
    folder: Folder, first_image: Path, tmp_path: Path, processes: ForkServerContext, moment: str
) -> None:
    out = tmp_path / "out"
    process, events = begin(processes, command(folder, out, first_image, "--holdout", str(first_image)))
    for event in events:
        if event["event"] == moment:
            os.kill(process.pid or 0, signal.SIGTERM)
    process.join(60)
    assert process.exitcode in {143, 0}
    assert process.exitcode == 143 or moment in {"epoch", "finished"}
    files = list(out.iterdir()) if out.exists() else []
    assert not [file for file in files if file.name.startswith(".")]
    for file in files:
        if file.suffix == checkpoint.SUFFIX:
            checkpoint.load(file)  # Its hash is its name.
        else:
            assert json.loads(file.read_bytes())
