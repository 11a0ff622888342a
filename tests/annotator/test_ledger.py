"""What became of suggestions, what is hidden because of it, and who may see whose figures."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.models import Category, Image, ModelVersion, Prediction, Project, Revision, SuggestionRule
from annotator.services import hiding, ledger, predictions, showing
from annotator.services.ledger_history import Finished, fates_of, finished_images
from annotator.services.showing import Rule
from tests import make
from tests.annotator.asking import browser_of


@pytest.fixture
def model(project: Project, category: Category) -> ModelVersion:
    return make.make_model(project, is_active=True)


def suggestion(category: Category, x: float = 10, score: float = 0.9) -> list[Any]:
    return [category.pk, x, 10.0, x + 20, 30.0, score, None]


def box(of: list[Any], model: ModelVersion, **changes: Any) -> dict[str, Any]:
    """What became of a suggestion."""
    values = dict(zip(("category", "x1", "y1", "x2", "y2", "score"), of, strict=False))
    return {**values, "key": str(uuid.uuid4()), "origin": "accepted", "model_version": model.pk, **changes}


def drawn(category: Category) -> dict[str, Any]:
    corners = {"x1": 50, "y1": 50, "x2": 70, "y2": 70}
    return {"key": str(uuid.uuid4()), "category": category.pk, "origin": "drawn", "model_version": None, "score": None,
            **corners}  # fmt: skip


def finish(
    project: Project,
    model: ModelVersion | None,
    *,
    seen: list[list[Any]],
    boxes: list[dict[str, Any]],
    author: User | None = None,
    seconds: float | None = 30.0,
    **effort: Any,
) -> Image:
    image = make.make_image(project, state="done", finished_at=timezone.now(), box_count=len(boxes))
    prediction = make.make_prediction(image, model, boxes=seen) if model else None
    Revision.objects.create(
        image=image, number=1, author=author, kind="finish", state="done", based_on=prediction,
        changes=[{"key": row["key"], "before": None, "after": row} for row in boxes],
        effort={**({} if seconds is None else {"active_seconds": seconds}), **effort},
    )  # fmt: skip
    return image


def test_the_fate_of_each_suggestion_is_read_from_the_boxes(category: Category, model: ModelVersion) -> None:
    other = make.make_category(category.project, "other")
    seen = [suggestion(category, x, 0.9 - x / 1000) for x in (10, 20, 30, 40, 50)]
    hidden = suggestion(category, 60, 0.2)
    boxes = [
        box(seen[0], model),
        box(seen[1], model, x1=25, origin="adjusted"),
        box(seen[2], model, category=other.pk, origin="adjusted"),
        box(seen[3], model, category=other.pk, x2=99, origin="adjusted"),
        box(hidden, model),
        drawn(other),
    ]
    fates = fates_of(boxes, [*seen, hidden], [True] * 5 + [False], model_id=model.pk, rejected=1)
    assert fates[category.pk] == {"kept": 2, "moved": 1, "relabelled": 1, "moved_and_relabelled": 1, "deleted": 1}
    assert fates[other.pk] == {"added": 1}


def test_of_suggestions_with_the_same_score_the_nearest_is_meant(category: Category, model: ModelVersion) -> None:
    near, far = suggestion(category, 10), suggestion(category, 60)
    fates = fates_of([box(near, model, x1=11, origin="adjusted")], [far, near], [True, True], model_id=model.pk)
    assert fates[category.pk] == {"moved": 1, "left": 1}


def test_an_image_counts_up_to_when_it_was_first_finished(
    project: Project, category: Category, model: ModelVersion, bob: User
) -> None:
    seen = suggestion(category)
    image = finish(project, model, seen=[seen], boxes=[box(seen, model)], author=bob, seconds=12.5)
    Revision.objects.create(
        image=image, number=2, kind="finish", state="done", effort={"active_seconds": 99},
        changes=[{"key": "later", "before": None, "after": drawn(category)}],
    )  # fmt: skip
    assert finished_images(project) == [
        Finished(
            image_id=image.pk, author_id=bob.pk, boxes=1, seconds=12.5, is_blind=False, model_id=model.pk,
            fates={category.pk: {"kept": 1}},
        )
    ]  # fmt: skip


def test_seconds_count_only_where_all_the_work_was_done_here(
    project: Project, category: Category, model: ModelVersion
) -> None:
    finish(project, None, seen=[], boxes=[{**drawn(category), "origin": "imported"}])
    finish(project, None, seen=[], boxes=[], seconds=None)
    finish(project, None, seen=[], boxes=[], operations={"crops.accept": 3})
    finish(project, None, seen=[], boxes=[], seconds=4000)
    assert [image.seconds for image in finished_images(project)] == [None] * 4


def test_what_was_withheld_was_no_suggestion(project: Project, category: Category, model: ModelVersion) -> None:
    seen = [suggestion(category)]
    finish(project, model, seen=seen, boxes=[drawn(category)], blind=True)
    dear = finish(project, model, seen=seen, boxes=[drawn(category)])
    Prediction.objects.filter(image=dear).update(predicted_seconds=50, manual_seconds=20)
    assert [(image.is_aided, image.is_blind) for image in finished_images(project)] == [(False, False), (False, True)]


def label(project: Project, model: ModelVersion, category: Category, *, images: int, kept: int, deleted: int) -> None:
    for _ in range(images):
        seen = [suggestion(category, x, 0.9 - x / 1000) for x in range(kept + deleted)]
        boxes = [box(row, model) for row in seen[:kept]]
        finish(project, model, seen=seen, boxes=boxes, seconds=None, operations={"reject": deleted})


def test_a_category_that_costs_time_is_hidden_and_it_is_said_why(
    project: Project, category: Category, model: ModelVersion
) -> None:
    good = make.make_category(project, "good")
    label(project, model, category, images=10, kept=0, deleted=3)
    label(project, model, good, images=10, kept=3, deleted=0)
    assert list(hiding.lately_worked_on()) == [project]
    assert list(hiding.judge(project)) == [category.pk]
    assert hiding.judge(project) == {}  # Once is enough.

    [reason] = showing.hidden(model).values()
    assert (
        "Of 30 suggestions of “cell” by model 1 on 10 images, 0 kept, 0 moved, 0 relabelled and 30 deleted or left out"
        in reason
    )
    assert predictions.thresholds_in_use(model)[str(category.pk)] > 1
    assert predictions.thresholds_in_use(model).get(str(good.pk), 0) <= 1
    assert predictions.reasons(model)[str(category.pk)] == reason


def test_little_that_was_measured_hides_nothing(project: Project, category: Category, model: ModelVersion) -> None:
    label(project, model, category, images=6, kept=0, deleted=3)
    assert hiding.judge(project) == {}
    label(project, model, category, images=20, kept=1, deleted=1)  # About in balance.
    assert hiding.judge(project) == {}


def test_the_next_model_is_given_another_chance_but_an_adaptation_is_not(
    project: Project, category: Category, model: ModelVersion
) -> None:
    label(project, model, category, images=10, kept=0, deleted=3)
    hiding.judge(project)
    adapted = make.make_model(project, parent=model, mode=ModelVersion.INSTANT)
    assert showing.hidden(adapted)
    assert not showing.hidden(make.make_model(project, parent=adapted, mode="quick"))


def test_what_was_hidden_at_the_time_is_not_counted_as_deleted(
    project: Project, category: Category, model: ModelVersion
) -> None:
    label(project, model, category, images=10, kept=0, deleted=3)
    hiding.judge(project)
    image = finish(project, model, seen=[suggestion(category)], boxes=[drawn(category)])
    assert finished_images(project)[0].image_id == image.pk
    assert not finished_images(project)[0].is_aided


def test_a_manager_overrules_the_ledger_and_takes_it_back(
    project: Project, category: Category, model: ModelVersion, alice: User
) -> None:
    label(project, model, category, images=10, kept=0, deleted=3)
    hiding.judge(project)
    manager, address = browser_of(alice), f"/api/categories/{category.pk}/suggestions"
    for rule, is_hidden in ((Rule.SHOW, False), (Rule.MEASURED, True), (Rule.HIDE, True)):
        assert manager.ask("PUT", address, {"rule": rule}).status_code == 204
        [row] = manager.get(f"/api/projects/{project.pk}/ledger").json()["categories"]
        assert (row["rule"], row["is_hidden"], bool(row["reason"])) == (rule, is_hidden, is_hidden)
    assert SuggestionRule.objects.count() == 4  # Nothing is forgotten.
    assert manager.ask("PUT", address, {"rule": "never"}).status_code == 400


def test_the_editor_is_told_why_a_category_is_not_suggested(
    project: Project, category: Category, model: ModelVersion, alice: User, bob: User
) -> None:
    showing.decide(category, rule=Rule.HIDE, by=alice)
    image = make.make_image(project)
    make.make_prediction(image, model, boxes=[suggestion(category)])
    found = browser_of(bob).get(f"/api/images/{image.pk}/prediction").json()
    assert found["thresholds"][str(category.pk)] > 1
    assert found["threshold_reasons"][str(category.pk)] == "alice decided that “cell” is not suggested."


def test_people_see_their_own_figures_and_managers_the_projects(
    project: Project, category: Category, model: ModelVersion, alice: User, bob: User, vera: User
) -> None:
    seen = suggestion(category)
    finish(project, model, seen=[seen], boxes=[box(seen, model)], author=bob)
    finish(project, model, seen=[seen], boxes=[], author=alice)
    found = {user: browser_of(user).get(f"/api/projects/{project.pk}/ledger").json() for user in (alice, bob, vera)}
    assert [row["suggestions"] for row in found[alice]["everybody"]["models"]] == [2]
    assert found[bob]["everybody"]["models"] == found[vera]["everybody"]["models"] == []
    assert [(row["kept"], row["deleted"]) for row in found[bob]["mine"]["models"]] == [(1, 0)]
    assert found[vera]["mine"]["aided"] == 0
    assert found[bob]["spread"] is None


def test_people_are_shown_as_a_spread_only_when_nobody_can_be_recognised() -> None:
    def of(person: int, kept: int) -> list[Finished]:
        fates = {1: {"kept": kept, "deleted": 10 - kept}}
        image = Finished(image_id=1, author_id=person, boxes=10, seconds=9, is_blind=False, model_id=1, fates=fates)
        return [image] * 10

    three = [*of(1, 4), *of(2, 6), *of(3, 8)]
    assert ledger.spread_of(three) is None
    found = ledger.spread_of([*three, *of(4, 8)])
    assert found is not None
    assert (found.people, found.kept) == (4, [0.55, 0.7, 0.8])


def test_a_ledger_of_nothing_says_what_is_missing(project: Project, category: Category, vera: User) -> None:
    found = browser_of(vera).get(f"/api/projects/{project.pk}/ledger").json()
    assert found["everybody"]["saving"] is None
    assert "Nothing can be said yet" in found["everybody"]["text"]
    assert [row["suggestions"] for row in found["categories"]] == [0]


def test_the_ledger_says_how_sure_it_is(project: Project, category: Category, model: ModelVersion) -> None:
    for number in range(12):
        seen = [suggestion(category, x) for x in range(5)]
        finish(project, model, seen=seen, boxes=[box(row, model) for row in seen], seconds=14 + number % 3)
    found = ledger.ledger_of(project, make.make_user("zoe"), is_manager=False).everybody
    assert found.saving is not None
    assert found.saving["low"] > 0
    assert "Suggestions saved about 6 min so far" in found.text
    assert "That is little to go by" in found.text
