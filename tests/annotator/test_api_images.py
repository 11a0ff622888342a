"""Uploads, the gallery, and the bytes themselves."""

from itertools import chain
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from annotator.models import Category, Image, Project
from tests import make
from tests.annotator.asking import Asker, browser_of


@pytest.fixture
def manager(alice: User) -> Asker:
    return browser_of(alice)


@pytest.fixture
def viewer(vera: User) -> Asker:
    return browser_of(vera)


# --- uploads ----------------------------------------------------------------------------------------------------


def test_each_file_gets_its_own_answer(project: Project, manager: Asker) -> None:
    files = [
        ("new.png", make.picture(color="red")),
        ("twin.png", make.picture(color="red")),
        ("letter.txt", b"Dear all,"),
        ("empty.png", b""),
    ]
    answer = manager.upload(f"/api/projects/{project.pk}/images", files)
    assert answer.status_code == 201
    rows = answer.json()["results"]
    assert [row["status"] for row in rows] == ["added", "duplicate", "refused", "refused"]
    assert rows[0]["image"] == rows[1]["image"]
    assert (rows[0]["image"]["width"], rows[0]["image"]["height"]) == (64, 48)
    assert rows[2]["image"] is None
    assert rows[2]["error"]["code"].startswith("image_")
    assert rows[2]["error"]["hint"]
    assert rows[3]["error"]["code"] == "image_empty"


def test_a_repeated_upload_changes_nothing(project: Project, manager: Asker) -> None:
    for status in ("added", "duplicate"):
        answer = manager.upload(f"/api/projects/{project.pk}/images", [("a.png", make.picture())])
        assert [row["status"] for row in answer.json()["results"]] == [status]
    assert project.images.count() == 1


def test_a_file_that_is_too_large_is_refused_and_the_others_come_in(
    project: Project, manager: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = make.picture(), make.picture(format="BMP")
    monkeypatch.setattr("annotator.api.images.MAX_FILE_BYTES", len(small))
    monkeypatch.setattr("annotator.api.images.BATCH_BYTES", len(small))
    files = [("a.png", small), ("large.bmp", large), ("b.png", small)]
    rows = manager.upload(f"/api/projects/{project.pk}/images", files).json()["results"]
    assert [row["status"] for row in rows] == ["added", "refused", "duplicate"]
    assert rows[1]["error"]["code"] == "image_file_too_large"


def test_a_form_that_says_it_is_huge_is_refused_before_it_is_read(project: Project, manager: Asker) -> None:
    address = f"/api/projects/{project.pk}/images"
    form = "multipart/form-data; boundary=edge"
    answer: Any = manager.generic("POST", address, b"--edge", form, CONTENT_LENGTH=str(3 * 2**30))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_folders_stay_in_the_name(project: Project, manager: Asker) -> None:
    answer = manager.upload(f"/api/projects/{project.pk}/images", [("day 1/left/a.png", make.picture())])
    assert answer.json()["results"][0]["file_name"] == "day 1/left/a.png"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.png",
        "/etc/passwd.png",
        "C:\\windows\\a.png",
        "a\r\nSet-Cookie: x=1.png",
        "<img src=x onerror=alert(1)>.png",
        "x" * 300 + ".png",
        "\u202egnp.exe.png",
        "\u0000.png",
        ".png",
        "con.png",
        "--help.png",
        "a\u0301.png",
        "\U0001f600.png",
        "....//a.png",
    ],
)
def test_a_hostile_name_is_text_and_leads_nowhere(name: str, project: Project, manager: Asker) -> None:
    answer = manager.upload(f"/api/projects/{project.pk}/images", [(name, make.picture())])
    assert answer.status_code == 201
    image = Image.objects.get()
    assert image.file.name.startswith("images/")
    assert len(image.file_name) <= 255
    assert ".." not in image.file_name.split("/")
    assert image.file_name.isprintable()
    header = manager.get(f"/api/images/{image.pk}/file")["Content-Disposition"]
    assert header.startswith("inline; filename*=UTF-8''")
    assert header.isascii()
    assert header.isprintable()


def test_an_upload_without_a_file_is_refused(project: Project, manager: Asker) -> None:
    answer = manager.upload(f"/api/projects/{project.pk}/images", [], note="nothing here")
    assert answer.status_code == 400
    assert answer.json()["field"] == "files"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"--edge\r\nbroken", "multipart/form-data; boundary=edge", 400),
        (b"", "multipart/form-data", 400),
        (b"", "multipart/form-data; boundary=" + "x" * 10_000, 400),
    ],
)
def test_what_is_no_form_is_refused(
    body: bytes, content_type: str, status: int, project: Project, manager: Asker
) -> None:
    answer = manager.generic("POST", f"/api/projects/{project.pk}/images", body, content_type=content_type)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_too_many_files_at_once_are_refused_in_words(project: Project, manager: Asker) -> None:
    answer = manager.upload(f"/api/projects/{project.pk}/images", [(f"{n}.png", b"x") for n in range(501)])
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_many_parts"


