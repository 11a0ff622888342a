"""Many pictures on all cores: the answers are those of one process, in the order of the images."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from detector import checkpoint
from detector.errors import CheckpointRefused, OutOfMemory
from detector.fast import bulk
from detector.fast.bulk import predict_in_bulk
from detector.images import ImageRefused
from detector.predict import Source, predict
from detector.structures import Detections
from tests.detector.lively import lively, noise
from tests.detector.pictures import Folder


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    detector = lively()
    return checkpoint.save(detector.model, detector.metadata, tmp_path_factory.mktemp("weights"))


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> int:
    """Two, however few the images."""
    monkeypatch.setattr(bulk, "WORTH_PROCESSES", 1)
    return 2


def test_answers_come_in_order_with_refusals_in_their_place(weights: Path, folder: Folder, processes: int) -> None:
    images: list[tuple[int, Source]] = [(number, folder.path / f"{1 + number % 6}.png") for number in range(12)]
    images[5] = (5, b"this is no picture")
    images[7] = (7, folder.path / "missing.png")
    images[9] = (9, noise(128, 96))
    alone = list(predict(checkpoint.load(weights), images))
    together = list(predict_in_bulk(weights, images, processes=processes))
    assert [key for key, _ in together] == list(range(12))
    assert [key for key, found in together if isinstance(found, ImageRefused)] == [5, 7]
    for (_, one), (_, other) in zip(alone, together, strict=True):
        if isinstance(one, Detections):
            assert isinstance(other, Detections)
            assert np.allclose(one.boxes, other.boxes, atol=1e-2)
            assert np.allclose(one.spread, other.spread, atol=1e-2)


def test_a_stream_that_is_left_ends_its_processes(weights: Path, processes: int) -> None:
    taken: list[int] = []

    def endless() -> Iterator[tuple[int, Source]]:
        while True:
            taken.append(len(taken))
            yield taken[-1], noise(128, 96)

    found = predict_in_bulk(weights, endless(), processes=processes)
    assert [next(found)[0] for _ in range(3)] == [0, 1, 2]
    found.close()  # type: ignore[attr-defined]  # It is a generator.
    assert len(taken) < 20
    assert not [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


def test_a_process_that_is_lost_is_said_in_words(weights: Path, processes: int) -> None:
    found = predict_in_bulk(weights, ((number, noise(128, 96)) for number in range(500)), processes=processes)
    next(found)
    for child in psutil.Process().children():
        if "spawn_main" in " ".join(child.cmdline()):
            child.kill()
    with pytest.raises(OutOfMemory):
        list(found)


def test_processes_end_with_a_parent_that_is_killed(weights: Path) -> None:
    program = f"""
from pathlib import Path
from detector.fast import bulk
from tests.detector.lively import noise
if __name__ == "__main__":
    bulk.WORTH_PROCESSES = 1
    found = bulk.predict_in_bulk(Path({str(weights)!r}), ((n, noise(128, 96)) for n in range(10**6)), processes=2)
    next(found)
    print("looking", flush=True)
    for _ in found:
        pass
"""
    script = weights.parent / "endless.py"
    script.write_text(program)
    root = str(Path(__file__).parents[2])
    parent = subprocess.Popen([sys.executable, script], env={**os.environ, "PYTHONPATH": root}, stdout=subprocess.PIPE)
    assert parent.stdout
    assert parent.stdout.readline() == b"looking\n"
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) >= 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while any(child.is_running() for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(child.is_running() for child in children)


def test_few_images_start_no_process(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ProcessPoolExecutor", None)
    assert len(list(predict_in_bulk(weights, [(1, noise(128, 96))], processes=2))) == 1


def test_bad_weights_are_refused_before_a_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ProcessPoolExecutor", None)
    with pytest.raises(CheckpointRefused):
        list(predict_in_bulk(tmp_path / "none.safetensors", [(1, noise(128, 96))]))
