"""What is broken from outside: weights, pictures, the disk. Each is said with a code, a message and a way out."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from torchvision.models import detection

from detector import __main__ as command
from detector import checkpoint
from detector.images import ImageRefused
from detector.predict import predict
from detector.structures import Detections
from tests.detector.pictures import Folder, small

Event = dict[str, Any]


def said(arguments: list[str], capsys: pytest.CaptureFixture[str], *, expect: int) -> list[Event]:
    assert command.main([*arguments, "--json"]) == expect
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    detector = small()
    return checkpoint.save(detector.model, detector.metadata, tmp_path_factory.mktemp("weights"))


def cut_off(file: Path, weights: Path) -> None:
    file.write_bytes(weights.read_bytes()[:100_000])


def changed(file: Path, weights: Path) -> None:
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    file.with_name(weights.name).write_bytes(content)


def of_another_architecture(file: Path, weights: Path) -> None:
    """Says that it is the small network, and holds a MobileNet."""
    _, header = checkpoint.read(weights)
    model = detection.fasterrcnn_mobilenet_v3_large_320_fpn(weights=None, weights_backbone=None, num_classes=4)
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    safetensors.torch.save_file(tensors, file, {checkpoint.HEADER: header or ""})


def of_other_categories(file: Path, weights: Path) -> None:
    """Says that it knows one category more than its head has rows for."""
    tensors, header = checkpoint.read(weights)
    document = json.loads(header or "")
    document["metadata"]["categories"].append({"id": 77, "name": "star"})
    safetensors.torch.save_file(tensors, file, {checkpoint.HEADER: json.dumps(document)})


def empty(file: Path, weights: Path) -> None:
    file.touch()


def missing(file: Path, weights: Path) -> None:
    pass


def a_picture(file: Path, weights: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (cut_off, "checkpoint_damaged"),
        (empty, "checkpoint_damaged"),
        (a_picture, "checkpoint_damaged"),
        (changed, "checkpoint_hash_mismatch"),
        (of_another_architecture, "checkpoint_mismatch"),
        (of_other_categories, "checkpoint_mismatch"),
        (missing, "checkpoint_missing"),
    ],
)
def test_weights_that_cannot_be_used_are_refused_by_name(
    damage: Callable[[Path, Path], None],
    code: str,
    weights: Path,
    folder: Folder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage(tmp_path / "odd.safetensors", weights)
    file = next(tmp_path.glob("*.safetensors"), tmp_path / "odd.safetensors")
    out = tmp_path / "results.json"
    arguments = ["predict", "--weights", str(file), "--images", str(folder.path), "--out", str(out), "--device", "cpu"]
    (event,) = said(arguments, capsys, expect=1)
    assert (event["event"], event["code"]) == ("error", code)
    assert file.name in event["message"]
    assert event["hint"]
    assert not out.exists()


def test_pictures_that_cannot_be_decoded_are_named_and_the_stream_goes_on(folder: Folder, tmp_path: Path) -> None:
    good = folder.path / "1.png"
    broken: dict[str, bytes | Path] = {
        "cut": good.read_bytes()[:500],
        "text": b"no picture",
        "nothing": b"",
        "gone": tmp_path / "gone.png",
        "folder": tmp_path,
    }
    stream: list[tuple[str, bytes | Path]] = [("first", good)]
    for name, source in broken.items():
        stream += [(name, source), (f"after {name}", good)]
    found = dict(predict(small(), stream))
    assert list(found) == [name for name, _ in stream]
    refused = {name for name, answer in found.items() if isinstance(answer, ImageRefused)}
    assert refused == set(broken)
    for name in refused:
        answer = found[name]
        assert isinstance(answer, ImageRefused)
        assert answer.code.startswith("image_")
        assert answer.message
    others = [answer for answer in found.values() if isinstance(answer, Detections)]
    assert len({answer.scores.tobytes() for answer in others}) == 1  # A neighbour changes nothing.


def test_a_folder_with_a_broken_picture_is_predicted_but_for_that_one(
    weights: Path, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = tmp_path / "images"
    images.mkdir()
    for name in ("a.png", "c.png"):
        (images / name).write_bytes((folder.path / "1.png").read_bytes())
    (images / "b.png").write_bytes((folder.path / "1.png").read_bytes()[:700])
    out = tmp_path / "results.json"
    events = said(
        ["predict", "--weights", str(weights), "--images", str(images), "--out", str(out), "--device", "cpu"],
        capsys,
        expect=0,
    )
    assert [event["event"] for event in events] == ["notice", "predicted"]
    assert events[0]["code"] == "image_damaged"
    assert events[0]["message"].startswith("b.png: ")
    assert events[0]["hint"]
    assert {row["file_name"] for row in json.loads(out.read_text())} == {"a.png", "c.png"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_in_words(
    number: int,
    weights: Path,
    folder: Folder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    out = tmp_path / "results.json"
    out.write_text("earlier")
    arguments = ["predict", "--weights", str(weights), "--images", str(folder.path), "--out", str(out)]
    event = said([*arguments, "--device", "cpu"], capsys, expect=1)[-1]
    assert event["code"] == "disk_full"
    assert "untouched" in event["hint"]
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]
    assert out.read_text() == "earlier"
