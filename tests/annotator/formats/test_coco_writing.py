"""COCO out: what the format asks for, without loss and in constant memory."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO

from annotator.formats import coco
from annotator.formats.coco_fields import extent
from annotator.formats.records import BoxRecord, ImageRecord
from tests.annotator.formats.coco_files import BOX, CATEGORIES, IMAGES, written


def test_an_export_has_what_the_format_asks_for() -> None:
    file = json.loads(written([BOX]))
    assert file["images"] == [{"id": 7, "file_name": "a/one.jpg", "width": 640, "height": 480}]
    assert file["categories"][1] == {"id": 5, "name": "dog", "supercategory": ""}
    assert file["annotations"] == [
        {
            "id": 1,
            "image_id": 7,
            "category_id": 5,
            "bbox": [10.5, 20.0, 99.75, 200.0],
            "area": 19950.0,
            "iscrowd": 0,
            "segmentation": [],
        }
    ]
    assert file["licenses"] == []


def test_the_same_records_give_the_same_bytes() -> None:
    assert written([BOX, BOX]) == written([BOX, BOX])


def test_an_empty_export_is_valid_too() -> None:
    assert coco.read_instances(written([])).boxes == ()


def test_pycocotools_loads_an_export(tmp_path: Path) -> None:
    path = tmp_path / "instances.json"
    path.write_bytes(written([BOX, BOX]))
    loaded = COCO(str(path))
    assert loaded.getAnnIds(imgIds=[7]) == [1, 2]
    assert loaded.loadCats([5])[0]["name"] == "dog"


coordinates = st.floats(0, 30_000, allow_nan=False)
sides = st.tuples(coordinates, coordinates).map(sorted).filter(lambda pair: pair[1] - pair[0] >= 0.02)


@settings(max_examples=300, deadline=None)
@given(sides)
def test_a_width_leads_back_to_the_edge_and_to_itself(pair: list[float]) -> None:
    low, high = pair
    width = extent(low, high)
    assert width > 0
    assert abs(low + width - high) < 1e-9
    assert extent(low, low + width) == width


@pytest.mark.parametrize("pair", [(1.5479104575051679, 8194.089688915863), (1.2726098974544584, 16385.74911292679)])
def test_an_edge_that_no_width_leads_back_to_is_missed_by_one_bit(pair: tuple[float, float]) -> None:
    low, high = pair
    assert 0 < abs(low + extent(low, high) - high) < 1e-11


@st.composite
def boxes(draw: st.DrawFn) -> BoxRecord:
    (x1, x2), (y1, y2) = draw(sides), draw(sides)
    flags = {name: draw(st.booleans()) for name in ("crowd", "occluded", "truncated")}
    return BoxRecord(image_id=7, category_id=draw(st.sampled_from([1, 5])), x1=x1, y1=y1, x2=x2, y2=y2, **flags)


@settings(max_examples=100, deadline=None)
@given(st.lists(boxes(), max_size=8), st.sampled_from(["", "done", "todo"]), st.sampled_from(["", "holdout"]))
def test_what_is_written_is_read_and_written_the_same_again(records: list[BoxRecord], state: str, split: str) -> None:
    image = ImageRecord(
        id=7, file_name="ü/“1”.jpg", width=30_000, height=30_000, state=state, split=split, sha256="ab" * 32
    )
    content = written(records, [image])
    contents = coco.read_instances(content)
    assert contents.images == (image,)
    for record, box in zip(records, contents.boxes, strict=True):
        assert replace(box, x2=record.x2, y2=record.y2) == record
        assert max(abs(box.x2 - record.x2), abs(box.y2 - record.y2)) < 1e-9
    assert written(list(contents.boxes), list(contents.images)) == content


def test_an_export_is_written_in_constant_memory() -> None:
    def many() -> Iterator[BoxRecord]:
        return (BOX for _ in range(50_000))

    class Nowhere(io.RawIOBase):
        def write(self, content: Any) -> int:
            return len(content)

    tracemalloc.start()
    try:
        coco.write_instances(Nowhere(), info={}, categories=CATEGORIES, images=IMAGES, boxes=many())  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
