"""Doubted labels: what is asked, what an answer does, what is not asked again, and the random sample beside them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator import tasks
from annotator.errors import InvalidInput, SuspectOutdated, SuspectSettled
from annotator.models import Box, Category, Image, Job, Project, Revision, Suspect
from annotator.services import annotations, jobs, loop, out_of_sample, suspect_answers, suspect_audit, suspects
from annotator.services.suspect_audit import wilson
from annotator.services.suspects import Doubt
from tests import make

SEEN_AT = [12.0, 21.0, 33.0, 52.0]


@pytest.fixture
def done(project: Project) -> Image:
    return make.make_image(project, state="done")


@pytest.fixture
def box(done: Image, category: Category) -> Box:
    return make.make_box(done, category)


def label_of(box: Box) -> dict[str, Any]:
    return suspects.boxes_by_image([box.image_id])[box.image_id][str(box.key)]  # type: ignore[return-value]


def doubt(box: Box, kind: str = "misplaced", **values: Any) -> Doubt:
    seen = {"category": box.category_id, "box": SEEN_AT, "confidence": 0.9, "score": 0.8}
    defaults: dict[str, Any] = {"image_id": box.image_id, "category_id": box.category_id, "label": label_of(box)}
    return Doubt(kind=kind, **{**defaults, "seen": seen, "doubt": 0.7, "overlap": 0.4, **values})


def overlooked(image: Image, category: Category, at: list[float] | None = None) -> Doubt:
    seen = {"category": category.pk, "box": at or [60.0, 50.0, 80.0, 70.0], "confidence": 0.9, "score": 0.8}
    return Doubt(
        image_id=image.pk, kind="overlooked", category_id=category.pk, label=None, seen=seen, doubt=0.9, overlap=0
    )


def store(project: Project, *doubts: Doubt) -> int:
    return suspects.store(project, doubts, looked_at={row.image_id for row in doubts}, model=None)


def asked(project: Project, **filters: Any) -> list[Suspect]:
    rows = [row.suspect for row in suspects.next_questions(project, **filters)]
    return [row for row in rows if row.kind not in suspects.DRAWN]


def only(project: Project) -> Suspect:
    """The one question that a model's doubt has made, with the samples out of its way."""
    Suspect.objects.filter(kind__in=suspects.DRAWN).delete()
    (found,) = asked(project)
    return found


def test_taking_the_models_box_is_a_revision_of_the_person(project: Project, box: Box, bob: User) -> None:
    store(project, doubt(box))
    answered = suspect_answers.answer(only(project), by=bob, answer="take")
    box.refresh_from_db()
    assert [box.x1, box.y1, box.x2, box.y2] == SEEN_AT
    assert (answered.revision, answered.suspect.state) == (1, "wrong")
    assert Revision.objects.get().author == bob
    assert asked(project) == []


def test_an_overlooked_object_is_added_once(project: Project, done: Image, category: Category, bob: User) -> None:
    store(project, overlooked(done, category))
    suspect = only(project)
    first = suspect_answers.answer(suspect, by=bob, answer="add")
    again = suspect_answers.answer(suspect, by=bob, answer="add")
    assert first.revision == again.revision == 1
    assert Box.objects.get().origin == "accepted"
    assert store(project, overlooked(done, category)) == 0


def test_a_swapped_category_is_what_the_model_says_or_what_the_person_says(
    project: Project, box: Box, bob: User
) -> None:
    other, third = make.make_category(project, "other"), make.make_category(project, "third")
    seen = {"category": other.pk, "box": SEEN_AT, "confidence": 0.9, "score": 0.8}
    store(project, doubt(box, "swapped", seen=seen))
    suspect = only(project)
    suspect_answers.answer(suspect, by=bob, answer="change")
    assert Box.objects.get().category == other
    suspect_answers.undo(suspect, by=bob)
    suspect_answers.answer(suspect, by=bob, answer="change", category_id=third.pk)
    assert Box.objects.get().category == third


