"""COCO that is refused, and how it is said."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import InvalidImport
from annotator.formats import coco, strict_json
from annotator.formats.coco_results import is_results
from tests.annotator.formats.coco_files import BOX, annotation, document, read, refusal


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not valid JSON"),
        (b"not json", "line 1, column 1"),
        (b'{"images": [', "line 1"),
        (b'{"images": []}\n{}', "line 2"),
        (b"null", "must be an object"),
        (b"[]", "bare list"),
        (b'[{"image_id": 1, "score": 1}]', "bare list"),
        (b'{"images": [], "annotations": []}', "“categories”"),
        (b'{"images": {}, "annotations": [], "categories": []}', "“images” must be a list"),
        (b'{"images": null, "annotations": [], "categories": []}', "“images” must be a list"),
        (b'{"images": [], "annotations": [5], "categories": []}', "Number 1 of “annotations”"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a": ' * 100_000, "not valid JSON"),
        (b'{"images": ' + b"1" * 5000 + b"}", "not valid JSON"),
        ("{}".encode("utf-16"), "UTF-8"),
        ('{"name": "é"}'.encode("latin-1"), "UTF-8"),
        (b'{"a": "\\ud800"}', "not valid JSON"),
    ],
)
def test_a_file_that_is_no_coco_file_is_refused_with_a_place(content: bytes, said: str) -> None:
    assert said in refusal(content).message


def test_the_results_of_a_model_are_told_apart() -> None:
    assert is_results(b"\xef\xbb\xbf \n[{")
    assert not is_results(b" {")
    assert "predictions" in refusal(b"[]").hint


@pytest.mark.parametrize(
    "doubled",
    [
        '{"images": [], "images": [], "annotations": [], "categories": []}',
        '{"images": [], "categories": [], "annotations": [{"bbox": [1, 2, 3, 4], "bbox": [5, 6, 7, 8]}]}',
    ],
)
def test_a_key_that_occurs_twice_is_refused(doubled: str) -> None:
    assert "twice" in refusal(doubled.encode()).message


def test_a_name_that_looks_like_a_key_is_no_doubled_key() -> None:
    assert read(document(categories=[{"id": 1, "name": '"bbox"'}, {"id": 5, "name": "bbox"}])).boxes == (BOX,)


@pytest.mark.parametrize("list_name", ["images", "categories"])
def test_an_id_that_occurs_twice_is_named(list_name: str) -> None:
    record = {"id": 7, "file_name": "x", "name": "x"}
    message = refusal(document(**{list_name: [record, record], "annotations": []})).message
    assert "7, number 2 in the file: the id occurs twice" in message


@pytest.mark.parametrize("field", ["id", "image_id", "category_id", "bbox"])
def test_a_missing_field_of_an_annotation_is_named(field: str) -> None:
    message = refusal(annotation(**{field: ...})).message
    assert message.startswith("Annotation")
    assert f"“{field}” is missing" in message


@pytest.mark.parametrize(
    ("list_name", "record", "field"),
    [
        ("images", {"file_name": "x"}, "id"),
        ("images", {"id": 1}, "file_name"),
        ("categories", {"name": "x"}, "id"),
        ("categories", {"id": 1}, "name"),
    ],
)
def test_a_missing_field_of_an_image_or_category_is_named(list_name: str, record: dict[str, Any], field: str) -> None:
    assert f"“{field}” is missing" in refusal(document(**{list_name: [record], "annotations": []})).message


def test_unknown_images_and_categories_are_named() -> None:
    assert "Annotation 3, number 1 in the file: “image_id” is 9" in refusal(annotation(image_id=9)).message
    assert "“category_id” is 0" in refusal(annotation(category_id=0)).message


@pytest.mark.parametrize("side", [0, 1, 2, 3])
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", '"10"', "null", "true", "[1]"])
def test_what_is_no_number_is_refused_with_its_annotation(side: int, value: str) -> None:
    numbers = ["1", "2", "3", "4"]
    numbers[side] = value
    content = json.dumps(annotation(bbox="HERE")).replace('"HERE"', f"[{', '.join(numbers)}]").encode()
    message = refusal(content).message
    assert message.startswith("Annotation 3, number 1 in the file: the ")
    assert "it must be a number" in message


@pytest.mark.parametrize("bbox", [[1, 2, 3], [1, 2, 3, 4, 5], {"x": 1}, None, 5, "1 2 3 4", []])
def test_a_bbox_of_another_shape_is_refused(bbox: Any) -> None:
    assert "“bbox”" in refusal(annotation(bbox=bbox)).message


@pytest.mark.parametrize("name", ["", "   ", None, 5, ["x"]])
def test_a_name_that_is_none_is_refused(name: Any) -> None:
    assert "“name”" in refusal(document(categories=[{"id": 5, "name": name}])).message
    assert "“file_name”" in refusal(document(images=[{"id": 7, "file_name": name}])).message


def test_of_a_thousand_errors_twenty_are_shown_and_all_are_counted() -> None:
    record = annotation(bbox=None)["annotations"][0]
    refused = refusal(document(annotations=[{**record, "id": number} for number in range(1000)]))
    assert refused.extra["error_count"] == 1000
    assert len(refused.extra["errors"]) == 20
    assert "And 999 more" in refused.message


def test_a_file_over_the_limit_is_refused_by_its_length() -> None:
    with pytest.raises(InvalidImport, match="limit is 200 MB"):
        strict_json.refuse_too_large(200 * 2**20 + 1)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["images", "annotations", "categories", "id", "name", "bbox", "image_id", "file_name"]),
                inner,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_refused(file: Any) -> None:
    try:
        coco.read_instances(json.dumps(file).encode())
    except InvalidImport as refused:
        problem = refused.message
        assert problem
