"""A network that goes on keeps what it knows of the categories that stay."""

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from detector.network import warm_start
from detector.network.warm_start import CLASSIFIER, REGRESSOR
from detector.structures import Category, Detector
from tests.detector.pictures import CATEGORIES, small

CIRCLE, SQUARE, TRIANGLE = CATEGORIES
STAR = Category(id=99, name="star")


@pytest.fixture(scope="module")
def source() -> Detector:
    torch.manual_seed(5)
    return small()


def rows(detector: Detector, label: int) -> list[Tensor]:
    """All that the head knows of one label."""
    state = detector.model.state_dict()
    classifier = [state[f"{CLASSIFIER}.{part}"][label : label + 1] for part in ("weight", "bias")]
    regressor = [state[f"{REGRESSOR}.{part}"][4 * label : 4 * label + 4] for part in ("weight", "bias")]
    return classifier + regressor


def same(first: Sequence[Tensor], second: Sequence[Tensor]) -> bool:
    return all(torch.equal(one, other) for one, other in zip(first, second, strict=True))


def test_categories_keep_their_rows_wherever_they_move_to(source: Detector) -> None:
    moved = warm_start.with_categories(source, [TRIANGLE, CIRCLE, SQUARE])
    assert same(rows(moved, 0), rows(source, 0))
    assert same(rows(moved, 1), rows(source, 3))
    assert same(rows(moved, 2), rows(source, 1))
    assert same(rows(moved, 3), rows(source, 2))


def test_a_new_category_grows_rows_and_a_removed_one_loses_them(source: Detector) -> None:
    changed = warm_start.with_categories(source, [STAR, SQUARE])
    assert changed.categories == (STAR, SQUARE)
    assert changed.model.roi_heads.box_predictor.cls_score.out_features == 3
    assert same(rows(changed, 2), rows(source, 2))
    assert not any(same(rows(changed, 1), rows(source, label)) for label in range(4))


def test_a_new_name_for_a_category_changes_nothing(source: Detector) -> None:
    renamed = warm_start.with_categories(source, [Category(id=CIRCLE.id, name="disc"), SQUARE, TRIANGLE])
    assert same(rows(renamed, 1), rows(source, 1))
    assert renamed.categories[0].name == "disc"


def test_all_but_the_head_stays(source: Detector) -> None:
    grown = warm_start.with_categories(source, [*CATEGORIES, STAR])
    for name, tensor in source.model.state_dict().items():
        if "box_predictor" not in name:
            assert torch.equal(grown.model.state_dict()[name], tensor)
    assert grown.metadata.anchors == source.metadata.anchors


def test_the_source_is_left_alone(source: Detector) -> None:
    copy = warm_start.with_categories(source, CATEGORIES)
    with torch.no_grad():
        copy.model.rpn.head.cls_logits.weight.zero_()
    assert source.model.rpn.head.cls_logits.weight.abs().sum() > 0


def test_labels_can_be_matched_by_something_else_than_ids(source: Detector) -> None:
    matched = warm_start.with_categories(source, [STAR, CIRCLE], label_in_source={STAR.id: 2})
    assert same(rows(matched, 1), rows(source, 2))
    assert not same(rows(matched, 2), rows(source, 1))
