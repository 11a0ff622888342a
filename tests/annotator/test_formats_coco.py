"""COCO in and out: what is accepted, what is refused and how it is said, and that nothing is lost on the way."""

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

from annotator.errors import InvalidImport
from annotator.formats import coco, strict_json
from annotator.formats.coco_fields import extent
from annotator.formats.coco_results import is_results, read_results, write_results
from annotator.formats.records import BoxRecord, CategoryRecord, Contents, ImageRecord, clamped, turned_upright

CATEGORIES = [CategoryRecord(id=1, name="cat"), CategoryRecord(id=5, name="dog")]
IMAGES = [ImageRecord(id=7, file_name="a/one.jpg", width=640, height=480)]
BOX = BoxRecord(image_id=7, category_id=5, x1=10.5, y1=20, x2=110.25, y2=220)


def document(**changes: Any) -> dict[str, Any]:
    """A small file that is right."""
    return {
        "images": [{"id": 7, "file_name": "a/one.jpg", "width": 640, "height": 480}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 5, "name": "dog"}],
        "annotations": [{"id": 3, "image_id": 7, "category_id": 5, "bbox": [10.5, 20, 99.75, 200]}],
        **changes,
    }


def annotation(**changes: Any) -> dict[str, Any]:
    """The file with one annotation changed; a field set to ... is taken away."""
    record = {**document()["annotations"][0], **changes}
    return document(annotations=[{key: value for key, value in record.items() if value is not ...}])


def read(file: Any) -> Contents:
    return coco.read_instances(json.dumps(file).encode())


def refusal(file: Any) -> InvalidImport:
    content = file if isinstance(file, bytes) else json.dumps(file).encode()
    with pytest.raises(InvalidImport) as refused:
        coco.read_instances(content)
    assert refused.value.hint
    return refused.value


def written(boxes: list[BoxRecord], images: list[ImageRecord] | None = None) -> bytes:
    stream = io.BytesIO()
    coco.write_instances(
        stream, info={"description": "test"}, categories=CATEGORIES, images=images or IMAGES, boxes=boxes
    )
    return stream.getvalue()


# --- accepted


def test_a_plain_file_is_read() -> None:
    contents = read(document())
    assert contents == Contents(images=tuple(IMAGES), categories=tuple(CATEGORIES), boxes=(BOX,))


def test_what_others_add_or_leave_out_does_not_matter() -> None:
    extra = {"segmentation": [[1, 2, 3, 4, 5, 6]], "area": 1, "iscrowd": 0, "keypoints": [1], "attributes": {"a": 1}}
    assert read({**annotation(**extra), "info": None, "licenses": 5, "videos": []}).boxes == (BOX,)


def test_ids_may_be_texts_that_are_numbers() -> None:
    file = annotation(id="3", image_id="7", category_id="5")
    assert read(file).boxes == (BOX,)


@pytest.mark.parametrize("number", [0, -4, 2**53 + 1, 2**63, 2**64 - 1, "8e5f-uuid"])
def test_ids_are_kept_exactly(number: int | str) -> None:
    file = document(
        images=[{"id": number, "file_name": "x"}], annotations=[{**annotation(image_id=number)["annotations"][0]}]
    )
    contents = read(file)
    assert contents.images[0].id == number
    assert contents.boxes[0].image_id == number


@pytest.mark.parametrize("number", [True, 1.5, None, [1], {}, ""])
def test_ids_that_are_no_ids_are_refused(number: Any) -> None:
    assert "“image_id”" in refusal(annotation(image_id=number)).message


def test_flags_are_read_from_our_key_and_from_cvats() -> None:
    [box] = read(annotation(iscrowd=1, boxloop={"occluded": True}, attributes={"truncated": True})).boxes
    assert (box.crowd, box.occluded, box.truncated) == (True, True, True)


def test_a_score_is_kept_beside_the_box() -> None:
    assert read(annotation(score=0.25)).boxes[0].score == 0.25
    assert "“score”" in refusal(annotation(score=7)).message


def test_a_mask_is_never_decoded() -> None:
    rle = {"size": [10**6, 10**6], "counts": "x" * 1000}
    polygon = [[float(n) for n in range(200_000)]]
    assert read(annotation(segmentation=rle)).boxes == read(annotation(segmentation=polygon)).boxes == (BOX,)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert coco.read_instances(b"\xef\xbb\xbf" + json.dumps(document()).encode()).boxes == (BOX,)


def test_doubled_names_are_merged_and_said() -> None:
    file = document(
        categories=[{"id": 1, "name": "dog"}, {"id": 5, "name": "dog"}],
        images=[{"id": 7, "file_name": "x"}, {"id": 8, "file_name": "x"}],
    )
    notes = read(file).notes
    assert [note.split(":")[0] for note in notes] == [
        "Categories of the same name were merged",
        "Images listed more than once were merged",
    ]


@pytest.mark.parametrize("width", [0, -5, 10**9, "wide", True, [1]])
def test_an_odd_size_is_said_and_not_used(width: Any) -> None:
    contents = read(document(images=[{"id": 7, "file_name": "x", "width": width, "height": 480}]))
    assert contents.images[0].width is None
    assert "makes no sense" in contents.notes[0]


def test_a_size_may_be_missing_or_written_as_a_fraction() -> None:
    assert read(document(images=[{"id": 7, "file_name": "x"}])).notes == ()
    assert read(document(images=[{"id": 7, "file_name": "x", "width": 40.0, "height": 30.0}])).images[0].width == 40


@pytest.mark.parametrize("size", [[0, 5], [5, 0], [-10, 5], [5, -10], [0, 0], [1e-7, 5]])
def test_boxes_without_area_are_counted_and_left_out(size: list[float]) -> None:
    contents = read(annotation(bbox=[1, 2, *size]))
    assert (contents.boxes, contents.dropped) == ((), 1)


# --- refused


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


# --- written


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


# --- results


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


# --- boxes and images


@pytest.mark.parametrize(
    ("corners", "inside"),
    [
        ((1, 2, 3, 4), (1, 2, 3, 4)),
        ((-5, -5, 3, 4), (0, 0, 3, 4)),
        ((90, 70, 1e308, float("inf")), (90, 70, 100, 80)),
        ((-10, 0, 0, 10), None),
        ((100, 0, 110, 10), None),
        ((0, 80, 10, 90), None),
    ],
)
def test_a_box_is_cut_to_the_image(corners: tuple[float, ...], inside: tuple[float, ...] | None) -> None:
    x1, y1, x2, y2 = corners
    cut = clamped(BoxRecord(image_id=1, category_id=1, x1=x1, y1=y1, x2=x2, y2=y2), width=100, height=80)
    assert (cut and (cut.x1, cut.y1, cut.x2, cut.y2)) == inside


STORED_AT = {  # Where the box 10, 20, 30, 25 of an upright image of 100 x 80 lies in the file.
    1: (10, 20, 30, 25),
    2: (70, 20, 90, 25),
    3: (70, 55, 90, 60),
    4: (10, 55, 30, 60),
    5: (20, 10, 25, 30),
    6: (20, 70, 25, 90),
    7: (55, 70, 60, 90),
    8: (55, 10, 60, 30),
}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_box_on_the_stored_pixels_is_turned_upright(orientation: int) -> None:
    x1, y1, x2, y2 = STORED_AT[orientation]
    stored = BoxRecord(image_id=1, category_id=1, x1=x1, y1=y1, x2=x2, y2=y2)
    upright = turned_upright(stored, orientation=orientation, width=100, height=80)
    assert (upright.x1, upright.y1, upright.x2, upright.y2) == (10, 20, 30, 25)
