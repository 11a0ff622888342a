"""The default detector: by the sizes of the boxes, the device and the weights at hand, with a reason."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from detector.dataset import read_annotations
from detector.errors import KindUnknown
from detector.network import weights
from detector.network.kinds import (
    FEWEST_IMAGES,
    MOBILENET,
    MOBILENET_320,
    NAMES,
    RESNET50,
    RESNET50_V2,
    ChosenKind,
    choose_as_published,
    choose_kind,
    sides_at_unit,
    smallest,
    unit,
)
from tests.detector.pictures import Folder, example

CPU, GPU = torch.device("cpu"), torch.device("cuda")
BORDER = 48 / 320  # One and a half cells of 32 pixels, where the shorter side of an image has 320.


def squares(side: float, count: int = 100) -> np.ndarray:
    return np.full((count, 2), side)


def on_cpu(boxes: np.ndarray, *, images: int = 50, at_hand: tuple[str, ...] = (MOBILENET_320,)) -> ChosenKind:
    return choose_kind("auto", device=CPU, boxes_at_unit=boxes, images=images, weights_at_hand=at_hand)


def on_gpu(boxes: np.ndarray, *, at_hand: tuple[str, ...], may_download: bool = False) -> ChosenKind:
    return choose_kind(
        "auto", device=GPU, boxes_at_unit=boxes, images=50, weights_at_hand=at_hand, may_download=may_download
    )


@pytest.mark.parametrize("wanted", ["auto", "small"])
def test_before_anything_is_labelled_the_device_decides_among_the_published_ones(wanted: str) -> None:
    assert choose_as_published(wanted, device=CPU).kind == MOBILENET
    assert choose_as_published(wanted, device=GPU).kind == RESNET50_V2
    assert choose_as_published(MOBILENET_320, device=GPU) == ChosenKind(MOBILENET_320, "It was asked for.")


def test_the_published_ones_are_those_that_have_weights() -> None:
    assert set(NAMES) - {"small"} == set(weights.PUBLISHED)


def test_a_processor_without_weights_takes_the_small_network() -> None:
    assert on_cpu(squares(0.5), at_hand=()).kind == "small"
    assert on_cpu(squares(0.5), at_hand=(RESNET50,)).kind == "small"


@pytest.mark.parametrize(
    ("side", "kind"), [(BORDER * 0.99, "small"), (BORDER * 1.001, MOBILENET_320), (0.06, "small"), (0.9, MOBILENET_320)]
)
def test_boxes_below_one_and_a_half_coarse_cells_ask_for_the_small_network(side: float, kind: str) -> None:
    assert on_cpu(squares(side)).kind == kind


def test_the_reason_names_the_size_that_decided() -> None:
    assert "smallest boxes are 19 pixels a side where images have 320" in on_cpu(squares(19 / 320)).reason
    assert "enough for MobileNet-320" in on_cpu(squares(0.5)).reason


@pytest.mark.parametrize(("small", "kind"), [(4, MOBILENET_320), (7, "small")])
def test_a_few_slips_of_the_hand_are_no_small_objects_but_a_rare_class_is(small: int, kind: str) -> None:
    boxes = np.concatenate([squares(0.01, small), squares(0.5, 100 - small)])
    assert on_cpu(boxes).kind == kind


@pytest.mark.parametrize(("images", "kind"), [(FEWEST_IMAGES - 1, "small"), (FEWEST_IMAGES, MOBILENET_320)])
def test_few_images_do_not_tell_that_there_is_nothing_small(images: int, kind: str) -> None:
    assert on_cpu(squares(0.5), images=images).kind == kind
    assert on_cpu(np.empty((0, 2)), images=images).kind == "small"


@pytest.mark.parametrize(
    ("at_hand", "may_download", "kind"),
    [
        ((), False, "small"),
        ((), True, RESNET50_V2),
        ((RESNET50,), True, RESNET50),
        ((RESNET50, RESNET50_V2), False, RESNET50_V2),
        ((MOBILENET_320,), False, "small"),
        ((MOBILENET,), False, MOBILENET),
    ],
)
def test_a_gpu_takes_the_best_weights_at_hand(at_hand: tuple[str, ...], may_download: bool, kind: str) -> None:
    assert on_gpu(squares(0.1), at_hand=at_hand, may_download=may_download).kind == kind


def test_a_gpu_gives_a_mobilenet_no_boxes_that_it_cannot_see() -> None:
    assert on_gpu(squares(47 / 800), at_hand=(MOBILENET,)).kind == "small"
    assert on_gpu(squares(47 / 800), at_hand=(MOBILENET, RESNET50)).kind == RESNET50


@given(st.lists(st.tuples(st.floats(0.001, 1.6), st.floats(0.001, 1.6)), min_size=1), st.integers(0, 10**6))
def test_the_choice_does_not_hang_on_the_order_and_has_a_reason(boxes: list[tuple[float, float]], images: int) -> None:
    forwards = on_cpu(np.array(boxes), images=images)
    assert on_cpu(np.array(boxes[::-1]), images=images) == forwards
    assert forwards.reason.endswith(".")


def test_a_kind_that_was_asked_for_is_taken_and_an_unknown_one_refused() -> None:
    chosen = choose_kind(MOBILENET, device=CPU, boxes_at_unit=squares(0.01), images=0)
    assert chosen == ChosenKind(MOBILENET, "It was asked for.")
    with pytest.raises(KindUnknown, match="yolo"):
        choose_kind("yolo", device=CPU, boxes_at_unit=squares(0.1), images=9)


def test_sizes_are_measured_against_the_image(folder: Folder, tmp_path: Path) -> None:
    examples = read_annotations(folder.coco, folder.path).examples
    sides = sides_at_unit(examples)
    assert len(sides) == sum(len(entry.boxes) for entry in examples)
    first = examples[0].boxes[0]
    assert sides[0].tolist() == pytest.approx([float(first[2] - first[0]) / 120, float(first[3] - first[1]) / 120])
    crowd = example([(0, 0, 60, 60)], [10], crowd=[True], path=examples[0].path)
    assert len(sides_at_unit([crowd, example([(0, 0, 5, 5)], [10], path=tmp_path / "gone.png")])) == 0
    assert smallest(squares(0.25), "small") == 80


def test_a_panorama_is_scaled_by_its_longer_side() -> None:
    assert unit(640, 480) == unit(480, 640) == 480
    assert unit(3000, 600) == 1800
