"""Who computes the parts of a detector that decide nothing."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

import torch
from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN

from detector.fast.dense import Body, Dense, Neck, Sizes, folded, map_sizes
from detector.fast.heads import FusedPredictor, OwnHead, OwnPredictor, head_of

F32, BF16, INT8 = "f32", "bf16", "int8"
CUDA_BATCH = 16
MOST_SHAPES = 64  # Of batches, for all kinds and sizes of detectors in one process.


class Backend(Protocol):
    name: str
    device: torch.device
    batch: int  # Pictures that it takes at a time; it is given zeros for those that are missing.
    few_shapes: bool  # Each shape of a batch is compiled for.

    def dense(self, pictures: Tensor) -> tuple[Dense, Sizes]:
        """Normalised pictures [B, 3, H, W] -> what their pyramids say, and how large the maps are."""

    def head(self, rows: Tensor) -> Tensor:
        """Pooled rows [N, bins * C] -> features [N, D]."""

    def last(self, features: Tensor) -> Tensor:
        """Features [N, D] float32 -> logits and deltas [N, (K + 1) * 5]."""


class TorchBackend:
    """torch itself, on any device. precision bf16 is for the convolutions and the two large layers alone."""

    batch = 1  # On a processor one picture at a time is as fast as several.
    few_shapes = False

    def __init__(self, model: FasterRCNN, *, precision: str = F32) -> None:
        self.name = f"torch-{precision}"
        self.device = next(model.parameters()).device
        self._half = precision == BF16
        copied = folded(model).to(memory_format=torch.channels_last)
        self._body: nn.Module = Body(copied)
        self._neck: nn.Module = Neck(copied)
        self._head = head_of(copied)
        self.last = FusedPredictor(copied)

    def dense(self, pictures: Tensor) -> tuple[Dense, Sizes]:
        with self._precision():
            maps = self._body(pictures.contiguous(memory_format=torch.channels_last))
            return self._neck(*maps), map_sizes(values.shape for values in maps)

    def head(self, rows: Tensor) -> Tensor:
        with self._precision():
            features: Tensor = self._head(rows)
            return features

    def _precision(self) -> AbstractContextManager[object]:
        return torch.autocast(self.device.type, torch.bfloat16) if self._half else nullcontext()


class LiveBackend:
    """A model as it is at this moment, without copies: for one whose weights are still being learnt."""

    name = "live"
    batch = 1
    few_shapes = False

    def __init__(self, model: FasterRCNN) -> None:
        self.device = next(model.parameters()).device
        self._body, self._neck, self._head = Body(model), Neck(model), OwnHead(model)
        self.last = OwnPredictor(model)

    def dense(self, pictures: Tensor) -> tuple[Dense, Sizes]:
        maps = self._body(pictures.contiguous(memory_format=torch.channels_last))
        return self._neck(*maps), map_sizes(values.shape for values in maps)

    def head(self, rows: Tensor) -> Tensor:
        features: Tensor = self._head(rows)
        return features


class CudaBackend(TorchBackend):
    """bf16 and channels-last on a GPU, each graph compiled for each shape of a batch."""

    few_shapes = True

    def __init__(self, model: FasterRCNN) -> None:
        super().__init__(model, precision=BF16)
        self.name = "cuda-bf16"
        self.batch = CUDA_BATCH
        self._body, self._neck = _compiled(self._body), _compiled(self._neck)


def _compiled(module: nn.Module) -> nn.Module:
    """Once for each shape in a process, whatever model it is of.

    Not tuned to the utmost: that compiles many variants of each convolution before the first suggestion is there.
    """
    torch._dynamo.config.suppress_errors = True  # Without a C compiler it is computed as it stands.
    torch._dynamo.config.recompile_limit = MOST_SHAPES
    module.compile(dynamic=False)
    return module
