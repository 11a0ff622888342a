"""The crop gallery: what is served, what becomes of an answer, and that planted crops never become labels."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.errors import InvalidInput
from annotator.models import Box, Category, CropPage, Image, ModelVersion, Project, RejectedSuggestion, Revision
from annotator.services import annotations, crop_answers, crop_review, predictions
from annotator.services.overlap import most
from annotator.services.predictions import Seen
from tests import make

GRID = [(100 * column + 10.0, 100 * row + 10.0) for row in range(5) for column in range(6)]


@pytest.fixture
def model(project: Project, category: Category) -> ModelVersion:
    return make.make_model(project, is_active=True)


def suggestion(category: Category, place: int, probability: float) -> list[float]:
    """A box of 40 by 40 pixels, one of those that do not touch."""
    x, y = GRID[place]
    return [category.pk, x, y, x + 40, y + 40, probability, probability]


def seen(project: Project, model: ModelVersion, boxes: list[list[float]], *, doubt: float = 0.5) -> Image:
    image = make.make_image(project, width=640, height=520, priority=1 + doubt)
    predictions.record_predictions(model, [Seen(image_id=image.pk, boxes=boxes, value=doubt)])
    return image


def serve(project: Project, user: User, category: Category, threshold: float = 0.95, seed: int = 1) -> CropPage | None:
    return crop_review.serve_page(project, user, category=category, threshold=threshold, dice=random.Random(seed)).page


def served(project: Project, user: User, category: Category, threshold: float = 0.95, seed: int = 1) -> CropPage:
    page = serve(project, user, category, threshold, seed)
    assert page is not None
    return page


def suggested(page: CropPage) -> list[dict[str, float]]:
    return [item for item in page.items if not item["planted"]]


@pytest.fixture
def full_page(project: Project, model: ModelVersion, category: Category, bob: User) -> CropPage:
    """Two images of 24 suggestions each, and a planted crop or two among them."""
    for _ in range(2):
        seen(project, model, [suggestion(category, place, 0.97) for place in range(24)])
    return served(project, bob, category)


def test_the_most_certain_suggestions_come_first_and_doubtful_ones_not_at_all(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    seen(project, model, [suggestion(category, 0, 0.96), suggestion(category, 1, 0.94)])
    seen(project, model, [suggestion(category, 2, 0.99)])
    assert [item["score"] for item in suggested(served(project, bob, category))] == [0.99, 0.96]


def test_a_lower_threshold_shows_what_the_stricter_one_left_out(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    seen(project, model, [suggestion(category, 0, 0.96), suggestion(category, 1, 0.85)])
    crop_answers.answer_page(served(project, bob, category), wrong=[])
    assert serve(project, bob, category) is None
    assert [item["score"] for item in suggested(served(project, bob, category, 0.8))] == [0.85]


def test_only_undecided_suggestions_of_the_category_are_shown(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    other, old = make.make_category(project, "other"), make.make_category(project, "old", archived=True)
    image = seen(project, model, [suggestion(name, place, 0.99) for place, name in enumerate((category, other, old))])
    x, y = GRID[3]
    drawn = seen(project, model, [suggestion(category, 3, 0.99)])
    make.make_box(drawn, category, x1=x + 2, y1=y, x2=x + 42, y2=y + 40)
    assert [(item["image"], item["position"]) for item in suggested(served(project, bob, category))] == [(image.pk, 0)]
    assert serve(project, bob, old) is None


def test_a_category_that_the_model_never_suggests_has_no_crops(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    other = make.make_category(project, "rare")
    ModelVersion.objects.update(thresholds={str(other.pk): 1.1})
    model.refresh_from_db()
    seen(project, model, [suggestion(other, 0, 0.99), suggestion(category, 1, 0.99)])
    assert serve(project, bob, other) is None
    assert len(suggested(served(project, bob, category))) == 1


def test_images_that_are_finished_or_open_with_somebody_else_are_left_out(
    project: Project, model: ModelVersion, category: Category, alice: User, bob: User
) -> None:
    images = [seen(project, model, [suggestion(category, 0, 0.99)]) for _ in range(3)]
    soon = timezone.now() + timedelta(minutes=5)
    Image.objects.filter(pk=images[0].pk).update(state=Image.State.DONE)
    Image.objects.filter(pk=images[1].pk).update(leased_to=alice, leased_until=soon)
    Image.objects.filter(pk=images[2].pk).update(leased_to=bob, leased_until=soon)
    assert [item["image"] for item in suggested(served(project, bob, category))] == [images[2].pk]


def test_two_people_judge_different_images(
    project: Project, model: ModelVersion, category: Category, alice: User, bob: User
) -> None:
    for _ in range(3):
        seen(project, model, [suggestion(category, place, 0.99) for place in range(30)])
    pages = [served(project, user, category) for user in (alice, bob)]
    first, second = ({item["image"] for item in page.items} for page in pages)
    assert first
    assert second
    assert not first & second


def test_a_page_that_was_left_lying_is_free_for_others_again(
    project: Project, full_page: CropPage, category: Category, alice: User
) -> None:
    assert serve(project, alice, category) is None
    CropPage.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert suggested(served(project, alice, category)) == suggested(full_page)


def test_asking_again_gives_the_page_that_is_open(
    project: Project, full_page: CropPage, category: Category, bob: User
) -> None:
    assert served(project, bob, category, seed=7) == full_page


def test_an_answer_makes_boxes_of_images_that_stay_open(full_page: CropPage, bob: User, category: Category) -> None:
    wrong = [place for place, item in enumerate(full_page.items) if not item["planted"]][:3]
    outcome = crop_answers.answer_page(full_page, wrong=wrong, active_seconds=22.5)
    assert (outcome.accepted, outcome.rejected, outcome.skipped) == (45, 3, [])
    assert set(Image.objects.values_list("state", "box_count")) == {("todo", 21), ("todo", 24)}
    assert set(Box.objects.values_list("origin", "category")) == {("accepted", category.pk)}
    revisions = list(Revision.objects.all())
    assert {(row.author, row.kind) for row in revisions} == {(bob, "edit")}
    assert all(row.based_on_id for row in revisions)
    assert sum(row.effort["operations"]["crops.accept"] for row in revisions) == 45
    assert sum(row.effort["active_seconds"] for row in revisions) == pytest.approx(22.5)


@pytest.mark.parametrize("marks_all", [True, False])
def test_planted_crops_never_become_labels(full_page: CropPage, marks_all: bool) -> None:
    planted = [place for place, item in enumerate(full_page.items) if item["planted"]]
    assert planted
    outcome = crop_answers.answer_page(full_page, wrong=planted if marks_all else [])
    assert outcome.planted_found == (len(planted) if marks_all else 0)
    assert outcome.missed == ([] if marks_all else planted)
    assert outcome.accepted == Box.objects.count() == 48
    assert not RejectedSuggestion.objects.exists()


def test_planted_crops_lie_where_nothing_is(full_page: CropPage) -> None:
    boxes = {row.image_id: [box[1:5] for box in row.boxes] for row in full_page.model_version.predictions.all()}
    planted = [item for item in full_page.items if item["planted"]]
    assert all(most(item["box"], boxes[item["image"]]) < 0.5 for item in planted)
    assert all(item["box"][0] >= 0 and item["box"][2] <= 640 for item in planted)


def test_three_in_a_hundred_are_planted(project: Project, model: ModelVersion, category: Category, bob: User) -> None:
    seen(project, model, [suggestion(category, place, 0.97) for place in range(30)])
    pages = []
    for seed in range(100):
        pages.append(served(project, bob, category, seed=seed))
        CropPage.objects.all().delete()
    assert 60 <= sum(page.planted for page in pages) <= 120  # Of 3000; 90 are expected.


def test_a_repeated_answer_changes_nothing(full_page: CropPage) -> None:
    first = crop_answers.answer_page(full_page, wrong=[])
    again = crop_answers.answer_page(CropPage.objects.get(pk=full_page.pk), wrong=[0, 1, 2])
    assert again == first
    assert Box.objects.count() == 48
    assert Revision.objects.count() == 2


def test_positions_that_are_not_on_the_page_are_refused(full_page: CropPage) -> None:
    with pytest.raises(InvalidInput, match="no crop 99"):
        crop_answers.answer_page(full_page, wrong=[99])
    assert not Box.objects.exists()


def test_what_others_did_meanwhile_is_passed_over_and_comes_again(
    project: Project, full_page: CropPage, category: Category, alice: User, bob: User
) -> None:
    changed, untouched = Image.objects.order_by("pk")
    annotations.save(changed, author=alice, base_revision=0, change=make.box_change(make.box_values(category)))
    outcome = crop_answers.answer_page(full_page, wrong=[])
    assert outcome.accepted == 24
    assert [(row["image"], row["crops"], row["code"]) for row in outcome.skipped] == [(changed.pk, 24, "changed")]
    again = served(project, bob, category)
    assert {item["image"] for item in again.items} == {changed.pk}
    assert untouched.boxes.count() == 24


@pytest.mark.parametrize("code", ["finished", "leased", "gone"])
def test_images_that_are_taken_since_are_passed_over(full_page: CropPage, alice: User, code: str) -> None:
    image = Image.objects.order_by("pk")[0]
    if code == "gone":
        image.delete()
    elif code == "finished":
        Image.objects.filter(pk=image.pk).update(state=Image.State.DONE)
    else:
        soon = timezone.now() + timedelta(minutes=5)
        Image.objects.filter(pk=image.pk).update(leased_to=alice, leased_until=soon)
    outcome = crop_answers.answer_page(full_page, wrong=[])
    assert (outcome.accepted, [row["code"] for row in outcome.skipped]) == (24, [code])


def test_a_rejected_suggestion_stays_rejected_when_the_next_model_makes_it_again(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    image = seen(project, model, [suggestion(category, 0, 0.99), suggestion(category, 1, 0.98)])
    page = served(project, bob, category)
    crop_answers.answer_page(page, wrong=[page.items.index(item) for item in suggested(page)])
    ModelVersion.objects.update(is_active=False)
    newer = make.make_model(project, is_active=True)
    nearly = suggestion(category, 0, 0.99)
    nearly[1] += 1
    predictions.record_predictions(
        newer, [Seen(image_id=image.pk, boxes=[nearly, suggestion(category, 2, 0.97)], value=0.5)]
    )
    assert [item["position"] for item in suggested(served(project, bob, category))] == [1]


def test_an_answer_can_be_taken_back_and_given_again(full_page: CropPage) -> None:
    crop_answers.answer_page(full_page, wrong=[0])
    assert crop_answers.undo_page(full_page) == 0
    assert crop_answers.undo_page(full_page) == 0
    assert not Box.objects.exists()
    assert not RejectedSuggestion.objects.exists()
    assert full_page.wrong == [0]
    assert crop_answers.answer_page(full_page, wrong=[]).accepted == 48
    assert Box.objects.count() == 48


def test_boxes_that_were_touched_since_are_not_taken_back(full_page: CropPage, category: Category, alice: User) -> None:
    crop_answers.answer_page(full_page, wrong=[])
    touched = Image.objects.order_by("pk")[0]
    annotations.save(touched, author=alice, base_revision=1, change=make.box_change(make.box_values(category)))
    assert crop_answers.undo_page(full_page) == 24
    assert touched.boxes.count() == 25


def test_taking_an_answer_back_does_not_mend_the_hit_rate(full_page: CropPage, project: Project, bob: User) -> None:
    planted = [place for place, item in enumerate(full_page.items) if item["planted"]]
    crop_answers.answer_page(full_page, wrong=[])
    crop_answers.undo_page(full_page)
    crop_answers.answer_page(full_page, wrong=planted)
    rate = crop_review.hit_rate(project, bob)
    assert (rate.planted, rate.found) == (len(planted), 0)


def test_the_overview_counts_what_waits_from_each_threshold_on(
    project: Project, model: ModelVersion, category: Category, bob: User
) -> None:
    seen(project, model, [suggestion(category, place, value) for place, value in enumerate((0.97, 0.92, 0.6, 0.4))])
    found = crop_review.overview(project, bob, is_manager=False)
    assert [row.counts for row in found.categories] == [[1, 2, 2, 2, 3, 3]]
    crop_answers.answer_page(served(project, bob, category), wrong=[])
    found = crop_review.overview(project, bob, is_manager=False)
    assert [row.counts for row in found.categories] == [[0, 1, 1, 1, 2, 2]]
    assert found.everybody is None


def test_without_a_model_there_is_nothing_to_judge(project: Project, category: Category, bob: User) -> None:
    assert serve(project, bob, category) is None
    assert crop_review.overview(project, bob, is_manager=True).model is None
