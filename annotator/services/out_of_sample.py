"""What models said of finished images before they could learn from them: such a judge has not learnt the mistakes."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Min, QuerySet

from annotator.models import Image, Job, ModelVersion, Prediction, Project, Revision

FEWEST_IMAGES = 8  # That detectors of their own can be trained for.
STORED = "stored"  # A look at the predictions that are there.


def finished(project: Project) -> QuerySet[Image]:
    return project.images.filter(state=Image.State.DONE)


def not_looked_at(project: Project) -> QuerySet[Image]:
    """What was finished or changed since detectors of their own looked at all: they know more than what is stored."""
    looks = project.jobs.filter(kind=Job.Kind.SUSPECTS, state=Job.State.SUCCEEDED, params={})
    last = looks.order_by("-id").first()
    return finished(project).filter(finished_at__gt=last.started_at) if last else finished(project)


def made_before(project: Project) -> QuerySet[Prediction]:
    """What models of the project saw in images that are finished now."""
    made = Prediction.objects.filter(image__project=project, image__state=Image.State.DONE)
    return made.exclude(model_version__origin=ModelVersion.Origin.IMPORTED)


def newest_predictions(project: Project, image_ids: Sequence[int]) -> dict[int, Prediction]:
    """By finished image the newest prediction of a model that had not learnt from it.

    That is one made before the image was finished for the first time; nothing is ever learnt from the hold-out.
    """
    first_finished = _first_finished(project)
    newest: dict[int, int] = {}
    columns = ("pk", "image_id", "image__split", "created_at")
    for pk, image, split, created_at in (
        made_before(project).filter(image__in=image_ids).order_by("id").values_list(*columns)
    ):
        done = first_finished.get(image)
        if split == Image.Split.HOLDOUT or done is None or created_at < done:
            newest[image] = pk
    return {row.image_id: row for row in Prediction.objects.filter(pk__in=newest.values()).defer("embedding")}


def _first_finished(project: Project) -> dict[int, datetime]:
    """When each image of a project was finished for the first time."""
    done = Revision.objects.filter(image__project=project, state=Image.State.DONE)
    return dict(done.values_list("image_id").annotate(first=Min("created_at")).order_by())
