"""One thing done to many images: as revisions, taken back in one piece, and told before."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.errors import CannotUndo, InvalidInput
from annotator.models import BulkAction, Category, Image, Project, Revision
from annotator.services import annotations, bulk, queue
from tests import make
from tests.annotator.acting import Action, act, draw, states

State = Image.State


@pytest.fixture
def images(project: Project) -> list[Image]:
    return [make.make_image(project) for _ in range(3)]


def categories(image: Image) -> list[int]:
    return list(image.boxes.order_by("id").values_list("category", flat=True))


# --- states -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        (Action.FINISH, "todo", "done"),
        (Action.FINISH, "returned", "done"),
        (Action.FINISH, "skipped", "skipped"),
        (Action.SKIP, "todo", "skipped"),
        (Action.SKIP, "done", "done"),
        (Action.REVIEW, "done", "unsure"),
        (Action.REVIEW, "skipped", "skipped"),
        (Action.REOPEN, "done", "todo"),
        (Action.REOPEN, "skipped", "todo"),
        (Action.REOPEN, "returned", "returned"),
    ],
)
def test_each_state_leads_where_the_map_says(
    action: str, before: str, after: str, project: Project, alice: User
) -> None:
    image = make.make_image(project, state=before)
    done = act(project, [image], action, alice)
    assert states([image]) == [after]
    assert done.report is not None
    assert done.report["changed"] == int(before != after)
    assert done.report["unchanged"] == int(before == after)


def test_every_image_gets_one_revision_with_its_author_and_reason(
    images: list[Image], project: Project, alice: User
) -> None:
    act(project, images, Action.SKIP, alice, reason="Too dark.")
    written = Revision.objects.filter(image__in=images)
    assert [(row.kind, row.author, row.reason, row.number) for row in written] == 3 * [("skip", alice, "Too dark.", 1)]


def test_an_image_that_somebody_else_has_open_is_left_alone(
    images: list[Image], project: Project, alice: User, bob: User
) -> None:
    soon = timezone.now() + timedelta(minutes=5)
    Image.objects.filter(pk=images[0].pk).update(leased_to=bob, leased_until=soon)
    Image.objects.filter(pk=images[1].pk).update(leased_to=alice, leased_until=soon)
    done = act(project, images, Action.FINISH, alice)
    assert states(images) == ["todo", "done", "done"]
    assert done.report == {"changed": 2, "boxes": 0, "unchanged": 0, "left_alone": 1}


def test_images_of_another_project_are_never_touched(project: Project, alice: User) -> None:
    other = make.make_image(make.make_project("Other"))
    act(project, [other], Action.FINISH, alice)
    assert states([other]) == ["todo"]


# --- boxes --------------------------------------------------------------------------------------------------------


def test_boxes_change_their_category_and_come_back(project: Project, category: Category, alice: User) -> None:
    other = make.make_category(project, "other")
    first, second, empty = (make.make_image(project) for _ in range(3))
    draw(first, category, category, by=alice)
    draw(second, other, by=alice)
    done = act(project, [first, second, empty], Action.RELABEL, alice, category=category.pk, to=other.pk)
    assert categories(first) == [other.pk, other.pk]
    assert done.report == {"changed": 1, "boxes": 2, "unchanged": 2, "left_alone": 0}

    undone = act(project, [first, second, empty], Action.UNDO, alice, undoes=done)
    assert categories(first) == [category.pk, category.pk]
    assert categories(second) == [other.pk]
    assert undone.report == {"changed": 1, "boxes": 2, "unchanged": 2, "left_alone": 0}
    assert list(first.revisions.order_by("number").values_list("kind", flat=True)) == ["edit", "edit", "restore"]


def test_deleted_boxes_come_back_with_their_keys(project: Project, category: Category, alice: User) -> None:
    image = make.make_image(project)
    draw(image, category, category, by=alice)
    before = annotations.boxes_of(image)
    done = act(project, [image], Action.DELETE_BOXES, alice, category=category.pk)
    image.refresh_from_db()
    assert (image.box_count, image.boxes.count()) == (0, 0)
    act(project, [image], Action.UNDO, alice, undoes=done)
    image.refresh_from_db()
    assert image.box_count == 2
    assert sorted(annotations.boxes_of(image), key=str) == sorted(before, key=str)


def test_what_somebody_changed_since_is_not_taken_back(project: Project, category: Category, alice: User) -> None:
    other, third = make.make_category(project, "other"), make.make_category(project, "third")
    image = make.make_image(project)
    draw(image, category, category, by=alice)
    done = act(project, [image], Action.RELABEL, alice, category=category.pk, to=other.pk)
    touched = image.boxes.order_by("id").first()
    assert touched is not None
    image.refresh_from_db()
    change = make.box_change(make.box_values(third, key=touched.key))
    annotations.save(image, author=alice, base_revision=image.revision, change=change)
    undone = act(project, [image], Action.UNDO, alice, undoes=done)
    assert sorted(categories(image)) == sorted([third.pk, category.pk])
    assert undone.report is not None
    assert undone.report["left_alone"] == 1


def test_a_category_must_be_of_this_project_and_in_use(project: Project, category: Category, alice: User) -> None:
    foreign = make.make_category(make.make_project("Other"))
    old = make.make_category(project, "old", archived=True)
    for params in (
        {"category": foreign.pk, "to": category.pk},
        {"category": category.pk, "to": foreign.pk},
        {"category": category.pk, "to": old.pk},
        {"category": category.pk, "to": category.pk},
    ):
        with pytest.raises(InvalidInput):
            act(project, [], Action.RELABEL, alice, **params)
    assert not BulkAction.objects.exists()


# --- undo of states -----------------------------------------------------------------------------------------------


def test_an_undo_gives_the_work_back_to_who_did_it(project: Project, alice: User, bob: User) -> None:
    image = make.make_image(project)
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(state=State.DONE))
    finished_at = Revision.objects.get(image=image).created_at
    reopened = act(project, [image], Action.REOPEN, alice)
    act(project, [image], Action.UNDO, alice, undoes=reopened)
    image.refresh_from_db()
    assert (image.state, image.finished_by, image.finished_at) == ("done", bob, finished_at)


def test_an_undo_can_be_undone(images: list[Image], project: Project, alice: User) -> None:
    done = act(project, images, Action.FINISH, alice)
    undone = act(project, images, Action.UNDO, alice, undoes=done)
    assert states(images) == 3 * ["todo"]
    act(project, images, Action.UNDO, alice, undoes=undone)
    assert states(images) == 3 * ["done"]


def test_deleted_images_do_not_come_back(images: list[Image], project: Project, alice: User) -> None:
    done = act(project, images[:2], Action.DELETE_IMAGES, alice)
    assert list(project.images.all()) == images[2:]
    with pytest.raises(CannotUndo):
        act(project, images, Action.UNDO, alice, undoes=done)


# --- the queue ----------------------------------------------------------------------------------------------------


def test_images_that_are_asked_for_come_first(images: list[Image], project: Project, alice: User, bob: User) -> None:
    Image.objects.filter(pk=images[0].pk).update(priority=1.9)
    first = act(project, images[2:], Action.FIRST, alice)
    [leased] = queue.lease_next(project, bob)
    assert (leased.image, leased.reason.code) == (images[2], "wanted")
    queue.release_lease(leased.image, bob)

    act(project, images[2:], Action.UNDO, alice, undoes=first)
    [leased] = queue.lease_next(project, bob)
    assert leased.reason.code != "wanted"


def test_an_image_is_asked_for_until_it_is_finished(images: list[Image], project: Project, alice: User) -> None:
    act(project, images, Action.FIRST, alice)
    done = act(project, images[:1], Action.FINISH, alice)
    act(project, images[:1], Action.UNDO, alice, undoes=done)
    assert Image.objects.get(pk=images[0].pk).wanted_since is None


# --- the preview --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.FINISH, Action.RELABEL, Action.DELETE_BOXES])
def test_a_preview_says_what_the_action_then_does(
    action: str, project: Project, category: Category, alice: User, bob: User
) -> None:
    other = make.make_category(project, "other")
    images = [make.make_image(project) for _ in range(4)]
    draw(images[0], category, category, other, by=alice)
    draw(images[1], category, by=alice)
    Image.objects.filter(pk=images[1].pk).update(leased_to=bob, leased_until=timezone.now() + timedelta(minutes=5))
    Image.objects.filter(pk=images[3].pk).update(state=State.DONE)
    params = {} if action == Action.FINISH else {"category": category.pk}
    if action == Action.RELABEL:
        params["to"] = other.pk
    asked = BulkAction(
        project=project, author=alice, action=action, params=params, images=[image.pk for image in images]
    )
    seen = bulk.preview(asked)
    assert bulk.preview(asked, project.images.all()) == seen
    report = bulk.start(asked).report
    assert report == {
        "changed": seen.images, "boxes": seen.boxes, "unchanged": seen.unchanged, "left_alone": seen.left_alone
    }  # fmt: skip
    assert seen.left_alone == 1
    assert seen.empty == (1 if action == Action.FINISH else 0)
