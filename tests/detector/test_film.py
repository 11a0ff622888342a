"""A few hold-out images after each epoch: which ones, and what of them."""

import numpy as np
import pytest
import torch

from detector.network.roi_heads import Hits
from detector.training.film import IMAGES, MOST_BOXES, Film, choose_images
from tests.detector.pictures import example
from tests.detector.seeing import Row, seen

BOX = (0.0, 0.0, 10.0, 10.0)


def test_the_images_show_as_many_categories_as_they_can_and_few_boxes() -> None:
    drawn = {7: [], 6: [1], 5: [1, 1], 4: [2, 3], 3: [1, 2], 2: [1, 1, 1], 1: [1, 1, 1]}
    examples = [example([BOX] * len(ids), ids, image_id=id_) for id_, ids in drawn.items()]
    assert choose_images([seen(one, []) for one in examples]) == (3, 4, 6, 5, 1)
    assert choose_images([seen(one, []) for one in reversed(examples)]) == (3, 4, 6, 5, 1)
    assert choose_images([seen(one, []) for one in examples[:1]]) == ()
    assert IMAGES == 5


def test_the_images_stay_the_same_from_epoch_to_epoch() -> None:
    film, image = Film(), example([BOX], [1], image_id=3)
    rows: list[Row] = [(1, 0.3, BOX), (1, 0.05, BOX), (2, 0.9, (1.26, 2, 3, 4)), (1, 0.8, (5, 5, 5, 5))]
    assert film.frames([seen(image, rows)]) == [
        {"image": 3, "boxes": [[2, pytest.approx(1.3), 2, 3, 4, 0.9], [1, 0, 0, 10, 10, 0.3]]}
    ]
    other = example([BOX, BOX], [1, 2], image_id=9)
    assert [frame["image"] for frame in film.frames([seen(other, []), seen(image, [])])] == [3]


def test_a_crowded_image_stays_small() -> None:
    boxes = np.array([(number, 0, number + 5, 5) for number in range(5000)], dtype=np.float64)
    rows: list[Row] = [(1, 0.5, box) for box in boxes]
    [frame] = Film().frames([seen(example(boxes.tolist(), [1] * 5000), rows)])
    assert len(frame["boxes"]) == MOST_BOXES


def test_right_classes_are_counted_over_all_regions_and_over_objects() -> None:
    hits = Hits()
    logits = torch.tensor([[2.0, 1, 0], [0, 1, 2], [0, 3, 2], [9, 0, 1]])
    hits.add(logits, torch.tensor([0, 2, 1, 2]))
    hits.add(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64))
    assert hits.counts.tolist() == [3, 4, 2, 3]
