"""What people say about images and boxes: whose words they are, and what is still open."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.models import Comment, Image, Project, Role
from tests import make
from tests.annotator.asking import Asker, browser_of

BOX = "11111111-1111-4111-8111-111111111111"


def say(client: Asker, image: Image, text: str = "Is this one?", **values: Any) -> Any:
    body = {"key": str(uuid.uuid4()), "text": text, **values}
    return client.ask("POST", f"/api/images/{image.pk}/comments", body)


def said(client: Asker, image: Image) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.ask("GET", f"/api/images/{image.pk}/comments").json()["results"]
    return rows


def change(client: Asker, comment: int, **values: Any) -> Any:
    return client.ask("PATCH", f"/api/comments/{comment}", values)


def delete(client: Asker, comment: int) -> int:
    status: int = client.ask("DELETE", f"/api/comments/{comment}").status_code
    return status


def test_a_comment_on_a_box_says_who_what_and_where(image: Image, annotator: Asker, project: Project) -> None:
    answer = say(annotator, image, "  Is this one?\n", box_key=BOX)
    assert answer.status_code == 201
    [row] = said(annotator, image)
    assert row == answer.json()
    assert (row["author"], row["text"], row["box_key"]) == ("bob", "Is this one?", BOX)
    assert (row["resolved_at"], row["edited_at"], row["replies"]) == (None, None, [])


def test_a_request_that_is_repeated_says_it_once(image: Image, annotator: Asker) -> None:
    key = str(uuid.uuid4())
    first, second = (say(annotator, image, key=key) for _ in range(2))
    assert first.json() == second.json()
    assert len(said(annotator, image)) == 1


def test_the_key_of_somebody_elses_comment_is_taken(image: Image, annotator: Asker, reviewer: Asker) -> None:
    key = str(uuid.uuid4())
    say(annotator, image, key=key)
    answer = say(reviewer, image, "Something else", key=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "comment_key_taken")
    assert [row["text"] for row in said(annotator, image)] == ["Is this one?"]


def test_an_answer_stands_under_its_comment_and_opens_it_again(image: Image, annotator: Asker, reviewer: Asker) -> None:
    comment = say(annotator, image).json()["id"]
    change(reviewer, comment, resolved=True)
    assert say(annotator, image, "No, look again.", thread=comment).status_code == 201
    [row] = said(annotator, image)
    assert [reply["text"] for reply in row["replies"]] == ["No, look again."]
    assert row["resolved_at"] is None


def test_an_answer_stays_on_its_image(image: Image, project: Project, annotator: Asker) -> None:
    comment = say(annotator, image).json()["id"]
    answer = say(annotator, make.make_image(project), thread=comment)
    assert (answer.status_code, answer.json()["field"]) == (400, "thread")
    assert Comment.objects.count() == 1


def test_whoever_draws_may_resolve_and_open_again(image: Image, annotator: Asker, reviewer: Asker) -> None:
    comment = say(annotator, image).json()["id"]
    resolved = change(reviewer, comment, resolved=True).json()
    assert resolved["resolved_by"] == "rita"
    assert change(annotator, comment, resolved=True).json()["resolved_at"] == resolved["resolved_at"]
    assert change(annotator, comment, resolved=False).json()["resolved_at"] is None


def test_only_who_wrote_it_may_mend_it(image: Image, annotator: Asker, reviewer: Asker) -> None:
    comment = say(annotator, image).json()["id"]
    answer = change(reviewer, comment, text="No.")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
    mended = change(annotator, comment, text="Are these two?").json()
    assert mended["text"] == "Are these two?"
    assert mended["edited_at"]


def test_only_who_wrote_it_may_take_it_back_and_only_before_an_answer(
    image: Image, annotator: Asker, reviewer: Asker
) -> None:
    comment = say(annotator, image).json()["id"]
    assert delete(reviewer, comment) == 403
    reply = say(reviewer, image, "Yes.", thread=comment).json()
    answer_id = Comment.objects.get(key=reply["key"]).pk
    assert delete(annotator, comment) == 400
    assert delete(reviewer, answer_id) == 204
    assert delete(annotator, comment) == 204
    assert said(annotator, image) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"text": " \n"},
        {"text": "x" * 2001},
        {"text": None},
        {"key": "no uuid"},
        {"box_key": "no uuid"},
        {"thread": 10**20},
        {"thread": 1, "box_key": BOX},
        {"author": "rita"},
    ],
)
def test_a_bad_comment_changes_nothing(image: Image, annotator: Asker, bad: dict[str, Any]) -> None:
    assert say(annotator, image, **{"text": "Is this one?", **bad}).status_code == 400
    assert not Comment.objects.exists()


@pytest.mark.parametrize("bad", [{}, {"text": ""}, {"resolved": "perhaps"}, {"text": "a", "resolved": True}])
def test_a_bad_change_changes_nothing(image: Image, annotator: Asker, bad: dict[str, Any]) -> None:
    comment = say(annotator, image).json()["id"]
    assert change(annotator, comment, **bad).status_code == 400
    assert said(annotator, image)[0]["text"] == "Is this one?"


def test_an_answer_is_not_resolved_by_itself(image: Image, annotator: Asker) -> None:
    comment = say(annotator, image).json()["id"]
    say(annotator, image, "And this?", thread=comment)
    reply = Comment.objects.get(thread=comment).pk
    assert change(annotator, reply, resolved=True).status_code == 400


def test_comments_of_a_foreign_project_are_not_there(image: Image, annotator: Asker, charlie: User) -> None:
    comment = say(annotator, image).json()["id"]
    stranger = browser_of(charlie)
    make.make_project("Other", members={charlie: Role.MANAGER})
    assert change(stranger, comment, resolved=True).status_code == 404
    assert delete(stranger, comment) == 404


def test_open_comments_are_counted_for_the_gallery_and_the_project(
    image: Image, project: Project, annotator: Asker
) -> None:
    quiet = make.make_image(project)
    comment = say(annotator, image).json()["id"]
    say(annotator, image, "And this?", thread=comment)
    say(annotator, image, "And there?")
    rows = annotator.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]
    assert {row["id"]: row["open_comments"] for row in rows} == {image.pk: 2, quiet.pk: 0}
    assert annotator.ask("GET", f"/api/projects/{project.pk}").json()["counts"]["open_comments"] == 2


def test_the_gallery_shows_only_images_with_open_comments(image: Image, project: Project, reviewer: Asker) -> None:
    make.make_image(project)
    comment = say(reviewer, image).json()["id"]
    address = f"/api/projects/{project.pk}/images?comments=open"
    assert [row["id"] for row in reviewer.ask("GET", address).json()["results"]] == [image.pk]
    change(reviewer, comment, resolved=True)
    assert reviewer.ask("GET", address).json()["results"] == []


def test_many_comments_come_page_by_page_at_the_cost_of_one(
    image: Image, annotator: Asker, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        say(annotator, image, "And this?", thread=say(annotator, image).json()["id"])
    with django_assert_max_num_queries(6):
        page = annotator.ask("GET", f"/api/images/{image.pk}/comments?limit=10").json()
    assert len(page["results"]) == 10
    assert len(annotator.ask("GET", page["next"]).json()["results"]) == 2
