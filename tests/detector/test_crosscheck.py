"""python -m detector crosscheck: every image is looked at by a detector that has not learnt from it."""

import json
from pathlib import Path

import pytest

from detector.__main__ import main
from tests.detector.commanding import said
from tests.detector.pictures import Folder


def test_every_image_is_looked_at_once_and_scores_become_probabilities(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "seen.json"
    few = folder.copy_with(tmp_path / "few.json", images=folder.document["images"][:4])
    how = ["--folds", "2", "--epochs", "1", "--start", "none", "--device", "cpu"]
    events = said(["crosscheck", "--train", str(few), "--images", str(folder.path), "--out", str(out), *how], capsys)
    steps = [event for event in events if event["event"] == "step"]
    assert [step["progress"] for step in steps] == [0.45, 0.95], "two folds, each a half of the way"
    images = json.loads(out.read_bytes())["images"]
    assert set(images) == {str(row["id"]) for row in folder.document["images"][:4]}
    assert all(len(row) == 7 and 0 <= row[6] <= 1 for rows in images.values() for row in rows)
    assert events[-1]["event"] == "crosschecked"


def test_a_single_image_cannot_be_checked(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = folder.copy_with(tmp_path / "one.json", images=folder.document["images"][:1])
    arguments = ["crosscheck", "--train", str(one), "--images", str(folder.path), "--out", str(tmp_path / "x.json")]
    assert main([*arguments, "--json"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["code"] == "no_images"
