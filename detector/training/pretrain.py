"""The whole small detector learns from generated scenes, before it has seen any picture.

Scenes are made on the fly in processes of their own, and each is seen once. What comes out is a checkpoint like
any other, whose classes are the families of shapes. `start_from` takes over all of it but what names classes.
"""

import argparse
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision.models.detection import FasterRCNN

from detector import checkpoint, distributed
from detector.dataset import Sample, as_lists
from detector.errors import TrainingDiverged
from detector.network import warm_start
from detector.network.anchors import USUAL
from detector.network.model import INPUTS, SMALL, build_from
from detector.network.roi_align import BagRoIAlign
from detector.report import Report
from detector.structures import Anchors, Category, Detector, Metadata
from detector.training.families import FAMILIES, scene
from detector.training.precision import autocast, float32_losses, has_bfloat16
from detector.training.train import Clock, learning_rate_factor

HERE = "pretraining"  # The key under which such weights keep how they were made.
FIRST_SEED = 1_000_000  # Of a run's scenes, times its own seed: two runs share none.
FIRST_ID = 1_000_000_001  # Of the families: no category of a project has it, so none takes a family's place.


@dataclass(frozen=True, kw_only=True)
class PretrainConfig:
    """How one pretraining goes. It is stored with the weights that it made."""

    images: int = 20_000
    minutes: float | None = None  # Ends it earlier, with the learning rate fallen all the same.
    side: int = 256  # Of the square scenes, in pixels.
    batch_size: int = 8
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.02
    warmup_steps: int = 50
    clip_gradient: float = 5.0
    seed: int = 0


class Scenes(Dataset[Sample]):
    """Scene number n as a picture in 0..1 with its targets: the same n gives the same scene."""

    def __init__(self, config: PretrainConfig) -> None:
        self.config = config

    def __len__(self) -> int:
        return self.config.images

    def __getitem__(self, number: int) -> Sample:
        picture, boxes = scene(self.config.seed * FIRST_SEED + number, side=self.config.side)
        pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1).float().div_(255)
        labels = torch.tensor([FAMILIES.index(box.name) + 1 for box in boxes], dtype=torch.int64)
        return pixels, {"boxes": torch.tensor([box[1:] for box in boxes]).reshape(-1, 4), "labels": labels}


def new_detector() -> Detector:
    """The small network for the families, with random weights."""
    metadata = Metadata(
        kind=SMALL,
        categories=tuple(Category(id=number, name=name) for number, name in enumerate(FAMILIES, start=FIRST_ID)),
        anchors=USUAL,
        min_size=INPUTS[SMALL].min_size,
        max_size=INPUTS[SMALL].max_size,
    )
    return Detector(model=build_from(metadata), metadata=metadata)


def knows_shapes(metadata: Metadata) -> bool:
    """Whether its weights were made here and have seen no real picture yet."""
    return HERE in metadata.training


def start_from(source: Detector, categories: Sequence[Category], anchors: Anchors, *, lean: bool = True) -> Detector:
    """A detector for these categories with all that source learnt from shapes, but for what names classes.

    Proposals are learnt relative to their anchors, so other anchors of the same number take over what they were.
    """
    metadata = replace(source.metadata, categories=tuple(categories), anchors=anchors)
    model = build_from(metadata, lean=lean)
    warm_start.transplant(source.model.state_dict(), model, classes=[None] * (len(categories) + 1))
    return Detector(model=model, metadata=metadata)


def pretrain(
    detector: Detector,
    config: PretrainConfig,
    *,
    started: float | None = None,
    on_step: Callable[[int, int, float, float], None],
) -> None:
    """Train in place.

    started: when the minutes began, by time.monotonic(). on_step hears of step, total, loss and progress, and may
    raise to stop. Raises TrainingDiverged.
    """
    model = detector.model.to(memory_format=torch.channels_last).train()
    if detector.device.type == "cpu":
        model.roi_heads.box_roi_pool = BagRoIAlign.taking_over(model.roi_heads.box_roi_pool)
    clock = Clock(
        steps=math.ceil(config.images / config.batch_size),
        limit_seconds=None if config.minutes is None else config.minutes * 60,
        started=time.monotonic() if started is None else started,
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    progress = 0.0
    for step, (pictures, targets) in enumerate(_loader(config), start=1):
        rate = config.learning_rate * learning_rate_factor(step - 1, progress, warmup_steps=config.warmup_steps)
        loss = _step(model, optimizer, _to(detector.device, pictures, targets), rate=rate, config=config)
        if not math.isfinite(loss):
            raise TrainingDiverged(step, {"loss": loss})
        progress = clock.progress(step)
        on_step(step, max(step, round(step / progress)), loss, progress)
        if progress >= 1:
            break
    model.eval()


def _step(
    model: FasterRCNN,
    optimizer: torch.optim.Optimizer,
    batch: tuple[list[Tensor], list[dict[str, Tensor]]],
    *,
    rate: float,
    config: PretrainConfig,
) -> float:
    for parameters in optimizer.param_groups:
        parameters["lr"] = rate
    pictures, targets = batch
    device = pictures[0].device
    with autocast(device, enabled=has_bfloat16(device)), float32_losses(model):
        losses = model(pictures, targets)
    optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(list(losses.values()))
    nn.utils.clip_grad_norm_(model.parameters(), config.clip_gradient)
    optimizer.step()
    return float(torch.stack(list(losses.values())).detach().sum())


def _loader(config: PretrainConfig) -> DataLoader[Sample]:
    workers = max(1, min(4, distributed.cores() - 1))
    return DataLoader(Scenes(config), config.batch_size, collate_fn=as_lists, num_workers=workers)


def _to(device: torch.device, pictures: list[Tensor], targets: list[dict[str, Tensor]]) -> Any:
    return (
        [picture.to(device, non_blocking=True) for picture in pictures],
        [{name: tensor.to(device, non_blocking=True) for name, tensor in target.items()} for target in targets],
    )


def add_command(commands: Any) -> None:
    about = "learn shapes from generated images, to start from where there are no other weights"
    command: argparse.ArgumentParser = commands.add_parser("pretrain-shapes", help=about, description=about)
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--images", type=int, default=PretrainConfig.images, metavar="N", help="each is seen once")
    command.add_argument("--minutes", type=float, metavar="M", help="at most so long")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--device", default="auto", metavar="auto|cpu|cuda")
    command.add_argument("--json", action="store_true", help="one JSON object a line instead of words")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace, report: Report, started: float) -> None:
    distributed.share_cores(1)
    torch.manual_seed(options.seed)
    config = PretrainConfig(images=options.images, minutes=options.minutes, seed=options.seed)
    detector = new_detector()
    detector.model.to(distributed.choose_device(options.device))
    pretrain(detector, config, started=started, on_step=partial(_tell, report, started))
    metadata = replace(detector.metadata, training={HERE: asdict(config)})
    path = checkpoint.save(detector.model, metadata, options.out)
    report.event("pretrained", weights=str(path), sha256=path.stem)


def _tell(report: Report, started: float, step: int, total: int, loss: float, progress: float) -> None:
    eta = (time.monotonic() - started) * (1 - progress) / progress
    report.step(step=step, total=total, loss=round(loss, 4), progress=round(progress, 4), eta_seconds=round(eta, 1))
