"""Every address, every verb, every kind of person: what the table does not name fails the test."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from annotator.models import (
    ApiToken,
    Comment,
    CropPage,
    Export,
    Job,
    Membership,
    Project,
    Role,
    SavedView,
    Suspect,
)
from annotator.services import blobs, datasets, images
from tests import make
from tests.annotator.asking import Asker, browser_of, program_of

VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
REFUSALS = {401, 403, 404, 405}

# Who may: anyone, anyone who is signed in, the same but in a browser only, members from a role on, the site admin.
ANYONE, SIGNED_IN, BROWSER, SITE_ADMIN = "anyone", "signed in", "browser", "site admin"
VIEWER, ANNOTATOR, REVIEWER, MANAGER = Role.VIEWER, Role.ANNOTATOR, Role.REVIEWER, Role.MANAGER

Right = str | Role
TABLE: dict[str, dict[str, Right]] = {
    "api/session": {"GET": SIGNED_IN, "POST": ANYONE, "DELETE": ANYONE},
    "api/account/password": {"PUT": BROWSER},
    "api/account/tokens": {"GET": BROWSER, "POST": BROWSER},
    "api/account/tokens/<id:token_id>": {"DELETE": BROWSER},
    "api/projects": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "api/projects/<id:project_id>": {"GET": VIEWER, "PATCH": MANAGER, "DELETE": MANAGER},
    "api/projects/<id:project_id>/categories": {"GET": VIEWER, "POST": MANAGER},
    "api/categories/<id:category_id>": {"PATCH": MANAGER},
    "api/projects/<id:project_id>/members": {"GET": VIEWER, "POST": MANAGER},
    "api/members/<id:member_id>": {"PATCH": MANAGER, "DELETE": MANAGER},
    "api/projects/<id:project_id>/images": {"GET": VIEWER, "POST": MANAGER},
    "api/projects/<id:project_id>/images/order": {"GET": VIEWER},
    "api/projects/<id:project_id>/bulk-actions": {"GET": VIEWER, "POST": ANNOTATOR},
    "api/projects/<id:project_id>/bulk-actions/preview": {"POST": ANNOTATOR},
    "api/projects/<id:project_id>/views": {"GET": VIEWER, "POST": VIEWER},
    "api/views/<id:view_id>": {"PATCH": MANAGER, "DELETE": MANAGER},
    "api/images/<id:image_id>": {"GET": VIEWER, "DELETE": MANAGER},
    "api/images/<id:image_id>/file": {"GET": VIEWER},
    "api/images/<id:image_id>/thumbnail": {"GET": VIEWER},
    "api/images/<id:image_id>/preview": {"GET": VIEWER},
    "api/images/<id:image_id>/tiles/<int:level>/<int:x>_<int:y>": {"GET": VIEWER},
    "api/projects/<id:project_id>/queue/next": {"POST": ANNOTATOR},
    "api/projects/<id:project_id>/queue/batch": {"GET": VIEWER},
    "api/images/<id:image_id>/open": {"GET": VIEWER},
    "api/images/<id:image_id>/lease": {"PUT": ANNOTATOR, "DELETE": ANNOTATOR},
    "api/images/<id:image_id>/presence": {"PUT": VIEWER, "DELETE": VIEWER},
    "api/images/<id:image_id>/annotation": {"GET": VIEWER, "PATCH": ANNOTATOR},
    "api/images/<id:image_id>/revisions": {"GET": VIEWER},
    "api/images/<id:image_id>/restore": {"POST": ANNOTATOR},
    "api/images/<id:image_id>/prediction": {"GET": VIEWER, "POST": ANNOTATOR},
    "api/images/<id:image_id>/trace": {"GET": VIEWER},
    "api/images/<id:image_id>/trace/why": {"POST": VIEWER},
    "api/images/<id:image_id>/comments": {"GET": VIEWER, "POST": ANNOTATOR},
    "api/comments/<id:comment_id>": {"PATCH": ANNOTATOR, "DELETE": ANNOTATOR},
    "api/projects/<id:project_id>/review": {"GET": VIEWER},
    "api/projects/<id:project_id>/review/next": {"POST": REVIEWER},
    "api/projects/<id:project_id>/today": {"GET": VIEWER},
    "api/projects/<id:project_id>/crops": {"GET": ANNOTATOR},
    "api/projects/<id:project_id>/crops/pages": {"POST": ANNOTATOR},
    "api/crop-pages/<id:page_id>/answer": {"POST": ANNOTATOR},
    "api/crop-pages/<id:page_id>/undo": {"POST": ANNOTATOR},
    "api/projects/<id:project_id>/suspects": {"GET": VIEWER},
    "api/suspects/<id:suspect_id>/answer": {"POST": ANNOTATOR},
    "api/suspects/<id:suspect_id>/undo": {"POST": ANNOTATOR},
    "api/projects/<id:project_id>/jobs": {"GET": VIEWER, "POST": MANAGER},
    "api/jobs/<id:job_id>": {"GET": VIEWER},
    "api/jobs/<id:job_id>/cancel": {"POST": MANAGER},
    "api/projects/<id:project_id>/trainings": {"GET": VIEWER},
    "api/trainings/<id:training_id>": {"GET": VIEWER},
    "api/trainings/<id:training_id>/film": {"GET": VIEWER},
    "api/trainings/<id:training_id>/epochs.csv": {"GET": VIEWER},
    "api/trainings/<id:training_id>/epochs.json": {"GET": VIEWER},
    "api/projects/<id:project_id>/models": {"GET": VIEWER},
    "api/projects/<id:project_id>/models/roll-back": {"POST": MANAGER},
    "api/models/<id:model_id>": {"GET": VIEWER},
    "api/models/<id:model_id>/promote": {"POST": MANAGER},
    "api/models/<id:model_id>/card": {"GET": VIEWER},
    "api/models/<id:model_id>/card/images": {"GET": VIEWER},
    "api/models/<id:model_id>/comparison": {"GET": VIEWER},
    "api/models/<id:model_id>/comparison/images": {"GET": VIEWER},
    "api/models/<id:model_id>/measurements": {"POST": MANAGER},
    "api/projects/<id:project_id>/imports": {"POST": MANAGER},
    "api/projects/<id:project_id>/exports": {"GET": REVIEWER, "POST": REVIEWER},
    "api/exports/<id:export_id>/file": {"GET": REVIEWER},
    "api/dataset-versions/<id:version_id>/file": {"GET": REVIEWER},
    "api/projects/<id:project_id>/statistics": {"GET": VIEWER},
    "api/projects/<id:project_id>/distributions": {"GET": VIEWER},
    "api/projects/<id:project_id>/ledger": {"GET": VIEWER},
    "api/categories/<id:category_id>/suggestions": {"PUT": MANAGER},
    "api/schema": {"GET": SIGNED_IN},
    "api/docs": {"GET": SIGNED_IN},
    "metrics": {"GET": SITE_ADMIN},
}
# Of a person, not of a project: to all others they are not there.
OWN = {"api/account/tokens/<id:token_id>", "api/crop-pages/<id:page_id>/answer", "api/crop-pages/<id:page_id>/undo"}
# Pages hold nothing of anybody; /admin/ has its own tests.
PAGES = {"favicon.ico", "health", "sign-in/link", "^(?:(?:sign-in|account)/?|projects(?:/.*)?)?$"}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from [] if address == "admin/" else routes(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address


def test_every_route_is_in_the_table() -> None:
    assert set(routes(get_resolver().url_patterns)) == set(TABLE) | PAGES


@pytest.fixture
def rows(project: Project, alice: User) -> dict[str, int]:
    """One row of each kind in Alice's project, by the name it has in the addresses."""
    category = make.make_category(project)
    uploaded = images.add_image(project, file_name="a.png", content=make.picture(), uploaded_by=alice).image
    assert uploaded is not None
    blobs.put_bytes("exports/1.json", b"{}")
    export = Export.objects.create(
        project=project, format="coco", file="exports/1.json", file_name="cells.json", sha256="1", byte_size=2
    )
    model = make.make_model(project)
    page = CropPage.objects.create(
        project=project, category=category, person=alice, model_version=model, threshold=0.95
    )
    suspect = Suspect.objects.create(project=project, image=uploaded, category=category, kind="overlooked")
    return {
        "project_id": project.pk,
        "suspect_id": suspect.pk,
        "page_id": page.pk,
        "category_id": category.pk,
        "member_id": Membership.objects.get(project=project, user__username="vera").pk,
        "image_id": uploaded.pk,
        "job_id": Job.objects.filter(project=project).values_list("pk", flat=True)[0],
        "training_id": Job.objects.create(project=project, kind="train").pk,
        "model_id": model.pk,
        "export_id": export.pk,
        "version_id": datasets.freeze_dataset(project).pk,
        "view_id": SavedView.objects.create(project=project, owner=alice, name="Mine", is_shared=True).pk,
        "comment_id": Comment.objects.create(image=uploaded, author=alice, text="Is this one?").pk,
    }


