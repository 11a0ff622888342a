"""In float32 the fast way sees what torchvision's own forward pass sees, box for box."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.models.detection import roi_heads
from torchvision.ops import MultiScaleRoIAlign

from detector.errors import OutOfMemory
from detector.fast.agreement import agreement
from detector.fast.predictor import Predictor
from detector.network.model import KINDS
from detector.pixels import Pixels
from detector.predict import predict
from detector.structures import Detections, Detector
from tests.detector.lively import lively, noise
from tests.detector.pictures import CATEGORIES


def by_torchvision(detector: Detector, pixels: Pixels) -> Detections:
    """Its own pooling, its own heads, one picture at a time."""
    ours = detector.model.roi_heads
    pool = ours.box_roi_pool
    theirs = MultiScaleRoIAlign(pool.featmap_names, pool.output_size, pool.sampling_ratio)
    detector.model.roi_heads = roi_heads.RoIHeads(
        theirs, ours.box_head, ours.box_predictor, 0.5, 0.5, 64, 0.25, None, 0.05, 0.5, 100
    ).eval()
    try:
        with torch.inference_mode():
            (result,) = detector.model([pixels.values.float() / 255])
    finally:
        detector.model.roi_heads = ours
    arrays = {name: result[name].numpy() for name in ("labels", "scores")}
    nothing = np.zeros((len(result["scores"]), 4), dtype=np.float32)
    return Detections(
        boxes=result["boxes"].numpy() / np.tile(np.array(pixels.scale, dtype=np.float32), 2),
        distributions=nothing,
        proposals=nothing,
        features=nothing,
        spread=nothing,
        **arrays,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_boxes_are_those_of_torchvision(kind: str) -> None:
    detector = lively(kind)
    pixels = noise(128, 96)
    expected = by_torchvision(detector, pixels)
    for predictor in (Predictor.exact(detector), Predictor.live(detector)):
        (found,) = predictor.detect([pixels], tighten=False)
        assert len(found) == len(expected) > 3
        agreed = agreement([(expected, found)], sure=0.05)
        assert agreed.matched == 1.0
        assert agreed.mean_iou > 0.999
        assert np.allclose(found.scores, expected.scores, atol=1e-4)
        assert found.labels.tolist() == expected.labels.tolist()


def test_norms_with_fixed_statistics_are_folded_too() -> None:
    detector = lively(frozen_norm=True)
    pixels = noise(128, 96)
    (found,) = Predictor.exact(detector).detect([pixels], tighten=False)
    assert agreement([(by_torchvision(detector, pixels), found)], sure=0.05).matched == 1.0


def test_pictures_of_many_shapes_in_one_batch_are_seen_as_each_alone() -> None:
    """As far as what lies beyond a picture is not in sight: the border of the batch is farther away than its own."""
    detector = lively()
    predictor = Predictor.exact(detector)
    pixels = [noise(128, 96), noise(96, 120, seed=1), noise(128, 96, seed=2)]
    together = predictor.detect(pixels, tighten=False)
    alone = [predictor.detect([one], tighten=False)[0] for one in pixels]
    assert agreement(zip(alone, together, strict=True)).matched > 0.5
    same = predictor.detect([pixels[0]] * 3, tighten=False)
    assert agreement([(alone[0], found) for found in same], sure=0.05).mean_iou > 0.999
    assert {len(found) for found in same} == {len(alone[0])}


def test_a_batch_that_is_not_full_and_padded_to_a_usual_shape_is_seen_alike() -> None:
    predictor = Predictor.exact(lively())
    pixels = [noise(128, 96), noise(96, 120, seed=1)]
    alone = [predictor.detect([one], tighten=False)[0] for one in pixels]
    predictor.backend.batch, predictor.backend.few_shapes = 3, True
    assert {predictor.shape(one) for one in pixels} == {(96, 128), (128, 96)}
    for one, expected in zip(pixels, alone, strict=True):
        (found,) = predictor.detect([one], tighten=False)
        assert agreement([(expected, found)], sure=0.05).matched == 1.0


def test_what_does_not_fit_into_memory_is_looked_at_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    predictor = Predictor.exact(lively())
    predictor.backend.batch = 4
    dense, sizes = predictor.backend.dense, []

    def scarce(pictures: Tensor) -> Any:
        sizes.append(len(pictures))
        if len(pictures) > 1:
            raise torch.OutOfMemoryError
        return dense(pictures)

    monkeypatch.setattr(predictor.backend, "dense", scarce)
    found = list(predict(predictor, [(number, noise(128, 96, seed=number)) for number in range(4)]))
    assert [key for key, _ in found] == [0, 1, 2, 3]
    assert sizes == [4, 2, 1, 1, 2, 1, 1]
    assert all(isinstance(seen, Detections) for _, seen in found)


def test_one_picture_that_was_padded_to_too_large_a_batch_is_looked_at_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    predictor = Predictor.exact(lively())
    predictor.backend.batch = 4
    dense = predictor.backend.dense

    def scarce(pictures: Tensor) -> Any:
        if len(pictures) > 1:
            raise torch.OutOfMemoryError
        return dense(pictures)

    monkeypatch.setattr(predictor.backend, "dense", scarce)
    assert len(predictor.detect([noise(128, 96)])) == 1
    assert predictor.backend.batch == 1


def test_a_picture_that_never_fits_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    predictor = Predictor.exact(lively())
    predictor.backend.batch = 4

    def full(pictures: Tensor) -> Any:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(predictor.backend, "dense", full)
    with pytest.raises(OutOfMemory, match="did not fit into memory"):
        predictor.detect([noise(128, 96)])


def test_what_is_compiled_for_few_shapes_keeps_to_them_in_small_batches_too() -> None:
    predictor = Predictor.exact(lively())
    predictor.backend.few_shapes = True
    shapes = {predictor.shape(noise(width, height)) for width in range(65, 97) for height in (64, 65, 96)}
    assert shapes <= {(64, 64), (64, 96), (96, 64), (96, 96)}


def test_suppression_of_a_whole_batch_at_once_gives_what_each_picture_gives() -> None:
    detector = lively()
    predictor = Predictor.exact(detector)
    pixels = [noise(128, 96, seed=seed) for seed in range(3)]
    one_by_one = predictor.detect(pixels, tighten=False)
    predictor.propose.at_once = True
    assert agreement(zip(one_by_one, predictor.detect(pixels, tighten=False), strict=True)).matched == 1.0


def test_a_live_predictor_follows_the_weights() -> None:
    detector = lively()
    pixels = noise(128, 96)
    live, copied = Predictor.live(detector), Predictor.exact(detector)
    (before,) = live.detect([pixels], tighten=False)
    with torch.no_grad():
        detector.model.roi_heads.box_predictor.cls_score.bias += torch.tensor([0.0, 99.0, 0.0, 0.0])
    (after,) = live.detect([pixels], tighten=False)
    assert set(after.labels.tolist()) == {1} != set(before.labels.tolist())
    assert copied.detect([pixels], tighten=False)[0].scores.tolist() == pytest.approx(before.scores.tolist(), abs=1e-4)


def test_a_picture_without_anything_has_no_rows() -> None:
    detector = lively()
    with torch.no_grad():
        detector.model.roi_heads.box_predictor.cls_score.bias[0] = 1e4
    nothing, still_nothing = Predictor.exact(detector).detect([noise(128, 96), noise(96, 96)])
    assert len(nothing) == len(still_nothing) == 0
    assert nothing.distributions.shape == (0, len(CATEGORIES) + 1)
