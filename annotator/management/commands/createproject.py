"""`manage.py createproject NAME --categories a,b,c`: a new project."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from annotator.management.speaking import find_user, speaking
from annotator.services import projects


class Command(BaseCommand):
    help = "Make a project with its categories."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the project's name")
        parser.add_argument("--categories", default="", metavar="A,B,C", help="what boxes can be")
        parser.add_argument("--owner", metavar="USER", help="its first manager; superusers manage every project anyway")

    def handle(self, *args: Any, name: str, categories: str, owner: str | None, **options: Any) -> None:
        names = [word.strip() for word in categories.split(",") if word.strip()]
        with speaking():
            project = projects.create_project(name=name, owner=find_user(owner), category_names=names)
        self.stdout.write(
            self.style.SUCCESS(f"Project {project.pk}, “{project}”. Categories: {', '.join(names) or 'none yet'}.")
        )
