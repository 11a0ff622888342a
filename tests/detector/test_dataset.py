"""COCO files become examples; what cannot be learnt from is left out, and empty images are not."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import Tensor

from detector.dataset import PixelStore, TrainingSet, read_annotations
from detector.errors import AnnotationsRefused
from detector.pixels import network_size, read_pixels
from detector.structures import Category, TrainConfig
from tests.detector.pictures import CATEGORIES, Folder, annotation, example

SIDES = {"min_size": 64, "max_size": 96}


def targets(
    path: Path, boxes: Sequence[Sequence[float]], category_ids: Sequence[int], **more: Any
) -> dict[str, Tensor]:
    """What training sees of one 160 x 120 picture, without being changed: at 85 x 64."""
    examples = [example(boxes, category_ids, path=path, **more)]
    pixels = PixelStore([path], **SIDES)
    taught, labels = TrainingSet(examples, pixels, CATEGORIES, TrainConfig()).target(0, pixels[0])
    return {"boxes": taught, "labels": labels}


def test_a_coco_file_becomes_examples(folder: Folder) -> None:
    annotations = read_annotations(folder.coco, folder.path)
    assert annotations.categories == CATEGORIES
    assert [example.image_id for example in annotations.examples] == [1, 2, 3, 4, 5, 6]
    assert annotations.examples[0].path == folder.path / "1.png"
    assert annotations.box_count == len(folder.document["annotations"])
    x, y, width, height = folder.document["annotations"][0]["bbox"]
    assert annotations.examples[0].boxes[0].tolist() == pytest.approx([x, y, x + width, y + height])


def test_boxes_without_area_are_dropped_and_counted(folder: Folder, tmp_path: Path) -> None:
    flat = [annotation(1, 1, 10, (5, 5, 0, 9)), annotation(2, 1, 10, (5, 5, 9, 9))]
    annotations = read_annotations(folder.copy_with(tmp_path / "flat.json", annotations=flat), folder.path)
    assert annotations.dropped == 1
    assert annotations.box_count == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"images": [{}], "annotations": [], "categories": []}', "\xff"])
def test_what_is_no_coco_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "odd.json"
    file.write_text(content, encoding="latin-1")
    with pytest.raises(AnnotationsRefused, match=r"odd\.json"):
        read_annotations(file, tmp_path)


def test_a_coco_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(AnnotationsRefused, match=r"none\.json"):
        read_annotations(tmp_path / "none.json", tmp_path)


def test_boxes_are_scaled_cut_at_the_border_and_labelled_from_1(folder: Folder) -> None:
    target = targets(folder.path / "1.png", [[0, 0, 80, 60], [-50, -50, 500, 500]], [30, 10])
    assert target["boxes"].tolist() == [[0, 0, 42.5, 32], [0, 0, 85, 64]]
    assert target["labels"].tolist() == [3, 1]


def test_crowds_unknown_categories_and_boxes_beyond_the_border_are_not_taught(folder: Folder) -> None:
    boxes = [[0, 0, 10, 10], [20, 20, 40, 40], [200, 200, 300, 300], [50, 50, 60, 60]]
    target = targets(folder.path / "1.png", boxes, [10, 10, 10, 77], crowd=[False, True, False, False])
    assert len(target["boxes"]) == len(target["labels"]) == 1


def test_an_empty_image_has_an_empty_target(folder: Folder) -> None:
    target = targets(folder.path / "1.png", [], [])
    assert target["boxes"].shape == (0, 4)
    assert target["labels"].dtype == torch.int64


def test_pictures_are_upright_and_at_network_size(tmp_path: Path) -> None:
    sideways = Image.new("RGB", (200, 100), "red")
    exif = sideways.getexif()
    exif[0x0112] = 6
    sideways.save(tmp_path / "sideways.jpg", exif=exif)
    pixels = read_pixels(tmp_path / "sideways.jpg", min_size=50, max_size=80)
    assert (pixels.width, pixels.height) == (100, 200)
    assert pixels.values.shape == (3, 80, 40)
    assert pixels.scale == (0.4, 0.4)
    assert pixels.values.dtype == torch.uint8


@pytest.mark.parametrize(
    ("size", "expected"),
    [((640, 480), (427, 320)), ((480, 640), (320, 427)), ((3000, 30), (533, 5)), ((9, 9), (320, 320))],
)
def test_the_shorter_side_counts_until_the_longer_one_is_too_long(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert network_size(*size, min_size=320, max_size=533) == expected
    assert network_size(*expected, min_size=320, max_size=533) == expected


def test_pictures_are_decoded_once_if_they_fit_into_memory(folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    path.write_bytes((folder.path / "1.png").read_bytes())
    kept, read_again = PixelStore([path], **SIDES), PixelStore([path], **SIDES, memory=1000)
    kept.load()
    read_again.load()
    path.unlink()
    assert kept[0].values.shape == (3, 64, 85)
    assert not read_again.in_memory
    with pytest.raises(Exception, match=r"1\.png"):
        read_again[0]


def test_refused_pictures_are_known_and_not_learnt_from(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG broken")
    paths = [folder.path / "1.png", tmp_path / "broken.png", tmp_path / "missing.png", folder.path / "2.png"]
    pixels = PixelStore(paths, **SIDES)
    pixels.load()
    assert {place: error.code for place, error in pixels.refused.items()} == {
        1: "image_damaged",
        2: "image_not_readable",
    }
    examples = [example([], [], path=path) for path in paths]
    assert TrainingSet(examples, pixels, [Category(id=1, name="a")], TrainConfig()).places == [0, 3]


def test_a_rare_object_is_pasted_into_other_images(folder: Folder) -> None:
    common, seldom = Category(id=1, name="common"), Category(id=2, name="seldom")
    rows = [[10, 10, 14, 14]] * 9
    examples = [
        example(rows, [1] * 9, path=folder.path / "1.png"),
        example([*rows, [40, 40, 60, 60]], [1] * 9 + [2], path=folder.path / "2.png"),
    ]
    pixels = PixelStore([one.path for one in examples], **SIDES)
    pixels.load()
    taught = TrainingSet(examples, pixels, [common, seldom], TrainConfig(copy_paste=1.0))
    labels = taught[0][1]["labels"].tolist()
    assert labels == [1] * 9 + [2]
    untouched = TrainingSet(examples, pixels, [common, seldom], TrainConfig())
    assert untouched[0][1]["labels"].tolist() == [1] * 9


def test_a_file_name_may_be_absolute(folder: Folder, tmp_path: Path) -> None:
    absolute = [{"id": 1, "file_name": str(folder.path / "1.png")}]
    file = tmp_path / "absolute.json"
    file.write_text(json.dumps({"images": absolute, "annotations": [], "categories": []}))
    assert read_annotations(file, tmp_path / "elsewhere").examples[0].path == folder.path / "1.png"
