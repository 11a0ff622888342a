"""The values that the library takes and gives. They hold numbers and know no algorithm.

Boxes are [x1, y1, x2, y2] in pixels of the upright image: origin top left, x right, y down, the
right and lower edge exclusive. Labels are 1..K in the order of the categories; 0 is background.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.models.detection import FasterRCNN

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Category:
    id: int  # As in the COCO file.
    name: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Detections:
    """What a detector sees in one image, the most confident first. The rows of all arrays belong together."""

    boxes: Floats  # [N, 4]
    labels: NDArray[np.int64]  # [N] in 1..K
    scores: Floats  # [N] in 0..1, that of the label
    distributions: Floats  # [N, K + 1] over background and categories; rows add up to 1
    proposals: Floats  # [N, 4], the boxes that the detector refined into boxes
    features: Floats  # [N, D], what the class was read from
    spread: Floats  # [N, 4] standard deviation of each edge over the boxes that agreed, pixels; 0 where none were asked

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, rows: NDArray[np.bool_] | NDArray[np.integer[Any]] | slice) -> Self:
        return type(self)(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True, eq=False)
class Example:
    """An image file and the boxes that people drew in it."""

    image_id: int
    path: Path
    boxes: Tensor  # [N, 4] float32
    category_ids: Tensor  # [N] int64
    crowd: Tensor  # [N] bool: a region with many, neither to be learnt nor counted

    @property
    def box_count(self) -> int:
        return int((~self.crowd).sum())


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """Heights and widths that the proposals start from: sizes (square roots of areas) for each map, finest first."""

    sizes: tuple[tuple[float, ...], ...]  # In pixels at network size.
    ratios: tuple[float, ...]  # Height by width, the same on each map.

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            sizes=tuple(tuple(float(size) for size in sizes) for sizes in document["sizes"]),
            ratios=tuple(float(ratio) for ratio in document["ratios"]),
        )


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """All that is needed, beside the weights, to build a detector again."""

    kind: str
    categories: tuple[Category, ...]  # Label k is categories[k - 1].
    anchors: Anchors | None  # None means those of the kind.
    min_size: int  # Images are scaled until the shorter side has min_size pixels,
    max_size: int  # or the longer one max_size, whichever comes first.
    frozen_norm: bool = False  # Batch norm with fixed statistics, as in published weights.
    norm_eps: float = 1e-5
    training: Mapping[str, Any] = field(default_factory=dict)  # How the weights were made; for people.

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for anything but what to_json gave."""
        fields = dict(document)
        anchors = fields.pop("anchors")
        categories = fields.pop("categories")
        return cls(
            categories=tuple(Category(id=int(entry["id"]), name=str(entry["name"])) for entry in categories),
            anchors=None if anchors is None else Anchors.from_json(anchors),
            **fields,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Detector:
    """A network and what its outputs mean."""

    model: FasterRCNN
    metadata: Metadata

    @property
    def kind(self) -> str:
        return self.metadata.kind

    @property
    def categories(self) -> tuple[Category, ...]:
        return self.metadata.categories

    @property
    def device(self) -> torch.device:
        parameter: Tensor = next(self.model.parameters())
        return parameter.device


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """How one training goes. It is stored with the weights that it made."""

    mode: str = "thorough"  # "quick": body and pyramid stand still. "instant": only the box head learns.
    optimizer: str = "adamw"  # or "sgd", with momentum 0.9
    learning_rate: float = 1e-3  # The highest; it is warmed up to and falls along a cosine.
    weight_decay: float = 0.02
    warmup_steps: int = 50  # At most a tenth of the training.
    batch_size: int = 4  # Images a step and process; memory grows with it.
    steps_per_epoch: int = 25
    epochs: int = 24
    minutes: float | None = None  # Ends the training earlier, with the learning rate fallen all the same.
    flip_vertical: bool = True
    brightness: float = 0.15  # Images get up to this share brighter or darker,
    scale: float = 0.15  # and larger or smaller.
    trainable_layers: int | None = None  # Of the body, from its end; None means all.
    clip_gradient: float = 5.0
    bfloat16: bool = False  # Products of matrices in bfloat16; losses and weights stay in float32.
    average_weights: bool = False  # What is measured and kept is the average over the last tenth.
    copy_paste: float = 0.0  # Share of the images that get a box of a rare category pasted in.
    patience: int | None = None  # Epochs without a better measurement after which the training ends.
    seed: int = 0
