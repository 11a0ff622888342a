"""Saving boxes: revisions, merging, conflicts, and what a save may cost."""

import threading
import uuid
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import InvalidInput, RevisionConflict, RevisionReused, UnknownRevision
from annotator.models import Box, Category, Image, Project, Revision
from annotator.services import annotations, boxes, history
from tests import make

pytestmark = pytest.mark.django_db


def keys(image: Image) -> set[str]:
    return {box["key"] for box in annotations.boxes_of(image)}


def test_a_drawn_box_becomes_revision_one(image: Image, category: Category, bob: User) -> None:
    box = make.box_values(category)

    saved = annotations.save(image, author=bob, base_revision=0, change=make.box_change(box))

    image.refresh_from_db()
    assert (saved.number, image.revision, image.box_count) == (1, 1, 1)
    assert annotations.boxes_of(image) == [boxes.as_json(box)]


def test_coordinates_come_back_to_the_last_bit(image: Image, category: Category, bob: User) -> None:
    box = make.box_values(category, x1=0.1, y1=1 / 3, x2=99.99999999999999, y2=2**0.5 + 40)
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(box))
    [stored] = annotations.boxes_of(image)
    assert [stored[name] for name in ("x1", "y1", "x2", "y2")] == [box.x1, box.y1, box.x2, box.y2]


def test_saves_of_different_boxes_merge(image: Image, category: Category, alice: User, bob: User) -> None:
    hers, his = make.box_values(category), make.box_values(category)
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(hers))

    saved = annotations.save(image, author=bob, base_revision=0, change=make.box_change(his))

    assert saved.number == 2
    assert [box["key"] for box in saved.merged_upsert] == [str(hers.key)]
    assert saved.merged_by == ("alice",)
    assert keys(image) == {str(hers.key), str(his.key)}


def test_a_merge_tells_which_boxes_others_deleted(image: Image, category: Category, alice: User, bob: User) -> None:
    old, his = make.box_values(category), make.box_values(category)
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(old))
    annotations.save(image, author=alice, base_revision=1, change=make.box_change(delete=(old.key,)))

    saved = annotations.save(image, author=bob, base_revision=1, change=make.box_change(his))

    assert saved.merged_delete == (str(old.key),)
    assert keys(image) == {str(his.key)}


def test_the_same_box_changed_twice_is_a_conflict_with_both_sides(
    image: Image, category: Category, alice: User, bob: User
) -> None:
    box = make.box_values(category)
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(box))
    hers, his = replace(box, x2=40.0), replace(box, x2=50.0)
    annotations.save(image, author=alice, base_revision=1, change=make.box_change(hers))

    with pytest.raises(RevisionConflict) as refusal:
        annotations.save(image, author=bob, base_revision=1, change=make.box_change(his))

    assert refusal.value.extra == {
        "revision": 2,
        "conflicts": [{"key": str(box.key), "mine": boxes.as_json(his), "theirs": boxes.as_json(hers), "by": "alice"}],
    }
    assert annotations.boxes_of(image) == [boxes.as_json(hers)]


def test_a_change_of_a_box_that_somebody_deleted_is_a_conflict(
    image: Image, category: Category, alice: User, bob: User
) -> None:
    box = make.box_values(category)
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(box))
    annotations.save(image, author=alice, base_revision=1, change=make.box_change(delete=(box.key,)))
    with pytest.raises(RevisionConflict) as refusal:
        annotations.save(image, author=bob, base_revision=1, change=make.box_change(replace(box, x2=50.0)))
    assert refusal.value.extra["conflicts"][0]["theirs"] is None


def test_the_same_change_by_two_people_is_no_conflict(image: Image, category: Category, alice: User, bob: User) -> None:
    box = make.box_values(category)
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(box))
    annotations.save(image, author=alice, base_revision=1, change=make.box_change(delete=(box.key,)))
    annotations.save(image, author=bob, base_revision=1, change=make.box_change(delete=(box.key,)))
    assert keys(image) == set()


def test_a_repeated_request_finds_its_own_revision(image: Image, category: Category, bob: User) -> None:
    change = make.box_change(make.box_values(category))
    first = annotations.save(image, author=bob, base_revision=0, change=change)
    second = annotations.save(image, author=bob, base_revision=0, change=change)
    assert first == second
    assert image.revisions.count() == 1


def test_a_repeated_request_still_learns_what_others_did(
    image: Image, category: Category, alice: User, bob: User
) -> None:
    hers, his = make.box_values(category), make.box_change(make.box_values(category))
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(hers))
    annotations.save(image, author=bob, base_revision=0, change=his)
    repeated = annotations.save(image, author=bob, base_revision=0, change=his)
    assert [box["key"] for box in repeated.merged_upsert] == [str(hers.key)]


def test_a_revision_id_belongs_to_one_image(project: Project, image: Image, category: Category, bob: User) -> None:
    change = make.box_change(make.box_values(category))
    annotations.save(image, author=bob, base_revision=0, change=change)
    with pytest.raises(RevisionReused):
        annotations.save(make.make_image(project), author=bob, base_revision=0, change=change)


@pytest.mark.parametrize("base", [-1, 1, 2**40])
def test_a_base_that_does_not_exist_is_refused(image: Image, category: Category, bob: User, base: int) -> None:
    with pytest.raises(UnknownRevision):
        annotations.save(image, author=bob, base_revision=base, change=make.box_change(make.box_values(category)))


