"""The order of the circle, and nothing else: after each step, what comes next.

correction -> training -> new model -> suggestions -> correction -> …
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.utils import timezone

from annotator.errors import NothingToPredict, NothingToTrain
from annotator.models import Box, Image, Job, ModelVersion, Project
from annotator.services import annotations, jobs, predictions, registry

SHARD = 200  # Images a prediction job looks at: large sets are many jobs, which any number of workers share.
FIRST_TRAINING = 10  # Finished images before the first model.
BOXES_TO_LEARN = 2  # Boxes that some category must have before a model can learn anything.
TRAIN_KEY = "train"  # One training per project at a time.


def record_correction(
    image: Image, *, author: User, base_revision: int, change: annotations.BoxChange
) -> annotations.SavedRevision:
    """Save a person's boxes, then train if that was the correction too many. Raises as `annotations.save`."""
    saved = annotations.save(image, author=author, base_revision=base_revision, change=change)
    if change.state == Image.State.DONE:
        after_correction(image)
    return saved


def after_correction(image: Image) -> Job | None:
    """Start a training when the project wants one after so many finished images, and they are there."""
    project = image.project
    if project.auto_train != Project.AutoTrain.AFTER_CORRECTIONS or corrections_needed(project) > 0:
        return None
    return _train(project, by=None) if _can_learn(project) else None


def train_if_due(project: Project) -> Job | None:
    """Start the scheduled training of a project when its hour has come and there is something new."""
    last = _last_training(project)
    interval = timedelta(hours=project.train_every_hours)
    if project.auto_train != Project.AutoTrain.SCHEDULED or (last and last.created_at + interval > timezone.now()):
        return None
    return _train(project, by=None) if corrections(project) and _can_learn(project) else None


def start_training(project: Project, *, by: User | None) -> Job:
    """Train because somebody asked; the same job when one is open. Raises NothingToTrain."""
    finished = _finished(project).count()
    if not finished:
        raise NothingToTrain(f"“{project}” has no finished image outside the hold-out.")
    if not _can_learn(project):
        raise NothingToTrain(f"The {finished} finished images of “{project}” have too few boxes to learn from.")
    return _train(project, by=by)


def start_prediction(project: Project, *, by: User | None = None) -> Job:
    """Pre-label the open images with the active model, or with COCO weights before there is one.

    Returns the first of the jobs. Raises NothingToPredict.
    """
    model = registry.active_model(project)
    if model is not None:
        started = _predict_open_images(project, model, by=by)
        if not started:
            raise NothingToPredict(
                f"Model {model.number} has seen every open image of “{project}”.",
                hint="Upload more images, or train a better model.",
            )
        return started[0]
    if not project.images.filter(state=Image.State.TODO).exists():
        raise NothingToPredict(f"“{project}” has no open images.", hint="Upload images first.")
    return jobs.enqueue(
        project, Job.Kind.PREDICT, params={}, queue=Job.Queue.GPU, dedupe_key="predict:first", created_by=by
    )


def after_upload(project: Project) -> None:
    """New images get suggestions when a model is there."""
    model = registry.active_model(project)
    if model is not None:
        _predict_open_images(project, model, by=None)


def after_training(model: ModelVersion) -> None:
    """Promote the new model when it is better on the same hold-out images than the one in use."""
    if model.promotion_note:
        return  # Decided before: a training job that was run again.
    better, note = _is_better(model)
    if better:
        registry.promote_model(model, note=note)
        after_promotion(model)
    else:
        registry.keep_aside(model, note=note)


def promote(model: ModelVersion, *, by: User) -> None:
    """Promote because somebody decided so. Raises ModelUnusable."""
    if registry.promote_model(model, note=f"Promoted by {by}.", promoted_by=by):
        after_promotion(model)


def roll_back(project: Project, *, by: User) -> ModelVersion:
    """Go back to the model before. Raises NothingToRollBack."""
    model = registry.roll_back(project, promoted_by=by)
    after_promotion(model)
    return model


def after_promotion(model: ModelVersion) -> list[Job]:
    """Open images get the new model's suggestions; work for other models stops."""
    for job in model.project.jobs.filter(kind=Job.Kind.PREDICT, state__in=[Job.State.QUEUED, Job.State.RUNNING]):
        if job.params.get("model_version") not in (None, model.pk):
            jobs.request_cancel(job)
    predictions.reprioritise(model)
    predictions.forget_superseded(model.project)
    return _predict_open_images(model.project, model, by=None)


def _predict_open_images(project: Project, model: ModelVersion, *, by: User | None) -> list[Job]:
    """Shards of image ids, the head of the queue first."""
    images = predictions.images_to_predict(project, model).order_by("-priority", "id")
    ids = list(images.values_list("pk", flat=True))
    shards = [ids[start : start + SHARD] for start in range(0, len(ids), SHARD)]
    return [
        jobs.enqueue(
            project,
            Job.Kind.PREDICT,
            params={"model_version": model.pk, "images": shard},
            queue=Job.Queue.GPU,
            dedupe_key=f"predict:{model.pk}:{shard[0]}",
            created_by=by,
        )
        for shard in shards
    ]


def _train(project: Project, *, by: User | None) -> Job:
    return jobs.enqueue(project, Job.Kind.TRAIN, queue=Job.Queue.GPU, dedupe_key=TRAIN_KEY, created_by=by)


def corrections(project: Project) -> int:
    """Images finished since the last training began."""
    finished = _finished(project)
    last = _last_training(project)
    return finished.filter(finished_at__gt=last.created_at).count() if last else finished.count()


def corrections_needed(project: Project) -> int:
    """How many more finished images start a training; 0 when they are there.

    Never fewer than a quarter of those that the last training had, so that all trainings
    together cost about five times the last one.
    """
    if _last_training(project) is None:
        return max(FIRST_TRAINING - corrections(project), 0)
    new = corrections(project)
    before = _finished(project).count() - new
    return max(project.retrain_after - new, -(-before // 4) - new, 0)


def _finished(project: Project) -> QuerySet[Image]:
    return project.images.filter(state=Image.State.DONE, split=Image.Split.TRAIN)


def _last_training(project: Project) -> Job | None:
    return project.jobs.filter(kind=Job.Kind.TRAIN).exclude(state=Job.State.CANCELLED).order_by("-created_at").first()


def _can_learn(project: Project) -> bool:
    boxes = Box.objects.filter(image__in=_finished(project), crowd=False)
    return boxes.values("category").annotate(boxes=Count("id")).filter(boxes__gte=BOXES_TO_LEARN).exists()


def _is_better(model: ModelVersion) -> tuple[bool, str]:
    """Champion and challenger, compared by average precision on the same hold-out images."""
    champion = registry.active_model(model.project)
    if champion is None:
        return True, "The first model of this project."
    if champion.origin == ModelVersion.Origin.COCO:
        return True, "The first model that was trained here."
    if not model.metrics or "incumbent" not in model.metrics:
        return True, "No finished hold-out images to compare on: the newest model is used."
    new, old = model.metrics["ap"], model.metrics["incumbent"]["ap"]
    figures = f"AP {100 * new:.1f} against {100 * old:.1f} on {model.metrics['images']} hold-out images"
    if new >= old:
        return True, f"Better than model {champion.number}: {figures}."
    return False, f"Not better than model {champion.number}: {figures}. It can be promoted by hand."
