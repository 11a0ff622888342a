"""`manage.py predict --project NAME`: pre-label the open images now."""

from django.db.models import QuerySet

from annotator.management.watching import JobCommand
from annotator.models import Job, Project
from annotator.services import loop


class Command(JobCommand):
    help = "Pre-label the open images with the project's model, or with COCO weights before there is one."

    def start(self, project: Project) -> QuerySet[Job]:
        """One job for each part of a large set; the first of all, with COCO weights, starts the others."""
        first = loop.start_prediction(project, by=None)
        return project.jobs.filter(kind=Job.Kind.PREDICT, pk__gte=first.pk).order_by("pk")
