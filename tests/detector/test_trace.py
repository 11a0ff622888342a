"""The trace shows what prediction computes, and each of its stages is torchvision's own."""

import base64
import gzip
import json
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.ops import MultiScaleRoIAlign, batched_nms, box_iou

from detector.errors import OutOfMemory
from detector.fast.choice import backend_named, is_possible
from detector.fast.predictor import Predictor
from detector.network.model import KINDS, build_from
from detector.pixels import Pixels
from detector.structures import Category, Detector, Metadata
from detector.trace.trace import Trace, trace_of
from tests.detector.lively import lively, noise

PICTURE = noise(128, 96)  # Half as large as its original.


@cache
def network(kind: str) -> Detector:
    return lively(kind)


@cache
def predictor(kind: str) -> Predictor:
    return Predictor.exact(network(kind))


@cache
def traced(kind: str) -> Trace:
    return trace_of(predictor(kind), PICTURE)


def stage(kind: str, name: str) -> Any:
    return traced(kind).document["stages"][name]


@cache
def by_torchvision(kind: str) -> dict[str, Any]:
    """The model's own parts, one after the other, in torchvision's code."""
    model = network(kind).model
    ours = model.roi_heads.box_roi_pool
    pool = MultiScaleRoIAlign(ours.featmap_names, ours.output_size, ours.sampling_ratio)
    with torch.inference_mode():
        images, _ = model.transform([PICTURE.values.float() / 255])
        maps = model.backbone(images.tensors)
        objectness, _ = model.rpn.head(list(maps.values()))
        proposals, _ = model.rpn(images, maps)
        pooled = pool(maps, proposals, images.image_sizes)
        logits, deltas = model.roi_heads.box_predictor(model.roi_heads.box_head(pooled))
        boxes = model.roi_heads.box_coder.decode(deltas, proposals)
    return {
        "images": images,
        "maps": list(maps.values()),
        "objectness": objectness,
        "anchors": model.rpn.anchor_generator(images, list(maps.values()))[0],
        "proposals": proposals[0],
        "pooled": pooled,
        "pool": pool,
        "distributions": logits.softmax(-1),
        "boxes": boxes,
    }


def decoded(text: str, shape: Any) -> NDArray[np.uint8]:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(shape)


def eight_bits(values: Tensor) -> NDArray[Any]:
    low, high = values.aminmax()
    return ((values - low) / (high - low) * 255).numpy()


@pytest.mark.parametrize("kind", KINDS)
def test_the_final_boxes_are_those_of_prediction(kind: str) -> None:
    (seen,) = predictor(kind).detect([PICTURE])
    final = stage(kind, "post")["final"]
    assert len(final) == len(seen) > 3
    assert np.array_equal(traced(kind).found.boxes, seen.boxes)
    assert np.array_equal(traced(kind).found.scores, seen.scores)
    assert [row["box"] for row in final] == seen.boxes.astype(float).round(2).tolist()
    assert [row["label"] for row in final] == seen.labels.tolist()
    (loose,) = predictor(kind).detect([PICTURE], tighten=False)
    assert np.array_equal(trace_of(predictor(kind), PICTURE, tighten=False).found.boxes, loose.boxes)
    assert np.allclose([row["before_vote"] for row in final], loose.boxes, atol=0.051)


@pytest.mark.parametrize("kind", KINDS)
def test_the_input_and_the_maps_are_those_of_torchvision(kind: str) -> None:
    theirs = by_torchvision(kind)
    entered = stage(kind, "input")
    assert entered["shape"] == list(theirs["images"].tensors.shape)
    assert entered["size"] == list(theirs["images"].image_sizes[0])
    assert entered["scale"] == [0.5, 0.5]
    assert entered["range"] == pytest.approx([edge.item() for edge in theirs["images"].tensors.aminmax()], abs=1e-3)
    levels = stage(kind, "features")["levels"]
    assert [level["shape"] for level in levels] == [list(values.shape) for values in theirs["maps"]]
    for level, values in zip(levels, theirs["maps"], strict=True):
        heat = decoded(level["heat"], level["drawn"])
        assert np.abs(heat - eight_bits(values[0].square().mean(0).sqrt())).max() <= 1.01
        assert len(level["channels"]) == 6
        first = level["channels"][0]
        assert first["index"] == int(values[0].flatten(1).var(1).argmax())
        assert np.abs(decoded(first["values"], level["drawn"]) - eight_bits(values[0, first["index"]])).max() <= 1.01


