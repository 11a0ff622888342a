"""One image and its bytes."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.models import Image, Project
from tests import make
from tests.annotator.asking import Asker


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
