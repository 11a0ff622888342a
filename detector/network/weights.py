"""Where starting weights come from: COCO, a file, generated shapes, or none.

COCO's are torchvision's own, by their address and hash, kept where torch.hub keeps them. On a
machine without internet a copy laid there, or the same weights as safetensors, do as well; without
either there is the small network, which needs none.
"""

import hashlib
import pickle
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlparse

import torch
from torch import Tensor
from torchvision.models import detection

from detector import checkpoint
from detector.errors import CheckpointRefused, WeightsUnavailable
from detector.network import warm_start
from detector.network.model import INPUTS, build_detector
from detector.structures import Category, Detector, Metadata

OnProgress = Callable[[int, int], None]  # Bytes done, and in all.

PUBLISHED = {
    "fasterrcnn_mobilenet_v3_large_320_fpn": detection.FasterRCNN_MobileNet_V3_Large_320_FPN_Weights.COCO_V1,
    "fasterrcnn_mobilenet_v3_large_fpn": detection.FasterRCNN_MobileNet_V3_Large_FPN_Weights.COCO_V1,
    "fasterrcnn_resnet50_fpn": detection.FasterRCNN_ResNet50_FPN_Weights.COCO_V1,
    "fasterrcnn_resnet50_fpn_v2": detection.FasterRCNN_ResNet50_FPN_V2_Weights.COCO_V1,
}
SHAPES_HASH = "88e734e6d6f8c8098168d3d21fd70ab053813003fb183869d7f3def2fe642b23"
# The weights of this one were made with a batch norm that had no epsilon.
NORM_EPS = {"fasterrcnn_resnet50_fpn": 0.0}
# The small network after some 3,700 scenes of `pretrain-shapes`, in half precision.
SHAPES = Path(__file__).parent / "weights_shapes" / f"{SHAPES_HASH}.safetensors"
CONNECT_SECONDS = 20.0
POLL_SECONDS = 0.5
MEBIBYTE = 1024**2
SYNONYMS = {
    "human": "person",
    "pedestrian": "person",
    "people": "person",
    "man": "person",
    "woman": "person",
    "bike": "bicycle",
    "motorbike": "motorcycle",
    "plane": "airplane",
    "aeroplane": "airplane",
    "lorry": "truck",
    "sofa": "couch",
    "television": "tv",
    "mobile phone": "cell phone",
}


def coco_detector(
    kind: str, device: torch.device | str = "cpu", on_progress: OnProgress | None = None, *, file: Path | None = None
) -> Detector:
    """A detector of the 80 COCO categories, from the published weights or a safetensors copy of them.

    Raises WeightsUnavailable; CheckpointRefused for a file.
    """
    if kind not in PUBLISHED:
        raise WeightsUnavailable(
            f"There are no published weights for {kind}.", hint="It learns from your boxes alone; train it."
        )
    published = _load_published(kind, _file_state(file) if file else _published_state(kind, on_progress))
    detector = warm_start.with_categories(published, coco_categories())
    detector.model.to(device, memory_format=torch.channels_last).eval()
    return detector


def coco_categories() -> tuple[Category, ...]:
    """The 80 categories; their ids, 1 to 90, leave out the ten that COCO never used."""
    names: list[str] = PUBLISHED["fasterrcnn_resnet50_fpn"].meta["categories"]
    return tuple(Category(id=id_, name=name) for id_, name in enumerate(names) if id_ > 0 and name != "N/A")


def match_categories(names: Sequence[str]) -> dict[str, int]:
    """Name -> its label in coco_detector, for the names that COCO knows: in any case, singular or plural."""
    labels = {category.name: label for label, category in enumerate(coco_categories(), start=1)}
    matched = {name: _coco_name(name, labels) for name in names}
    return {name: labels[known] for name, known in matched.items() if known is not None}


def cached_file(kind: str) -> Path:
    """Where torch.hub keeps the published weights of this kind."""
    return Path(torch.hub.get_dir()) / "checkpoints" / Path(urlparse(PUBLISHED[kind].url).path).name


def at_hand() -> tuple[str, ...]:
    """The kinds whose published weights lie on this machine."""
    return tuple(kind for kind in PUBLISHED if cached_file(kind).exists())


