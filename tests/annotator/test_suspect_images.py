"""The random sample of whole images: is anything missing in them?"""

import pytest
from django.contrib.auth.models import User

from annotator.errors import InvalidInput, SuspectOutdated
from annotator.models import Category, Image, Project, Suspect
from annotator.services import annotations, suspect_answers, suspect_audit, suspects
from annotator.services.suspects import Doubt
from tests import make
from tests.annotator.asking import browser_of


@pytest.fixture
def finished(project: Project) -> list[Image]:
    return [make.make_image(project, state="done") for _ in range(3)]


def sample(project: Project) -> list[Suspect]:
    return list(project.suspects.filter(kind="incomplete").order_by("audit_place"))


def draw_a_box(image: Image, category: Category, by: User) -> None:
    image.refresh_from_db()
    change = make.box_change(make.box_values(category))
    annotations.save(image, author=by, base_revision=image.revision, change=change)


def test_a_twentieth_of_the_finished_images_is_drawn_but_ten_at_least_and_fifty_at_most(
    project: Project,
) -> None:
    Image.objects.bulk_create(_rows(project, 300))
    make.make_image(project, state="todo")
    suspect_audit.draw(project)
    drawn = {row.image_id: row.audit_place for row in sample(project)}
    assert len(drawn) == 15
    Image.objects.filter(pk__in=project.images.exclude(pk__in=drawn).values_list("pk")[:200]).delete()
    suspect_audit.draw(project)
    assert {row.image_id for row in sample(project)} == {row for row, _ in sorted(drawn.items(), key=_place)[:10]}


def _place(item: tuple[int, float | None]) -> float:
    return item[1] or 0.0


def _rows(project: Project, count: int) -> list[Image]:
    same = {"width": 9, "height": 9, "media_type": "image/png", "byte_size": 9, "split": "train", "state": "done"}
    return [
        Image(project=project, file=f"{row}.png", file_name=f"{row}.png", sha256=f"{row:064x}", group=str(row), **same)
        for row in range(1000, 1000 + count)
    ]


def test_the_estimate_is_of_images_and_apart_from_that_of_labels(
    project: Project, finished: list[Image], category: Category, bob: User
) -> None:
    make.make_box(finished[0], category)
    suspect_audit.draw(project)
    first, second, _ = sample(project)
    suspect_answers.answer(first, by=bob, answer="wrong")
    suspect_answers.answer(second, by=bob, answer="right")
    found = suspect_audit.estimate(project, Suspect.Kind.INCOMPLETE)
    assert (found.sample, found.judged, found.wrong, found.rate) == (3, 2, 1, 0.5)
    assert suspect_audit.estimate(project).judged == 0


def test_a_complete_image_is_asked_again_when_its_labels_change_and_only_then(
    project: Project, finished: list[Image], category: Category, bob: User
) -> None:
    suspect_audit.draw(project)
    complete, lacking, _ = sample(project)
    suspect_answers.answer(complete, by=bob, answer="right")
    suspect_answers.answer(lacking, by=bob, answer="wrong")
    draw_a_box(lacking.image, category, bob)
    suspect_audit.draw(project)
    assert [row.state for row in sample(project)] == ["right", "wrong", "open"], "what was missing was drawn"
    draw_a_box(complete.image, category, bob)
    suspect_audit.draw(project)
    assert [row.state for row in sample(project)] == ["open", "wrong", "open"]
    assert suspect_audit.estimate(project, Suspect.Kind.INCOMPLETE).judged == 0


def test_nobody_judges_labels_that_they_have_not_seen(
    project: Project, finished: list[Image], category: Category, bob: User
) -> None:
    suspect_audit.draw(project)
    asked = sample(project)[0]
    draw_a_box(asked.image, category, bob)
    with pytest.raises(SuspectOutdated):
        suspect_answers.answer(asked, by=bob, answer="right")
    first = suspects.next_questions(project, kind="incomplete")[0]
    assert (first.suspect.pk, len(first.around)) == (asked.pk, 1)
    suspect_answers.answer(first.suspect, by=bob, answer="right")


def test_every_answer_about_an_image_can_be_taken_back(project: Project, finished: list[Image], bob: User) -> None:
    suspect_audit.draw(project)
    asked = sample(project)[0]
    for answer in ("right", "wrong", "skip"):
        suspect_answers.answer(asked, by=bob, answer=answer)
        suspect_answers.undo(asked, by=bob)
        assert asked.state == "open"
    with pytest.raises(InvalidInput):
        suspect_answers.answer(asked, by=bob, answer="delete")


def test_what_a_model_misses_in_an_image_is_asked_after_the_image(
    project: Project, finished: list[Image], category: Category, bob: User
) -> None:
    seen = {"category": category.pk, "box": [60.0, 50.0, 80.0, 70.0], "confidence": 0.9, "score": 0.8}
    missed = Doubt(
        image_id=finished[0].pk,
        kind="overlooked",
        category_id=category.pk,
        label=None,
        seen=seen,
        doubt=0.9,
        overlap=0,
    )
    suspects.store(project, [missed], looked_at=[finished[0].pk], model=None)
    assert {row.suspect.kind for row in suspects.next_questions(project)} == {"incomplete"}
    suspect_answers.answer(Suspect.objects.get(kind="incomplete", image=finished[0]), by=bob, answer="right")
    assert next(row.suspect.kind for row in suspects.next_questions(project)) == "overlooked"


def test_one_in_twelve_questions_is_about_a_whole_image(
    project: Project, finished: list[Image], category: Category
) -> None:
    for place in range(30):
        make.make_box(finished[0], category, x1=place)
    suspect_audit.draw(project)
    Suspect.objects.filter(kind="audit").update(kind="unfounded", audit_place=None)
    kinds = [row.suspect.kind for row in suspects.next_questions(project)]
    assert [place for place, kind in enumerate(kinds, start=1) if kind == "incomplete"] == [12]


def test_the_page_tells_both_rates_and_nothing_of_the_model(project: Project, finished: list[Image], bob: User) -> None:
    suspect_audit.draw(project)
    browser = browser_of(bob)
    page = browser.ask("GET", f"/api/projects/{project.pk}/suspects").json()
    asked = page["questions"][0]["suspect"]
    assert (asked["kind"], asked["category"], asked["drawn"], asked["seen"]) == ("incomplete", None, None, None)
    assert asked["answers"] == ["right", "wrong", "skip"]
    answered = browser.ask("POST", f"/api/suspects/{asked['id']}/answer", {"answer": "wrong"})
    assert (answered.status_code, answered.json()["revision"]) == (200, None)
    page = browser.ask("GET", f"/api/projects/{project.pk}/suspects").json()
    assert (page["incomplete"]["judged"], page["incomplete"]["rate"], page["estimate"]["rate"]) == (1, 1.0, None)
