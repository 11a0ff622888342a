"""Maps of pictures that need not be computed again: what a body that stands still sees in a file.

A map is known by the body that made it, the file, the size and whether the picture was mirrored. So
trainings that leave the body as it is, and predictions with what they made, share one cache: in
memory, and where a folder is given also on disk, both bounded, the least lately used going first.

Maps are kept in bfloat16: rounded to three digits, a quarter of what they weigh while learning.
"""

import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor
from torchvision.models.detection import FasterRCNN

from detector.structures import Detector
from detector.training.precision import autocast

MEMORY = 2 * 1024**3  # Bytes.
DISK = 20 * 1024**3


class MapKey(NamedTuple):
    body: str  # body_hash of the model.
    file: str  # file_hash of the picture, or any other name for its very bytes.
    height: int  # At network size.
    width: int
    mirrored: bool

    @property
    def file_name(self) -> str:
        return f"{self.file[:32]}-{self.width}x{self.height}{'-mirrored' if self.mirrored else ''}.safetensors"


@dataclass(frozen=True, kw_only=True, eq=False)
class Maps:
    """The pyramid of one picture."""

    levels: Mapping[str, Tensor]  # By torchvision's names, the finest first: [C, h, w] bfloat16.
    height: int  # Of the picture at network size.
    width: int

    @property
    def nbytes(self) -> int:
        return sum(level.nbytes for level in self.levels.values())

    def to(self, device: torch.device, *, non_blocking: bool = False) -> "Maps":
        levels = {name: level.to(device, non_blocking=non_blocking) for name, level in self.levels.items()}
        return Maps(levels=levels, height=self.height, width=self.width)


def body_hash(model: FasterRCNN) -> str:
    """Of all that turns pixels into maps."""
    digest = hashlib.sha256(repr((model.transform.image_mean, model.transform.image_std)).encode())
    for name, tensor in sorted(model.backbone.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compute_maps(detector: Detector, picture: Tensor, *, bfloat16: bool = False) -> Maps:
    """picture: [3, h, w] uint8 at network size. bfloat16 computes in it, faster where the hardware has it."""
    model, device = detector.model, detector.device
    model.backbone.eval()
    with torch.no_grad(), autocast(device, enabled=bfloat16):
        pixels = model.transform.normalize(picture.to(device).float().div_(255))
        batch = model.transform.batch_images([pixels], size_divisible=32)
        levels = model.backbone(batch.to(memory_format=torch.channels_last))
    kept = {name: level[0].to("cpu", torch.bfloat16) for name, level in levels.items()}
    return Maps(levels=kept, height=picture.shape[1], width=picture.shape[2])


@dataclass(kw_only=True)
class FeatureCache:
    folder: Path | None = None
    memory: int = MEMORY  # Bytes.
    disk: int = DISK
    _kept: OrderedDict[MapKey, Maps] = field(default_factory=OrderedDict, repr=False)
    _kept_bytes: int = 0
    _disk_bytes: int | None = None  # Counted when it is first needed.

    @property
    def room(self) -> int:
        """Bytes of maps that it keeps."""
        return self.memory if self.folder is None else max(self.memory, self.disk)

    def maps(self, key: MapKey, detector: Detector, picture: Tensor, *, bfloat16: bool = False) -> Maps:
        """What is kept under key, or else what detector makes of picture ([3, h, w] uint8, already mirrored)."""
        found = self.get(key)
        if found is None:
            found = compute_maps(detector, picture, bfloat16=bfloat16)
            self.put(key, found)
        return found

    def get(self, key: MapKey) -> Maps | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        found = self._read(key)
        if found is not None:
            self._keep(key, found)
        return found

    def put(self, key: MapKey, maps: Maps) -> None:
        self._keep(key, maps)
        if self.folder is not None:
            with suppress(OSError):  # A full disk only makes the next training slower.
                self._write(key, maps)

    def _keep(self, key: MapKey, maps: Maps) -> None:
        self._kept[key] = maps
        self._kept_bytes += maps.nbytes
        while self._kept_bytes > self.memory and self._kept:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= oldest.nbytes

    def _path(self, key: MapKey) -> Path | None:
        return self.folder / key.body[:32] / key.file_name if self.folder else None

    def _read(self, key: MapKey) -> Maps | None:
        path = self._path(key)
        if path is None or not path.exists():
            return None
        try:
            levels = safetensors.torch.load_file(path)
            os.utime(path)
        except (OSError, SafetensorError):  # Damaged, or gone in between: it is computed again.
            return None
        return Maps(levels=dict(sorted(levels.items())), height=key.height, width=key.width)

    def _write(self, key: MapKey, maps: Maps) -> None:
        path = self._path(key)
        if path is None:
            return
        self._make_room(maps.nbytes)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-", delete=False) as file:
            unfinished = Path(file.name)
        try:
            levels = {name: level.contiguous() for name, level in maps.levels.items()}
            safetensors.torch.save_file(levels, unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    def _make_room(self, wanted: int) -> None:
        """Delete what was not read for longest until wanted bytes fit."""
        if self._disk_bytes is None or self._disk_bytes + wanted > self.disk:
            files = sorted(self._files(), key=lambda entry: entry[1])
            self._disk_bytes = sum(size for _, _, size in files)
            for path, _, size in files:
                if self._disk_bytes + wanted <= self.disk:
                    break
                path.unlink(missing_ok=True)
                self._disk_bytes -= size
        self._disk_bytes += wanted

    def _files(self) -> list[tuple[Path, float, int]]:
        """Path, time of the last use and size of each file; another process may delete some meanwhile."""
        found = []
        for path in self.folder.glob("*/*.safetensors") if self.folder else ():
            with suppress(OSError):
                status = path.stat()
                found.append((path, status.st_mtime, status.st_size))
        return found
