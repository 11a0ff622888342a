"""Uploads over HTTP: an answer for each file, hostile names, and what is no upload."""

from typing import Any

import pytest

from annotator.models import Image, Project
from tests import make
from tests.annotator.asking import Asker


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