@pytest.mark.parametrize("kind", KINDS)
def test_anchors_objectness_and_proposals_are_those_of_torchvision(kind: str) -> None:
    theirs, found = by_torchvision(kind), stage(kind, "proposals")
    assert sum(row["count"] for row in found["anchors"]) == len(theirs["anchors"])
    for row, values in zip(found["objectness"], theirs["objectness"], strict=True):
        best = values[0].sigmoid().amax(0) * 255
        assert np.abs(decoded(row["values"], row["drawn"]) - best.numpy()).max() <= 0.51
    assert found["shape"] == list(theirs["proposals"].shape)
    assert np.allclose(traced(kind).arrays["proposals"], theirs["proposals"] * 2, atol=0.02)
    assert np.allclose(found["boxes"], theirs["proposals"] * 2, atol=0.07)
    anchors = torch.from_numpy(traced(kind).arrays["anchors"]) / 2
    assert torch.cdist(anchors, theirs["anchors"]).amin(1).max() < 1e-3
    assert found["scores"] == sorted(found["scores"], reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_suppressed_proposals_overlap_the_one_that_removed_them(kind: str) -> None:
    found = stage(kind, "proposals")
    boxes, kept = torch.tensor(found["suppressed"]["boxes"]), torch.tensor(found["boxes"])
    by = found["suppressed"]["by"]
    assert found["suppressed_total"] >= len(by) > 20
    assert found["before"] >= found["suppressed_total"] + len(kept)
    overlaps = box_iou(boxes, kept)[range(len(by)), by]
    assert overlaps.min() > found_setting(kind, "rpn_nms") - 0.02  # The boxes are rounded.
    better = torch.tensor(found["scores"])[by] >= torch.tensor(found["suppressed"]["scores"])
    assert better.all()


def found_setting(kind: str, name: str) -> float:
    value: float = traced(kind).document["settings"][name]
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_patches_distributions_and_refined_boxes_are_those_of_torchvision(kind: str) -> None:
    theirs, pooling, heads = by_torchvision(kind), stage(kind, "pooling"), stage(kind, "heads")
    count = len(theirs["proposals"])
    assert pooling["shape"] == list(theirs["pooled"].shape)
    activity = theirs["pooled"].square().mean(1).sqrt().flatten(1)
    expected = (activity / activity.amax(1, keepdim=True) * 255).numpy()
    assert np.abs(decoded(pooling["patches"], (count, 49)) - expected).max() <= 1.01
    mapper = theirs["pool"].map_levels
    assert pooling["levels"] == (mapper([theirs["proposals"]]).tolist() if mapper else [0] * count)
    assert np.allclose(traced(kind).arrays["distributions"], theirs["distributions"], atol=1e-4)
    assert heads["shape"] == list(theirs["distributions"].shape)
    limit = torch.tensor([128.0, 96.0, 128.0, 96.0])
    boxes = (theirs["boxes"].clamp(min=0).minimum(limit) * 2)[:, 1:]
    assert np.allclose(traced(kind).arrays["refined"][:, 1:], boxes, atol=0.05)
    best = theirs["distributions"][:, 1:].argmax(1)
    assert np.allclose(heads["refined"], boxes[range(count), best], atol=0.1)


@pytest.mark.parametrize("kind", ["small", "fasterrcnn_resnet50_fpn"])
def test_what_became_of_each_candidate_adds_up(kind: str) -> None:
    post, arrays, theirs = stage(kind, "post"), traced(kind).arrays, by_torchvision(kind)
    scores = theirs["distributions"][:, 1:]
    assert post["candidates"] == int((scores > 0.05).sum())
    assert post["below"]["total"] == scores.numel() - post["candidates"]
    below = [row["score"] for row in post["below"]["best"]]
    assert below == sorted(below, reverse=True)
    assert max(below) <= 0.05
    assert len(post["final"]) + post["suppressed_total"] + post["beyond"] == post["candidates"]
    rows, labels = arrays["candidate_rows"], arrays["candidate_labels"]
    boxes = torch.from_numpy(arrays["refined"][rows, labels])
    kept = batched_nms(boxes, torch.from_numpy(arrays["distributions"][rows, labels]), torch.from_numpy(labels), 0.5)
    assert set(np.flatnonzero(arrays["candidate_by"] == -1)) == set(kept[:100].tolist())
    for row in post["suppressed"]:
        by = post["final"][row["by"]]
        assert (by["label"], row["iou"] > 0.5, by["score"] >= row["score"]) == (row["label"], True, True)


@pytest.mark.parametrize("categories", [1, 80])
def test_a_picture_of_800_by_800_has_the_shapes_of_the_paper(categories: int) -> None:
    """With random weights and the published settings; of 80 categories the whole is a few hundred KB."""
    named = tuple(Category(id=number, name=f"category {number}") for number in range(1, categories + 1))
    metadata = Metadata(kind="fasterrcnn_resnet50_fpn", categories=named, anchors=None, min_size=800, max_size=1333)
    detector = Detector(model=build_from(metadata).eval(), metadata=metadata)
    with torch.no_grad():
        detector.model.rpn.head.bbox_pred.weight.mul_(0.1)  # Anchors that stay where they are suppress few others.
    values = noise(800, 800).values
    found = trace_of(Predictor.live(detector), Pixels(values=values, width=800, height=800))
    stages = found.document["stages"]
    assert stages["input"]["shape"] == [1, 3, 800, 800]
    levels = {level["stride"]: level["shape"] for level in stages["features"]["levels"]}
    assert levels == {
        4: [1, 256, 200, 200],
        8: [1, 256, 100, 100],
        16: [1, 256, 50, 50],
        32: [1, 256, 25, 25],
        64: [1, 256, 13, 13],
    }
    assert stages["proposals"]["shape"] == [1000, 4]
    assert stages["pooling"]["shape"] == [1000, 256, 7, 7]
    assert stages["heads"]["shape"] == [1000, categories + 1]
    assert len(gzip.compress(json.dumps(found.document).encode(), compresslevel=6)) < 700_000


def test_a_large_box_is_pooled_from_the_map_that_torchvision_takes() -> None:
    """MobileNet's pyramid has two maps of one stride, and a coarser one that nothing is pooled from."""
    kind = "fasterrcnn_mobilenet_v3_large_fpn"
    model, ours = network(kind).model, predictor(kind)
    boxes = torch.tensor([[0.0, 0.0, 1300.0, 790.0], [5.0, 5.0, 40.0, 60.0]])
    picture = Pixels(values=noise(1312, 800).values, width=1312, height=800)
    pool = model.roi_heads.box_roi_pool
    theirs = MultiScaleRoIAlign(pool.featmap_names, pool.output_size, pool.sampling_ratio)
    with torch.inference_mode():
        dense, maps = ours.backend.dense(ours.batch([picture]).pictures)
        rows = ours.pool.rows(
            dense.cells.flatten(0, 1), boxes, torch.zeros(2, dtype=torch.int64), ours.grids(maps, [picture])
        )
        features = model.backbone(ours.batch([picture]).pictures)
        expected = theirs(features, [boxes], [(800, 1312)]).permute(0, 2, 3, 1).flatten(1)
    assert torch.allclose(rows, expected, atol=1e-2, rtol=1e-2)


def test_a_picture_in_which_nothing_is_found_has_a_trace_too() -> None:
    detector = lively()
    with torch.no_grad():
        detector.model.roi_heads.box_predictor.cls_score.bias[0] = 1e4
    post = trace_of(Predictor.exact(detector), PICTURE).document["stages"]["post"]
    assert (post["candidates"], post["final"], post["suppressed_total"]) == (0, [], 0)
    cut = Predictor.exact(detector)
    cut.propose.least = 1.1  # No anchor is that sure.
    nothing = trace_of(cut, PICTURE).document["stages"]
    assert (nothing["proposals"]["shape"], nothing["pooling"]["shape"][0]) == ([0, 4], 0)
    assert nothing["heads"]["shape"] == [0, 4]


@pytest.mark.parametrize("name", ["torch-bf16", "openvino-f32"])
def test_any_back_end_is_traced_as_it_predicts(name: str) -> None:
    detector = network("small")
    if not is_possible(name, detector.device):
        pytest.skip("OpenVINO is not there.")
    ours = Predictor(detector, backend_named(name, detector), cut=0.1)
    found = trace_of(ours, PICTURE)
    (seen,) = ours.detect([PICTURE])
    assert np.array_equal(found.found.boxes, seen.boxes)
    assert found.document["model"]["backend"] == name
    assert found.document["settings"]["objectness"] == 0.1
    assert min(found.document["stages"]["proposals"]["scores"]) >= 0.1


def test_a_picture_alone_in_a_batch_for_a_gpu_is_traced_and_halved_where_it_does_not_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = Predictor.exact(network("small"))
    expected = trace_of(ours, PICTURE)
    ours.backend.batch, ours.backend.few_shapes, ours.propose.at_once = 4, True, True
    dense = ours.backend.dense

    def scarce(pictures: Tensor) -> Any:
        if len(pictures) > 2:
            raise torch.OutOfMemoryError
        return dense(pictures)

    monkeypatch.setattr(ours.backend, "dense", scarce)
    found = trace_of(ours, PICTURE)
    assert ours.backend.batch == 2
    assert np.allclose(found.found.boxes, expected.found.boxes, atol=0.01)
    for name in ("before", "suppressed_total", "levels"):
        assert found.document["stages"]["proposals"][name] == expected.document["stages"]["proposals"][name]


def test_a_picture_that_never_fits_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Predictor.exact(network("small"))

    def full(pictures: Tensor) -> Any:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(ours.backend, "dense", full)
    with pytest.raises(OutOfMemory, match="256 x 192 did not fit"):
        trace_of(ours, PICTURE)
