"""A stream of images in, a stream of detections out, whatever is among the images."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from detector.images import ImageRefused, load_upright
from detector.predict import predict
from detector.structures import Detections, Detector
from tests.detector.pictures import CATEGORIES, Folder, small
from tests.make import encoded


@pytest.fixture(scope="module")
def detector() -> Detector:
    """Random weights, but a head that finds something in every proposal."""
    torch.manual_seed(1)
    return small()


def seen(detector: Detector, source: bytes | Path, *, at_least: float = 0.05) -> Detections:
    ((_, found),) = predict(detector, [("only", source)], score_threshold=at_least)
    assert isinstance(found, Detections)
    return found


def test_all_arrays_of_detections_belong_together(detector: Detector, folder: Folder) -> None:
    found = seen(detector, folder.path / "1.png")
    count = len(found)
    assert 0 < count <= 100
    assert found.boxes.shape == found.proposals.shape == (count, 4)
    assert found.distributions.shape == (count, len(CATEGORIES) + 1)
    assert found.features.shape == (count, 256)
    assert set(found.labels.tolist()) <= {1, 2, 3}
    assert np.allclose(found.distributions[np.arange(count), found.labels], found.scores)
    assert (np.diff(found.scores) <= 0).all()


def test_boxes_are_in_pixels_of_the_original(detector: Detector, folder: Folder) -> None:
    large = encoded(load_upright(folder.path / "1.png").resize((1600, 1200)))
    small_boxes, large_boxes = seen(detector, folder.path / "1.png").boxes, seen(detector, large).boxes
    assert small_boxes[:, 2].max() <= 160
    assert 160 < large_boxes[:, 2].max() <= 1600
    assert large_boxes[:, 3].max() <= 1200
    assert (large_boxes[:, :2] < large_boxes[:, 2:]).all()


def test_a_rotated_picture_is_looked_at_upright(detector: Detector, folder: Folder) -> None:
    upright = load_upright(folder.path / "1.png")
    exif = Image.Exif()
    exif[0x0112] = 6  # To be turned by 90 degrees clockwise.
    boxes = seen(detector, encoded(upright.transpose(Image.Transpose.ROTATE_90), exif=exif)).boxes
    assert 120 < boxes[:, 2].max() <= 160
    assert boxes[:, 3].max() <= 120


def test_refused_images_are_answered_in_their_place(detector: Detector, folder: Folder, tmp_path: Path) -> None:
    stream: list[tuple[str, bytes | Path]] = [
        ("good", folder.path / "1.png"),
        ("empty", b""),
        ("missing", tmp_path / "none.png"),
        ("text", b"this is no picture"),
        ("also good", (folder.path / "2.png").read_bytes()),
    ]
    answers = list(predict(detector, stream))
    assert [key for key, _ in answers] == [key for key, _ in stream]
    refused = {key: answer.code for key, answer in answers if isinstance(answer, ImageRefused)}
    assert refused == {"empty": "image_empty", "missing": "image_not_readable", "text": "image_not_readable"}


def test_images_are_taken_from_the_stream_a_few_ahead(detector: Detector, folder: Folder) -> None:
    taken = []

    def endless() -> Iterator[tuple[int, Path]]:
        number = 0
        while True:
            taken.append(number)
            yield number, folder.path / "1.png"
            number += 1

    answers = predict(detector, endless())
    assert [next(answers)[0] for _ in range(3)] == [0, 1, 2]
    answers.close()  # type: ignore[attr-defined]  # It is a generator.
    assert len(taken) < 10


def test_thresholds_hold_for_the_call_alone(detector: Detector, folder: Folder) -> None:
    every = seen(detector, folder.path / "1.png", at_least=0.0)
    assert len(seen(detector, folder.path / "1.png", at_least=0.99)) < len(every)
    assert len(seen(detector, folder.path / "1.png", at_least=0.0)) == len(every)
    ((_, three),) = predict(detector, [(1, folder.path / "1.png")], max_detections=3)
    assert isinstance(three, Detections)
    assert len(three) == 3


def test_rows_can_be_chosen(detector: Detector, folder: Folder) -> None:
    found = seen(detector, folder.path / "1.png")
    best = found[found.scores >= found.scores[0]]
    assert best.boxes.tolist() == found[:1].boxes.tolist()
    assert len(found[found.scores > 2]) == 0


def test_no_images_give_no_answers(detector: Detector) -> None:
    assert list(predict(detector, [])) == []