# --- the gallery ------------------------------------------------------------------------------------------------


def test_a_row_shows_what_the_thumbnail_needs(project: Project, category: Category, viewer: Asker) -> None:
    image = make.make_image(project, file_name="left/a.png")
    make.make_box(image, category)
    model = make.make_model(project, is_active=True)
    make.make_prediction(
        image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None], [category.pk, 1, 2, 3, 4, 0.1, None]]
    )
    [row] = viewer.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]
    assert row["boxes"] == [[category.pk, 10, 20, 30, 50]]
    assert row["predicted"] == [[category.pk, 1, 2, 3, 4, 0.9]]
    assert row["file_name"] == "left/a.png"
    assert row["thumbnail"] == f"/api/images/{image.pk}/thumbnail?v={image.sha256[:12]}"


def test_a_finished_image_shows_no_suggestions(project: Project, category: Category, viewer: Asker) -> None:
    image = make.make_image(project, state=Image.State.DONE)
    model = make.make_model(project, is_active=True)
    make.make_prediction(image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]])
    [row] = viewer.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]
    assert row["predicted"] == []


def test_a_crowded_image_shows_its_first_200_boxes(project: Project, category: Category, viewer: Asker) -> None:
    crowded, other = make.make_image(project), make.make_image(project)
    for x in range(205):
        make.make_box(crowded, category, x1=x, x2=x + 1)
    make.make_box(other, category)
    rows = {row["id"]: row for row in viewer.ask("GET", f"/api/projects/{project.pk}/images").json()["results"]}
    assert [box[1] for box in rows[crowded.pk]["boxes"]] == list(range(200))
    assert len(rows[other.pk]["boxes"]) == 1


def follow(client: Asker, address: str, link: str) -> list[list[int]]:
    """The ids of all pages, by `next` or `previous` links."""
    pages = []
    while address:
        page = client.ask("GET", address).json()
        pages.append([row["id"] for row in page["results"]])
        address = page[link]
    return pages


@pytest.mark.parametrize("ordering", ["id", "-id", "-priority", "file_name"])
def test_pages_show_every_image_once_in_order_and_lead_back(ordering: str, project: Project, viewer: Asker) -> None:
    for number in range(11):
        make.make_image(project, priority=number % 3, file_name=f"{number % 4}.png")
    expected = list(project.images.order_by(ordering, "id").values_list("pk", flat=True))
    start = f"/api/projects/{project.pk}/images?limit=4&ordering={ordering}"
    pages = follow(viewer, start, "next")
    assert [*chain(*pages)] == expected
    assert [len(page) for page in pages] == [4, 4, 3]
    last = viewer.ask("GET", start).json()
    while last["next"]:
        last = viewer.ask("GET", last["next"]).json()
    assert follow(viewer, last["previous"], "previous") == [pages[1], pages[0]]


def test_an_image_added_meanwhile_neither_hides_nor_doubles_another(project: Project, viewer: Asker) -> None:
    for _ in range(6):
        make.make_image(project)
    first = viewer.ask("GET", f"/api/projects/{project.pk}/images?limit=3").json()
    make.make_image(project)
    second = viewer.ask("GET", first["next"]).json()
    seen = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(seen)) == 6


def test_filters_narrow_the_list(project: Project, category: Category, viewer: Asker) -> None:
    done = make.make_image(project, state=Image.State.DONE, file_name="Left/One.png", split=Image.Split.HOLDOUT)
    todo = make.make_image(project, file_name="right/two.png")
    make.make_image(project, state=Image.State.SKIPPED)
    make.make_box(done, category)
    for query, expected in {
        "state=done": {done.pk},
        "state=todo,done": {done.pk, todo.pk},
        "split=holdout": {done.pk},
        f"category={category.pk}": {done.pk},
        "search=left": {done.pk},
        "search=%25": set(),
        "search=two&state=done": set(),
    }.items():
        found = viewer.ask("GET", f"/api/projects/{project.pk}/images?{query}").json()["results"]
        assert {row["id"] for row in found} == expected, query


@pytest.mark.parametrize(
    "query",
    [
        "state=maybe",
        "split=test",
        "category=x",
        "category=9223372036854775808",
        "ordering=password",
        "ordering=uploaded_by__password",
        "owner__password__startswith=p",
        "search__regex=(a%2B)%2B$",
        "limit=0",
        "limit=-1",
        "limit=x",
        "cursor=garbage",
        "cursor=W251bGwsMSxmYWxzZV0",
        "cursor=W10",
        "search=%00",
        "page=2",
    ],
)
def test_an_unknown_filter_or_value_is_refused(query: str, project: Project, viewer: Asker) -> None:
    answer = viewer.ask("GET", f"/api/projects/{project.pk}/images?{query}")
    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] == "invalid_input"


