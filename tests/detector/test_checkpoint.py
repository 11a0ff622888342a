"""Weights are written whole or not at all, and read only if they are what they say."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import nn

from detector import checkpoint
from detector.errors import CheckpointRefused
from detector.structures import Anchors, Category, Detector
from tests.detector.pictures import small


@pytest.fixture(scope="module")
def detector() -> Detector:
    torch.manual_seed(3)
    return small()


@pytest.fixture
def saved(detector: Detector, tmp_path: Path) -> Path:
    return checkpoint.save(detector.model, detector.metadata, tmp_path / "models")


def rewritten(path: Path, **changes: Any) -> Path:
    """The same weights with another description, under a name that is no hash."""
    tensors, header = checkpoint.read(path)
    document = json.loads(header or "")
    document["metadata"].update(changes)
    target = path.with_name("rewritten.safetensors")
    safetensors.torch.save_file(tensors, target, {checkpoint.HEADER: json.dumps(document)})
    return target


def refusal(path: Path) -> CheckpointRefused:
    with pytest.raises(CheckpointRefused) as caught:
        checkpoint.load(path)
    assert caught.value.hint
    return caught.value


def test_what_is_saved_can_be_loaded(detector: Detector, saved: Path) -> None:
    loaded = checkpoint.load(saved)
    assert loaded.metadata == detector.metadata
    for name, tensor in detector.model.state_dict().items():
        assert torch.equal(loaded.model.state_dict()[name], tensor)
    picture = torch.rand(3, 64, 80)
    with torch.inference_mode():
        (first,), (second,) = detector.model([picture]), loaded.model([picture])
    assert torch.allclose(first["boxes"], second["boxes"], atol=1e-3)


def test_a_file_is_named_by_its_hash_and_stands_alone(saved: Path) -> None:
    assert saved.stem == hashlib.sha256(saved.read_bytes()).hexdigest()
    assert list(saved.parent.iterdir()) == [saved]


def test_the_same_weights_get_the_same_name(detector: Detector, saved: Path, tmp_path: Path) -> None:
    assert checkpoint.save(detector.model, detector.metadata, tmp_path / "again").name == saved.name


def test_statistics_of_batch_norms_come_along(tmp_path: Path) -> None:
    detector = small()
    detector.model.train()
    detector.model([torch.rand(3, 64, 64)], [{"boxes": torch.empty(0, 4), "labels": torch.empty(0, dtype=torch.int64)}])
    loaded = checkpoint.load(checkpoint.save(detector.model, detector.metadata, tmp_path))
    norms = [module for module in loaded.model.modules() if isinstance(module, nn.BatchNorm2d)]
    assert {int(norm.num_batches_tracked or 0) for norm in norms} == {1}


def test_fitted_anchors_and_categories_come_along(tmp_path: Path) -> None:
    anchors = Anchors(sizes=((8.0, 12.0), (24.0, 32.0), (60.0, 90.0), (150.0, 250.0)), ratios=(0.5, 1.0, 2.0))
    detector = small(categories=[Category(id=7, name="Žlutý kůň")])
    metadata = replace(detector.metadata, anchors=anchors, training={"seed": 1})
    loaded = checkpoint.load(checkpoint.save(detector.model, metadata, tmp_path))
    assert loaded.metadata == metadata
    assert loaded.model.rpn.anchor_generator.sizes == anchors.sizes


def test_weights_that_are_not_finite_are_not_written(tmp_path: Path) -> None:
    detector = small()
    with torch.no_grad():
        detector.model.rpn.head.cls_logits.bias[0] = float("nan")
    with pytest.raises(CheckpointRefused, match="cls_logits") as refused:
        checkpoint.save(detector.model, detector.metadata, tmp_path)
    assert refused.value.code == "checkpoint_not_finite"
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_nothing_behind(
    detector: Detector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        checkpoint.save(detector.model, detector.metadata, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_termination_amid_a_write_leaves_nothing_behind(
    detector: Detector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def terminated(descriptor: int) -> None:
        raise SystemExit(143)

    monkeypatch.setattr(os, "fsync", terminated)
    with pytest.raises(SystemExit):
        checkpoint.save(detector.model, detector.metadata, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_byte_is_noticed(saved: Path) -> None:
    content = bytearray(saved.read_bytes())
    content[-1] ^= 1
    saved.write_bytes(content)
    assert refusal(saved).code == "checkpoint_hash_mismatch"


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_a_file_cut_off_is_refused(saved: Path, share: float) -> None:
    content = saved.read_bytes()
    cut = saved.with_name("cut.safetensors")
    cut.write_bytes(content[: int(len(content) * share)])
    assert refusal(cut).code == "checkpoint_damaged"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.safetensors").code == "checkpoint_missing"
    assert refusal(tmp_path).code == "checkpoint_missing"


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_is_never_opened(detector: Detector, tmp_path: Path, zipped: bool) -> None:
    file = tmp_path / "model.safetensors"
    torch.save({"weight": torch.zeros(3)}, file, _use_new_zipfile_serialization=zipped)
    assert refusal(file).code == "checkpoint_is_pickle"


def test_weights_without_a_description_are_foreign(tmp_path: Path) -> None:
    safetensors.torch.save_file({"weight": torch.zeros(3)}, tmp_path / "foreign.safetensors")
    assert refusal(tmp_path / "foreign.safetensors").code == "checkpoint_foreign"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "yolo"},
        {"categories": []},
        {"categories": [{"id": 1}]},
        {"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}, {"id": 2, "name": "c"}]},
        {"min_size": 100_000},
        {"min_size": "large"},
        {"anchors": {"sizes": [], "ratios": [1]}},
        {"anchors": {"sizes": [[8, 12], [24], [60, 90], [150, 250]], "ratios": [0.5, 1, 2]}},
        {"something_new": 1},
    ],
    ids=str,
)
def test_a_description_without_sense_is_refused(saved: Path, changes: dict[str, Any]) -> None:
    assert refusal(rewritten(saved, **changes)).code == "checkpoint_foreign"


def test_weights_of_another_shape_are_refused(saved: Path) -> None:
    four = [{"id": number, "name": str(number)} for number in range(1, 5)]
    error = refusal(rewritten(saved, categories=four))
    assert error.code == "checkpoint_mismatch"
    assert "box_predictor" in error.message


def test_weights_that_are_not_finite_are_not_read(saved: Path) -> None:
    tensors, header = checkpoint.read(saved)
    tensors["rpn.head.cls_logits.bias"][0] = float("inf")
    broken = saved.with_name("broken.safetensors")
    safetensors.torch.save_file(tensors, broken, {checkpoint.HEADER: header or ""})
    assert refusal(broken).code == "checkpoint_not_finite"


def test_frozen_norms_are_frozen_again(tmp_path: Path) -> None:
    detector = small()
    metadata = replace(detector.metadata, frozen_norm=True, norm_eps=0.0)
    tensors = {
        name: tensor for name, tensor in detector.model.state_dict().items() if "num_batches_tracked" not in name
    }
    file = tmp_path / "frozen.safetensors"
    safetensors.torch.save_file(tensors, file, {checkpoint.HEADER: json.dumps({"metadata": metadata.to_json()})})
    loaded = checkpoint.load(file)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in loaded.model.modules())
    assert loaded.metadata.norm_eps == 0
