"""Once around the circle with a real small detector: pictures, a batch by looks, a training, what it is worth, and a
batch by what the new model saw."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from annotator import tasks
from annotator.models import Category, Descriptor, Image, Job, ModelVersion, Prediction, Project, QueueBatch
from annotator.services import evaluations, images, jobs, loop, registry, statistics, trainings
from detector.shapes import generate
from tests import make
from tests.working import make_due

# Two trainings and four looks in processes of their own, one after the other: on a busy machine they wait for it.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(600)]


def run_all_jobs() -> None:
    while waiting := list(Job.objects.filter(state="queued")):
        for job in waiting:
            make_due(job)
        for queue in ("cpu", "gpu"):
            tasks.run_next_job(queue)


def test_once_around() -> None:
    call_command("sample", stdout=io.StringIO())
    Project.objects.update(train_minutes=0.2)
    project = Project.objects.get()
    for image in project.images.filter(state="todo").order_by("id")[16:]:
        images.delete_image(image)
    run_all_jobs()

    by_looks = QueueBatch.objects.get()
    assert (by_looks.phase, by_looks.model_version, by_looks.informativeness_weight) == ("cold", None, 0)
    assert Descriptor.objects.count() == project.images.count()  # Worked out beside the thumbnails.
    assert {entry.reason_code for entry in by_looks.entries.all()} <= {"typical", "random"}
    assert not by_looks.entries.filter(image__split="holdout").exists()

    job = loop.start_training(project, by=None)
    run_all_jobs()
    job.refresh_from_db()
    assert job.state == "succeeded", job.error
    model = ModelVersion.objects.get()
    assert model.mode in {"quick", "thorough"}
    assert model.kind_reason
    assert model.assessment is not None
    assert model.verdict is not None
    assert set(model.thresholds) <= {str(category) for category in model.categories}
    summary = registry.assessment_summary(model)
    assert summary is not None
    assert summary["images"] == 3
    assert model.promotion_note.startswith(" ".join(model.verdict["reasons"]))
    check_epochs(job, model)
    check_evaluations(model)

    if not model.is_active:
        registry.promote_model(model, note="Whatever the three images say.")
        loop.after_promotion(model)
        run_all_jobs()
    check_predictions(project, model)
    newest = QueueBatch.objects.order_by("-id")[0]
    assert newest.model_version == model
    assert Job.objects.exclude(state="succeeded").count() == 0
    left = statistics.statistics_of(project).time_left
    assert left["images"] == left["predicted_images"] == project.images.filter(state="todo").count()

    learn_at_once(project, model)


def check_evaluations(model: ModelVersion) -> None:
    """What it saw at the end of its training is kept; measured again on the same labels, it sees about the same."""
    kept = model.evaluations.get()
    assert kept.dataset_version == model.dataset_version
    measured = evaluations.figures(kept)["measures"]
    assert model.metrics is not None
    assert measured["ap"]["value"] == pytest.approx(model.metrics["ap"], abs=1e-12)
    summary = registry.assessment_summary(model)
    assert summary is not None
    assert measured["seconds"]["value"] == pytest.approx(summary["seconds_per_image"], abs=0.01)
    kept.delete()
    evaluations.start_measuring(model)
    run_all_jobs()
    again = evaluations.figures(model.evaluations.get())["measures"]
    assert again["ap50"]["value"] == pytest.approx(measured["ap50"]["value"], abs=0.05)


def check_epochs(job: Job, model: ModelVersion) -> None:
    """What the training told on its way is what its model has, and it was filmed."""
    course = trainings.course_of(job)
    assert course.history == model.history
    assert course.mode == model.mode
    assert len(course.observations) == len(model.history) > 0
    film = trainings.film_of(job)
    assert 0 < len(film.images) <= 3
    assert all(film.truth[image.pk] for image in film.images)
    assert film.epochs[-1].number == model.history[-1]["epoch"]


def learn_at_once(project: Project, model: ModelVersion) -> None:
    """A few more images are finished: the box head takes them in, and the result is compared with the model in use."""
    names = dict(project.categories.values_list("name", "pk"))
    for image in project.images.filter(state="todo", split="train").order_by("file_name")[:4]:
        for box in generate(int(image.file_name[-7:-4]))[1]:
            values = {"x1": box.x1, "y1": box.y1, "x2": box.x2, "y2": box.y2}
            make.make_box(image, Category.objects.get(pk=names[box.name]), **values)
        Image.objects.filter(pk=image.pk).update(state="done", finished_at=timezone.now())
    job = jobs.enqueue(project, "adapt")
    run_all_jobs()
    job.refresh_from_db()
    assert job.state == "succeeded", job.error
    assert job.result is not None
    adapted = ModelVersion.objects.filter(job=job).first()
    assert (adapted is None) == ("model" not in job.result)
    if adapted is not None:
        assert (adapted.mode, adapted.start, adapted.parent) == ("instant", "model", model)
        assert adapted.verdict is not None
    assert job.result["note"]


def check_predictions(project: Project, model: ModelVersion) -> None:
    rows = Prediction.objects.filter(model_version=model)
    assert rows.count() == project.images.filter(state="todo").count()
    for row in rows:
        assert row.embedding is not None
        assert row.predicted_seconds is not None
        assert row.manual_seconds is not None
        assert row.predicted_seconds >= 7.8
        for box in row.boxes:
            assert len(box) in {7, 11}
            assert 0 <= box[6] <= 1
    assert not Image.objects.filter(state="todo", predicted_seconds=None).exists()
