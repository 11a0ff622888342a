"""What each step costs the people of a project."""

import uuid
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User

from annotator.models import Category, Image, Project, Revision
from annotator.services import effort, statistics
from annotator.services.effort import STEPS, StepCosts, fit_costs
from detector.scores.costs import DEFAULT, EXPERT, Costs, review
from tests import make
from tests.annotator.asking import browser_of

TRUE = np.array([5.0, 0.5, 4.0, 2.0, 1.0, 6.0])


def images_of(count: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    counts = np.column_stack([np.ones(count), rng.poisson(5, (count, len(STEPS) - 1))]).astype(float)
    return counts, counts @ TRUE + rng.normal(0, 1, count)


def costs(count: int) -> Any:
    counts, seconds = images_of(count)
    found = fit_costs(counts, seconds)
    return np.array([getattr(found, name) for name in STEPS])


def test_without_measurements_the_usual_costs_hold() -> None:
    assert fit_costs(np.empty((0, len(STEPS))), np.empty(0)) == StepCosts()


def test_many_measured_images_show_what_steps_take() -> None:
    assert np.abs(costs(2000)[1:] - TRUE[1:]).max() < 0.4


def test_the_more_is_measured_the_nearer_it_comes_to_the_truth() -> None:
    errors = [np.abs(costs(count) - TRUE).mean() for count in (5, 50, 1000)]
    assert errors == sorted(errors, reverse=True)


def test_no_step_takes_less_than_nothing() -> None:
    counts, _ = images_of(300)
    assert all(getattr(fit_costs(counts, np.zeros(300)), name) >= 0 for name in STEPS)


def fitted(counts: Any, seconds: Any) -> Any:
    found = fit_costs(counts, seconds)
    return np.array([getattr(found, name) for name in STEPS])


def test_images_during_which_somebody_was_disturbed_hardly_count() -> None:
    counts, seconds = images_of(400)
    disturbed = seconds + 200 * (np.arange(400) % 10 == 0)
    assert np.abs(fitted(counts, disturbed)[1:] - fitted(counts, seconds)[1:]).max() < 0.3


def test_a_step_that_is_never_taken_stays_at_what_is_usual() -> None:
    counts, seconds = images_of(200)
    rare = STEPS.index("change_class")
    seconds -= counts[:, rare] * TRUE[rare]
    counts[:, rare] = 0
    found = fit_costs(counts, seconds)
    assert found.change_class == StepCosts().change_class
    assert abs(found.draw - TRUE[STEPS.index("draw")]) < 1


def test_nothing_is_taken_to_cost_ten_times_what_is_usual() -> None:
    counts, seconds = images_of(300)
    assert fit_costs(counts, 30 * seconds).draw == 4 * StepCosts().draw


def ledger_of_a_person(costs: Costs, *, images: int) -> tuple[Any, Any]:
    """What a simulated person did with the suggestions of a fair detector, and how long it took, give or take."""
    rng = np.random.default_rng(1)
    rows, seconds = [], []
    for _ in range(images):
        corners = 100.0 * np.arange(int(rng.integers(4, 16)))[:, None] + [[0, 0]]
        truth = np.hstack([corners, corners + 60])
        found = truth[rng.random(len(truth)) < 0.7]
        wrong = np.array([[5000, 5000, 5060, 5060]] * int(rng.integers(0, 4))).reshape(-1, 4)
        suggested = np.vstack([found + rng.normal(0, 4, found.shape), wrong])
        ids = np.ones(len(suggested)), np.ones(len(truth))
        done = review(suggested, ids[0], ids[0], truth, ids[1], tolerance=0.75, costs=costs)
        rows.append([1.0, done.looks, done.added, done.adjusted, done.deleted, done.reclassified])
        seconds.append(done.seconds * rng.lognormal(0, 0.1))
    return np.array(rows), np.array(seconds)


@pytest.mark.parametrize("costs", [DEFAULT, EXPERT], ids=["default", "expert"])
def test_the_costs_of_a_simulated_person_are_found_again(costs: Costs) -> None:
    found = fit_costs(*ledger_of_a_person(costs, images=400))
    assert abs(found.draw / costs.draw - 1) < 0.15
    assert abs(found.delete / costs.delete - 1) < 0.4
    by_hand = costs.image + 10 * costs.draw
    assert abs((found.image + 10 * found.draw) / by_hand - 1) < 0.1


def revise(image: Image, number: int, changes: list[dict[str, Any]], *, seconds: float, **operations: int) -> None:
    Revision.objects.create(
        id=uuid.uuid4(), image=image, number=number, kind="edit", state="done", changes=changes,
        effort={"active_seconds": seconds, "operations": operations},
    )  # fmt: skip


@pytest.mark.django_db
def test_what_was_done_is_read_from_the_history(project: Project, category: Category, image: Image) -> None:
    box = {"x1": 1, "y1": 1, "x2": 9, "y2": 9, "category": category.pk, "origin": "drawn"}
    changes: list[dict[str, Any]] = [
        {"key": "a", "before": None, "after": box},
        {"key": "b", "before": None, "after": {**box, "origin": "accepted"}},
        {"key": "c", "before": None, "after": {**box, "origin": "adjusted"}},
        {"key": "d", "before": box, "after": {**box, "x1": 2, "category": 0}},
        {"key": "e", "before": box, "after": None},
    ]
    revise(image, 1, changes, seconds=20)
    revise(image, 2, [], seconds=5, reject=2)
    revise(make.make_image(project), 1, [], seconds=5000)  # A night, not work.
    revise(make.make_image(project), 1, [], seconds=1, **{effort.CROPS_ACCEPTED: 3})  # Nobody opened the image.
    counts, seconds = effort._measured(project)
    assert dict(zip(STEPS, counts[0].tolist(), strict=True)) == {
        "image": 1, "look": 4, "draw": 1, "fix": 2, "delete": 3, "change_class": 1,
    }  # fmt: skip
    assert seconds.tolist() == [25]


@pytest.mark.django_db
def test_time_left_counts_the_images_without_an_estimate_as_the_mean_of_the_others(project: Project) -> None:
    for seconds in (10.0, 30.0, None):
        make.make_image(project, predicted_seconds=seconds)
    make.make_image(project, state="done", predicted_seconds=99)
    left = statistics.statistics_of(project).time_left
    assert left == {"seconds": 60.0, "images": 3, "predicted_images": 2}


@pytest.mark.django_db
def test_statistics_speak_of_time_left_stopping_and_costs(project: Project, vera: User) -> None:
    answer = browser_of(vera).ask("GET", f"/api/projects/{project.pk}/statistics").json()
    assert answer["time_left"] == {"seconds": None, "images": 0, "predicted_images": 0}
    assert answer["stop_hint"]["is_reached"] is False
    assert answer["costs"]["draw"] == 7.0
    assert (answer["costs"]["images"], answer["costs"]["needed"], answer["costs"]["is_enough"]) == (0, 30, False)
