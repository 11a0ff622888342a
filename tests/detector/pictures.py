"""Pictures, COCO files and small networks for these tests."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from detector.network.model import build_from
from detector.shapes import SHAPE_CLASSES, generate
from detector.structures import Category, Detector, Example, Metadata

CATEGORIES = tuple(Category(id=10 * number, name=name) for number, name in enumerate(SHAPE_CLASSES, start=1))


@dataclass(frozen=True)
class Folder:
    path: Path
    coco: Path
    document: dict[str, Any]

    def copy_with(self, target: Path, **changes: Any) -> Path:
        """A COCO file like this one but for some of its parts."""
        target.write_text(json.dumps({**self.document, **changes}))
        return target


def write_folder(path: Path, *, count: int, width: int = 160, height: int = 120) -> Folder:
    ids = {category.name: category.id for category in CATEGORIES}
    images: list[dict[str, Any]] = []
    annotations: list[Mapping[str, Any]] = []
    for number in range(1, count + 1):
        picture, boxes = generate(number, width=width, height=height, at_most=4)
        picture.save(path / f"{number}.png")
        images.append({"id": number, "file_name": f"{number}.png", "width": width, "height": height})
        for name, x1, y1, x2, y2 in boxes:
            annotations.append(annotation(len(annotations) + 1, number, ids[name], (x1, y1, x2 - x1, y2 - y1)))
    categories = [{"id": category.id, "name": category.name} for category in CATEGORIES]
    document = {"images": images, "annotations": annotations, "categories": categories}
    coco = path / "annotations.json"
    coco.write_text(json.dumps(document))
    return Folder(path, coco, document)


def annotation(
    id_: int, image_id: int, category_id: int, bbox: Sequence[float], *, iscrowd: int = 0
) -> Mapping[str, Any]:
    return {
        "id": id_,
        "image_id": image_id,
        "category_id": category_id,
        "bbox": list(bbox),
        "area": bbox[2] * bbox[3],
        "iscrowd": iscrowd,
    }


def small(*, categories: Sequence[Category] = CATEGORIES, min_size: int = 64, max_size: int = 96) -> Detector:
    """The small network with random weights, for pictures of stamp size."""
    metadata = Metadata(kind="small", categories=tuple(categories), anchors=None, min_size=min_size, max_size=max_size)
    model = build_from(metadata)
    model.eval()
    return Detector(model=model, metadata=metadata)


def example(
    boxes: Sequence[Sequence[float]],
    category_ids: Sequence[int],
    *,
    crowd: Sequence[bool] | None = None,
    path: Path = Path("none.png"),
    image_id: int = 1,
) -> Example:
    return Example(
        image_id=image_id,
        path=path,
        boxes=torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        category_ids=torch.tensor(category_ids, dtype=torch.int64),
        crowd=torch.tensor(crowd or [False] * len(boxes), dtype=torch.bool),
    )
