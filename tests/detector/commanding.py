"""python -m detector, started and listened to."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from detector.__main__ import main
from tests.detector.pictures import Folder

ROOT = Path(__file__).parents[2]
Event = dict[str, Any]


def train(folder: Folder, out: Path, *more: str, coco: Path | None = None) -> list[str]:
    """Arguments of a training of one step."""
    few = folder.copy_with(out.with_suffix(".json"), images=folder.document["images"][:2])
    arguments = ["train", "--train", str(coco or few), "--images", str(folder.path), "--out", str(out)]
    return [*arguments, "--device", "cpu", "--epochs", "1", *more]


def said(arguments: Sequence[str], capsys: pytest.CaptureFixture[str], *, expect: int = 0) -> list[Event]:
    """Run with --json and give the events."""
    assert main([*arguments, "--json"]) == expect
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def torchrun(*arguments: str) -> str:
    """What two processes of this module write, one thread each."""
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def named(events: Sequence[Event], name: str) -> list[Event]:
    return [event for event in events if event["event"] == name]