@pytest.fixture
def askers(project: Project, alice: User, bob: User, rita: User, vera: User, charlie: User) -> dict[str, Asker]:
    return {
        "anonymous": Asker(),
        "stranger": browser_of(charlie),
        "viewer": browser_of(vera),
        "annotator": browser_of(bob),
        "reviewer": browser_of(rita),
        "manager": browser_of(alice),
        "token": program_of(bob),
        "site admin": browser_of(make.make_user("root", is_superuser=True, is_staff=True)),
    }


KINDS = ("anonymous", "stranger", "viewer", "annotator", "reviewer", "manager", "token", "site admin")
ROLES = {kind: Role(kind) for kind in ("viewer", "annotator", "reviewer", "manager")} | {"token": Role.ANNOTATOR}


def expected(kind: str, right: Right | None, *, at: str) -> int | None:
    """The refusal that this kind of person must get; None where the door is open."""
    if right == ANYONE:
        return None
    if kind == "anonymous":
        return 405 if right is None and ANYONE in TABLE[at].values() else 401
    if (at.startswith("api/account") and kind == "token") or (at == "metrics" and kind != "site admin"):
        return 403  # Before anything is said of the verb.
    if right is None:
        return 405
    if right in (SIGNED_IN, BROWSER, SITE_ADMIN) or kind == "site admin":
        return None
    if kind == "stranger":
        return 404
    return None if ROLES[kind].rank >= Role(right).rank else 403


