"""`manage.py token USER`: a token with which a program signs in as that user."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from annotator.errors import AnnotatorError
from annotator.services import tokens


class Command(BaseCommand):
    help = "Make an API token for a user and print it. It is shown once: only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user's name")
        parser.add_argument("--name", default="made by manage.py token", help="what it is for")

    def handle(self, *args: Any, user: str, name: str, **options: Any) -> None:
        owner = User.objects.filter(username=user, is_active=True).first()
        if owner is None:
            names = ", ".join(User.objects.filter(is_active=True).values_list("username", flat=True)[:20])
            raise CommandError(f"There is no active user “{user}”.\nThere are: {names or 'none yet'}.")
        try:
            token, secret = tokens.create_token(owner, name=name)
        except AnnotatorError as error:
            raise CommandError(f"{error.message}\n{error.hint}") from error
        # The secret alone on stdout: TOKEN=$(manage.py token alice)
        self.stdout.write(secret)
        self.stderr.write(f"Send it as 'Authorization: Token …'. It ends on {token.expires_at:%d %B %Y}.")
