"""Uploads: what is kept, what is refused, and on which side of the split an image falls."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import RefusedImage, StorageFull
from annotator.models import Image, Job, Project
from annotator.services import blobs, deletion, images
from tests import make


def stored_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.mark.django_db
def test_an_uploaded_picture_is_stored_under_its_hash(project: Project, bob: User) -> None:
    content = make.picture(64, 48)
    image = images.add_image(project, file_name="plate 1/cell.png", content=content, uploaded_by=bob).image
    assert image is not None
    assert (image.file_name, image.width, image.height) == ("plate 1/cell.png", 64, 48)
    assert image.sha256 in image.file.name
    assert blobs.read_bytes(image.file.name) == content


@pytest.mark.django_db
def test_width_and_height_are_those_of_the_upright_image(project: Project) -> None:
    from PIL import Image as Pillow

    exif = Pillow.Exif()
    exif[0x0112] = 6
    content = make.picture(64, 48, format="JPEG", exif=exif.tobytes())
    image = images.add_image(project, file_name="turned.jpg", content=content).image
    assert image is not None
    assert (image.width, image.height, image.orientation, image.browser_ready) == (48, 64, 6, False)


@pytest.mark.django_db
def test_the_same_bytes_again_are_the_same_image(project: Project) -> None:
    content = make.picture()
    first = images.add_image(project, file_name="a.png", content=content)
    again = images.add_image(project, file_name="b.png", content=content)
    assert again.image == first.image
    assert (first.status, again.status) == ("added", "duplicate")


@pytest.mark.django_db
def test_the_same_bytes_twice_in_one_upload_are_new_once(project: Project) -> None:
    content = make.picture()
    rows = images.add_images(project, [("a.png", content), ("b.png", content)])
    assert [row.status for row in rows] == ["added", "duplicate"]
    assert project.images.count() == 1


@pytest.mark.django_db
def test_a_refused_file_is_named_with_the_reason_while_the_rest_go_on(project: Project) -> None:
    before = stored_files()
    rows = images.add_images(project, [("good.png", make.picture(7, 9)), ("bad.png", b"<html>"), ("empty.png", b"")])
    assert [row.status for row in rows] == ["added", "refused", "refused"]
    assert rows[1].error is not None
    assert "bad.png" in rows[1].error.message
    assert rows[1].error.hint
    assert len(stored_files() - before) == 1


@pytest.mark.django_db
def test_nothing_of_a_refused_file_is_kept(project: Project) -> None:
    before = stored_files()
    with pytest.raises(RefusedImage):
        images.add_image(project, file_name="cut.jpg", content=make.picture(400, 300, format="JPEG")[:900])
    assert (stored_files(), Image.objects.count(), Job.objects.count()) == (before, 0, 0)


@pytest.mark.django_db
def test_an_upload_is_refused_before_the_disk_is_full(project: Project, settings: object) -> None:
    settings.FREE_DISK_FLOOR = 0.9999999  # type: ignore[attr-defined]
    with pytest.raises(StorageFull):
        images.add_image(project, file_name="a.png", content=make.picture())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\photos\\cat.jpg", "C:/photos/cat.jpg"),
        ("/abs/a.png", "abs/a.png"),
        ("line\nbreak\x00.png", "linebreak.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("é" * 300 + ".png", "é" * 251 + ".png"),
    ],
)
def test_a_file_name_is_text_and_never_a_way_out(project: Project, given_name: str, kept: str) -> None:
    image = images.add_image(project, file_name=given_name, content=make.picture()).image
    assert image is not None
    assert image.file_name == kept
    assert "etc" not in image.file.name


@pytest.mark.django_db
def test_a_thumbnail_is_webp_within_320_pixels(project: Project) -> None:
    image = images.add_image(project, file_name="a.png", content=make.picture(1000, 500)).image
    assert image is not None
    name, media_type = images.rendition(image, "thumbnail")
    assert media_type == "image/webp"
    assert blobs.read_bytes(name)[8:12] == b"WEBP"
    assert images.rendition(image, "thumbnail") == (name, media_type)


@pytest.mark.django_db
def test_a_file_that_browsers_show_as_it_is_is_served_as_it_is(project: Project) -> None:
    image = images.add_image(project, file_name="a.png", content=make.picture()).image
    assert image is not None
    assert images.rendition(image, "file") == (image.file.name, "image/png")


@pytest.mark.django_db
def test_a_tiff_is_served_as_png(project: Project) -> None:
    image = images.add_image(project, file_name="a.tif", content=make.picture(format="TIFF")).image
    assert image is not None
    name, media_type = images.rendition(image, "file")
    assert media_type == "image/png"
    assert blobs.read_bytes(name).startswith(b"\x89PNG")


@pytest.mark.django_db
def test_deleting_an_image_deletes_its_files_unless_another_project_has_them(project: Project) -> None:
    other = make.make_project("Other")
    content = make.picture(33, 44)
    mine = images.add_image(project, file_name="a.png", content=content).image
    images.add_image(other, file_name="a.png", content=content)
    assert mine is not None
    name = mine.file.name

    images.delete_image(mine)
    assert blobs.exists(name)

    deletion.delete_project(other)
    assert not blobs.exists(name)


@given(salt=st.text(max_size=8), group=st.text(max_size=20), threshold=st.floats(0, 1))
def test_an_image_never_moves_between_the_sides_of_the_split(salt: str, group: str, threshold: float) -> None:
    side = images.draw_split(salt, group, threshold=threshold)
    assert side == images.draw_split(salt, group, threshold=threshold)
    if side == "holdout":
        assert images.draw_split(salt, group, threshold=min(1, threshold + 0.1)) == "holdout"


@given(count=st.integers(0, 10**6))
def test_the_holdout_is_12_percent_between_12_and_200_images_and_never_over_a_quarter(count: int) -> None:
    share = images.holdout_share(count)
    assert 0 <= share <= 0.25
    assert share * count <= 200.001
    if count >= 48:
        assert share * count >= 11.999


@pytest.mark.django_db
def test_a_group_stays_on_one_side_whenever_its_images_come(project: Project) -> None:
    sides = set()
    for number in range(12):
        row = images.add_image(
            project, file_name=f"{number}.png", content=make.picture(10 + number, 10), group="patient 7"
        )
        assert row.image is not None
        sides.add(row.image.split)
    assert len(sides) == 1


@pytest.mark.django_db
def test_about_an_eighth_of_many_images_is_held_out(project: Project) -> None:
    files = [(f"{number}.png", make.picture(10 + number % 20, 10 + number // 20)) for number in range(300)]
    images.add_images(project, files)
    assert 15 <= project.images.filter(split="holdout").count() <= 65
