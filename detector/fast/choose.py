"""Which back end is the fastest that is right, for one detector on one machine.

Each has to show on pictures of the project that it sees what the plain model sees: float32 every
box, bfloat16 nearly every box, eight bits as much of the truth.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from detector.evaluate import compare
from detector.fast.agreement import agreement
from detector.fast.backends import BF16, F32, INT8
from detector.fast.choice import Choice, Trial, backend_named, is_possible
from detector.fast.predictor import Predictor
from detector.pixels import Pixels
from detector.structures import Detections, Detector, Example

CANDIDATES = ("torch-f32", "openvino-f32", "torch-bf16", "openvino-bf16", "openvino-int8", "cuda-bf16")
CUTS = (0.1, 0.2, 0.3, 0.4)  # Of objectness.
TIMED = 6  # Pictures that speed is measured with,
ROUNDS = 3  # so many times.
CALIBRATION = 32  # Pictures.
LEAST_MATCHED = {F32: 1.0, BF16: 0.99, INT8: 0.0}
LEAST_IOU = {F32: 0.999, BF16: 0.0, INT8: 0.0}
MOST_LOSS = 0.005  # Of AP50.
NOTHING = 0.0005  # A loss of AP50 that is none.


def choose_backend(
    detector: Detector,
    pictures: Sequence[Pixels],
    truth: Sequence[Example] | None = None,
    *,
    folder: Path | None = None,
    candidates: Sequence[str] = CANDIDATES,
) -> Choice:
    """pictures: of the project, at the detector's input size; truth: what is in each of them, where it is known.

    Eight bits and a cut of the proposals are tried with truth alone. folder keeps the graphs, so that they need not
    be made again. Takes about a minute; the detector must not be learning meanwhile.
    """
    if not pictures:
        return Choice()
    with _one_thread():
        return _choose(Bench(detector, pictures, truth, folder), detector, candidates)


@contextmanager
def _one_thread() -> Iterator[None]:
    """As many as a process has that shares the work with one on each other core."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _choose(bench: "Bench", detector: Detector, candidates: Sequence[str]) -> Choice:
    trials: list[Trial] = []
    for name in candidates:
        if is_possible(name, detector.device) and (bench.has_truth or not name.endswith(INT8)):
            trials.append(bench.trial(name))
    best = _fastest(trials)
    if best is None:
        return Choice(trials=tuple(trials))
    if bench.has_truth:
        trials += [bench.trial(best.backend, cut=cut, most_loss=max(best.ap50_loss or 0, 0) + NOTHING) for cut in CUTS]
        best = _fastest(trials) or best
    return Choice(backend=best.backend, cut=best.cut, trials=tuple(trials))


def _fastest(trials: Sequence[Trial]) -> Trial | None:
    return max((trial for trial in trials if trial.accepted), key=lambda trial: trial.speed, default=None)


class Bench:
    """Pictures to try back ends on, and what the plain model sees in them."""

    def __init__(
        self, detector: Detector, pictures: Sequence[Pixels], truth: Sequence[Example] | None, folder: Path | None
    ) -> None:
        self.detector, self.pictures, self.folder = detector, pictures, folder
        self.truth = truth or []
        self.has_truth = any(example.box_count for example in self.truth)
        detector.model.eval()
        self.plain = Predictor.live(detector)
        self.expected = self._look(self.plain)

    def trial(self, name: str, *, cut: float = 0.0, most_loss: float = MOST_LOSS) -> Trial:
        precision = name.split("-")[1]
        calibration = self.calibration if precision == INT8 else ()
        backend = backend_named(name, self.detector, folder=self.folder, calibration=calibration)
        predictor = Predictor(self.detector, backend, cut=cut)
        found = self._look(predictor)
        agreed = agreement(zip(self.expected, found, strict=True))
        loss = self.ap50 - self._ap50(found) if self.has_truth else None
        sees_alike = agreed.matched >= LEAST_MATCHED[precision] and agreed.mean_iou >= LEAST_IOU[precision]
        return Trial(
            backend=name,
            cut=cut,
            speed=round(self._speed(predictor), 3),
            matched=round(agreed.matched, 5),
            mean_iou=round(agreed.mean_iou, 5),
            ap50_loss=None if loss is None else round(loss, 5),
            accepted=(sees_alike or cut > 0) and (loss is None or loss <= min(most_loss, MOST_LOSS)),
        )

    @cached_property
    def ap50(self) -> float:
        return self._ap50(self.expected)

    @cached_property
    def calibration(self) -> tuple[torch.Tensor, ...]:
        return tuple(self.plain.batch([picture]).pictures for picture in self.pictures[:CALIBRATION])

    def _look(self, predictor: Predictor) -> list[Detections]:
        return [predictor.detect([picture], tighten=False)[0] for picture in self.pictures]

    def _ap50(self, found: Sequence[Detections]) -> float:
        ids = np.array([category.id for category in self.detector.categories])
        metrics = compare(self.truth, [(ids[seen.labels - 1], seen) for seen in found])
        return metrics.ap50 if metrics else 0.0

    def _speed(self, predictor: Predictor) -> float:
        """Times as fast as the plain model: the middle of pairs that were measured one right after the other.

        Who takes pictures in batches is given whole ones, of one shape.
        """
        pictures = list(self.pictures[:TIMED]) * ROUNDS
        size = predictor.backend.batch
        return statistics.median(
            size * _seconds(self.plain, [one]) / _seconds(predictor, [one] * size) for one in pictures
        )


def _seconds(predictor: Predictor, pictures: Sequence[Pixels]) -> float:
    started = time.perf_counter()
    predictor.detect(pictures, tighten=False)
    return time.perf_counter() - started
