"""python -m detector as a person uses it: words, predictions, precision and traces."""

import json
from pathlib import Path

import pytest

from detector import checkpoint
from detector.__main__ import main
from detector.structures import Category
from tests.detector.commanding import said, train
from tests.detector.pictures import CATEGORIES, Folder, small


def test_a_person_reads_lines_of_words(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(train(folder, tmp_path / "out", "--holdout", str(folder.coco))) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Training small on 2 images")
    assert "AP50" in lines[2]
    assert lines[3].startswith("Wrote ")
    assert len(lines) > 5  # And why it should be used, or not.
    assert main(["predict", "--weights", "none", "--images", str(folder.path), "--out", str(tmp_path / "r.json")]) == 1
    assert "none cannot be read" in capsys.readouterr().out


def test_the_trace_of_an_image_is_written(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    detector = small()
    model = str(checkpoint.save(detector.model, detector.metadata, tmp_path))
    out = tmp_path / "trace.json"
    arguments = ["trace", "--weights", model, "--out", str(out), "--image"]
    (event,) = said([*arguments, str(folder.path / "1.png")], capsys)
    trace = json.loads(out.read_text())
    assert trace["image"] == {"width": 160, "height": 120, "file_name": "1.png"}
    assert [category["name"] for category in trace["categories"]] == [category.name for category in CATEGORIES]
    assert event["boxes"] == len(trace["stages"]["post"]["final"])
    assert main([*arguments, str(tmp_path / "none.png"), "--json"]) == 1
    refused = json.loads(capsys.readouterr().out)
    assert (refused["code"], bool(refused["hint"])) == ("image_unreadable", True)


def test_predictions_and_their_precision_are_written(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    detector = small(categories=[*CATEGORIES, Category(id=4, name="star")])
    model = str(checkpoint.save(detector.model, detector.metadata, tmp_path))
    out = tmp_path / "results.json"
    seen = said(["predict", "--weights", model, "--images", str(folder.path), "--out", str(out)], capsys)
    results = json.loads(out.read_text())
    assert seen[-1] == {"event": "predicted", "images": 6, "boxes": len(results), "file": str(out)}
    assert {result["image_id"] for result in results} <= {1, 2, 3, 4, 5, 6}
    assert {result["category_id"] for result in results} <= {10, 20, 30, 4}
    x, y, width, height = results[0]["bbox"]
    assert width > 0 < height
    assert x + width <= 160
    assert y + height <= 120
    arguments = ["--weights", model, "--annotations", str(folder.coco), "--images", str(folder.path)]
    (event,) = said(["evaluate", *arguments], capsys)
    assert event["metrics"]["images"] == 6
