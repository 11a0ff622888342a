"""Model cards: recorded once, looked at, compared, measured again on today's labels."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.errors import ModelUnusable, NotComparable, NothingToMeasure
from annotator.models import DatasetVersion, Evaluation, Image, ModelVersion, Project
from annotator.services import blobs, datasets, deletion, evaluations, measured_images
from annotator.services.measuring.scenes import Document
from tests import make
from tests.annotator.asking import browser_of
from tests.annotator.measuring import A, B
from tests.annotator.test_api_schema import keeps_its_word

pytestmark = pytest.mark.django_db


@pytest.fixture
def holdout(project: Project) -> list[Image]:
    make.make_category(project)
    return [make.make_image(project, split="holdout", state="done") for _ in range(3)]


def frozen(project: Project, number: int = 1) -> DatasetVersion:
    counts = {"images": 9, "train": 6, "holdout": 3, "boxes": 20}
    name = blobs.dataset_name(f"{number:064x}")
    return DatasetVersion.objects.create(
        project=project, number=number, manifest=name, sha256=f"{number:064x}", counts=counts
    )


def rows(images: list[Image], *, finds: list[list[float]]) -> list[Document]:
    """Each has A and B."""
    return [
        {"image_id": image.pk, "truth": [[1, *A], [1, *B]], "found": [[1, *box, 0.8, 0.9] for box in finds]}
        for image in images
    ]


def assessed(images: list[Image], seconds: float) -> dict[str, Any]:
    count = len(images)
    return {
        "image_ids": [image.pk for image in images],
        "seconds": [seconds] * count,
        "manual_seconds": [20.0] * count,
        "costs": {"draw": 7.0},
        "tolerance": 0.75,
    }


@pytest.fixture
def pair(project: Project, holdout: list[Image]) -> tuple[ModelVersion, ModelVersion]:
    """The second finds B too, but in the last image nothing at all."""
    category = str(project.categories.get().pk)
    old = make.make_model(project, thresholds={category: 0.85})
    new = make.make_model(project, thresholds={category: 0.85}, parent=old)
    data = frozen(project)
    evaluations.record(old, data, rows(holdout, finds=[A]), assessment=assessed(holdout, 12))
    better = [*rows(holdout[:2], finds=[A, B]), *rows(holdout[2:], finds=[])]
    evaluations.record(new, data, better, assessment=assessed(holdout, 9))
    return old, new


def test_a_card_says_how_good_a_model_was_and_on_what(pair: tuple[ModelVersion, ModelVersion], alice: User) -> None:
    address = f"/api/models/{pair[1].pk}/card"
    card = keeps_its_word(browser_of(alice), "GET", address).json()
    assert card["evaluation"]["dataset_version"]["counts"]["holdout"] == 3
    figures = card["figures"]
    assert (figures["images"], figures["boxes"]) == (3, 6)
    assert figures["measures"]["recall"]["value"] == pytest.approx(4 / 6, abs=1e-4)
    assert figures["measures"]["seconds"]["value"] == 9
    assert figures["categories"][0]["shown"] == {"count": 4, "precision": 1.0, "recall": pytest.approx(4 / 6)}
    worst = keeps_its_word(browser_of(alice), "GET", f"{address}/images?limit=1").json()
    assert (worst["total"], worst["images"][0]["missed"], worst["images"][0]["shown"]) == (3, [2], [[]])
    best = keeps_its_word(browser_of(alice), "GET", f"{address}/images?order=best").json()
    assert [image["right"] for image in best["images"]] == [[2], [2], [0]]
    assert best["images"][0]["truth"][0][5] == 1


def test_the_data_that_a_card_names_can_be_taken_home(
    project: Project, holdout: list[Image], alice: User, bob: User
) -> None:
    version = datasets.freeze_dataset(project)
    address = f"/api/dataset-versions/{version.pk}/file"
    answer = browser_of(alice).ask("GET", address)
    assert f"-dataset-{version.number}.json" in answer["Content-Disposition"]
    file = json.loads(b"".join(answer.streaming_content))
    assert [image["id"] for image in file["images"]] == [image.pk for image in holdout]
    assert browser_of(bob).ask("GET", address).status_code == 403
    lost = frozen(project, 9)
    assert browser_of(alice).ask("GET", f"/api/dataset-versions/{lost.pk}/file").json()["code"] == "file_missing"


def test_a_card_of_a_model_that_was_never_measured_says_so(project: Project, alice: User) -> None:
    model = make.make_model(project)
    card = keeps_its_word(browser_of(alice), "GET", f"/api/models/{model.pk}/card").json()
    assert (card["evaluations"], card["evaluation"], card["figures"]) == ([], None, None)
    images = keeps_its_word(browser_of(alice), "GET", f"/api/models/{model.pk}/card/images").json()
    assert images == {"total": 0, "images": []}
    assert browser_of(alice).ask("GET", f"/api/models/{model.pk}/card?evaluation=99").status_code == 404


def test_two_models_side_by_side(pair: tuple[ModelVersion, ModelVersion], alice: User) -> None:
    old, new = pair
    address, browser = f"/api/models/{new.pk}/comparison", browser_of(alice)
    found = keeps_its_word(browser, "GET", f"{address}?before={old.pk}").json()
    assert (found["images"], found["better"], found["worse"]) == (3, 2, 1)
    assert (found["only_before"], found["only_after"]) == (1, 2)
    assert found["measures"]["seconds"]["difference"] == {"value": -3, "low": -3, "high": -3}
    assert found["categories"][0]["difference"]["value"] > 0
    pages = {
        change: keeps_its_word(browser, "GET", f"{address}/images?before={old.pk}&change={change}").json()
        for change in ("better", "worse", "same")
    }
    assert {change: page["total"] for change, page in pages.items()} == {"better": 2, "worse": 1, "same": 0}
    first = pages["better"]["images"][0]
    assert [row[5] for row in first["truth"]] == [3, 2]  # Both found A, only the second B.
    assert [len(boxes) for boxes in first["shown"]] == [1, 2]


def test_what_cannot_be_compared_says_why(pair: tuple[ModelVersion, ModelVersion], alice: User) -> None:
    old, new = pair
    never = make.make_model(new.project)
    address = f"/api/models/{new.pk}/comparison?before="
    for other in (new.pk, never.pk):
        answer = browser_of(alice).ask("GET", f"{address}{other}")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_comparable")
    stranger = make.make_model(make.make_project("Other"))
    assert browser_of(alice).ask("GET", f"{address}{stranger.pk}").status_code == 404
    with pytest.raises(NotComparable):
        evaluations.pair_of(old, never)


def test_a_model_known_by_its_predictions_is_not_advised_to_be_measured(
    pair: tuple[ModelVersion, ModelVersion], alice: User
) -> None:
    outside = make.make_model(pair[1].project, origin="imported", name="YOLO", weights="", weights_sha256="")
    address = f"/api/models/{pair[1].pk}/comparison?before={outside.pk}"
    answer = browser_of(alice).ask("GET", address).json()
    assert "YOLO" in answer["detail"]
    assert "known by its predictions only" in answer["detail"]
    assert "measure" not in answer["hint"].lower()


def test_records_of_the_same_data_are_compared_or_else_the_newest_labels_count(
    pair: tuple[ModelVersion, ModelVersion], holdout: list[Image]
) -> None:
    old, new = pair
    later = frozen(new.project, 2)
    corrected = [{**row, "truth": row["truth"][:1]} for row in rows(holdout, finds=[A])]
    evaluations.record(new, later, corrected, assessment=assessed(holdout, 5))
    assert [row.dataset_version.number for row in evaluations.pair_of(old, new)] == [1, 1]
    Evaluation.objects.get(model_version=new, dataset_version__number=1).delete()
    before, after = evaluations.pair_of(old, new)
    found = evaluations.comparison(before, after)
    assert (found["boxes"], found["measures"]["recall"]["before"]["value"]) == (3, 1)
    assert found["measures"]["seconds"]["before"] is None  # They are of the labels before.


def test_a_record_is_kept_once_and_goes_with_its_project(
    pair: tuple[ModelVersion, ModelVersion], holdout: list[Image]
) -> None:
    model = pair[0]
    first = model.evaluations.get()
    again = evaluations.record(model, first.dataset_version, rows(holdout, finds=[]), assessment=None)
    assert again == first
    assert blobs.exists(first.file.name)
    deletion.delete_project(model.project)
    assert not blobs.exists(first.file.name)


def test_deleted_images_are_left_out(pair: tuple[ModelVersion, ModelVersion], holdout: list[Image]) -> None:
    holdout[0].delete()
    page = measured_images.of_one(pair[0].evaluations.get(), order="worst", offset=0, limit=5)
    assert (page.total, len(page.images)) == (2, 2)


def test_a_refusal_to_measure_says_what_to_do(project: Project, category: Any, alice: User) -> None:
    model = make.make_model(project)
    with pytest.raises(NothingToMeasure):
        evaluations.start_measuring(model)
    with pytest.raises(ModelUnusable):
        evaluations.start_measuring(make.make_model(project, weights="", weights_sha256=""))
    image = make.make_image(project, split="holdout", state="done")
    make.make_box(image, category)
    address = f"/api/models/{model.pk}/measurements"
    answers = [keeps_its_word(browser_of(alice), "POST", address).json() for _ in range(2)]
    assert answers[0]["kind"] == "assess"
    assert answers[0]["id"] == answers[1]["id"]