@pytest.mark.parametrize("answer", ["take", "change", "delete", "right", "skip"])
def test_every_answer_can_be_taken_back(project: Project, box: Box, bob: User, answer: str) -> None:
    store(project, doubt(box))
    before = label_of(box)
    suspect = only(project)
    other = make.make_category(project, "other")
    suspect_answers.answer(suspect, by=bob, answer=answer, category_id=other.pk)
    suspect_answers.undo(suspect, by=bob)
    assert label_of(box) == before
    assert [row.pk for row in asked(project)] == [suspect.pk]


def test_what_is_right_is_not_asked_again_unless_the_label_changes(project: Project, box: Box, bob: User) -> None:
    store(project, doubt(box))
    suspect_answers.answer(only(project), by=bob, answer="right")
    assert store(project, doubt(box)) == 0
    Box.objects.update(x2=40)
    assert store(project, doubt(box)) == 1


def test_a_place_where_nothing_is_missing_is_not_asked_again_either(
    project: Project, done: Image, category: Category, bob: User
) -> None:
    store(project, overlooked(done, category))
    suspect_answers.answer(only(project), by=bob, answer="right")
    assert store(project, overlooked(done, category, [61.0, 51.0, 80.0, 70.0])) == 0
    assert store(project, overlooked(done, category, [5.0, 5.0, 20.0, 20.0])) == 1


def test_who_comes_second_hears_of_it_and_overwrites_nothing(project: Project, box: Box, bob: User, rita: User) -> None:
    store(project, doubt(box))
    suspect = only(project)
    suspect_answers.answer(suspect, by=bob, answer="right")
    with pytest.raises(SuspectSettled):
        suspect_answers.answer(suspect, by=rita, answer="delete")
    assert Box.objects.exists()


def test_a_label_that_was_changed_meanwhile_is_left_alone(project: Project, box: Box, bob: User) -> None:
    store(project, doubt(box))
    suspect = only(project)
    Box.objects.update(x2=40)
    with pytest.raises(SuspectOutdated):
        suspect_answers.answer(suspect, by=bob, answer="take")
    assert Box.objects.get().x2 == 40
    assert asked(project) == []


def test_an_answer_that_others_have_built_on_is_not_taken_back(project: Project, box: Box, bob: User) -> None:
    store(project, doubt(box))
    suspect = only(project)
    suspect_answers.answer(suspect, by=bob, answer="take")
    Box.objects.update(x2=50)
    with pytest.raises(SuspectOutdated):
        suspect_answers.undo(suspect, by=bob)
    suspect.refresh_from_db()
    assert (suspect.state, Box.objects.get().x2) == ("wrong", 50)


def test_an_answer_that_does_not_fit_the_question_is_refused(
    project: Project, done: Image, category: Category, bob: User
) -> None:
    store(project, overlooked(done, category))
    with pytest.raises(InvalidInput):
        suspect_answers.answer(only(project), by=bob, answer="delete")


def test_the_worst_come_first_and_every_fourth_is_drawn_at_random(
    project: Project, done: Image, category: Category
) -> None:
    doubted = [make.make_box(done, category, x1=place) for place in range(4)]
    store(project, *(doubt(box, doubt=place / 10) for place, box in enumerate(doubted)))
    Suspect.objects.filter(kind="incomplete").delete()
    rows = [row.suspect for row in suspects.next_questions(project)]
    assert [row.kind for row in rows] == ["audit"] * 4, "all four boxes are in the sample and are judged there first"
    Suspect.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    kinds = [row.suspect.kind for row in suspects.next_questions(project)]
    assert kinds.count("audit") == 1
    doubts = [row.doubt for row in asked(project)]
    assert doubts == sorted(doubts, reverse=True)


def test_the_sample_is_shown_without_what_a_model_says(project: Project, box: Box) -> None:
    store(project, doubt(box))
    row, _ = suspects.next_questions(project)
    assert (row.suspect.kind, row.suspect.seen, row.suspect.doubt) == ("audit", None, 0)