def test_a_page_has_at_most_200_rows(project: Project, viewer: Asker) -> None:
    Image.objects.bulk_create(
        Image(project=project, sha256=f"{n:064x}", file_name="a", width=1, height=1, byte_size=1) for n in range(205)
    )
    answer = viewer.ask("GET", f"/api/projects/{project.pk}/images?limit=1000000").json()
    assert len(answer["results"]) == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=st.text(max_size=40) | st.binary(max_size=30).map(lambda raw: raw.hex()))
def test_no_cursor_makes_the_server_fail(cursor: str, project: Project, viewer: Asker) -> None:
    for ordering in ("id", "-priority", "file_name"):
        answer = viewer.get(f"/api/projects/{project.pk}/images", {"cursor": cursor, "ordering": ordering})
        assert answer.status_code in (200, 400)


def test_a_page_costs_the_same_for_two_images_and_for_twenty(
    project: Project, category: Category, viewer: Asker
) -> None:
    model = make.make_model(project, is_active=True)
    costs = []
    for _ in range(2):
        for _ in range(10):
            image = make.make_image(project)
            make.make_box(image, category)
            make.make_prediction(image, model, boxes=[[category.pk, 1, 2, 3, 4, 0.9, None]])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            viewer.ask("GET", f"/api/projects/{project.pk}/images")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 11


# --- one image and its bytes ------------------------------------------------------------------------------------


@pytest.fixture
def uploaded(project: Project, manager: Asker) -> Image:
    manager.upload(f"/api/projects/{project.pk}/images", [("day 1/ü.png", make.picture(400, 300))])
    return Image.objects.get()


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_bytes_come_with_their_own_type_and_can_do_nothing(uploaded: Image, viewer: Asker) -> None:
    answer = viewer.get(f"/api/images/{uploaded.pk}/file?content_type=text/html", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert content_of(answer) == make.picture(400, 300)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Content-Disposition"] == "inline; filename*=UTF-8''%C3%BC.png"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("kind", ["thumbnail", "preview"])
def test_small_pictures_are_webp(kind: str, uploaded: Image, viewer: Asker) -> None:
    answer = viewer.get(f"/api/images/{uploaded.pk}/{kind}")
    assert answer["Content-Type"] == "image/webp"
    assert content_of(answer)[8:12] == b"WEBP"


def test_what_a_browser_has_already_is_not_sent_again(uploaded: Image, viewer: Asker) -> None:
    first = viewer.get(f"/api/images/{uploaded.pk}/thumbnail")
    content_of(first)
    again = viewer.get(f"/api/images/{uploaded.pk}/thumbnail", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == first["Cache-Control"]
    other = viewer.get(f"/api/images/{uploaded.pk}/preview", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("span", ["bytes=0-", "bytes=0-10", "bytes=5-1", "bytes=" + ",".join(["0-1"] * 1000)])
def test_ranges_change_nothing(span: str, uploaded: Image, viewer: Asker) -> None:
    answer = viewer.get(f"/api/images/{uploaded.pk}/file", headers={"Range": span})
    assert answer.status_code == 200
    assert content_of(answer) == make.picture(400, 300)


@pytest.mark.parametrize("kind", ["file", "thumbnail", "preview"])
def test_a_picture_costs_three_questions(
    uploaded: Image, viewer: Asker, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Who asks, whose session that is, and whether they may see it: a gallery asks hundreds of times."""
    with django_assert_num_queries(3):
        content_of(viewer.get(f"/api/images/{uploaded.pk}/{kind}"))


@pytest.mark.parametrize("kind", ["file", "thumbnail"])
def test_a_file_that_was_deleted_by_hand_is_named(kind: str, uploaded: Image, viewer: Asker) -> None:
    uploaded.file.storage.delete(uploaded.file.name)
    uploaded.file.storage.delete(f"renditions/thumbnail/{uploaded.sha256[:2]}/{uploaded.sha256}.webp")
    answer = viewer.get(f"/api/images/{uploaded.pk}/{kind}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "file_missing"
    assert "missing on the server" in answer.json()["detail"]


def test_a_deleted_image_takes_its_files_along(uploaded: Image, manager: Asker) -> None:
    assert manager.ask("DELETE", f"/api/images/{uploaded.pk}").status_code == 204
    assert manager.ask("GET", f"/api/images/{uploaded.pk}").status_code == 404
    assert not uploaded.file.storage.exists(uploaded.file.name)


@pytest.mark.parametrize("row", ["0", "-1", "9223372036854775808", "1%20OR%201=1", "%00", "x", "1.0", "0001", "\uff11"])
def test_an_id_that_is_none_is_not_found(row: str, viewer: Asker, project: Project) -> None:
    for address in (f"/api/images/{row}", f"/api/images/{row}/file", f"/api/projects/{row}/images"):
        assert viewer.get(address).status_code == 404
