"""The same verbs from a shell: projects, folders in, files out, a sample to play with."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pycocotools.coco import COCO

from annotator.formats.records import BoxRecord, ImageRecord
from annotator.formats.voc import write_voc
from annotator.models import Box, Image, Job, Project, Role
from annotator.services import loop, projects
from tests import make

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    """What the command says on both channels."""
    said = io.StringIO()
    call_command(*words, stdout=said, stderr=said)
    return said.getvalue()


def failure(*words: str) -> str:
    with pytest.raises(CommandError) as failed:
        run(*words)
    return str(failed.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, one in a folder of its own, and what else lies around."""
    below = tmp_path / "pictures" / "plate 1"
    below.mkdir(parents=True)
    (below / "one.png").write_bytes(make.picture(64, 48))
    (below.parent / "two.jpg").write_bytes(make.picture(32, 32, format="JPEG"))
    (below.parent / "broken.jpg").write_bytes(b"\xff\xd8 no picture")
    (below.parent / "notes.csv").write_text("a,b")
    (below.parent / ".hidden.png").write_bytes(make.picture(9, 9))
    return below.parent


@pytest.fixture
def coco_file(tmp_path: Path) -> Path:
    path = tmp_path / "boxes.json"
    document = {
        "images": [{"id": 7, "file_name": "plate 1/one.png", "width": 64, "height": 48}],
        "categories": [{"id": 3, "name": "cell"}],
        "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 30, 40]}],
    }
    path.write_text(json.dumps(document))
    return path


def test_a_project_is_made_with_its_categories_and_its_owner(alice: User) -> None:
    run("createproject", "Cells", "--categories", "red, white,platelet", "--owner", "alice")
    project = Project.objects.get()
    assert list(project.categories.values_list("name", flat=True)) == ["red", "white", "platelet"]
    assert list(projects.projects_of(alice, at_least=Role.MANAGER)) == [project]


def test_a_project_of_a_name_that_is_taken_is_refused_with_a_hint(project: Project) -> None:
    assert failure("createproject", "Cells").endswith("Choose another name.")
    assert "no active user" in failure("createproject", "Other", "--owner", "nobody")


def test_a_folder_comes_in_with_its_subfolders_and_refused_files_are_named(project: Project, folder: Path) -> None:
    said = run("import_folder", str(folder), "--project", "Cells")
    assert set(project.images.values_list("file_name", flat=True)) == {"plate 1/one.png", "two.jpg"}
    assert "Refused: broken.jpg: The image is damaged" in said
    assert "2 added, 0 there before, 1 refused" in said
    assert "0 added, 2 there before" in run("import_folder", str(folder), "--project", "Cells")


def test_boxes_come_with_the_pictures(project: Project, folder: Path, coco_file: Path) -> None:
    said = run("import_folder", str(folder), "--project", "Cells", "--coco", str(coco_file))
    assert "Boxes: 1 added on 1 images" in said
    assert "Categories added: cell" in said
    assert project.images.get(file_name="plate 1/one.png").state == "done"
    assert "Boxes: 0 added on 0 images, 1 there before" in run(
        "import_folder", str(folder), "--project", "Cells", "--coco", str(coco_file)
    )


def test_images_with_boxes_can_stay_to_do(project: Project, folder: Path, coco_file: Path) -> None:
    run("import_folder", str(folder), "--project", "Cells", "--coco", str(coco_file), "--state", "todo")
    assert not project.images.filter(state="done").exists()
    assert Box.objects.count() == 1


def test_voc_files_come_with_the_pictures(project: Project, folder: Path, tmp_path: Path) -> None:
    boxes = tmp_path / "voc"
    boxes.mkdir()
    image = ImageRecord(id=1, file_name="one.png", width=64, height=48)
    box = BoxRecord(image_id=1, category_id=1, x1=0, y1=0, x2=64, y2=10)
    (boxes / "one.xml").write_bytes(write_voc(image, [box], {1: "cell"}))
    said = run("import_folder", str(folder), "--project", "Cells", "--voc", str(boxes))
    assert "numbers from 1" in said
    assert list(Box.objects.values_list("x1", "y1", "x2", "y2")) == [(0, 0, 64, 10)]


def test_a_broken_annotation_file_leaves_no_pictures_behind(project: Project, folder: Path, coco_file: Path) -> None:
    document = json.loads(coco_file.read_text())
    document["annotations"] = [{**document["annotations"][0], "id": 1, "bbox": None}] * 2
    coco_file.write_text(json.dumps(document))
    said = failure("import_folder", str(folder), "--project", "Cells", "--coco", str(coco_file))
    assert said.count("“bbox” is None") == 2
    assert "Mend the file" in said
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import_folder", ".", "--project", "Nothing"], "There is no project “Nothing”.\nThere are: Cells."),
        (["import_folder", "/does/not/exist", "--project", "Cells"], "is no folder"),
        (["import_folder", ".", "--project", "Cells", "--coco", "/does/not/exist"], "does not exist"),
        (["export", "--project", "Cells", "--output", "/does/not/exist/x.json"], "does not exist"),
        (["export", "--project", "Cells", "--output", "x.json"], "Finish at least one image"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_hint(project: Project, words: list[str], said: str) -> None:
    assert said in failure(*words)


def test_an_export_is_written_where_it_is_wanted(
    project: Project, folder: Path, coco_file: Path, tmp_path: Path
) -> None:
    run("import_folder", str(folder), "--project", "Cells", "--coco", str(coco_file))
    target = tmp_path / "out.json"
    said = run("export", "--project", "Cells", "--output", str(target))
    assert "1 images, 1 boxes" in said
    assert "Left out: 1 images in the state todo." in said
    assert COCO(str(target)).getAnnIds() == [1]
    run(
        "export",
        "--project",
        "Cells",
        "--output",
        str(target),
        "--states",
        "done",
        "todo",
        "--format",
        "yolo",
        "--with-images",
    )
    assert target.read_bytes().startswith(b"PK")
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_the_sample_can_be_trained_at_once_and_made_twice(alice: User, django_capture_on_commit_callbacks: Any) -> None:
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    said = run("sample")
    project = Project.objects.get()
    assert (project.created_by, project.images.count()) == (alice, 60)
    assert set(project.categories.values_list("name", flat=True)) == {"circle", "square", "triangle"}
    done = project.images.filter(state="done")
    assert (done.filter(split="train").count(), 0 < done.filter(split="holdout").count() <= 3) == (10, True)
    assert all(image.box_count for image in done)
    assert "train --project" in said
    assert "0 images added, 0 of them finished" in run("sample")
    assert not Job.objects.filter(kind="train").exists()
    assert loop.start_training(project, by=None).kind == "train"


def test_boxes_that_somebody_took_from_the_sample_do_not_come_back() -> None:
    run("sample")
    image = Image.objects.filter(state="done").first()
    assert image is not None
    image.boxes.all().delete()
    run("sample")
    assert not image.boxes.exists()
