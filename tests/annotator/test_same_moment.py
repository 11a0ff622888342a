"""Two people, or one hand that clicks twice, in the same moment: one of them is answered, none is half done."""

import uuid
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.errors import AnnotatorError, NameTaken
from annotator.models import Comment, Membership, ModelVersion, Project, Role
from annotator.services import categories, comments, members, projects, registry
from tests import make
from tests.annotator.asking import browser_of
from tests.working import at_once

AT_ONCE = 6
pytestmark = pytest.mark.django_db(transaction=True)


def outcome(call: Any) -> str:
    """The code of the refusal, or done."""
    try:
        call()
    except AnnotatorError as error:
        return error.code
    return "done"


def test_a_name_that_many_want_at_once_is_taken_once(alice: User) -> None:
    answers = at_once(
        AT_ONCE, lambda _: outcome(lambda: projects.create_project(name="New", owner=alice, category_names=["a"]))
    )
    assert Counter(answers) == {"done": 1, NameTaken.code: AT_ONCE - 1}
    assert Project.objects.get().categories.count() == 1


def test_projects_that_are_renamed_to_one_name_at_once_do_not_share_it(alice: User) -> None:
    made = [make.make_project(f"Project {number}") for number in range(AT_ONCE)]
    answers = at_once(AT_ONCE, lambda number: outcome(lambda: projects.update_project(made[number], name="New")))
    assert Counter(answers) == {"done": 1, NameTaken.code: AT_ONCE - 1}
    assert Project.objects.filter(name="New").count() == 1


def test_categories_that_are_added_at_once_are_all_there(project: Project) -> None:
    at_once(AT_ONCE, lambda number: categories.add_category(project, name=f"category {number}"))
    rows = project.categories.all()
    assert [row.coco_id for row in rows] == list(range(1, AT_ONCE + 1))
    assert len({row.hotkey for row in rows}) == AT_ONCE


def test_two_managers_cannot_both_leave(project: Project, alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob).update(role=Role.MANAGER)
    managers = list(Membership.objects.filter(role=Role.MANAGER))
    steps_down = [
        lambda: members.change_role(managers[0], Role.VIEWER),
        lambda: members.remove_member(managers[1]),
    ]
    answers = at_once(2, lambda number: outcome(steps_down[number]))
    assert Counter(answers) == {"done": 1, "last_manager": 1}
    assert Membership.objects.filter(role=Role.MANAGER).count() == 1


def test_settings_that_two_people_change_are_both_kept(project: Project) -> None:
    first, second = Project.objects.get(), Project.objects.get()
    projects.update_project(first, name="Blood", tolerance=0.6)
    projects.update_project(second, train_minutes=7.0)
    kept = Project.objects.get()
    assert (kept.name, kept.tolerance, kept.train_minutes) == ("Blood", 0.6, 7.0)


def test_a_category_that_two_people_change_keeps_both_changes(project: Project) -> None:
    made = categories.add_category(project, name="cel")
    first, second = project.categories.get(), project.categories.get()
    categories.update_category(first, name="cell")
    categories.update_category(second, color="#123456")
    made.refresh_from_db()
    assert (made.name, made.color) == ("cell", "#123456")


def test_a_project_that_is_renamed_while_a_model_is_trained_keeps_its_new_name(project: Project) -> None:
    as_the_training_knows_it = Project.objects.get()
    projects.update_project(project, name="Blood")
    projects.create_project(name="Cells", owner=None)
    model = registry.register_model(as_the_training_knows_it, origin=ModelVersion.Origin.TRAINED)
    assert model.number == 1
    assert Project.objects.get(pk=project.pk).name == "Blood"


def test_what_is_deleted_while_somebody_changes_it_is_not_there(
    project: Project, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make.make_image(project)
    remark = comments.add_comment(image, author=alice, text="Is it?", key=uuid.uuid4())
    monkeypatch.setattr(comments, "_clean", lambda text: (Comment.objects.all().delete(), text)[1])
    answer = browser_of(alice).ask("PATCH", f"/api/comments/{remark.pk}", {"text": "It is."})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_save_whose_image_is_deleted_meanwhile_is_refused(project: Project, alice: User) -> None:
    image = make.make_image(project)
    stale = type(image).objects.get()
    image.delete()
    address = f"/api/images/{image.pk}/annotation"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotator.api.annotations.image_for", lambda *args, **values: stale)
        change = {"id": str(uuid.uuid4()), "state": "done"}
        answer = browser_of(alice).ask("PATCH", address, change, If_Match='"0"')
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_action_keeps_its_id_to_itself(project: Project, alice: User) -> None:
    other = make.make_project("Other", members={alice: Role.MANAGER})
    body = {"id": str(uuid.uuid4()), "action": "finish", "selection": {"filters": {}}}
    client = browser_of(alice)
    assert client.ask("POST", f"/api/projects/{project.pk}/bulk-actions", body).status_code == 201
    for address, request in (
        (f"/api/projects/{other.pk}/bulk-actions", body),
        (f"/api/projects/{project.pk}/bulk-actions", {**body, "action": "skip"}),
    ):
        answer = client.ask("POST", address, request)
        assert (answer.status_code, answer.json()["code"]) == (409, "action_reused")
