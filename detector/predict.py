"""A stream of images in, a stream of detections out.

Files are read ahead while the network works. An image that is refused is answered with its refusal,
and the stream goes on.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from detector.errors import OutOfMemory
from detector.images import ImageRefused
from detector.pixels import Pixels, read_pixels
from detector.structures import Detections, Detector

Key = TypeVar("Key", bound=Hashable)

READERS = 2
CUDA_BATCH = 8


def predict(
    detector: Detector,
    images: Iterable[tuple[Key, bytes | Path]],
    *,
    score_threshold: float = 0.05,
    max_detections: int = 100,
) -> Iterator[tuple[Key, Detections | ImageRefused]]:
    """In the order of images, which are consumed a few ahead. Boxes are in pixels of the upright original.

    Raises OutOfMemory.
    """
    size = batch_size(detector.device)
    pixels = _read_ahead(detector, images, ahead=2 * size)
    while batch := list(islice(pixels, size)):
        readable = [picture for _, picture in batch if isinstance(picture, Pixels)]
        found = iter(detect(detector, readable, score_threshold=score_threshold, max_detections=max_detections))
        for key, picture in batch:
            yield key, picture if isinstance(picture, ImageRefused) else next(found)


def batch_size(device: torch.device) -> int:
    """On a processor one image at a time is as fast as several."""
    return CUDA_BATCH if device.type == "cuda" else 1


def detect(
    detector: Detector, pictures: Sequence[Pixels], *, score_threshold: float = 0.05, max_detections: int = 100
) -> list[Detections]:
    """One forward pass over pictures that were read at the detector's input size. Raises OutOfMemory."""
    if not pictures:
        return []
    heads = detector.model.roi_heads
    heads.score_thresh, heads.detections_per_img = score_threshold, max_detections
    detector.model.eval()
    try:
        with torch.inference_mode():
            found = detector.model([_as_input(picture, detector.device) for picture in pictures])
    except torch.OutOfMemoryError as error:
        if len(pictures) > 1:
            alone = partial(detect, score_threshold=score_threshold, max_detections=max_detections)
            return [alone(detector, [picture])[0] for picture in pictures]
        raise OutOfMemory(f"An image of {pictures[0].width} x {pictures[0].height} did not fit into memory.") from error
    return [_detections(result, picture) for result, picture in zip(found, pictures, strict=True)]


def _as_input(picture: Pixels, device: torch.device) -> Tensor:
    return picture.values.to(device).float().div_(255)


def _detections(result: dict[str, Tensor], picture: Pixels) -> Detections:
    arrays = {name: tensor.cpu().numpy() for name, tensor in result.items()}
    across, down = picture.scale
    to_original = np.array([across, down, across, down], dtype=np.float32)
    limits = np.array([picture.width, picture.height] * 2, dtype=np.float32)
    arrays["boxes"] = np.minimum(arrays["boxes"] / to_original, limits)
    arrays["proposals"] = np.minimum(arrays["proposals"] / to_original, limits)
    return Detections(**arrays)


def _read_ahead(
    detector: Detector, images: Iterable[tuple[Key, bytes | Path]], *, ahead: int
) -> Iterator[tuple[Key, Pixels | ImageRefused]]:
    """Reads images on threads of its own, but takes them from the iterable on the caller's."""
    sides = {"min_size": detector.metadata.min_size, "max_size": detector.metadata.max_size}

    def read(source: bytes | Path) -> Pixels | ImageRefused:
        try:
            return read_pixels(source, **sides)
        except ImageRefused as error:
            return error

    waiting: deque[tuple[Key, Future[Pixels | ImageRefused]]] = deque()
    with ThreadPoolExecutor(READERS) as pool:
        for key, source in images:
            waiting.append((key, pool.submit(read, source)))
            if len(waiting) > ahead:
                first, reading = waiting.popleft()
                yield first, reading.result()
        for key, reading in waiting:
            yield key, reading.result()
