"""Average precision by hand-made truth and detections."""

import numpy as np
import pytest

from detector.dataset import PixelStore, read_annotations
from detector.evaluate import Metrics, compare, evaluate
from detector.structures import Detections, Example
from tests.detector.pictures import Folder, example, small

BOX, OTHER = [10.0, 10, 50, 50], [60.0, 60, 90, 90]


def detected(boxes: list[list[float]], scores: list[float]) -> Detections:
    count = len(boxes)
    return Detections(
        boxes=np.array(boxes, dtype=np.float32).reshape(-1, 4),
        labels=np.ones(count, dtype=np.int64),
        scores=np.array(scores, dtype=np.float32),
        distributions=np.empty((count, 2), dtype=np.float32),
        proposals=np.empty((count, 4), dtype=np.float32),
        features=np.empty((count, 1), dtype=np.float32),
        spread=np.zeros((count, 4), dtype=np.float32),
    )


def measured(examples: list[Example], *found: tuple[list[int], list[list[float]], list[float]]) -> Metrics:
    metrics = compare(
        examples, [(np.array(ids, dtype=np.int64), detected(boxes, scores)) for ids, boxes, scores in found]
    )
    assert metrics
    return metrics


def test_finding_everything_is_1_and_nothing_is_0() -> None:
    image = example([BOX, OTHER], [7, 9])
    perfect = measured([image], ([7, 9], [BOX, OTHER], [0.9, 0.8]))
    assert [perfect.ap, perfect.ap50, perfect.ap75] == pytest.approx([1, 1, 1])
    assert (perfect.images, perfect.boxes, set(perfect.per_category)) == (1, 2, {7, 9})
    nothing = measured([image], ([], [], []))
    assert (nothing.ap, nothing.per_category[7].ap50) == (0, 0)


def test_the_first_box_of_the_first_image_counts() -> None:
    # pycocotools takes an annotation with the id 0 for a miss.
    assert measured([example([BOX], [1])], ([1], [BOX], [0.9])).ap50 == pytest.approx(1)


def test_half_of_two_categories_is_a_half() -> None:
    half = measured([example([BOX, OTHER], [7, 9])], ([7], [BOX], [0.9]))
    assert half.ap == pytest.approx(0.5)
    assert half.per_category[7].ap == pytest.approx(1)
    assert half.per_category[9].ap == 0


def test_a_loose_box_counts_at_50_and_not_at_75() -> None:
    loose = measured([example([BOX], [1])], ([1], [[10, 10, 50, 36]], [0.9]))
    assert loose.ap50 == pytest.approx(1)
    assert loose.ap75 == 0
    assert loose.ap == pytest.approx(0.4)  # IoU 0.65: at 0.5, 0.55, 0.6 and 0.65.


def test_crowds_are_neither_missed_nor_wrong() -> None:
    image = example([BOX, OTHER], [1, 1], crowd=[False, True])
    metrics = measured([image], ([1, 1], [OTHER, BOX], [0.9, 0.8]))
    assert metrics.ap50 == pytest.approx(1)
    assert metrics.boxes == 1


def test_detections_in_empty_images_cost_precision() -> None:
    images = [example([BOX], [1]), example([], [], image_id=2)]
    metrics = measured(images, ([1], [BOX], [0.5]), ([1], [OTHER], [0.9]))
    assert metrics.ap50 == pytest.approx(0.5)
    assert metrics.images == 2


def test_a_category_that_only_detections_have_changes_nothing() -> None:
    metrics = measured([example([BOX], [1])], ([1, 4], [BOX, OTHER], [0.9, 0.9]))
    assert metrics.ap == pytest.approx(1)
    assert set(metrics.per_category) == {1}


def test_without_boxes_there_is_nothing_to_measure() -> None:
    assert compare([example([], [])], [(np.empty(0, dtype=np.int64), detected([], []))]) is None


def test_json_has_category_ids_as_text() -> None:
    document = measured([example([BOX], [7])], ([7], [BOX], [0.9])).to_json()
    assert document["per_category"] == {"7": {"ap": pytest.approx(1), "ap50": pytest.approx(1)}}


def test_a_detector_is_measured_without_a_word(folder: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    detector = small()
    examples = read_annotations(folder.coco, folder.path).examples
    pixels = PixelStore([example.path for example in examples], min_size=64, max_size=96)
    metrics = evaluate(detector, examples, pixels)
    assert metrics
    assert metrics.images == 6
    assert 0 <= metrics.ap <= metrics.ap50 <= 1
    assert capfd.readouterr().out == ""
