"""Boxes on the images of a file: cut to the edge, and turned upright."""

import pytest

from annotator.formats.records import BoxRecord, clamped, turned_upright


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
