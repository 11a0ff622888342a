"""The site admin: what staff see, what they may change, and what nobody may."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from annotator import admin
from annotator.models import (
    ApiToken,
    Box,
    Category,
    DatasetVersion,
    Export,
    Image,
    Job,
    JobEvent,
    Membership,
    ModelVersion,
    Prediction,
    Project,
    Promotion,
    Revision,
)
from annotator.services import annotations, loop
from tests import make
from tests.annotator.asking import browser_of, program_of

WRITTEN_ONCE = (Box, DatasetVersion, Export, JobEvent, ModelVersion, Prediction, Promotion, Revision)


@pytest.fixture
def superuser(db: None) -> Client:
    return browser_of(make.make_user("root", is_superuser=True, is_staff=True))


@pytest.fixture
def staff(db: None) -> Client:
    """Somebody with every permission that there is, but no superuser."""
    user = make.make_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    return browser_of(user)


@pytest.fixture
def full(project: Project, category: Category, alice: User) -> Project:
    """A row of each kind."""
    for _ in range(3):
        image = make.make_image(project)
        boxes = [make.box_values(category), make.box_values(category, x1=50.0, x2=60.0)]
        annotations.save(image, author=alice, base_revision=0, change=make.box_change(*boxes, state="done"))
    model = make.make_model(project)
    loop.promote(model, by=alice)
    make.make_prediction(make.make_image(project), model, boxes=[])
    DatasetVersion.objects.create(project=project, number=1, manifest="datasets/1.json", sha256="1")
    Export.objects.create(project=project, format="coco", file="x", file_name="x.json", sha256="1", byte_size=1)
    loop.start_training(project, by=alice)
    program_of(alice)
    return project


def page(model: Any, kind: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def act(client: Client, model: Any, action: str, *rows: Any) -> str:
    """Run an action of the list, and give the page that follows."""
    body = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(page(model, "changelist"), body, follow=True).content.decode()


# --- the door ---------------------------------------------------------------------------------------------------


def test_strangers_are_sent_to_the_one_sign_in_page(db: None) -> None:
    answer = Client().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/sign-in?next=%2Fadmin%2F"
    assert Client().post("/admin/login/", {"username": "root", "password": "x"}).status_code == 302


def test_people_who_are_not_staff_are_refused_and_not_sent_in_circles(alice: User) -> None:
    answer = browser_of(alice).get("/admin/", follow=True)
    assert answer.status_code == 403
    assert b'<a href="/">Go to your projects</a>' in answer.content


def test_a_token_opens_no_admin_page(db: None) -> None:
    client = program_of(make.make_user("root", is_superuser=True, is_staff=True))
    assert client.get("/admin/").status_code == 302


def test_the_admin_leads_back_to_the_app(superuser: Client) -> None:
    assert '<a href="/">View site</a>' in superuser.get("/admin/").content.decode()


# --- browsing ---------------------------------------------------------------------------------------------------


def test_every_model_of_ours_is_there(db: None) -> None:
    assert set(apps.get_app_config("annotator").get_models()) <= set(admin.site._registry)


@pytest.mark.parametrize("model", [*admin.site._registry], ids=lambda model: model.__name__)
def test_each_list_and_each_row_opens(model: Any, full: Project, superuser: Client) -> None:
    listed = superuser.get(page(model, "changelist"), {"q": "a"} if admin.site._registry[model].search_fields else {})
    assert listed.status_code == 200
    for row in model._default_manager.all()[:1]:
        assert superuser.get(page(model, "change", row.pk)).status_code == 200


def test_names_are_text_in_the_admin_too(superuser: Client) -> None:
    make.make_project("<script>alert(1)</script>")
    content = superuser.get(page(Project, "changelist")).content.decode()
    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content


def test_pages_of_the_admin_need_no_inline_script_or_style(full: Project, superuser: Client) -> None:
    for address in ("/admin/", page(Project, "changelist"), page(Project, "change", full.pk), page(User, "add")):
        answer = superuser.get(address)
        content = answer.content.decode()
        assert "unsafe-inline" not in answer["Content-Security-Policy"]
        assert "<style" not in content
        assert " style=" not in content
        assert "<script>" not in content


# --- what is written once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model.__name__)
def test_what_is_written_once_can_be_neither_added_changed_nor_deleted(
    model: Any, full: Project, superuser: Client
) -> None:
    row = model._default_manager.first()
    before = model._default_manager.filter(pk=row.pk).values().get()
    assert superuser.get(page(model, "add")).status_code == 403
    assert superuser.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    superuser.post(page(model, "change", row.pk), dict.fromkeys(before, "1"))
    assert "delete_selected" not in superuser.get(page(model, "changelist")).content.decode()
    assert model._default_manager.filter(pk=row.pk).values().get() == before


# --- what may be changed ----------------------------------------------------------------------------------------


def test_the_settings_of_a_project_can_be_changed(full: Project, superuser: Client) -> None:
    form = superuser.get(page(Project, "change", full.pk)).context["adminform"].form
    body = {**form.initial, "retrain_after": 30, "license_text": ""}
    answer = superuser.post(page(Project, "change", full.pk), body)
    assert answer.status_code == 302
    full.refresh_from_db()
    assert full.retrain_after == 30


def test_a_deleted_project_takes_everything_along(full: Project, superuser: Client) -> None:
    assert superuser.post(page(Project, "delete", full.pk), {"post": "yes"}).status_code == 302
    assert not Project.objects.exists()
    assert not Image.objects.exists()


def test_images_are_deleted_with_their_history(full: Project, superuser: Client) -> None:
    image = Image.objects.filter(state="done")[0]
    assert superuser.post(page(Image, "delete", image.pk), {"post": "yes"}).status_code == 302
    assert not Revision.objects.filter(image_id=image.pk).exists()


def test_a_category_is_archived_and_keeps_its_coco_id(category: Category, superuser: Client) -> None:
    body = {"name": "cell", "color": category.color, "hotkey": "", "archived": "on", "coco_id": 99}
    assert superuser.post(page(Category, "change", category.pk), body).status_code == 302
    category.refresh_from_db()
    assert (category.archived, category.coco_id) == (True, 1)


def test_a_digest_is_shown_to_nobody_and_a_token_can_be_taken_away(full: Project, superuser: Client) -> None:
    token = ApiToken.objects.get()
    assert token.digest not in superuser.get(page(ApiToken, "change", token.pk)).content.decode()
    superuser.post(page(ApiToken, "delete", token.pk), {"post": "yes"})
    assert not ApiToken.objects.exists()


# --- rights -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [User, Membership], ids=lambda model: model.__name__)
def test_staff_cannot_touch_rights_even_with_every_permission(model: Any, full: Project, staff: Client) -> None:
    row = model.objects.first()
    assert staff.get(page(model, "add")).status_code == 403
    assert staff.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert staff.post(page(model, "change", row.pk), {"is_superuser": "on", "role": "manager"}).status_code == 403


def test_staff_cannot_raise_themselves_or_set_passwords(staff: Client) -> None:
    me = User.objects.get(username="staff")
    staff.post(page(User, "change", me.pk), {"username": "staff", "is_superuser": "on", "is_staff": "on"})
    assert staff.get(f"/admin/auth/user/{me.pk}/password/").status_code == 403
    me.refresh_from_db()
    assert not me.is_superuser
    assert staff.get(reverse("admin:auth_group_add")).status_code == 403


def test_a_superuser_makes_a_user_and_a_link_for_them(superuser: Client) -> None:
    body = {"username": "newcomer", "usable_password": "false", "password1": "", "password2": ""}
    assert superuser.post(page(User, "add"), body).status_code == 302
    content = act(superuser, User, "make_sign_in_link", User.objects.get(username="newcomer"))
    link = content[content.index("/sign-in/link") :].split("<")[0].strip()
    newcomer = Client()
    assert newcomer.get(link).status_code == 302
    assert newcomer.get("/api/session").json()["user"]["username"] == "newcomer"


# --- steps of the loop ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "kind"), [("retrain_now", "train"), ("pre_label_open_images", "predict"), ("export_coco", "export")]
)
def test_a_step_is_started_and_its_job_linked(action: str, kind: str, full: Project, superuser: Client) -> None:
    make.make_image(full)
    content = act(superuser, Project, action, full)
    job = Job.objects.filter(kind=kind).latest("pk")
    assert page(Job, "change", job.pk) in content


def test_a_step_that_cannot_be_taken_says_why(superuser: Client) -> None:
    content = act(superuser, Project, "retrain_now", make.make_project())
    assert "no finished image" in content
    assert not Job.objects.exists()


def test_a_model_is_promoted_and_rolled_back(full: Project, superuser: Client) -> None:
    second = make.make_model(full)
    make.make_image(full)
    content = act(superuser, ModelVersion, "promote", second)
    second.refresh_from_db()
    assert second.is_active
    assert page(Job, "change", Job.objects.filter(kind="predict").latest("pk").pk) in content
    act(superuser, ModelVersion, "roll_back", second)
    second.refresh_from_db()
    assert not second.is_active


def test_a_job_is_cancelled(full: Project, superuser: Client) -> None:
    job = Job.objects.get(kind="train")
    act(superuser, Job, "cancel", job)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_no_action_runs_without_the_csrf_token(full: Project) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_user("root", is_superuser=True, is_staff=True))
    answer = client.post(page(Project, "changelist"), {"action": "retrain_now", "_selected_action": [full.pk]})
    assert answer.status_code == 403