def test_a_box_beyond_the_edge_is_cut_and_the_client_told(image: Image, category: Category, bob: User) -> None:
    box = make.box_values(category, x1=-5.0, y1=70.0, x2=120.0, y2=90.0)
    saved = annotations.save(image, author=bob, base_revision=0, change=make.box_change(box))
    assert [(row.key, row.code) for row in saved.adjusted] == [(box.key, "clamped")]
    [stored] = annotations.boxes_of(image)
    assert [stored[name] for name in ("x1", "y1", "x2", "y2")] == [0, 70, 100, 80]


@pytest.mark.parametrize(("x1", "x2"), [(150.0, 200.0), (30.0, 30.0), (40.0, 20.0)])
def test_a_box_without_area_is_dropped_and_the_client_told(
    image: Image, category: Category, bob: User, x1: float, x2: float
) -> None:
    box = make.box_values(category, x1=x1, x2=x2)
    saved = annotations.save(image, author=bob, base_revision=0, change=make.box_change(box))
    assert [row.code for row in saved.adjusted] == ["dropped"]
    assert keys(image) == set()


def test_a_coordinate_that_is_no_number_is_refused(image: Image, category: Category, bob: User) -> None:
    box = make.box_values(category, x1=float("nan"))
    with pytest.raises(InvalidInput):
        annotations.save(image, author=bob, base_revision=0, change=make.box_change(box))


def test_a_category_of_another_project_is_refused_and_nothing_is_saved(image: Image, bob: User) -> None:
    stranger = make.make_category(make.make_project("Other"))
    with pytest.raises(InvalidInput, match="category"):
        annotations.save(image, author=bob, base_revision=0, change=make.box_change(make.box_values(stranger)))
    image.refresh_from_db()
    assert (image.revision, image.revisions.count()) == (0, 0)


def test_a_box_of_a_category_archived_meanwhile_is_kept(image: Image, category: Category, bob: User) -> None:
    Category.objects.update(archived=True)
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(make.box_values(category)))
    assert len(keys(image)) == 1


def test_finishing_with_no_boxes_says_that_nothing_is_there(image: Image, bob: User) -> None:
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(state="done"))
    image.refresh_from_db()
    assert (image.state, image.finished_by, image.box_count) == ("done", bob, 0)
    assert image.revisions.get().kind == Revision.Kind.FINISH


def test_finishing_gives_the_lease_back(image: Image, bob: User) -> None:
    from annotator.services import queue

    queue.renew_lease(image, bob)
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(state="done"))
    image.refresh_from_db()
    assert image.leased_to is None


def test_an_earlier_revision_comes_back_as_a_new_one(image: Image, category: Category, bob: User) -> None:
    box, later = make.box_values(category), make.box_values(category)
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(box))
    annotations.save(image, author=bob, base_revision=1, change=make.box_change(later, delete=(box.key,)))
    image.refresh_from_db()

    restored = history.restore(image, author=bob, number=1)

    assert restored.number == 3
    assert annotations.boxes_of(image) == [boxes.as_json(box)]
    assert [row.kind for row in image.revisions.order_by("number")] == ["edit", "edit", "restore"]


def test_a_replay_of_all_revisions_gives_the_present_boxes(image: Image, category: Category, bob: User) -> None:
    drawn = [make.box_values(category, x2=20.0 + n) for n in range(5)]
    for number, box in enumerate(drawn):
        annotations.save(image, author=bob, base_revision=number, change=make.box_change(box))
    annotations.save(image, author=bob, base_revision=5, change=make.box_change(delete=(drawn[2].key,)))
    replayed = history.boxes_at(image, 6)
    assert list(replayed.values()) == annotations.boxes_of(image)


def test_one_changed_box_among_500_writes_one_row_and_one_revision(image: Image, category: Category, bob: User) -> None:
    drawn = tuple(make.box_values(category) for _ in range(500))
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(*drawn))
    moved = replace(drawn[77], x2=60.0)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        annotations.save(image, author=bob, base_revision=1, change=make.box_change(moved))

    sql = [query["sql"] for query in queries.captured_queries]
    writes = [line.split()[0:3] for line in sql if line.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [" ".join(words).replace('"', "") for words in writes] == [
        "UPDATE annotator_image SET",
        "INSERT INTO annotator_box",
        "INSERT INTO annotator_revision",
    ]
    assert len([line for line in sql if "SELECT" in line]) <= 5
    assert len(image.revisions.get(number=2).changes) == 1
    assert image.boxes.count() == 500


@pytest.mark.django_db(transaction=True)
def test_of_eight_simultaneous_saves_all_land_and_none_shares_a_number(
    image: Image, category: Category, bob: User
) -> None:
    start = threading.Barrier(8)
    errors: list[Exception] = []

    def draw() -> None:
        try:
            start.wait()
            copy = Image.objects.get(pk=image.pk)
            annotations.save(copy, author=bob, base_revision=0, change=make.box_change(make.box_values(category)))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    image.refresh_from_db()
    assert errors == []
    assert sorted(image.revisions.values_list("number", flat=True)) == list(range(1, 9))
    assert (image.revision, image.box_count, Box.objects.count()) == (8, 8, 8)


@pytest.mark.django_db(transaction=True)
def test_the_same_request_sent_eight_times_at_once_is_saved_once(image: Image, category: Category, bob: User) -> None:
    change = make.box_change(make.box_values(category), id=uuid.uuid4())
    start = threading.Barrier(8)
    answers: list[int] = []

    def send() -> None:
        start.wait()
        saved = annotations.save(Image.objects.get(pk=image.pk), author=bob, base_revision=0, change=change)
        answers.append(saved.number)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [1] * 8
    assert image.revisions.count() == 1
