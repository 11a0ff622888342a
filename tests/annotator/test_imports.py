"""Annotation files onto images: found by name, whole or not at all, and a second time without effect."""

import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from annotator.errors import ImportTooLarge, InvalidImport, InvalidInput, RevisionConflict
from annotator.formats import strict_json
from annotator.formats.coco import read_instances
from annotator.formats.records import BoxRecord, ImageRecord
from annotator.formats.voc import write_voc
from annotator.handlers import import_
from annotator.models import Box, Category, Image, Job, ModelVersion, Prediction, Project, Revision
from annotator.services import annotations, boxes, history, import_files, imports, jobs
from annotator.services.imports import ImportOptions, ImportReport
from tests import make

pytestmark = pytest.mark.django_db

CAT = {"id": 1, "name": "cat"}


def coco(*drawn: dict[str, Any], images: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A COCO file of one image, 100 x 80, with the boxes given."""
    annotated = [
        {"id": number, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 40], **box}
        for number, box in enumerate(drawn, start=1)
    ]
    listed = images or [{"id": 7, "file_name": "a/one.png", "width": 100, "height": 80}]
    return {"images": listed, "categories": [CAT], "annotations": annotated, **changes}


def bring(project: Project, document: Any, *, kind: str = "annotations", **options: Any) -> ImportReport:
    """Import the document, as JSON or as the bytes that it is."""
    path = Path(settings.DATA_DIR) / f"{uuid.uuid4()}.json"
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    try:
        contents = import_files.read_file(project, path, kind=kind)
        return imports.import_contents(project, contents, author=None, options=ImportOptions(**options))
    finally:
        path.unlink()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def everything() -> dict[str, Any]:
    """All rows that an import could touch, and all files."""
    models = (Box, Category, Image, ModelVersion, Prediction, Revision)
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    media = Path(settings.MEDIA_ROOT)
    return {**rows, "files": sorted(path for path in media.rglob("*") if path.is_file())}


def corners(image: Image) -> list[tuple[float, ...]]:
    return list(image.boxes.order_by("id").values_list("x1", "y1", "x2", "y2"))


@pytest.fixture
def one(project: Project) -> Image:
    return make.make_image(project, file_name="a/one.png")


# --- labels


def test_boxes_become_a_revision_of_the_image_and_finish_it(project: Project, one: Image, bob: User) -> None:
    report = bring(project, coco({}, {"bbox": [1.5, 2, 3, 4], "iscrowd": 1}))
    assert (report.images_matched, report.images_changed, report.boxes) == (1, 1, 2)
    one.refresh_from_db()
    assert (one.state, one.revision, one.box_count) == ("done", 1, 2)
    assert corners(one) == [(10, 20, 40, 60), (1.5, 2, 4.5, 6)]
    assert set(one.boxes.values_list("origin", flat=True)) == {"imported"}
    revision = one.revisions.get()
    assert (revision.kind, revision.state, len(revision.changes)) == ("import", "done", 2)
    assert {box["key"]: box for box in annotations.boxes_of(one)} == history.boxes_at(one, 1)


def test_whoever_imports_is_the_author(project: Project, one: Image, bob: User) -> None:
    start(project, coco({}), by=bob)
    one.refresh_from_db()
    assert one.revisions.get().author == bob
    assert one.finished_by == bob


def test_images_can_stay_to_do(project: Project, one: Image) -> None:
    bring(project, coco({}), state="todo")
    one.refresh_from_db()
    assert (one.state, one.box_count) == ("todo", 1)
    bring(project, coco({}))
    one.refresh_from_db()
    assert (one.state, one.box_count) == ("done", 1)


def test_the_same_file_again_adds_nothing(project: Project, one: Image) -> None:
    document = coco({}, {}, {"bbox": [1, 2, 3, 4]})
    bring(project, document)
    before = everything()
    report = bring(project, document)
    assert (report.boxes, report.already_there, report.images_changed) == (0, 3, 0)
    assert everything() == before


def test_a_box_that_somebody_moved_since_does_not_come_again(project: Project, one: Image, bob: User) -> None:
    bring(project, coco({}))
    one.refresh_from_db()
    [box] = annotations.boxes_of(one)
    moved = boxes.from_json({**box, "x1": 0.0})
    annotations.save(one, author=bob, base_revision=1, change=make.box_change(moved))
    assert bring(project, coco({})).boxes == 0
    assert corners(one) == [(0, 20, 40, 60)]


def test_boxes_that_people_drew_stay_beside_the_new_ones(project: Project, one: Image, bob: User) -> None:
    category = make.make_category(project, "dog")
    annotations.save(
        one, author=bob, base_revision=0, change=make.box_change(make.box_values(category), state="skipped")
    )
    bring(project, coco({}))
    one.refresh_from_db()
    assert (one.box_count, one.state, one.revision) == (2, "skipped", 2)


def test_an_image_without_boxes_stays_to_do_unless_the_file_is_ours_and_says_done(project: Project) -> None:
    unlabelled, empty = make.make_image(project, file_name="x.png"), make.make_image(project, file_name="y.png")
    listed = [{"id": 1, "file_name": "x.png"}, {"id": 2, "file_name": "y.png", "boxloop": {"state": "done"}}]
    report = bring(project, coco(images=listed))
    unlabelled.refresh_from_db()
    empty.refresh_from_db()
    assert (unlabelled.state, empty.state) == ("todo", "done")
    assert "Images without boxes in the file stay to do: 1." in report.notes


def test_images_stay_on_their_side_of_the_split(project: Project) -> None:
    image = make.make_image(project, file_name="a/one.png", split="holdout")
    listed = [{"id": 7, "file_name": "a/one.png", "boxloop": {"split": "train"}}]
    bring(project, coco({}, images=listed))
    image.refresh_from_db()
    assert (image.split, image.box_count) == ("holdout", 1)


def test_boxes_outside_are_cut_and_those_without_area_left_out(project: Project, one: Image) -> None:
    report = bring(
        project,
        coco(
            {},
            {},
            {},
            {"bbox": [-5, 70, 20, 20]},
            {"bbox": [99.6, 0, 0.8, 10]},
            {"bbox": [200, 0, 5, 5]},
            {"bbox": [5, 5, 0, 5]},
        ),
    )
    assert (report.boxes, report.clamped, report.dropped) == (5, 2, 2)
    assert corners(one)[3:] == [(0, 70, 15, 80), (99.6, 0, 100, 10)]


def test_corners_in_place_of_sizes_are_suspected(project: Project, one: Image) -> None:
    report = bring(project, coco(*({"bbox": [60, 50, 90, 70 + n]} for n in range(5))))
    assert any("corners where width and height belong" in note for note in report.notes)


# --- which image is meant


@pytest.mark.parametrize(
    "name",
    [
        "a/one.png",
        "a\\one.png",
        "./a/one.png",
        "a%2Fone.png",
        "A/ONE.PNG",
        "images/a/one.png",
        "/home/pi/data/a/one.png",
        "C:\\data\\one.png",
        "one.png",
        "one.jpg",
        "one",
    ],
)
def test_an_image_is_found_under_the_names_that_programs_give_it(project: Project, one: Image, name: str) -> None:
    make.make_image(project, file_name="b/two.png")
    assert bring(project, coco({}, images=[{"id": 7, "file_name": name}])).images_matched == 1
    assert one.boxes.count() == 1


def test_composed_and_decomposed_letters_are_the_same_name(project: Project) -> None:
    image = make.make_image(project, file_name="Mu\u0308nchen.png")
    bring(project, coco({}, images=[{"id": 7, "file_name": "M\u00fcnchen.png"}]))
    assert image.boxes.count() == 1


def test_of_two_images_with_the_same_base_name_the_folder_decides(project: Project, one: Image) -> None:
    other = make.make_image(project, file_name="b/one.png")
    bring(project, coco({}, images=[{"id": 7, "file_name": "data/b/one.png"}]))
    assert (one.boxes.count(), other.boxes.count()) == (0, 1)


def test_a_name_that_may_mean_two_images_means_none(project: Project, one: Image) -> None:
    make.make_image(project, file_name="b/one.png")
    make.make_image(project, file_name="two.png")
    listed = [{"id": 7, "file_name": "one.png"}, {"id": 8, "file_name": "two.png"}]
    report = bring(project, coco({}, {"image_id": 8}, images=listed))
    assert (report.images_matched, report.images_missing, report.missing) == (1, 1, ["one.png"])
    assert any("More than one image may be meant" in note for note in report.notes)


def test_two_names_that_would_mean_one_image_mean_none(project: Project, one: Image) -> None:
    listed = [{"id": 7, "file_name": "x/one.png"}, {"id": 8, "file_name": "y/one.png"}]
    with pytest.raises(InvalidImport):
        bring(project, coco({}, {"image_id": 8}, images=listed))
    assert one.boxes.count() == 0


def test_an_image_is_known_by_its_content_when_the_file_is_ours(project: Project, one: Image) -> None:
    listed = [{"id": 7, "file_name": "renamed.png", "boxloop": {"sha256": one.sha256}}]
    assert bring(project, coco({}, images=listed)).boxes == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "a\0b",
        "x" * 5000,
        "%",
        "/",
        ".",
    ],
)
def test_names_that_lead_elsewhere_are_just_not_found(project: Project, one: Image, name: str) -> None:
    listed = [{"id": 7, "file_name": "one.png"}, {"id": 8, "file_name": name, "coco_url": "http://127.0.0.1/"}]
    report = bring(project, coco({}, {"image_id": 8}, images=listed))
    assert (report.images_matched, report.images_missing, report.boxes) == (1, 1, 1)


def test_of_many_missing_images_twenty_are_named_and_all_are_counted(project: Project, one: Image) -> None:
    listed = [{"id": number, "file_name": f"{number}.jpg"} for number in range(100, 200)]
    report = bring(project, coco({}, images=[{"id": 7, "file_name": "one.png"}, *listed]))
    assert (report.images_missing, len(report.missing)) == (100, 20)


# --- sizes and orientation


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_boxes_drawn_on_pictures_lying_on_their_side_are_turned_and_it_is_said(
    project: Project, orientation: int
) -> None:
    image = make.make_image(project, file_name="x.jpg", orientation=orientation, width=100, height=80)
    stored = {5: (20, 10, 5, 20), 6: (20, 70, 5, 20), 7: (55, 70, 5, 20), 8: (55, 10, 5, 20)}[orientation]
    listed = [{"id": 7, "file_name": "x.jpg", "width": 80, "height": 100}]
    report = bring(project, coco({"bbox": list(stored)}, images=listed))
    assert corners(image) == [(10, 20, 30, 25)]
    assert any("turned upright" in note for note in report.notes)


def test_pictures_of_which_the_size_says_nothing_follow_the_others(project: Project) -> None:
    make.make_image(project, file_name="x.jpg", orientation=6, width=100, height=80)
    square = make.make_image(project, file_name="y.jpg", orientation=6, width=100, height=100)
    upright = make.make_image(project, file_name="z.jpg", orientation=1)
    listed = [
        {"id": 7, "file_name": "x.jpg", "width": 80, "height": 100},
        {"id": 8, "file_name": "y.jpg", "width": 100, "height": 100},
        {"id": 9, "file_name": "z.jpg", "width": 100, "height": 80},
    ]
    bring(project, coco({"image_id": 8, "bbox": [0, 0, 10, 20]}, {"image_id": 9}, images=listed))
    assert corners(square) == [(80, 0, 100, 10)]
    assert corners(upright) == [(10, 20, 40, 60)]


@pytest.mark.parametrize(
    ("raw_pixels", "expected"), [(True, (40, 10, 80, 40)), (False, (10, 20, 40, 60)), (None, (10, 20, 40, 60))]
)
def test_the_one_who_knows_how_boxes_were_drawn_may_say_so(
    project: Project, raw_pixels: bool | None, expected: tuple[float, ...]
) -> None:
    image = make.make_image(project, file_name="a/one.png", orientation=6, width=100, height=80)
    bring(project, coco({}), raw_pixels=raw_pixels)
    assert corners(image) == [expected]


def test_swapped_and_other_sizes_are_said(project: Project, one: Image) -> None:
    listed = [{"id": 7, "file_name": "one.png", "width": 80, "height": 100}]
    assert any("swapped" in note for note in bring(project, coco({}, images=listed)).notes)
    listed = [{"id": 7, "file_name": "one.png", "width": 50, "height": 40}]
    assert any("another size" in note for note in bring(project, coco({}, images=listed)).notes)


# --- categories


def test_new_categories_keep_their_ids_where_these_are_free(project: Project, one: Image) -> None:
    make.make_category(project, "dog", coco_id=5)
    records = [
        {"id": 5, "name": "owl"},
        {"id": 6, "name": "Dog"},
        {"id": 90, "name": "cat"},
        {"id": 0, "name": "hen"},
        {"id": "x", "name": "ant"},
    ]
    report = bring(project, coco({"category_id": 6}, {"category_id": 0}, categories=records))
    ids = dict(project.categories.values_list("name", "coco_id"))
    assert (ids["dog"], ids["cat"]) == (5, 90)
    assert sorted(report.categories_added) == ["ant", "cat", "hen", "owl"]
    assert len(set(ids.values())) == 5
    assert [box.category.name for box in one.boxes.order_by("id")] == ["dog", "hen"]


def test_names_are_cleaned_and_twins_merged(project: Project, one: Image) -> None:
    records = [{"id": 1, "name": " cat\n"}, {"id": 2, "name": "Cat"}, {"id": 3, "name": "c\u0000at"}]
    report = bring(project, coco({}, {"category_id": 2}, categories=records))
    assert sorted(project.categories.values_list("name", flat=True)) == ["c at", "cat"]
    assert any("cleaned" in note for note in report.notes)


@pytest.mark.parametrize("name", ["x" * 10_000, "\u200b", "\0"])
def test_a_category_that_cannot_be_added_refuses_the_file(project: Project, one: Image, name: str) -> None:
    before = everything()
    with pytest.raises(InvalidImport, match="cannot be added"):
        bring(project, coco({}, categories=[CAT, {"id": 2, "name": name}]))
    assert everything() == before


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE", "=1+1", "__proto__", "constructor"]
)
def test_names_that_look_like_programs_are_texts(project: Project, one: Image, name: str) -> None:
    bring(project, coco({}, categories=[{"id": 1, "name": name}]))
    assert project.categories.get().name == name


# --- predictions


def test_boxes_with_a_score_are_predictions_and_no_labels(project: Project, one: Image) -> None:
    report = bring(project, coco({"score": 0.25}, {"score": 0.75}), model_name="yolo11")
    one.refresh_from_db()
    assert (one.state, one.box_count, one.revision) == ("todo", 0, 0)
    model = ModelVersion.objects.get()
    assert (model.name, model.origin, model.is_active) == ("yolo11", "imported", False)
    prediction = one.predictions.get()
    assert [box[5] for box in prediction.boxes] == [0.75, 0.25]
    assert 0 <= prediction.value <= 1
    assert (report.predictions, report.boxes) == (1, 0)


def test_results_name_images_and_categories_by_the_ids_of_our_exports(project: Project, one: Image) -> None:
    category = make.make_category(project, "cat", coco_id=17)
    results = [
        {"image_id": one.pk, "category_id": 17, "bbox": [1, 2, 3, 4], "score": 0.5},
        {"image_id": 999_999, "category_id": 17, "bbox": [1, 2, 3, 4], "score": 0.5},
    ]
    report = bring(project, results, kind="predictions", model_name="outside")
    assert (report.predictions, report.missing) == (1, ["image 999999"])
    assert one.predictions.get().boxes == [[category.pk, 1.0, 2.0, 4.0, 6.0, 0.5, None]]
    assert bring(project, results, kind="predictions", model_name="outside").predictions == 0
    assert ModelVersion.objects.count() == 1


def test_results_of_categories_that_are_not_there_are_refused(project: Project, one: Image) -> None:
    results = [{"image_id": one.pk, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}]
    with pytest.raises(InvalidImport, match="no category with that id"):
        bring(project, results, kind="predictions")


def test_predictions_need_scores(project: Project, one: Image) -> None:
    with pytest.raises(InvalidImport, match="no score"):
        bring(project, coco({"score": 0.5}, {}), kind="predictions")


# --- VOC, YOLO, zip


def test_a_zip_of_voc_files_is_read(project: Project, one: Image) -> None:
    record = ImageRecord(id=1, file_name="a/one.png", width=100, height=80)
    box = BoxRecord(image_id=1, category_id=1, x1=0, y1=10, x2=100, y2=20)
    content = zipped(**{"x/one.xml": write_voc(record, [box], {1: "cat"})})
    report = bring(project, content)
    assert corners(one) == [(0, 10, 100, 20)]
    assert "from 1" in report.notes[0]


def test_a_voc_file_whose_image_has_another_name_is_found_by_its_own(project: Project, one: Image) -> None:
    content = zipped(**{"one.xml": b"<annotation><filename>nonsense.jpg</filename></annotation>"})
    assert bring(project, content).images_matched == 1


def test_a_zip_of_yolo_files_is_read(project: Project, one: Image) -> None:
    content = zipped(
        **{"data.yaml": b"names: [cat, dog]", "labels/train/a/one.txt": b"1 0.5 0.5 0.5 0.5", "train.txt": b"a/one.png"}
    )
    report = bring(project, content)
    assert (report.boxes, corners(one)) == (1, [(25, 20, 75, 60)])
    assert one.boxes.get().category.name == "dog"


def test_a_zip_with_one_coco_file_is_read(project: Project, one: Image) -> None:
    content = zipped(**{"x/annotations.json": json.dumps(coco({})).encode(), "images/one.png": b"..."})
    assert bring(project, content).boxes == 1


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "no annotations"),
        ({"a.png": b""}, "no annotations"),
        ({"a.json": b"{}", "b.json": b"{}"}, "2 JSON files"),
        ({"one.txt": b"0 0.5 0.5 0.1 0.1"}, "no table of classes"),
        ({"one.txt": b"5 0.5 0.5 0.1 0.1", "classes.txt": b"cat"}, "class 5 has no name"),
    ],
)
def test_a_zip_without_annotations_is_refused(
    project: Project, one: Image, members: dict[str, bytes], said: str
) -> None:
    with pytest.raises(InvalidImport, match=said) as refused:
        bring(project, zipped(**members))
    assert refused.value.hint


# --- whole or not at all


@pytest.mark.parametrize(
    "document",
    [
        b"not json",
        [],
        coco({}, {"bbox": [1, 2, 3]}),
        coco({}, {"image_id": 99}),
        coco({}, {"category_id": 99}),
        coco({}, images=[{"id": 7, "file_name": "unknown.png"}]),
        {**coco(), "images": []},
    ],
)
def test_a_refused_file_leaves_everything_as_it_was(project: Project, one: Image, document: Any) -> None:
    before = everything()
    with pytest.raises(InvalidImport) as refused:
        bring(project, document)
    assert refused.value.hint
    assert everything() == before


def test_when_no_image_is_found_the_names_are_said(project: Project) -> None:
    with pytest.raises(InvalidImport, match=r"None of the 1 images in the file is in “Cells”: “a/one\.png”"):
        bring(project, coco({}))


def test_a_dry_run_says_the_same_and_changes_nothing(project: Project, one: Image) -> None:
    before = everything()
    dry = bring(project, coco({}, {"score": 0.5}), dry_run=True)
    assert everything() == before
    assert dry.dry_run
    wet = bring(project, coco({}, {"score": 0.5}))
    assert {**dry.as_json(), "dry_run": False} == wet.as_json()


def test_a_failure_in_the_middle_takes_everything_back(project: Project, one: Image, monkeypatch: Any) -> None:
    make.make_image(project, file_name="two.png")
    listed = [{"id": 7, "file_name": "one.png"}, {"id": 8, "file_name": "two.png"}]
    before = everything()

    def stop(share: float, message: str) -> None:
        if share > 0:
            raise KeyboardInterrupt

    contents = read_instances(json.dumps(coco({}, {"image_id": 8}, images=listed)).encode())
    with pytest.raises(KeyboardInterrupt):
        imports.import_contents(project, contents, author=None, on_progress=stop)
    assert everything() == before


def test_an_import_that_is_overtaken_starts_over_and_gives_up_in_the_end(project: Project, one: Image) -> None:
    contents = read_instances(json.dumps(coco({})).encode())
    overtaken: list[float] = []

    def overtake(share: float, message: str) -> None:
        """Somebody saves between the import's look at the image and its write."""
        overtaken.append(share)
        Image.objects.filter(pk=one.pk).update(revision=len(overtaken))

    with pytest.raises(RevisionConflict):
        imports.import_contents(project, contents, author=None, on_progress=overtake)
    assert len(overtaken) == imports.ATTEMPTS
    assert one.boxes.count() == 0


# --- as a job


def start(project: Project, document: Any, **options: Any) -> Job:
    """Put the import in the queue and do it."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    queued = import_files.start_import(project, file=io.BytesIO(content), file_name="boxes.json", **options)
    job = jobs.claim_next(queued.queue)
    assert job is not None
    job.result = import_.run(job)
    return job


def test_the_report_is_the_result_of_the_job(project: Project, one: Image, bob: User) -> None:
    job = start(project, coco({}), by=bob)
    assert job.result is not None
    assert (job.result["images_matched"], job.result["boxes"], job.result["missing"]) == (1, 1, [])


def test_a_job_that_is_run_again_adds_nothing(project: Project, one: Image) -> None:
    job = start(project, coco({}))
    before = everything()
    assert import_.run(job)["boxes"] == 0
    assert everything() == before


def test_predictions_are_named_after_their_file_when_nobody_names_their_model(project: Project, one: Image) -> None:
    start(project, coco({"score": 0.5}), kind="predictions")
    assert ModelVersion.objects.get().name == "boxes.json"


def test_the_file_of_a_refused_import_is_gone(project: Project, one: Image) -> None:
    before = everything()
    with pytest.raises(InvalidImport):
        start(project, b"not json")
    assert everything() == before


@pytest.mark.parametrize(("option", "value"), [("kind", "pictures"), ("state", "returned")])
def test_what_cannot_be_asked_for_is_refused_before_the_file_is_kept(project: Project, option: str, value: str) -> None:
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        start(project, coco({}), **{option: value})
    assert refused.value.field == option
    assert everything() == before


def test_a_file_over_the_limit_is_refused_while_it_comes_in(project: Project, monkeypatch: Any) -> None:
    monkeypatch.setattr(strict_json, "MAX_BYTES", 3 * 2**20)
    before = everything()
    with pytest.raises(ImportTooLarge) as refused:
        import_files.start_import(project, file=io.BytesIO(bytes(4 * 2**20)), file_name="x.json")
    assert refused.value.status == 413
    assert everything() == before
