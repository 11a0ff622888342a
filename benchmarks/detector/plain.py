"""torchvision as it comes: what prediction is measured against."""

import copy
import io
from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import MultiScaleRoIAlign
from torchvision.transforms.functional import to_tensor

from detector.dataset import read_annotations
from detector.network.model import build_from
from detector.pixels import Pixels, read_pixels
from detector.structures import Category, Detector, Metadata


def plain_model(detector: Detector, *, resizes: bool = False) -> FasterRCNN:
    """The same weights in torchvision's own classes. resizes: as torchvision does, from any size."""
    model = copy.deepcopy(detector.model).eval()
    ours = model.roi_heads
    pool = ours.box_roi_pool
    model.roi_heads = RoIHeads(
        MultiScaleRoIAlign(pool.featmap_names, pool.output_size, pool.sampling_ratio),
        ours.box_head,
        ours.box_predictor,
        *(0.5, 0.5, 512, 0.25, None),
        *(0.05, 0.5, 100),
    ).eval()
    if resizes:
        sides = detector.metadata
        normal = model.transform
        model.transform = GeneralizedRCNNTransform(
            sides.min_size, sides.max_size, normal.image_mean, normal.image_std
        ).eval()
    return model


def as_tensor(picture: Pixels) -> Tensor:
    return picture.values.float() / 255


def usual_loop(model: FasterRCNN, content: bytes) -> dict[str, Tensor]:
    """Pillow, a float tensor of the whole picture, the model."""
    with Image.open(io.BytesIO(content)) as image:  # noqa: TID251  # As everybody does.
        picture = to_tensor(image.convert("RGB"))
    results: list[dict[str, Tensor]] = model([picture])
    return results[0]


def untrained(kind: str, categories: tuple[Category, ...], pictures: Sequence[Path]) -> Detector:
    """Random weights with norms that have seen pictures, and a background that most proposals are."""
    torch.manual_seed(0)
    metadata = Metadata(kind=kind, categories=categories, anchors=None, min_size=800, max_size=1333)
    model = build_from(metadata)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
    model.train()
    with torch.no_grad():
        for path in pictures:
            batch, _ = model.transform([as_tensor(read_pixels(path, min_size=320, max_size=533))])
            model.backbone(batch.tensors)
        model.roi_heads.box_predictor.cls_score.bias[0] = 3.0
    return Detector(model=model.eval(), metadata=metadata)


def enlarged(path: Path, *, width: int = 4000, height: int = 3000) -> bytes:
    """The picture as a camera of twelve megapixels would store it."""
    with Image.open(path) as image:  # noqa: TID251
        buffer = io.BytesIO()
        image.convert("RGB").resize((width, height), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def held_out(data: Path) -> list[Path]:
    return [example.path for example in read_annotations(data / "coco" / "test.json", data / "images").examples]
