"""A detector, trained for this or given, and what it sees with plain, voted and twice looked-at boxes.

The second look is this benchmark's own: its boxes are hardly better, so the product does without.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torchvision.ops import batched_nms, clip_boxes_to_image

from detector import checkpoint
from detector.dataset import read_annotations
from detector.fast.tighten import vote
from detector.pixels import Pixels, read_pixels
from detector.scores.matching import Seen
from detector.structures import Detections, Detector, Example

WAYS = ("plain", "voted", "twice")
LOWEST_SCORE = 0.05
MOST = 100  # Detections an image.


def trained(data: Path, out: Path, *, images: int, minutes: float) -> Path:
    """Weights that the small net learnt from the first images of the training list, without any to start from."""
    document = json.loads((data / "coco" / "train.json").read_bytes())
    chosen = {row["id"] for row in document["images"][:images]}
    part = {
        **document,
        "images": [row for row in document["images"] if row["id"] in chosen],
        "annotations": [row for row in document["annotations"] if row["image_id"] in chosen],
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "train.json").write_text(json.dumps(part))
    files = ["--train", str(out / "train.json"), "--images", str(data / "images"), "--out", str(out)]
    how = ["--kind", "small", "--start", "none", "--minutes", str(minutes)]
    subprocess.run([sys.executable, "-m", "detector", "train", *files, *how], check=True, stdout=subprocess.DEVNULL)
    return Path(json.loads((out / "result.json").read_bytes())["weights"])


def unseen(data: Path, lists: Sequence[str]) -> list[Example]:
    files = [data / "coco" / f"{part}.json" for part in lists]
    return [example for file in files for example in read_annotations(file, data / "images").examples]


def look(weights: Path, examples: Sequence[Example]) -> dict[str, list[Seen]]:
    """By way: what is seen in each of the examples."""
    detector = checkpoint.load(weights)
    detector.model.eval()
    ids = np.array([category.id for category in detector.categories])
    seen: dict[str, list[Seen]] = {way: [] for way in WAYS}
    for example in examples:
        sides = {"min_size": detector.metadata.min_size, "max_size": detector.metadata.max_size}
        found = _three_ways(detector, read_pixels(example.path, **sides))
        for way, detections in found.items():
            seen[way].append(Seen(example, ids[detections.labels - 1], detections))
    return seen


@torch.inference_mode()
def _three_ways(detector: Detector, picture: Pixels) -> dict[str, Detections]:
    model = detector.model
    pictures, _ = model.transform([picture.values.float() / 255])
    maps = model.backbone(pictures.tensors)
    proposals = model.rpn(pictures, maps)[0][0]
    height, width = pictures.image_sizes[0]
    scale = torch.tensor([width / picture.width, height / picture.height] * 2)

    def classified(boxes: Tensor) -> tuple[Tensor, Tensor]:
        """Scores [N, K] and boxes [N, K, 4] of the categories."""
        heads = model.roi_heads
        logits, deltas = heads.box_predictor(heads.box_head(heads.box_roi_pool(maps, [boxes], pictures.image_sizes)))
        moved = clip_boxes_to_image(heads.box_coder.decode(deltas, [boxes]), pictures.image_sizes[0])
        return logits.softmax(1)[:, 1:], moved[:, 1:]

    scores, boxes = classified(proposals)
    rows, places = (scores > LOWEST_SCORE).nonzero(as_tuple=True)
    boxes, scores = boxes[rows, places], scores[rows, places]
    kept = batched_nms(boxes, scores, places, model.roi_heads.nms_thresh)[:MOST]
    voted, spread = vote(boxes[kept], places[kept], boxes, places, scores)
    twice = classified(voted)[1][torch.arange(len(kept)), places[kept]]
    ways = zip(WAYS, (boxes[kept], voted, twice), strict=True)
    return {way: _detections(some / scale, places[kept] + 1, scores[kept], spread / scale) for way, some in ways}


def _detections(boxes: Tensor, labels: Tensor, scores: Tensor, spread: Tensor) -> Detections:
    """Without distributions and features, which nothing here asks for."""
    nothing = torch.zeros(len(boxes), 1)
    return Detections(
        boxes=boxes.numpy(),
        labels=labels.numpy(),
        scores=scores.numpy(),
        distributions=nothing.numpy(),
        proposals=boxes.numpy(),
        features=nothing.numpy(),
        spread=spread.numpy(),
    )
