"""A stream of images in, a stream of detections out.

Files are read ahead while the network works. An image that is refused is answered with its refusal,
and the stream goes on.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import torch

from detector.fast.backends import CUDA_BATCH
from detector.fast.predictor import MAX_DETECTIONS, SCORE_THRESHOLD, Predictor
from detector.images import ImageRefused
from detector.pixels import Pixels, read_pixels
from detector.structures import Detections, Detector, Metadata

Key = TypeVar("Key", bound=Hashable)
Source = bytes | Path | Pixels  # The content of a file, where it lies, or what was read from it at network size.

READERS = 2
CUDA_READERS = 12  # A GPU looks at pictures as fast as many cores decode them.
WINDOW = 4  # Batches that a GPU sorts by shape.


def predict(
    detector: Detector | Predictor,
    images: Iterable[tuple[Key, Source]],
    *,
    score_threshold: float = SCORE_THRESHOLD,
    max_detections: int = MAX_DETECTIONS,
    tighten: bool = True,
) -> Iterator[tuple[Key, Detections | ImageRefused]]:
    """In the order of images, which are consumed a few ahead. Boxes are in pixels of the upright original.

    A detector is copied first, and looked with in torchvision's numbers; a predictor brings its own back end.
    tighten: boxes are the mean of those that agree, and have a spread.
    Raises OutOfMemory.
    """
    predictor = Predictor.exact(detector) if isinstance(detector, Detector) else detector
    look = partial(predictor.detect, score_threshold=score_threshold, max_detections=max_detections, tighten=tighten)
    try:
        yield from _looked_at(predictor, images, look)
    finally:
        if predictor.backend.device.type == "cuda":
            torch.cuda.empty_cache()  # A training is a process of its own, and wants the memory too.


def _looked_at(
    predictor: Predictor, images: Iterable[tuple[Key, Source]], look: Callable[[Sequence[Pixels]], list[Detections]]
) -> Iterator[tuple[Key, Detections | ImageRefused]]:
    window_size = 1 if predictor.backend.batch == 1 else WINDOW * predictor.backend.batch
    pixels = _read_ahead(predictor, images, ahead=2 * window_size)
    while window := list(islice(pixels, window_size)):
        found: dict[int, Detections] = {}
        for places, pictures in _batches(predictor, [picture for _, picture in window]):
            found.update(zip(places, look(pictures), strict=True))
        for place, (key, picture) in enumerate(window):
            yield key, picture if isinstance(picture, ImageRefused) else found[place]


def _batches(
    predictor: Predictor, pictures: Sequence[Pixels | ImageRefused]
) -> Iterator[tuple[list[int], list[Pixels]]]:
    """Pictures of one shape with their places, no more at a time than the back end takes."""
    by_shape: dict[tuple[int, int], list[tuple[int, Pixels]]] = {}
    for place, picture in enumerate(pictures):
        if isinstance(picture, Pixels):
            by_shape.setdefault(predictor.shape(picture), []).append((place, picture))
    size = predictor.backend.batch
    for alike in by_shape.values():
        for start in range(0, len(alike), size):
            places, some = zip(*alike[start : start + size], strict=True)
            yield list(places), list(some)


def batch_size(device: torch.device) -> int:
    """On a processor one image at a time is as fast as several."""
    return CUDA_BATCH if device.type == "cuda" else 1


def detect(
    detector: Detector,
    pictures: Sequence[Pixels],
    *,
    score_threshold: float = SCORE_THRESHOLD,
    max_detections: int = MAX_DETECTIONS,
    tighten: bool = True,
) -> list[Detections]:
    """Look once at pictures that were read at the detector's input size, with its weights as they are now.

    For a network that is being trained; predict is faster where the weights stay. Raises OutOfMemory.
    """
    detector.model.eval()
    return Predictor.live(detector).detect(
        pictures, score_threshold=score_threshold, max_detections=max_detections, tighten=tighten
    )


def read(source: Source, metadata: Metadata) -> Pixels | ImageRefused:
    """A picture as the detector takes it."""
    if isinstance(source, Pixels):
        return source
    try:
        return read_pixels(source, min_size=metadata.min_size, max_size=metadata.max_size)
    except ImageRefused as error:
        return error


def _read_ahead(
    predictor: Predictor, images: Iterable[tuple[Key, Source]], *, ahead: int
) -> Iterator[tuple[Key, Pixels | ImageRefused]]:
    """Reads images on threads of its own, but takes them from the iterable on the caller's."""
    readers = CUDA_READERS if predictor.backend.device.type == "cuda" else READERS
    waiting: deque[tuple[Key, Future[Pixels | ImageRefused]]] = deque()
    with ThreadPoolExecutor(readers) as pool:
        for key, source in images:
            waiting.append((key, pool.submit(read, source, predictor.metadata)))
            if len(waiting) > ahead:
                first, reading = waiting.popleft()
                yield first, reading.result()
        for key, reading in waiting:
            yield key, reading.result()
