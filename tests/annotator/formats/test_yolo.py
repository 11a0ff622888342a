"""YOLO in and out: fractions that stay inside, class tables as others write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import InvalidImport
from annotator.formats.records import BoxRecord, Contents, ImageRecord
from annotator.formats.yolo import data_yaml, read_names, read_yolo, write_lines

IMAGE = ImageRecord(id=7, file_name="a/one.jpg", width=640, height=480)


def read(text: str, names: tuple[str, ...] = ("cat", "dog")) -> Contents:
    return read_yolo(names, [("labels/one.txt", text.encode())], find_image=lambda name: IMAGE)


def corners(box: BoxRecord) -> tuple[float, ...]:
    return box.x1, box.y1, box.x2, box.y2


def test_a_line_is_a_class_a_centre_and_a_size() -> None:
    [box] = read("1 0.5 0.5 0.25 0.5\n\n").boxes
    assert (box.image_id, box.category_id, corners(box)) == (7, 1, (240, 120, 400, 360))
    assert box.score is None


def test_a_sixth_number_is_a_score() -> None:
    assert read("0 0.5 0.5 0.25 0.5 0.75").boxes[0].score == 0.75


def test_of_a_polygon_the_box_is_taken_and_said() -> None:
    contents = read("0 0.1 0.1 0.5 0.2 0.3 0.9")
    assert corners(contents.boxes[0]) == pytest.approx((64, 48, 320, 432))
    assert contents.notes == ("Polygons of which the enclosing box was taken: 1.",)


def test_an_empty_file_is_an_image_with_nothing_on_it() -> None:
    contents = read("")
    assert (contents.images, contents.boxes) == ((IMAGE,), ())


def test_files_without_an_image_are_named() -> None:
    contents = read_yolo(["cat"], [("x.txt", b"0 0.5 0.5 0.1 0.1")], find_image=lambda name: None)
    assert contents.notes == ("No image belongs to “x.txt”.",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2 0.5 0.5 0.1 0.1", "class 2 has no name; there are 2"),
        ("-1 0.5 0.5 0.1 0.1", "class -1"),
        ("cat 0.5 0.5 0.1 0.1", "a class and numbers"),
        ("0 0.5 0.5 nan 0.1", "four numbers"),
        ("0 0.5 0.5", "four numbers"),
    ],
)
def test_a_broken_line_is_refused_with_its_place(line: str, said: str) -> None:
    with pytest.raises(InvalidImport) as refused:
        read(f"0 0.5 0.5 0.1 0.1\n{line}\n")
    assert refused.value.message.startswith("labels/one.txt, line 2: ")
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("classes.txt", "cat\ndog: big\n\n"),
        ("obj.names", "cat\r\ndog: big\r\n"),
        ("data.yaml", "path: .\nnames:\n  0: cat\n  1: 'dog: big'\n"),
        ("data.yaml", 'names:\n- cat\n- "dog: big"\nnc: 2\n'),
        ("data.yml", "nc: 2\nnames: [cat, 'dog: big']  # two\n"),
        ("data.yaml", "names: {0: cat, 1: 'dog: big'}\n"),
        ("data.yaml", "names: [\n  cat,\n  'dog: big',\n]\n"),
    ],
)
def test_class_tables_of_all_kinds_are_read(name: str, text: str) -> None:
    assert read_names(name, text.encode()) == ["cat", "dog: big"]


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1, max_size=5))
def test_our_own_table_is_read_again(names: list[str]) -> None:
    plain = [name for name in names if "\\" not in name and '"' not in name]
    assert read_names("data.yaml", data_yaml(plain, folders={"train": "images/train"})) == plain


sides = st.tuples(st.floats(0, 400), st.floats(0.5, 300)).map(lambda pair: (pair[0], min(480.0, sum(pair))))


@settings(max_examples=100, deadline=None)
@given(sides, sides)
def test_out_and_in_again_nothing_moves(across: tuple[float, float], down: tuple[float, float]) -> None:
    box = BoxRecord(image_id=7, category_id=5, x1=across[0], y1=down[0], x2=across[1], y2=down[1])
    text = write_lines(IMAGE, [box], {5: 0}).decode()
    _, x, y, width, height = map(float, text.split())
    assert x - width / 2 + 1e-9 >= 0
    assert x + width / 2 <= 1 + 1e-9
    assert y - height / 2 + 1e-9 >= 0
    assert y + height / 2 <= 1 + 1e-9
    assert corners(read(text).boxes[0]) == pytest.approx(corners(box), abs=1e-5)
