"""What a picture looks like at first sight."""

import numpy as np
from PIL import Image

from detector.acquisition.descriptors import LENGTH, describe, standardised
from detector.acquisition.diversity import compressed
from detector.shapes import generate
from tests import make


def looks(seed: int) -> bytes:
    return make.encoded(generate(seed, width=96, height=72)[0])


def test_a_picture_becomes_bytes_of_one_length_whatever_its_size() -> None:
    for width, height in ((1, 1), (640, 480), (30, 900)):
        found = describe(make.picture(width, height))
        assert found.shape == (LENGTH,)
        assert found.dtype == np.uint8


def test_the_same_picture_in_another_size_looks_nearly_the_same_and_another_one_does_not() -> None:
    picture = generate(1, width=192, height=144)[0]
    whole, half = describe(make.encoded(picture)), describe(make.encoded(picture.resize((96, 72))))
    other = describe(looks(2))
    assert np.abs(whole.astype(int) - half).mean() < np.abs(whole.astype(int) - other).mean() / 3


def test_upright_and_lying_stripes_differ_though_their_colours_are_the_same() -> None:
    stripes = np.tile(np.array([0, 0, 255, 255], dtype=np.uint8), (64, 16))
    upright, lying = (describe(make.encoded(Image.fromarray(x).convert("RGB"))) for x in (stripes, stripes.T))
    assert np.abs(upright.astype(int) - lying).max() > 100


def test_columns_that_never_change_say_nothing() -> None:
    rows = standardised(np.array([[1, 5, 7], [1, 6, 7], [1, 7, 7]], dtype=np.uint8))
    assert (rows[:, [0, 2]] == 0).all()
    assert np.isclose(rows[:, 1].std(), 1)


def test_compressing_keeps_what_is_near_near() -> None:
    rows = standardised(np.array([describe(looks(seed)) for seed in (1, 2, 3, 1)]))
    small = compressed(rows, seed=0)
    assert np.allclose(small[0], small[3])
    assert not np.allclose(small[0], small[1])
