"""`manage.py token USER`: a token with which a program signs in as that user."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.management.speaking import find_user, speaking
from annotator.services import tokens


class Command(BaseCommand):
    help = "Make an API token for a user and print it. It is shown once: only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user's name")
        parser.add_argument("--name", default="made by manage.py token", help="what it is for")

    def handle(self, *args: Any, user: str, name: str, **options: Any) -> None:
        owner = find_user(user)
        if owner is None:
            raise CommandError("Name the user: python manage.py token USER")
        with speaking():
            token, secret = tokens.create_token(owner, name=name)
        # The secret alone on stdout: TOKEN=$(manage.py token alice)
        self.stdout.write(secret)
        self.stderr.write(f"Send it as 'Authorization: Token …'. It ends on {token.expires_at:%d %B %Y}.")
