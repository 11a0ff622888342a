"""The hold-out keeps the best weights, and takes no more than its share of the time."""

import torch

from detector.dataset import PixelStore, read_annotations
from detector.evaluate import Metrics
from detector.structures import Detector
from detector.training.holdout import Holdout, Look
from tests.detector.pictures import Folder, small


def holdout(folder: Folder) -> Holdout:
    examples = read_annotations(folder.coco, folder.path).examples
    return Holdout(examples, PixelStore([example.path for example in examples], min_size=64, max_size=96))


def look(ap: float | None) -> Look:
    metrics = None if ap is None else Metrics(ap=ap, ap50=ap, ap75=ap, per_category={}, images=1, boxes=1)
    return Look(seen=[], metrics=metrics)


def set_bias(detector: Detector, value: float) -> None:
    with torch.no_grad():
        detector.model.rpn.head.cls_logits.bias.fill_(value)


def test_the_best_weights_come_back(folder: Folder) -> None:
    kept, detector = holdout(folder), small()
    looks = [look(ap) for ap in (0.3, 0.5, 0.4)]
    for value, one in zip((1.0, 2.0, 3.0), looks, strict=True):
        set_bias(detector, value)
        assert kept.keep_if_best(detector, one) is (value < 3)
    set_bias(detector, 4.0)
    kept.restore_best(detector)
    assert set(detector.model.rpn.head.cls_logits.bias.tolist()) == {2.0}
    assert kept.best is looks[1]


def test_the_last_weights_stay_where_nothing_was_measured(folder: Folder) -> None:
    kept, detector = holdout(folder), small()
    set_bias(detector, 4.0)
    kept.keep_if_best(detector, look(None))
    kept.restore_best(detector)
    assert set(detector.model.rpn.head.cls_logits.bias.tolist()) == {4.0}


def test_measuring_gets_a_fifth_of_the_time(folder: Folder) -> None:
    kept, detector = holdout(folder), small()
    kept.probe(detector)
    assert kept.expected_seconds > 0
    kept.expected_seconds = 10
    assert not kept.is_affordable(elapsed=49)
    assert kept.is_affordable(elapsed=51)
    assert len(kept.measure(detector).seen) == 6
    assert 0 < kept.expected_seconds != 10


def test_a_detector_that_sees_larger_pictures_is_measured_at_its_own_size(folder: Folder) -> None:
    kept = holdout(folder)
    same, larger = (kept.measure_other(small(min_size=side, max_size=2 * side)) for side in (64, 128))
    assert same.metrics
    assert larger.metrics
    assert same.metrics.boxes == larger.metrics.boxes
