"""A project goes with all that is in it: a small one at once, a large one out of sight at once and then by a job."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import transaction

from annotator.models import Job, Project
from annotator.services import images, jobs
from annotator.services.unused_files import delete_unused_files

AT_ONCE = 500  # Images of a project that goes while the person waits; more are a job.
BATCH = 200  # Images in one transaction of that job: others save in between.


def delete_project(project: Project, *, by: User | None = None) -> Job | None:
    """Delete the project with its rows, and its files where no other project has them.

    A large one loses its name and its members now, and the rest by the job that is given back.
    """
    if project.images.count() <= AT_ONCE:
        _delete_rest(project)
        return None
    with transaction.atomic():
        project.hold()
        known = project.jobs.filter(kind=Job.Kind.DELETE).exists()
        if not known:  # Its name is free again for another one.
            name = f"{project.name[:150]} (is being deleted, {project.pk})"
            Project.objects.filter(pk=project.pk).update(name=name, auto_train=Project.AutoTrain.NEVER)
            project.memberships.all().delete()
        for job in project.jobs.filter(state__in=jobs.OPEN).exclude(kind=Job.Kind.DELETE):
            jobs.request_cancel(job)
        return jobs.enqueue(project, Job.Kind.DELETE, dedupe_key="delete", created_by=by)


def empty_and_delete(project: Project, *, on_progress: Callable[[float, str], None]) -> None:
    """What the job does. It may be stopped between two batches, and goes on where it was when it is run again."""
    count, done = project.images.count(), 0
    while batch := list(project.images.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        on_progress(min(done / count, 1.0) if count else 0.0, f"{done:,} of {count:,} images")
        going = project.images.filter(pk__in=batch)
        names = images.names_of_images(going)
        going.delete()
        delete_unused_files(names)
        done += len(batch)
    _delete_rest(project)


def _delete_rest(project: Project) -> None:
    with transaction.atomic():
        names = images.file_names(project)
        project.images.all().delete()  # Before the categories, which boxes protect.
        project.model_versions.all().delete()
        project.delete()
    delete_unused_files(names)