@pytest.fixture
def _every_image_has_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.services.tiles.LARGE_PIXELS", 0)


@pytest.mark.usefixtures("_every_image_has_tiles")
@pytest.mark.parametrize("route", TABLE)
def test_each_verb_is_open_to_those_in_the_table_and_to_nobody_else(
    route: str, rows: dict[str, int], askers: dict[str, Asker]
) -> None:
    token = ApiToken.objects.create(
        user=User.objects.get(username="alice"), name="old", digest="x", expires_at="2100-01-01T00:00Z"
    )
    address = "/" + route
    for name, row_id in {**rows, "token_id": token.pk}.items():
        address = address.replace(f"<id:{name}>", str(row_id))
    for part in ("level", "x", "y"):
        address = address.replace(f"<int:{part}>", "0")
    for kind, verb in product(KINDS, VERBS):
        status = status_of(askers[kind], verb, address)
        refusal = expected(kind, TABLE[route].get("GET" if verb == "HEAD" else verb), at=route)
        if route in OWN and refusal is None:
            assert status == 404 or status not in REFUSALS, f"{verb} {address} as {kind}: {status}"
        elif route == "api/comments/<id:comment_id>" and verb == "DELETE" and refusal is None:
            assert status == (204 if kind == "manager" else 403)  # Only who wrote it.
        elif refusal is None:
            assert status not in REFUSALS, f"{verb} {address} as {kind}: {status}"
        else:
            assert status == refusal, f"{verb} {address} as {kind}: {status}, expected {refusal}"


def status_of(asker: Asker, verb: str, address: str) -> int:
    """What the verb did is undone: the next one finds everything in its place."""
    with transaction.atomic():
        status: int = asker.ask(verb, address, {} if verb in ("POST", "PUT", "PATCH") else None).status_code
        transaction.set_rollback(True)
    return status
