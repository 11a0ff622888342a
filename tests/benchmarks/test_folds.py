"""Folds and data: what tests is never learnt from, and every image has its turn."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.learning.data import DataSet, near_copies, read_data
from benchmarks.learning.folds import FOLDS, holdout_size, make_folds, make_split, rarest_category
from detector.errors import AnnotationsRefused
from detector.shapes import generate
from tests.detector.pictures import Folder


def test_every_image_tests_in_exactly_one_fold(data: DataSet) -> None:
    tested = [place for seed in range(FOLDS) for place in make_split(data, seed).test]
    assert sorted(tested) == list(range(len(data)))


def test_what_tests_is_neither_learnt_nor_held_out(data: DataSet) -> None:
    for seed in range(2 * FOLDS):
        split = make_split(data, seed)
        parts = [set(split.learn), set(split.holdout), set(split.test)]
        assert set.union(*parts) == set(range(len(data)))
        assert sum(map(len, parts)) == len(data)


def test_seeds_of_one_fold_test_alike_and_start_otherwise(data: DataSet) -> None:
    first, again = make_split(data, 1), make_split(data, 1 + FOLDS)
    assert first.test == again.test
    assert first.learn != again.learn
    assert make_split(data, 1) == first


def test_near_copies_stay_in_one_part(data: DataSet) -> None:
    groups = [place - place % 3 for place in range(len(data))]
    grouped = replace(data, groups=tuple(groups))
    for seed in range(FOLDS):
        split = make_split(grouped, seed)
        for part in (split.learn, split.holdout, split.test):
            here = {groups[place] for place in part}
            elsewhere = {groups[place] for place in range(len(data)) if place not in part}
            assert not here & elsewhere


def test_the_rarest_category_is_in_every_fold_alike(data: DataSet) -> None:
    rarest = rarest_category(data)
    shows = [rarest in example.category_ids.tolist() for example in data.examples]
    fold_of = make_folds(data)
    counts = [sum(show for show, fold in zip(shows, fold_of, strict=True) if fold == number) for number in range(FOLDS)]
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize(("images", "size"), [(9, 3), (60, 12), (300, 36), (5000, 200)])
def test_the_holdout_is_an_eighth_within_limits(images: int, size: int) -> None:
    assert holdout_size(images) == size


def test_copies_of_copies_are_one_group() -> None:
    apart = np.eye(4)
    close = apart[[0, 0, 1, 2]] + 0.01
    close /= np.linalg.norm(close, axis=1, keepdims=True)
    assert near_copies(close) == [0, 0, 2, 3]
    assert near_copies(np.empty((0, 4))) == []


def test_a_picture_saved_twice_is_a_near_copy(tmp_path: Path) -> None:
    images = []
    for number, (seed, quality) in enumerate([(1, 95), (2, 95), (1, 60)]):
        generate(seed)[0].save(tmp_path / f"{number}.jpg", quality=quality)
        images.append({"id": number, "file_name": f"{number}.jpg", "width": 320, "height": 240})
    file = _coco(tmp_path / "all.json", images)
    assert read_data([file], tmp_path).groups == (0, 1, 0)


def test_splits_of_one_set_become_one_set_whatever_their_ids(folder: Folder, tmp_path: Path, data: DataSet) -> None:
    document = folder.document
    half = [entry["id"] for entry in document["images"]][::2]
    parts = []
    for name, shift, mine in (("train", 0, half), ("test", 7, set(range(100)) - set(half))):
        rows = [row for row in document["annotations"] if row["image_id"] in mine]
        parts.append(
            folder.copy_with(
                tmp_path / f"{name}.json",
                images=[entry for entry in document["images"] if entry["id"] in mine],
                annotations=[{**row, "category_id": row["category_id"] + shift} for row in rows],
                categories=[{**entry, "id": entry["id"] + shift} for entry in document["categories"]],
            )
        )
    merged = read_data(parts, folder.path)
    assert [example.path for example in merged.examples] == [example.path for example in data.examples]
    assert [e.category_ids.tolist() for e in merged.examples] == [e.category_ids.tolist() for e in data.examples]


def test_files_of_different_sets_are_refused(folder: Folder, tmp_path: Path) -> None:
    other = folder.copy_with(tmp_path / "other.json", annotations=[], categories=[{"id": 1, "name": "tree"}])
    with pytest.raises(AnnotationsRefused, match="different categories"):
        read_data([folder.coco, other], folder.path)


def test_an_image_that_cannot_be_read_is_left_out_and_named(tmp_path: Path) -> None:
    generate(1)[0].save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    names = ("bad.png", "gone.png", "good.png")
    images = [{"id": number, "file_name": name, "width": 1, "height": 1} for number, name in enumerate(names)]
    found = read_data([_coco(tmp_path / "all.json", images)], tmp_path)
    assert found.refused == ("bad.png", "gone.png")
    assert [example.path.name for example in found.examples] == ["good.png"]


def _coco(file: Path, images: list[dict[str, object]]) -> Path:
    file.write_text(json.dumps({"images": images, "annotations": [], "categories": [{"id": 1, "name": "thing"}]}))
    return file
