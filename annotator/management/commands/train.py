"""`manage.py train --project NAME`: train on the finished images now."""

from django.db.models import QuerySet

from annotator.management.watching import JobCommand
from annotator.models import Job, Project
from annotator.services import loop


class Command(JobCommand):
    help = "Train a new model version on the finished images, and promote it if it is better."

    def start(self, project: Project) -> QuerySet[Job]:
        return Job.objects.filter(pk=loop.start_training(project, by=None).pk)
