"""COCO files and the images they name, as examples to learn from or to be measured on.

Boxes without area are left out, and what sticks out of its image is cut off: BCCD alone has two of
the former, and torchvision raises on them. Images without boxes stay: they teach what is not there.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset
from torchvision.models.detection import FasterRCNN

from detector.errors import AnnotationsRefused
from detector.images import ImageRefused
from detector.pixels import Pixels, read_pixels
from detector.structures import Category, Example, TrainConfig
from detector.training.crowding import part_of
from detector.training.sampling import rare
from detector.training.transforms import augment, paste

MEMORY_FOR_PIXELS = 2 * 1024**3  # Bytes; a larger set is read again from its files.
READERS = 4
RARE = 0.5  # A category with less than this share of the average number of boxes is rare.
THINNEST = 1e-3  # Pixels at network size; a thinner box has no area to learn from.

Sample = tuple[Tensor, dict[str, Tensor]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Annotations:
    categories: tuple[Category, ...]
    examples: tuple[Example, ...]
    dropped: int  # Boxes without area.

    @property
    def box_count(self) -> int:
        return sum(example.box_count for example in self.examples)


def read_annotations(file: Path, images_dir: Path) -> Annotations:
    """file_name is relative to images_dir, or absolute. Raises AnnotationsRefused."""
    try:
        document = json.loads(file.read_bytes())
        boxes_of = _boxes_by_image(document["annotations"])
        kept = sum(len(boxes) for boxes in boxes_of.values())
        return Annotations(
            categories=tuple(Category(id=int(row["id"]), name=str(row["name"])) for row in document["categories"]),
            examples=tuple(
                _example(int(entry["id"]), images_dir / entry["file_name"], boxes_of.get(int(entry["id"]), []))
                for entry in document["images"]
            ),
            dropped=len(document["annotations"]) - kept,
        )
    except OSError as error:
        raise AnnotationsRefused(f"{file} cannot be read: {error.strerror}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise AnnotationsRefused(f"{file} is not a COCO file: {type(error).__name__} {error}.") from error


def _boxes_by_image(annotations: Sequence[dict[str, Any]]) -> dict[int, list[tuple[list[float], int, bool]]]:
    boxes_of: dict[int, list[tuple[list[float], int, bool]]] = {}
    for entry in annotations:
        x, y, width, height = (float(value) for value in entry["bbox"])
        if width > 0 and height > 0:
            box = ([x, y, x + width, y + height], int(entry["category_id"]), bool(entry.get("iscrowd", 0)))
            boxes_of.setdefault(int(entry["image_id"]), []).append(box)
    return boxes_of


def _example(image_id: int, path: Path, rows: list[tuple[list[float], int, bool]]) -> Example:
    return Example(
        image_id=image_id,
        path=path,
        boxes=torch.tensor([box for box, _, _ in rows], dtype=torch.float32).reshape(-1, 4),
        category_ids=torch.tensor([category_id for _, category_id, _ in rows], dtype=torch.int64),
        crowd=torch.tensor([crowd for _, _, crowd in rows], dtype=torch.bool),
    )


class PixelStore:
    """Pictures at network size, decoded once where memory allows it."""

    def __init__(self, paths: Sequence[Path], *, min_size: int, max_size: int, memory: int = MEMORY_FOR_PIXELS) -> None:
        self.paths = paths
        self.sides = {"min_size": min_size, "max_size": max_size}
        self.refused: dict[int, ImageRefused] = {}
        self.in_memory = len(paths) * min_size * max_size * 3 <= memory
        self._kept: dict[int, Pixels] = {}

    def load(self) -> None:
        """Read every picture once: keep it if all fit into memory, and know those that are refused."""
        with ThreadPoolExecutor(READERS) as pool:
            for place, result in enumerate(pool.map(self._try, range(len(self.paths)))):
                if isinstance(result, ImageRefused):
                    self.refused[place] = result
                elif self.in_memory:
                    self._kept[place] = result

    def __getitem__(self, place: int) -> Pixels:
        """Raises ImageRefused."""
        return self._kept.get(place) or read_pixels(self.paths[place], **self.sides)

    def _try(self, place: int) -> Pixels | ImageRefused:
        try:
            return self[place]
        except ImageRefused as error:
            return error


class TrainingSet(Dataset[Sample]):
    """Pictures with targets as torchvision's detectors take them, each time a little different."""

    favoured: Sequence[int] = ()  # Indices that half of each batch is taken from while the training is young.

    def __init__(
        self, examples: Sequence[Example], pixels: PixelStore, categories: Sequence[Category], config: TrainConfig
    ) -> None:
        self.examples = examples
        self.pixels = pixels
        self.config = config
        self.label_of = {category.id: label for label, category in enumerate(categories, start=1)}
        self.places = [place for place in range(len(examples)) if place not in pixels.refused]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, index: int) -> Sample:
        place = self.places[index]
        pixels = self.pixels[place]
        boxes, labels = self.target(place, pixels)
        picture = pixels.values
        if self.config.copy_paste and torch.rand(()) < self.config.copy_paste:
            picture, boxes, labels = self._with_a_rare_one(picture, boxes, labels)
        picture, boxes, labels = part_of(picture, boxes, labels)
        picture, boxes = augment(picture, boxes, self.config)
        return picture, {"boxes": boxes, "labels": labels}

    def _with_a_rare_one(self, picture: Tensor, boxes: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """A box of a rare category from another image is pasted in, where there is room for it."""
        if not self._rare_boxes:
            return picture, boxes, labels
        place, row = self._rare_boxes[int(torch.randint(len(self._rare_boxes), ()))]
        pixels = self.pixels[place]
        donor_boxes, donor_labels = self.target(place, pixels)
        x1, y1, x2, y2 = donor_boxes[row].round().int().tolist()
        picture, box = paste(picture, boxes, pixels.values[:, y1:y2, x1:x2])
        if box is None or box[0] == box[2] or box[1] == box[3]:
            return picture, boxes, labels
        return picture, torch.cat([boxes, box[None]]), torch.cat([labels, donor_labels[row : row + 1]])

    @cached_property
    def _rare_boxes(self) -> list[tuple[int, int]]:
        """Place and row of each taught box of a rare category."""
        taught = {place: self.target(place, self.pixels[place])[1].tolist() for place in self.places}
        wanted = rare(list(taught.values()), share=RARE)
        return [(place, row) for place, labels in taught.items() for row, label in enumerate(labels) if label in wanted]

    def is_worth_readers(self, *, on_gpu: bool) -> bool:
        """Whether samples are best made by processes of their own.

        A processor that trains has a core to spare only where each picture is read from its file.
        """
        return on_gpu or not self.pixels.in_memory

    def network(self, model: FasterRCNN) -> nn.Module:
        """What takes a batch of these samples and gives the losses."""
        return model  # type: ignore[no-any-return]  # torchvision has no types.

    def labels(self) -> list[list[int]]:
        """For each index the labels of its boxes, as far as they are taught."""
        shown = [self.examples[place] for place in self.places]
        return [[label for label in self._labels(example)[~example.crowd].tolist() if label] for example in shown]

    def target(self, place: int, pixels: Pixels) -> tuple[Tensor, Tensor]:
        """Boxes [N, 4] at network size and their labels [N]; without crowds and unknown categories."""
        example = self.examples[place]
        boxes, labels = at_network_size(example, pixels), self._labels(example)
        taught = ~example.crowd & (labels > 0) & (boxes[:, 2:] - boxes[:, :2] > THINNEST).all(1)
        return boxes[taught], labels[taught]

    def _labels(self, example: Example) -> Tensor:
        return torch.tensor([self.label_of.get(int(id_), 0) for id_ in example.category_ids], dtype=torch.int64)


def at_network_size(example: Example, pixels: Pixels) -> Tensor:
    across, down = pixels.scale
    limits = torch.tensor([pixels.width, pixels.height] * 2, dtype=torch.float32)
    boxes = example.boxes.clamp(min=0).minimum(limits)
    return boxes * boxes.new_tensor([across, down, across, down])


def as_lists(samples: Sequence[Sample]) -> tuple[list[Tensor], list[dict[str, Tensor]]]:
    pictures, targets = zip(*samples, strict=True)
    return list(pictures), list(targets)
