"""The order of the circle, and nothing else: after each step, what comes next.

correction -> training -> new model -> suggestions -> queue -> correction -> …
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from annotator.errors import NoModel, NothingToCheck, NothingToPredict, NothingToTrain
from annotator.models import BulkAction, Image, Job, ModelVersion, Project
from annotator.services import annotations, batches, jobs, out_of_sample, predictions, registry, revisions, training

SHARD = 200  # Images a prediction job looks at: large sets are many jobs, which any number of workers share.
WORTH_CHECKING = 200  # Images, from which a minute that finds the fastest way of looking at them comes back.
TRAIN_KEY = "train"  # One training per project at a time,
ADAPT_KEY = "adapt"
RANK_KEY = "rank"
SUSPECTS_KEY = "suspects"


def record_correction(
    image: Image, *, author: User, base_revision: int, change: revisions.BoxChange
) -> annotations.SavedRevision:
    """Save a person's boxes, then train if that was the correction too many. Raises as `annotations.save`."""
    saved = annotations.save(image, author=author, base_revision=base_revision, change=change)
    if change.state == Image.State.DONE:
        after_correction(image)
    return saved


def after_correction(image: Image) -> Job | None:
    """Start what is due after a finished image: a new batch, a training, or between two of them an adaptation."""
    project = image.project
    _choose_batch_if_wanted(project)
    if project.auto_train != Project.AutoTrain.AFTER_CORRECTIONS:
        return None
    if training.corrections_needed(project) == 0:
        return _train(project, by=None) if training.can_learn(project) else None
    return _adapt(project) if training.is_adaptation_due(project) else None


def after_bulk(bulk: BulkAction) -> Job | None:
    """The same once for many images: finished ones are corrections, and who reopens some wants a batch of them."""
    finished = bulk.project.images.filter(state=Image.State.DONE).first()
    return after_correction(finished) if finished and bulk.report and bulk.report["changed"] else None


def train_if_due(project: Project) -> Job | None:
    """Start the scheduled training of a project when its hour has come and there is something new."""
    last = training.last_training(project)
    interval = timedelta(hours=project.train_every_hours)
    if project.auto_train != Project.AutoTrain.SCHEDULED or (last and last.created_at + interval > timezone.now()):
        return None
    return _train(project, by=None) if training.corrections(project) and training.can_learn(project) else None


def start_training(project: Project, *, by: User | None) -> Job:
    """Train because somebody asked; the same job when one is open. Raises NothingToTrain."""
    finished = training.finished(project).count()
    if not finished:
        raise NothingToTrain(f"“{project}” has no finished image outside the hold-out.")
    if not training.can_learn(project):
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


def start_suspects(project: Project, *, by: User | None) -> Job:
    """Look for wrong labels with detectors that learn from the other finished images. Raises NothingToCheck."""
    finished = project.images.filter(state=Image.State.DONE).count()
    if finished < out_of_sample.FEWEST_IMAGES:
        raise NothingToCheck(
            f"“{project}” has {finished} finished images; to check each by what the others teach takes "
            f"{out_of_sample.FEWEST_IMAGES}."
        )
    return jobs.enqueue(project, Job.Kind.SUSPECTS, dedupe_key=SUSPECTS_KEY, created_by=by)


def look_again(image: Image, *, by: User | None) -> Job:
    """Have the active model look at one image before all others, whatever the state of the image.

    Raises NoModel, and NothingToPredict where the model has seen it.
    """
    project = image.project
    model = registry.active_model(project)
    if model is None:
        step = training.step_to_first_model(project)
        raise NoModel(f"“{project}” has no model yet that could look at an image.", hint=step)
    if model.predictions.filter(image=image).exists():
        raise NothingToPredict(
            f"Model {model.number} has seen “{image.file_name}”.", hint="A model sees the same each time it looks."
        )
    return jobs.enqueue(
        project,
        Job.Kind.PREDICT,
        params={"model_version": model.pk, "images": [image.pk], "in_any_state": True},
        queue=Job.Queue.GPU,
        dedupe_key=f"look:{model.pk}:{image.pk}",
        created_by=by,
        run_after=timezone.now() - jobs.AHEAD,
    )


def after_upload(project: Project) -> None:
    """New images get suggestions when a model is there, and their place in the queue in any case."""
    model = registry.active_model(project)
    if model is not None:
        _predict_open_images(project, model, by=None)
    _choose_batch_if_wanted(project)


def after_prediction(model: ModelVersion, *, is_checked: bool) -> None:
    """Once a model has seen some images the queue can be ordered by it; and once more when it has seen all.

    is_checked: it is known what runs the model fastest; otherwise that is found out when there is time for it
    """
    _choose_batch_if_wanted(model.project)
    if is_checked or not model.is_active or model.project.images.count() < WORTH_CHECKING:
        return
    if not predictions.images_to_predict(model.project, model).exists():
        params = {"model_version": model.pk, "check": True}
        jobs.enqueue(model.project, Job.Kind.PREDICT, params=params, dedupe_key=f"check:{model.pk}")


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
    """Open images get the new model's suggestions, the next ones first; work for other models stops.

    Boxes that somebody has before them stay as they are: a prediction is a new row, and never a label.
    """
    for job in model.project.jobs.filter(kind=Job.Kind.PREDICT, state__in=[Job.State.QUEUED, Job.State.RUNNING]):
        if job.params.get("model_version") not in (None, model.pk):
            jobs.request_cancel(job)
    predictions.reprioritise(model)
    predictions.forget_superseded(model.project)
    _look_for_suspects(model.project)
    return _predict_open_images(model.project, model, by=None)


def _look_for_suspects(project: Project) -> Job | None:
    """In what was seen before: that costs seconds. A look with detectors of their own is asked for by people."""
    if not out_of_sample.made_before(project).exists():
        return None
    params = {"how": out_of_sample.STORED}
    return jobs.enqueue(
        project, Job.Kind.SUSPECTS, params=params, queue=Job.Queue.CPU, dedupe_key=f"{SUSPECTS_KEY}:stored"
    )


def _predict_open_images(project: Project, model: ModelVersion, *, by: User | None) -> list[Job]:
    """Shards of image ids, the head of the queue first."""
    images = predictions.in_order_of_need(predictions.images_to_predict(project, model))
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
    for job in project.jobs.filter(kind=Job.Kind.ADAPT, state__in=jobs.OPEN):
        jobs.request_cancel(job)  # The training learns what it would have learned, and more.
    params = training.params(project)
    return jobs.enqueue(project, Job.Kind.TRAIN, params=params, dedupe_key=TRAIN_KEY, created_by=by)


def _adapt(project: Project) -> Job:
    return jobs.enqueue(project, Job.Kind.ADAPT, dedupe_key=ADAPT_KEY)


def _choose_batch_if_wanted(project: Project) -> Job | None:
    if not batches.is_wanted(project, registry.active_model(project)):
        return None
    return jobs.enqueue(project, Job.Kind.RANK, dedupe_key=RANK_KEY)


def _is_better(model: ModelVersion) -> tuple[bool, str]:
    """By the seconds that people need with either model on the same hold-out images; else by average precision."""
    if model.verdict:
        by_hand = [] if model.verdict["promote"] else ["It can be promoted by hand."]
        return model.verdict["promote"], " ".join([*model.verdict["reasons"], *by_hand])
    champion = registry.active_model(model.project)
    if model.mode == ModelVersion.INSTANT:
        return False, "Nothing to measure it on: an adaptation takes over only where it is seen to be no worse."
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
