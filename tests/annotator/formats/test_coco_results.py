"""Results of a model in COCO's form."""

import io
import json
from typing import Any

import pytest

from annotator.errors import InvalidImport
from annotator.formats.coco_results import read_results, write_results
from annotator.formats.records import BoxRecord


def test_results_are_read_and_written_without_loss() -> None:
    scored = [BoxRecord(image_id=7, category_id=5, x1=1, y1=2, x2=3.3, y2=4.7, score=score) for score in (0.01, 0.99)]
    stream = io.BytesIO()
    assert write_results(stream, scored) == 2
    assert read_results(stream.getvalue(), categories=[1, 5]) == scored
    empty = io.BytesIO()
    write_results(empty, [])
    assert read_results(empty.getvalue(), categories=[]) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": ...}, "“score” is missing"),
        ({"score": "high"}, "“score”"),
        ({"score": 1.5}, "from 0 to 1"),
        ({"category_id": 9}, "no category with that id"),
        ({"bbox": [1, 2, 3]}, "“bbox” has 3 numbers"),
        ({"image_id": ...}, "“image_id” is missing"),
    ],
)
def test_a_broken_result_is_refused_with_its_number(change: dict[str, Any], said: str) -> None:
    record = {"image_id": 7, "category_id": 5, "bbox": [1, 2, 3, 4], "score": 0.5, **change}
    record = {key: value for key, value in record.items() if value is not ...}
    with pytest.raises(InvalidImport) as refused:
        read_results(json.dumps([record]).encode(), categories=[5])
    assert refused.value.message.startswith("Result number 1: ")
    assert said in refused.value.message


def test_instances_are_no_results() -> None:
    with pytest.raises(InvalidImport) as refused:
        read_results(b"{}", categories=[])
    assert "annotations" in refused.value.hint