def kind_of(tensors: dict[str, Tensor]) -> str:
    """The kind whose published weights these are. The two mobilenets differ in nothing but their input."""
    if "rpn.head.conv.1.0.weight" in tensors:
        return "fasterrcnn_resnet50_fpn_v2"
    if "backbone.body.layer1.0.conv1.weight" in tensors:
        return "fasterrcnn_resnet50_fpn"
    return "fasterrcnn_mobilenet_v3_large_fpn"


def _coco_name(name: str, known: dict[str, int]) -> str | None:
    plain = " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
    singulars = [plain, *(plain.removesuffix(ending) for ending in ("s", "es") if plain.endswith(ending))]
    candidates = [*singulars, *(SYNONYMS.get(word, "") for word in singulars)]
    return next((word for word in candidates if word in known), None)


def _load_published(kind: str, state: dict[str, Tensor]) -> Detector:
    names: list[str] = PUBLISHED[kind].meta["categories"]
    metadata = Metadata(
        kind=kind,
        categories=tuple(Category(id=id_, name=name) for id_, name in enumerate(names) if id_ > 0),
        anchors=None,
        min_size=INPUTS[kind].min_size,
        max_size=INPUTS[kind].max_size,
        frozen_norm=True,
        norm_eps=NORM_EPS.get(kind, 1e-5),
    )
    model = build_detector(kind, len(names), frozen_norm=True, norm_eps=metadata.norm_eps)
    try:
        model.load_state_dict(state)
    except RuntimeError as error:
        message = f"These are not the COCO weights of {kind}: {str(error).splitlines()[-1].strip()}"
        raise CheckpointRefused("checkpoint_mismatch", message, hint="Give the file of the same detector.") from error
    return Detector(model=model, metadata=metadata)


def _file_state(file: Path) -> dict[str, Tensor]:
    tensors, _ = checkpoint.read(file)
    return tensors


def _published_state(kind: str, on_progress: OnProgress | None) -> dict[str, Tensor]:
    url, file = PUBLISHED[kind].url, cached_file(kind)
    try:
        if not _is_whole(file):
            _download(url, file, _expected_bytes(kind), on_progress or _ignore)
        state: dict[str, Tensor] = torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, HTTPException, pickle.UnpicklingError) as error:
        raise WeightsUnavailable(
            f"The COCO weights of {kind} could not be loaded: {error}.",
            hint=f"Without internet, put {file.name} into {file.parent}, or use small, which starts without weights.",
        ) from error
    return state


def _is_whole(file: Path) -> bool:
    prefix = _hash_prefix(file.name)
    if not file.exists() or prefix is None:
        return file.exists()
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest().startswith(prefix)


def _hash_prefix(name: str) -> str | None:
    found = re.search(r"-([0-9a-f]{8,})\.", name)
    return found.group(1) if found else None


def _download(url: str, file: Path, total: int, on_progress: OnProgress) -> None:
    """Raises whatever on_progress raises, at once, and leaves nothing of a download that was not finished."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=file.parent, ignore_cleanup_errors=True) as folder, _patience(CONNECT_SECONDS):
        downloading = _Download(url, Path(folder) / file.name)
        downloading.start()
        while downloading.is_alive():
            downloading.join(POLL_SECONDS)
            on_progress(min(downloading.bytes_done(), total), total)
        if downloading.error:
            raise downloading.error
        downloading.target.replace(file)
    on_progress(total, total)


class _Download(Thread):
    """torch.hub's download, beside the caller, who is to hear how far it is: torch.hub tells only a terminal."""

    def __init__(self, url: str, target: Path) -> None:
        super().__init__(daemon=True)
        self.url, self.target = url, target
        self.error: Exception | None = None
        self._bytes = 0

    def run(self) -> None:
        try:
            prefix = _hash_prefix(self.target.name)
            torch.hub.download_url_to_file(self.url, str(self.target), hash_prefix=prefix, progress=False)
        except Exception as error:  # It belongs to the caller's thread.
            self.error = error

    def bytes_done(self) -> int:
        with suppress(FileNotFoundError):  # It is just getting its name.
            self._bytes = max(self._bytes, *(file.stat().st_size for file in self.target.parent.iterdir()), 0)
        return self._bytes


def _expected_bytes(kind: str) -> int:
    return int(PUBLISHED[kind].meta["_file_size"] * MEBIBYTE)


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """torch.hub sets no timeout: behind a firewall that swallows packets it would wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _ignore(done: int, total: int) -> None:
    pass
