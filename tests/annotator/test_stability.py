"""When more finished images will not make the model better, and what says so."""

from typing import Any

import numpy as np
import pytest

from annotator.handlers.stability import agreement, change_of_seconds, compare
from annotator.models import Category, ModelVersion, Project
from annotator.services import stopping
from tests import make

Seconds = dict[str, Any]


def boxes(*rows: tuple[float, ...]) -> Any:
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


def test_the_same_boxes_agree_and_others_do_not() -> None:
    one, other, renamed = (1, 0, 0, 10, 10), (1, 50, 50, 60, 60), (2, 0, 0, 10, 10)
    assert agreement([(boxes(one, other), boxes(other, one))]) == 1
    assert agreement([(boxes(one), boxes(renamed))]) == 0
    assert agreement([(boxes(one, other), boxes(one))]) == pytest.approx(2 / 3)
    assert agreement([(boxes(), boxes())]) == 1
    assert agreement([]) is None


def assessed(*seconds: float) -> Seconds:
    return {"image_ids": list(range(len(seconds))), "seconds": list(seconds)}


def test_the_interval_of_the_change_lies_around_what_changed() -> None:
    before = assessed(*[30.0] * 20)
    same, better = change_of_seconds(before, before), change_of_seconds(assessed(*[20.0] * 20), before)
    assert same == [0, 0]
    assert better == [-10, -10]
    noisy = change_of_seconds(assessed(*[30 + (-1) ** number * 9 for number in range(20)]), before)
    assert noisy is not None
    assert noisy[0] < 0 < noisy[1]
    assert change_of_seconds(None, before) is None
    assert change_of_seconds({"image_ids": [99], "seconds": [1.0]}, before) is None


def steady(**values: Any) -> dict[str, Any]:
    return {"agreement": 0.98, "images": 50, "seconds_change": [-1.0, 1.0], **values}


@pytest.mark.django_db
def test_three_models_that_change_nothing_are_the_hint(project: Project) -> None:
    make.make_model(project, stability=steady(agreement=0.5))
    for expected in (False, False, True):
        make.make_model(project, stability=steady())
        hint = stopping.stop_hint(project)
        assert hint.is_reached == expected
    assert "probably not" in hint.text
    make.make_model(project, mode="instant")
    assert stopping.stop_hint(project).is_reached


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed", [{"agreement": 0.9}, {"seconds_change": [-3.0, -1.0]}, {"seconds_change": None}, {"agreement": None}]
)
def test_one_model_that_changed_something_takes_the_hint_away(project: Project, changed: dict[str, Any]) -> None:
    for _ in range(3):
        make.make_model(project, stability=steady())
    make.make_model(project, stability=steady(**changed))
    hint = stopping.stop_hint(project)
    assert (hint.is_reached, hint.steady_models) == (False, 0)
    assert "still changing" in hint.text


@pytest.mark.django_db
def test_without_models_it_is_too_early_to_say(project: Project) -> None:
    assert "Too early" in stopping.stop_hint(project).text


@pytest.mark.django_db
def test_a_model_is_compared_with_the_one_before_on_open_images_once(project: Project, category: Category) -> None:
    before = make.make_model(project, assessment=assessed(30.0, 40.0))
    model = make.make_model(project, assessment=assessed(20.0, 30.0))
    image = make.make_image(project)
    box = [category.pk, 1, 1, 20, 20, 0.9, 0.8]
    make.make_prediction(image, before, boxes=[box])
    compare(model)
    assert ModelVersion.objects.get(pk=model.pk).stability is None  # It has not looked yet.
    make.make_prediction(image, model, boxes=[box])
    compare(model)
    found = ModelVersion.objects.get(pk=model.pk).stability
    assert found == {"agreement": 1.0, "images": 1, "seconds_change": [-10.0, -10.0]}
    make.make_prediction(make.make_image(project), model, boxes=[])
    compare(model)
    assert ModelVersion.objects.get(pk=model.pk).stability == found
