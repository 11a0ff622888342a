"""Weights on disk: safetensors with the metadata to build the network again, named by their SHA-256.

A file is written whole or not at all, and read back before it gets its name. Reading refuses, with
a code, whatever is not a whole and finite detector of ours; nothing is ever unpickled.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import safetensors.torch
import torch
import torchvision
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torchvision.models.detection import FasterRCNN

from detector.errors import CheckpointRefused
from detector.network.anchors import USUAL
from detector.network.model import KINDS, build_from
from detector.structures import Detector, Metadata

HEADER = "boxloop"  # The one key: the order of several would change the hash from run to run.
SUFFIX = ".safetensors"
MOST_CATEGORIES = 10_000
LARGEST_SIDE = 8_192
PICKLES = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
RETRIEVE = "Copy the file again from where it came, or train a new model."


def save(model: FasterRCNN, metadata: Metadata, directory: Path) -> Path:
    """Write <sha256>.safetensors into directory and return its path. Raises CheckpointRefused, OSError."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    _check_finite(tensors, "The weights")
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    header = json.dumps({"metadata": metadata.to_json(), **versions}, sort_keys=True)
    content = safetensors.torch.save(tensors, {HEADER: header})
    path = directory / f"{hashlib.sha256(content).hexdigest()}{SUFFIX}"
    write_whole(path, content)
    return path


def load(path: Path, device: torch.device | str = "cpu") -> Detector:
    """Raises CheckpointRefused."""
    tensors, header = read(path)
    metadata = _metadata(path, header)
    model = build_from(metadata, lean=torch.device(device).type == "cpu")
    _check_shapes(path, tensors, model)
    model.load_state_dict(tensors)
    model.to(device, memory_format=torch.channels_last).eval()
    return Detector(model=model, metadata=metadata)


def read(path: Path) -> tuple[dict[str, Tensor], str | None]:
    """The tensors of any safetensors file, checked, and our header if it has one. Raises CheckpointRefused."""
    digest = _digest(path)
    if re.fullmatch(r"[0-9a-f]{64}", path.stem) and digest != path.stem:
        raise CheckpointRefused("checkpoint_hash_mismatch", f"{path.name} is not what its name says.", hint=RETRIEVE)
    try:
        with safe_open(path, "pt") as file:
            header = (file.metadata() or {}).get(HEADER)
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # Not a dictionary.
    except SafetensorError as error:
        raise _unreadable(path, error) from error
    _check_finite(tensors, path.name)
    return tensors, header


def write_whole(path: Path, content: bytes) -> None:
    """Put content at path so that a reader sees all of it or none, whenever the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if unfinished.read_bytes() != content:
                raise OSError(f"{path.name} was not written as it should be; the disk may be failing.")
            unfinished.chmod(0o644)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}."
        raise CheckpointRefused("checkpoint_missing", message, hint=RETRIEVE) from error


def _unreadable(path: Path, error: SafetensorError) -> CheckpointRefused:
    with path.open("rb") as file:
        if file.read(4).startswith(PICKLES):
            return CheckpointRefused(
                "checkpoint_is_pickle",
                f"{path.name} is a pickle, which can run programs when it is opened.",
                hint="Convert it to safetensors where you trust it.",
            )
    return CheckpointRefused("checkpoint_damaged", f"{path.name} is damaged: {error}.", hint=RETRIEVE)


def _metadata(path: Path, header: str | None) -> Metadata:
    if header is None:
        raise CheckpointRefused(
            "checkpoint_foreign",
            f"{path.name} does not say which detector its weights belong to.",
            hint="Give a file that Boxloop has written, or start a training from this one.",
        )
    try:
        metadata = Metadata.from_json(json.loads(header)["metadata"])
        _check_sense(metadata)
    except (KeyError, TypeError, ValueError) as error:
        message = f"The description in {path.name} makes no sense: {type(error).__name__} {error}."
        raise CheckpointRefused("checkpoint_foreign", message, hint="It may come from a newer version.") from error
    return metadata


def _check_sense(metadata: Metadata) -> None:
    if metadata.kind not in KINDS:
        raise ValueError(f"there is no detector named {metadata.kind}")
    if not 1 <= len(metadata.categories) <= MOST_CATEGORIES:
        raise ValueError(f"{len(metadata.categories)} categories")
    if len({category.id for category in metadata.categories}) < len(metadata.categories):
        raise ValueError("two categories with one id")
    if not 1 <= metadata.min_size <= metadata.max_size <= LARGEST_SIDE:
        raise ValueError(f"an input of {metadata.min_size} to {metadata.max_size} pixels")
    if metadata.anchors and [len(sizes) for sizes in metadata.anchors.sizes] != [len(sizes) for sizes in USUAL.sizes]:
        raise ValueError("anchors for another number of maps")


def _check_finite(tensors: Mapping[str, Tensor], name: str) -> None:
    broken = [key for key, tensor in tensors.items() if not tensor.isfinite().all()]
    if broken:
        raise CheckpointRefused(
            "checkpoint_not_finite",
            f"{name} holds numbers that are not finite, first in {broken[0]}.",
            hint="Go back to an earlier model and train again from there.",
        )


def _check_shapes(path: Path, tensors: Mapping[str, Tensor], model: FasterRCNN) -> None:
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    found = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    if expected != found:
        name = min(name for name, _ in expected.items() ^ found.items())
        message = f"{path.name} does not fit its detector: {name} is {found.get(name)}, not {expected.get(name)}."
        raise CheckpointRefused("checkpoint_mismatch", message, hint=RETRIEVE)
