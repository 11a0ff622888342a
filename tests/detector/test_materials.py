"""Which images are new to a model, and how a new category is met."""

import json
from pathlib import Path

import pytest

from detector.dataset import PixelStore, TrainingSet, read_annotations
from detector.report import Report
from detector.structures import Detector, Metadata, TrainConfig
from detector.training.materials import body_images, favoured_images, new_places
from tests.detector.pictures import CATEGORIES, Folder, annotation, small

NOBODY = Report(as_json=True)


def lessons(folder: Folder) -> TrainingSet:
    annotations = read_annotations(folder.coco, folder.path)
    pixels = PixelStore([one.path for one in annotations.examples], min_size=64, max_size=96)
    return TrainingSet(annotations.examples, pixels, annotations.categories, TrainConfig())


def without(folder: Folder, target: Path, *ids: int) -> Path:
    images = [entry for entry in folder.document["images"] if entry["id"] not in ids]
    annotations = [entry for entry in folder.document["annotations"] if entry["image_id"] not in ids]
    return folder.copy_with(target, images=images, annotations=annotations)


def favoured(folder: Folder, seen: Path | None, *, source: Detector | None = None) -> list[int]:
    return favoured_images(lessons(folder), CATEGORIES, source=source, seen=seen, report=NOBODY)


def test_images_that_were_not_seen_are_favoured(folder: Folder, tmp_path: Path) -> None:
    assert favoured(folder, without(folder, tmp_path / "seen.json", 2, 5)) == [1, 4]
    assert favoured(folder, folder.coco) == []
    assert favoured(folder, None) == []


def test_where_most_are_new_none_is_favoured(folder: Folder, tmp_path: Path) -> None:
    assert favoured(folder, without(folder, tmp_path / "seen.json", 1, 2, 3)) == []


def test_an_image_whose_boxes_were_corrected_is_new(folder: Folder, tmp_path: Path) -> None:
    annotations = [dict(entry) for entry in folder.document["annotations"]]
    x, y, width, height = annotations[0]["bbox"]
    annotations[0]["bbox"] = [x + 2, y, width, height]
    examples = read_annotations(folder.coco, folder.path).examples
    moved = folder.copy_with(tmp_path / "moved.json", annotations=annotations)
    assert new_places(examples, moved, NOBODY) == [annotations[0]["image_id"] - 1]


def test_a_new_category_is_met_as_often_as_the_others(folder: Folder) -> None:
    known = small(categories=CATEGORIES[:2])
    chosen = favoured(folder, None, source=known)
    labels = lessons(folder).labels()
    met = [sum(label in labels[image] for image in chosen) for label in (1, 2, 3)]
    assert min(met) >= max(sum(label in of_image for of_image in labels) for label in (1, 2, 3))
    assert favoured(folder, None, source=small()) == []


def test_a_file_that_says_nothing_is_told_and_nothing_is_new(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.json").write_text("[]")
    report = Report(as_json=True)
    assert favoured_images(lessons(folder), CATEGORIES, source=None, seen=tmp_path / "odd.json", report=report) == []
    assert json.loads(capsys.readouterr().out)["code"] == "seen_refused"


def test_boxes_without_area_make_no_image_new(folder: Folder, tmp_path: Path) -> None:
    flat = annotation(999, 1, 10, (5, 5, 0, 9))
    seen = folder.copy_with(tmp_path / "seen.json", annotations=[*folder.document["annotations"], flat])
    assert new_places(read_annotations(folder.coco, folder.path).examples, seen, NOBODY) == []


@pytest.mark.parametrize(("training", "images"), [({"body_images": 40}, 40), ({}, 0), ({"body_images": "x"}, 0)])
def test_what_a_body_has_learnt_from_is_read_from_its_description(training: dict[str, object], images: int) -> None:
    metadata = Metadata(kind="small", categories=CATEGORIES, anchors=None, min_size=64, max_size=96, training=training)
    assert body_images(metadata) == images
