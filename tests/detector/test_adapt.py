"""Between two trainings the box head takes in corrections, and is kept only when it is no worse."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from detector import checkpoint
from detector.__main__ import main
from detector.evaluate import Metrics
from detector.training import adapt
from detector.training.holdout import Look
from tests.detector.pictures import Folder, small

Event = dict[str, Any]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(3)
    detector = small()
    return checkpoint.save(detector.model, detector.metadata, tmp_path / "models")


def command(folder: Folder, model: Path, out: Path, *more: str) -> list[str]:
    arguments = ["adapt", "--start", str(model), "--train", str(folder.coco), "--images", str(folder.path)]
    return [*arguments, "--out", str(out), "--device", "cpu", "--json", *more]


def said(arguments: Sequence[str], capsys: pytest.CaptureFixture[str], *, expect: int = 0) -> list[Event]:
    assert main(arguments) == expect
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def seen(folder: Folder, target: Path, *ids: int) -> str:
    """A COCO file of the images that were learnt from."""
    images = [entry for entry in folder.document["images"] if entry["id"] in ids]
    annotations = [entry for entry in folder.document["annotations"] if entry["image_id"] in ids]
    return str(folder.copy_with(target, images=images, annotations=annotations))


def test_only_the_box_head_changes_and_the_rest_is_as_it_was(
    folder: Folder, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapt, "no_worse", lambda after, before: True)
    known = seen(folder, tmp_path / "seen.json", 1, 2, 3, 4)
    events = said(command(folder, model, tmp_path / "out", "--holdout", str(folder.coco), "--seen", known), capsys)
    started, finished = events[0], events[-1]
    assert started["mode"] == "instant"
    assert "2 images are new to it" in started["mode_reason"]
    assert (finished["mode"], finished["kept"]) == ("instant", True)
    [epoch] = [event for event in events if event["event"] == "epoch"]
    assert {name for name in epoch if name.startswith("loss_")} == {"loss_classifier", "loss_box_reg"}
    assert 0 <= epoch["accuracy"] <= 1
    assert finished["metrics"]["images"] == finished["incumbent_metrics"]["images"] == 6
    assert finished["verdict"]["reasons"]
    before, after = (checkpoint.load(Path(path)) for path in (model, finished["weights"]))
    assert after.metadata.training["mode"] == "instant"
    weights = before.model.state_dict()
    moved = {name for name, tensor in after.model.state_dict().items() if not torch.equal(tensor, weights[name])}
    assert moved
    assert all(name.startswith("roi_heads.box_") for name in moved)


def test_what_is_worse_is_not_kept(
    folder: Folder,
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adapt, "no_worse", lambda after, before: False)
    events = said(command(folder, model, tmp_path / "out", "--holdout", str(folder.coco)), capsys)
    finished = events[-1]
    assert not finished["kept"]
    assert finished["weights"] == str(model)
    assert finished["sha256"] == model.stem
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"result.json"}


def test_no_worse_is_a_matter_of_average_precision() -> None:
    def look(ap: float) -> Look:
        metrics = Metrics(ap=ap, ap50=0, ap75=0, per_category={}, images=1, boxes=1)
        return Look(seen=[], metrics=metrics)

    assert adapt.no_worse(look(0.3), look(0.3))
    assert not adapt.no_worse(look(0.29), look(0.3))
    assert not adapt.no_worse(Look(seen=[], metrics=None), look(0.3))


def test_without_a_hold_out_each_half_is_judged_by_what_the_other_taught(
    folder: Folder, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finished = said(command(folder, model, tmp_path / "out"), capsys)[-1]
    assert finished["metrics"]["images"] == finished["incumbent_metrics"]["images"] == 6


def test_the_same_seed_adapts_to_the_same_file(
    folder: Folder, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapt, "no_worse", lambda after, before: True)
    runs = [command(folder, model, tmp_path / out, "--seconds", "600") for out in ("one", "two")]
    first, second = (said(run, capsys)[-1]["sha256"] for run in runs)
    assert first == second != model.stem


def test_maps_are_found_again_in_the_folder(
    folder: Folder, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = tmp_path / "cache"
    said(command(folder, model, tmp_path / "out", "--holdout", str(folder.coco), "--cache", str(cache)), capsys)
    kept = {path: path.read_bytes() for path in cache.rglob("*.safetensors")}
    said(command(folder, model, tmp_path / "out", "--holdout", str(folder.coco), "--cache", str(cache)), capsys)
    assert kept
    assert kept.keys() <= set(cache.rglob("*.safetensors"))


@pytest.mark.parametrize("case", ["nothing new", "new category", "one image"])
def test_what_a_box_head_cannot_take_in_is_said(
    folder: Folder, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    more: list[str] = []
    arguments = command(folder, model, tmp_path / "out")
    if case == "nothing new":
        more = ["--seen", str(folder.coco)]
    else:
        star = [*folder.document["categories"], {"id": 99, "name": "star"}]
        changes = {"categories": star} if case == "new category" else {"images": folder.document["images"][:1]}
        arguments[arguments.index("--train") + 1] = str(folder.copy_with(tmp_path / "train.json", **changes))
    error = said([*arguments, *more], capsys, expect=1)[-1]
    assert error["code"] == "not_adaptable"
    assert error["hint"]
    assert not (tmp_path / "out").exists()