def test_the_estimate_counts_the_sample_in_its_own_order_and_nothing_else(
    project: Project, done: Image, category: Category, bob: User
) -> None:
    for place in range(6):
        make.make_box(done, category, x1=place)
    suspect_audit.draw(project)
    sample = list(Suspect.objects.filter(kind="audit").order_by("audit_place"))
    for row, answer in zip(
        (sample[0], sample[1], sample[2], sample[5]), ("right", "wrong", "skip", "wrong"), strict=True
    ):
        suspect_answers.answer(row, by=bob, answer=answer)
    found = suspect_audit.estimate(project)
    assert (found.sample, found.judged, found.wrong, found.passed) == (6, 2, 1, 1)
    suspect_audit.draw(project)
    assert suspect_audit.estimate(project).judged == 2, "drawn again, it is the same sample"


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(15, 50) == pytest.approx((0.1910, 0.4375), abs=1e-4)
    assert wilson(10, 10)[1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("finished", "split", "expected"), [(1, "train", True), (-1, "train", False), (-1, "holdout", True)]
)
def test_only_what_a_model_saw_before_it_could_learn_counts(
    project: Project, category: Category, finished: int, split: str, expected: bool
) -> None:
    image = make.make_image(project, state="done", split=split)
    make.make_prediction(image, make.make_model(project), boxes=[])
    revision = Revision.objects.create(image=image, number=1, kind="finish", state="done")
    Revision.objects.filter(pk=revision.pk).update(created_at=timezone.now() + timedelta(hours=finished))
    assert (image.pk in out_of_sample.newest_predictions(project, [image.pk])) is expected


def test_after_a_promotion_the_stored_predictions_are_held_against_the_labels(
    project: Project, category: Category, bob: User
) -> None:
    image, model = make.make_image(project), make.make_model(project)
    make.make_prediction(image, model, boxes=[[category.pk, 60, 50, 80, 70, 0.97, 0.95]])
    annotations.save(
        image, author=bob, base_revision=0, change=make.box_change(make.box_values(category), state="done")
    )
    loop.promote(model, by=bob)
    tasks.run_next_job("cpu")
    assert {row.kind for row in Suspect.objects.filter(state="open")} == {"overlooked", "audit", "incomplete"}


def test_images_that_detectors_of_their_own_have_looked_at_are_left_to_them(project: Project, done: Image) -> None:
    Image.objects.update(finished_at=timezone.now())
    assert list(out_of_sample.not_looked_at(project)) == [done]
    Job.objects.create(project=project, kind="suspects", state="succeeded", started_at=timezone.now())
    assert not out_of_sample.not_looked_at(project).exists()


def test_in_a_region_with_many_nothing_is_overlooked(project: Project, done: Image, category: Category) -> None:
    make.make_box(done, category, x1=0, y1=0, x2=100, y2=80, crowd=True)
    revision = Revision.objects.create(image=done, number=1, kind="finish", state="done")
    Revision.objects.filter(pk=revision.pk).update(created_at=timezone.now() + timedelta(hours=1))
    make.make_prediction(done, make.make_model(project), boxes=[[category.pk, 60, 50, 80, 70, 0.97, 0.95]])
    job = jobs.enqueue(project, "suspects", params={"how": "stored"}, queue="cpu")
    tasks.run_next_job("cpu")
    job.refresh_from_db()
    assert job.result == {"images": 1, "suspects": 0}, job.error


def test_of_an_image_with_thousands_only_the_boxes_near_by_are_read(
    project: Project, done: Image, box: Box, category: Category
) -> None:
    beside = make.make_box(done, category, x1=30, y1=20, x2=50, y2=50)
    make.make_box(done, category, x1=90, y1=70, x2=99, y2=79)
    store(project, doubt(box))
    Suspect.objects.filter(kind__in=suspects.DRAWN).delete()
    (row,) = suspects.next_questions(project)
    assert row.around == [[category.pk, beside.x1, beside.y1, beside.x2, beside.y2]]


def test_the_sample_asks_about_its_boxes_as_they_are_now(project: Project, box: Box) -> None:
    suspect_audit.draw(project)
    Box.objects.update(x2=60)
    row, _ = suspects.next_questions(project)
    assert row.suspect.label
    assert row.suspect.label["x2"] == 60
