"""Many pictures on a processor: one process a core, with one thread each.

What is sparse in a forward pass runs on one thread whatever it is given, so a second thread is half
wasted and a second process is not.
"""

import ctypes
import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import torch

from detector.errors import OutOfMemory
from detector.fast.choice import Choice, predictor_for
from detector.fast.predictor import MAX_DETECTIONS, SCORE_THRESHOLD, Predictor
from detector.images import ImageRefused
from detector.predict import Source, predict, read
from detector.structures import Detections

Key = TypeVar("Key", bound=Hashable)

WORTH_PROCESSES = 64  # Images: starting a process takes seconds.
AHEAD = 4  # Images waiting for each process.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # Of mallopt(3).
KEPT_BYTES = 32 * 1024**2  # Larger arrays, those of large networks, are worth their faults.


@dataclass(frozen=True, kw_only=True)
class Work:
    """What each process does with an image."""

    weights: Path
    choice: Choice | None
    folder: Path | None
    score_threshold: float
    max_detections: int
    tighten: bool


def predict_in_bulk(
    weights: Path,
    images: Iterable[tuple[Key, Source]],
    *,
    choice: Choice | None = None,
    folder: Path | None = None,
    processes: int | None = None,
    score_threshold: float = SCORE_THRESHOLD,
    max_detections: int = MAX_DETECTIONS,
    tighten: bool = True,
) -> Iterator[tuple[Key, Detections | ImageRefused]]:
    """As predict, from a checkpoint, on all cores. In the order of images, which are consumed a few ahead.

    processes: None for one a core; few images are looked at in this process. folder should be given with OpenVINO:
    otherwise each process converts the graphs again. Raises CheckpointRefused, OutOfMemory.
    """
    work = Work(
        weights=weights,
        choice=choice,
        folder=folder,
        score_threshold=score_threshold,
        max_detections=max_detections,
        tighten=tighten,
    )
    coming = iter(images)
    first = list(islice(coming, WORTH_PROCESSES))
    count = processes or len(os.sched_getaffinity(0))
    # Loading here first means that what is wrong with the weights is said before a process starts, and graphs are kept.
    predictor = predictor_for(weights, choice=choice, folder=folder)
    if count == 1 or len(first) < WORTH_PROCESSES:
        yield from predict(
            predictor,
            chain(first, coming),
            score_threshold=score_threshold,
            max_detections=max_detections,
            tighten=tighten,
        )
    else:
        del predictor
        yield from _on_all_cores(chain(first, coming), work, count)


def _on_all_cores(
    images: Iterable[tuple[Key, Source]], work: Work, processes: int
) -> Iterator[tuple[Key, Detections | ImageRefused]]:
    spawn = multiprocessing.get_context("spawn")  # A fork of a process with threads may hang.
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin, initargs=(work,))
    waiting: deque[tuple[Key, Future[Detections | ImageRefused]]] = deque()
    try:
        for key, source in images:
            waiting.append((key, pool.submit(_look, source)))
            if len(waiting) > AHEAD * processes:
                first, looking = waiting.popleft()
                yield first, looking.result()
        for key, looking in waiting:
            yield key, looking.result()
    except BrokenProcessPool as error:
        raise OutOfMemory(
            "A process that looked at images was ended from outside, as happens for want of memory."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


class _Worker:
    """What a process keeps between images."""

    predictor: Predictor
    work: Work


def _begin(work: Work) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    torch.set_num_threads(1)
    _Worker.work = work
    _Worker.predictor = predictor_for(work.weights, choice=work.choice, folder=work.folder)
    gc.collect()  # The model that the graphs were made from.
    _keep_freed_memory()


def _look(source: Source) -> Detections | ImageRefused:
    picture = read(source, _Worker.predictor.metadata)
    if isinstance(picture, ImageRefused):
        return picture
    work = _Worker.work
    (found,) = _Worker.predictor.detect(
        [picture],
        score_threshold=work.score_threshold,
        max_detections=work.max_detections,
        tighten=work.tighten,
    )
    return found


def _end_with_parent() -> None:
    """A killed parent cannot tell its processes, and they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _keep_freed_memory() -> None:
    """Arrays of megabytes come and go with each picture; giving them back to the system costs a fault a page.

    What loading has left behind is given back first.
    """
    libc: Any = ctypes.CDLL(None) if sys.platform == "linux" else None
    if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim"):  # Of glibc alone.
        libc.malloc_trim(0)
        libc.mallopt(M_MMAP_THRESHOLD, KEPT_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
