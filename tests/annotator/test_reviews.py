"""Doubts, verdicts, and what a reviewer gets to see, in which order and why."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.models import Category, Image, Project, Revision
from annotator.services import annotations, queue, reviews, training
from tests import make
from tests.annotator.asking import Asker

SAMPLED, LEFT_OUT = "0" * 64, "f" * 64


def settle(image: Image, author: User, state: str, **values: Any) -> Image:
    change = make.box_change(state=state, **values)
    annotations.save(image, author=author, base_revision=image.revision, change=change)
    image.refresh_from_db()
    return image


def judge(client: Asker, image: Image, **values: Any) -> Any:
    image.refresh_from_db()
    body = {"id": str(uuid.uuid4()), **values}
    return client.ask("PATCH", f"/api/images/{image.pk}/annotation", body, If_Match=f'"{image.revision}"')


@pytest.fixture
def doubt(image: Image, bob: User) -> Image:
    return settle(image, bob, "unsure", reason="A cup or a bowl?")


def test_a_doubt_leaves_the_queue_and_waits_for_a_reviewer(doubt: Image, project: Project, alice: User) -> None:
    assert queue.lease_next(project, alice) == []
    assert reviews.waiting(project)["unsure"] == 1
    assert not training.finished(project).exists()


def test_a_doubt_says_whose_it_is_and_in_which_words(doubt: Image, annotator: Asker) -> None:
    note = annotator.ask("GET", f"/api/images/{doubt.pk}/annotation").json()["note"]
    assert (note["author"], note["text"]) == ("bob", "A cup or a bowl?")
    assert doubt.revisions.get().kind == Revision.Kind.UNSURE


def test_an_approved_doubt_is_finished_work_of_who_did_it(doubt: Image, reviewer: Asker, bob: User, rita: User) -> None:
    assert judge(reviewer, doubt, state="done", review=True).json()["state"] == "done"
    doubt.refresh_from_db()
    assert (doubt.finished_by, doubt.reviewed_by) == (bob, rita)
    assert doubt.revisions.get(number=2).kind == Revision.Kind.REVIEW
    assert training.finished(doubt.project).exists()
    assert reviews.waiting(doubt.project) == {"unsure": 0, "again": 0, "sampled": 0, "open_comments": 0}


def test_a_returned_image_comes_to_its_next_annotator_with_the_words(
    doubt: Image, reviewer: Asker, project: Project, annotator: Asker
) -> None:
    judge(reviewer, doubt, state="returned", review=True, reason="It is a bowl.")
    [opened] = annotator.ask("POST", f"/api/projects/{project.pk}/queue/next", {}).json()["results"]
    assert opened["image"]["id"] == doubt.pk
    assert (opened["annotation"]["note"]["author"], opened["annotation"]["note"]["text"]) == ("rita", "It is a bowl.")


def test_a_returned_image_does_not_come_back_to_the_reviewer_as_work_begun(
    doubt: Image, reviewer: Asker, rita: User, project: Project
) -> None:
    reviews.lease_next(project, rita)
    judge(reviewer, doubt, state="returned", review=True, reason="It is a bowl.")
    doubt.refresh_from_db()
    assert doubt.leased_to is None


@pytest.mark.parametrize("verdict", [{"state": "done", "review": True}, {"state": "returned"}])
def test_only_reviewers_give_verdicts(doubt: Image, annotator: Asker, verdict: dict[str, Any]) -> None:
    answer = judge(annotator, doubt, **verdict)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_needed")
    doubt.refresh_from_db()
    assert (doubt.state, doubt.revision) == ("unsure", 1)


@pytest.mark.parametrize("state", ["todo", "skipped", "unsure", None])
def test_a_verdict_is_either_done_or_returned(doubt: Image, reviewer: Asker, state: str | None) -> None:
    assert judge(reviewer, doubt, review=True, **({"state": state} if state else {})).status_code == 400
    doubt.refresh_from_db()
    assert doubt.revision == 1


def test_whoever_had_the_doubt_may_still_finish_the_image(doubt: Image, bob: User) -> None:
    settle(doubt, bob, "done")
    assert (doubt.state, doubt.reviewed_at) == ("done", None)


def test_an_approval_without_a_change_is_no_news_to_the_next_training(image: Image, bob: User, reviewer: Asker) -> None:
    finished_at = settle(image, bob, "done").finished_at
    judge(reviewer, image, state="done", review=True)
    image.refresh_from_db()
    assert image.finished_at == finished_at
    assert image.reviewed_at


def test_an_image_that_changes_after_its_review_is_looked_at_again(
    image: Image, bob: User, reviewer: Asker, category: Category
) -> None:
    settle(image, bob, "done")
    judge(reviewer, image, state="returned", reason="One is missing.")
    assert reviews.waiting(image.project)["again"] == 0
    image.refresh_from_db()
    box = make.box_values(category)
    annotations.save(image, author=bob, base_revision=2, change=make.box_change(box, state="done"))
    assert reviews.waiting(image.project)["again"] == 1


def test_the_same_request_twice_is_one_verdict(doubt: Image, rita: User) -> None:
    change = make.box_change(state="done", kind=Revision.Kind.REVIEW)
    for _ in range(2):
        annotations.save(doubt, author=rita, base_revision=1, change=change)
    assert doubt.revisions.count() == 2


def test_doubts_come_first_then_what_came_back_then_a_sample(project: Project, bob: User, rita: User) -> None:
    now = timezone.now()
    done = {"state": Image.State.DONE, "finished_at": now, "finished_by": bob}
    sampled = make.make_image(project, sha256=SAMPLED, **done)
    again = make.make_image(project, sha256=LEFT_OUT, reviewed_at=now - timedelta(hours=1), **done)
    make.make_image(project, sha256=LEFT_OUT[:-1] + "e", **done)
    unsure = settle(make.make_image(project, sha256=LEFT_OUT[:-1] + "d"), bob, "unsure", reason="A cup?")
    leased = reviews.lease_next(project, rita, count=10)
    assert [(row.image.pk, row.reason.code) for row in leased] == [
        (unsure.pk, "unsure"), (again.pk, "again"), (sampled.pk, "sampled"),
    ]  # fmt: skip
    assert leased[0].reason.text == "bob is unsure: “A cup?”"


def test_nobody_is_sampled_by_themselves(project: Project, bob: User, rita: User) -> None:
    settle(make.make_image(project, sha256=SAMPLED), rita, "done")
    assert reviews.lease_next(project, rita) == []


def test_two_reviewers_do_not_get_the_same_image(doubt: Image, project: Project, rita: User, alice: User) -> None:
    assert len(reviews.lease_next(project, rita)) == 1
    assert reviews.lease_next(project, alice) == []


def test_the_reviewers_queue_gives_all_that_the_editor_needs(
    doubt: Image, project: Project, reviewer: Asker, annotator: Asker
) -> None:
    address = f"/api/projects/{project.pk}/review/next"
    assert annotator.ask("POST", address, {}).status_code == 403
    [opened] = reviewer.ask("POST", address, {"count": 3}).json()["results"]
    assert (opened["image"]["state"], opened["reason"]["code"]) == ("unsure", "unsure")
    assert reviewer.ask("POST", address, {"exclude": [doubt.pk]}).status_code == 204


def test_today_counts_finished_images_and_their_boxes(
    project: Project, category: Category, bob: User, rita: User, annotator: Asker
) -> None:
    for author in (bob, bob, rita):
        image = make.make_image(project)
        change = make.box_change(make.box_values(category), make.box_values(category), state="done")
        annotations.save(image, author=author, base_revision=0, change=change)
    settle(make.make_image(project), bob, "skipped")
    settle(make.make_image(project), bob, "unsure")
    long_ago = timezone.now() - timedelta(days=1)
    make.make_image(project, state="done", finished_at=long_ago, finished_by=bob)
    midnight = (timezone.now() - timedelta(hours=1)).isoformat().replace("+", "%2B")
    answer = annotator.ask("GET", f"/api/projects/{project.pk}/today?since={midnight}").json()
    assert answer == {"mine": {"images": 2, "boxes": 4}, "everybody": {"images": 3, "boxes": 6}}


@pytest.mark.parametrize("query", ["", "?since=yesterday", "?since=2026-01-01T00:00Z&who=bob"])
def test_today_needs_to_know_when_it_began(project: Project, annotator: Asker, query: str) -> None:
    assert annotator.ask("GET", f"/api/projects/{project.pk}/today{query}").status_code == 400


def test_a_long_revision_may_come_with_its_first_changes_only(
    image: Image, category: Category, bob: User, annotator: Asker
) -> None:
    boxes = [make.box_values(category) for _ in range(5)]
    annotations.save(image, author=bob, base_revision=0, change=make.box_change(*boxes))
    address = f"/api/images/{image.pk}/revisions"
    [row] = annotator.ask("GET", f"{address}?most_changes=2").json()["results"]
    assert (len(row["changes"]), row["change_count"]) == (2, 5)
    [row] = annotator.ask("GET", address).json()["results"]
    assert (len(row["changes"]), row["change_count"]) == (5, 5)
    assert annotator.ask("GET", f"{address}?most_changes=-1").status_code == 400
