"""Pascal VOC in and out: two conventions that no file names, boxes without area, XML from strangers."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import InvalidImport
from annotator.formats.records import BoxRecord, Contents, ImageRecord
from annotator.formats.voc import read_voc, write_voc

Corners = tuple[object, object, object, object]


def page(*objects: Corners, name: str = "cell", width: object = 640, height: object = 480, flags: str = "") -> bytes:
    parts = "".join(
        f"<object><name>{name}</name>{flags}<bndbox><xmin>{x1}</xmin><ymin>{y1}</ymin><xmax>{x2}</xmax>"
        f"<ymax>{y2}</ymax></bndbox></object>"
        for x1, y1, x2, y2 in objects
    )
    size = f"<size><width>{width}</width><height>{height}</height><depth>3</depth></size>"
    return f"<annotation><filename>one.jpg</filename>{size}{parts}</annotation>".encode()


def read(*pages: bytes) -> Contents:
    return read_voc([(f"{number}.xml", content) for number, content in enumerate(pages)])


def corners(box: BoxRecord) -> tuple[float, ...]:
    return box.x1, box.y1, box.x2, box.y2


def refusal(*pages: bytes) -> InvalidImport:
    with pytest.raises(InvalidImport) as refused:
        read(*pages)
    return refused.value


@pytest.mark.parametrize(
    ("objects", "first", "reason"),
    [
        ([(0, 10, 30, 40)], (0, 10, 30, 40), "from 0, since some are 0"),
        ([(5.5, 10, 30, 40)], (5.5, 10, 30, 40), "from 0, since some are fractions"),
        ([(5, 10, 640, 40)], (4, 9, 640, 40), "from 1 (the devkit's rule), since none is 0"),
        ([(5, 10, 30, 40)], (4, 9, 30, 40), "nothing in them speaks for or against"),
        ([(1, 1, 640, 480), (0, 1, 5, 5)], (1, 1, 640, 480), "from 0, since some are 0"),
    ],
)
def test_where_counting_starts_is_inferred_and_said(
    objects: Sequence[Corners], first: tuple[float, ...], reason: str
) -> None:
    contents = read(page(*objects))
    assert corners(contents.boxes[0]) == first
    assert reason in contents.notes[0]


def test_all_files_together_decide() -> None:
    contents = read(page((1, 1, 640, 480)), page((0, 5, 10, 10)))
    assert corners(contents.boxes[0]) == (1, 1, 640, 480)


def test_boxes_without_area_are_left_out_and_said() -> None:
    contents = read(page((5, 6, 10, 12), (181, 329, 181, 329), (30, 5, 20, 50)))
    assert len(contents.boxes) == 1
    assert contents.dropped == 2
    assert contents.notes[1] == "Boxes without area were left out, in “one.jpg”."


def test_flags_names_and_empty_images_are_kept() -> None:
    contents = read(page((1, 2, 3, 4), flags="<truncated>1</truncated><occluded>1</occluded>"), page())
    assert (contents.boxes[0].truncated, contents.boxes[0].occluded) == (True, True)
    assert [category.name for category in contents.categories] == ["cell"]
    assert [(image.width, image.height) for image in contents.images] == [(640, 480), (640, 480)]


def test_a_part_of_an_object_is_no_object() -> None:
    part = "<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>"
    assert len(read(page((1, 2, 30, 40), flags=part)).boxes) == 1


def test_a_file_without_a_name_of_its_image_is_known_by_its_own() -> None:
    [image] = read_voc([("a/two.xml", b"<annotation/>")]).images
    assert image.file_name == image.other_name == "a/two.xml"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not valid XML"),
        (b"<annotation>", "not valid XML"),
        (b"<html/>", "<html>"),
        (page((1, 2, "x", 4)), "“xmax” of object 1 is “x”"),
        (page((1, 2, "nan", 4)), "“xmax” of object 1"),
        (page((1, 2, "inf", 4)), "“xmax” of object 1"),
        (page((1, 2, "", 4)), "“xmax” of object 1"),
        (page((1, 2, 3, 4), name=""), "object 1 has no name"),
        (b"<annotation><object><name>x</name></object></annotation>", "“xmin” of object 1"),
        (b'<?xml version="1.0" encoding="nonsense"?><annotation/>', "not valid XML"),
    ],
)
def test_a_broken_file_is_refused_by_name(content: bytes, said: str) -> None:
    refused = refusal(page((1, 2, 3, 4)), content)
    assert refused.message.startswith("1.xml: ")
    assert said in refused.message
    assert refused.hint


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(declaration: str) -> None:
    content = f"{declaration}<annotation><filename>&a;</filename></annotation>".encode()
    assert "document type or entities" in refusal(content).message


def test_nothing_at_all_is_refused() -> None:
    assert "no VOC file" in refusal().message


def test_an_export_follows_the_devkit() -> None:
    image = ImageRecord(id=1, file_name="a/b/one.jpg", width=640, height=480)
    box = BoxRecord(image_id=1, category_id=5, x1=0, y1=10.4, x2=640, y2=20.6, crowd=True, truncated=True)
    text = write_voc(image, [box], {5: "<cell> & more"}).decode()
    assert "<folder>a/b</folder>" in text
    assert "<filename>one.jpg</filename>" in text
    assert "<xmin>1</xmin>" in text
    assert "<ymin>11</ymin>" in text
    assert "<xmax>640</xmax>" in text
    assert "<ymax>21</ymax>" in text
    assert "<difficult>1</difficult>" in text
    assert read(text.encode()).categories[0].name == "<cell> & more"


sides = st.tuples(st.floats(0, 600), st.floats(1, 200)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(sides, sides), min_size=1, max_size=10))
def test_out_and_in_again_a_box_is_off_by_half_a_pixel_at_most(pairs: list[tuple[tuple[float, float], ...]]) -> None:
    image = ImageRecord(id=1, file_name="one.jpg", width=800, height=800)
    boxes = [BoxRecord(image_id=1, category_id=1, x1=x1, y1=y1, x2=x2, y2=y2) for (x1, x2), (y1, y2) in pairs]
    boxes.append(BoxRecord(image_id=1, category_id=1, x1=0, y1=0, x2=800, y2=800))
    again = read(write_voc(image, boxes, {1: "cell"}))
    kept = [box for box in boxes if round(box.x2) > round(box.x1) + 1 and round(box.y2) > round(box.y1) + 1]
    assert len(again.boxes) == len(kept)
    for box, other in zip(kept, again.boxes, strict=True):
        assert all(abs(a - b) <= 0.5 for a, b in zip(corners(box), corners(other), strict=True))
