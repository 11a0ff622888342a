"""`manage.py up`: Boxloop on one machine, with one command.

Prepares the database, then turns into the supervisor of a web server and a worker with the clock.
"""

import errno
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from sesame.utils import get_query_string

from annotator.management.supervise import Plan

WEB_THREADS = 16  # An upload over a slow line keeps one for minutes; idle ones end.


class Command(BaseCommand):
    help = "Start Boxloop on this machine: the web server and a worker. Ctrl-C stops both."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.HOST, settings.PORT)
        self.prepare()
        plan = Plan(
            commands={"web server": web(), "worker": worker()},
            address=f"{address()}/health",
            greeting=self.greeting(),
            farewell="Stopped. Everything is saved.",
            folder=str(settings.BASE_DIR),
        )
        os.environ.update(environment())
        connections.close_all()
        self.stdout.flush()
        self.stderr.flush()
        plan.carry_out()

    def prepare(self) -> None:
        """The newest tables; at the first start an administrator without a password, and a sample project."""
        call_command("migrate", verbosity=0, interactive=False)
        if User.objects.exists():
            return
        User.objects.create_superuser("admin")  # No password: nobody can guess it. The link signs in.
        self.stdout.write("First start: making a sample project …")
        call_command("sample", stdout=self.stdout, stderr=self.stderr)

    def greeting(self) -> str:
        lines = [f"Boxloop is ready: {self.style.SUCCESS(address())}", ""]
        if link := sign_in_link():
            lines += [
                "  Sign in with this link. It works once, within a day:",
                f"  {link}",
                "",
                "  Then choose a password under Account.",
            ]
        return "\n".join([*lines, f"  All is kept in {settings.DATA_DIR}. Ctrl-C stops.", ""])


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError when the web server could not listen there."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} of {host} is in use: another program listens there, or Boxloop runs already.\n"
                f"Stop it, or choose another port with the variable PORT: make run PORT={port + 1}"
            ) from error
        raise CommandError(
            f"Cannot listen on port {port} of {host}: {error.strerror or error}.\n"
            "Set the variables PORT and HOST to a free port (above 1023) of this machine."
        ) from error


def web() -> list[str]:
    words = ["--interface", "wsgi", "--host", settings.HOST, "--port", str(settings.PORT), "--no-ws"]
    words += ["--workers", "1", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    words += ["--blocking-threads", str(WEB_THREADS), "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *words, "annotator.wsgi:application"]


def worker() -> list[str]:
    return [sys.executable, "manage.py", "worker"]


def environment() -> dict[str, str]:
    """What the children get beside our own variables."""
    defaults = {
        "LOG_LEVEL": "WARNING",
        # Celery warns of root, which in a container is the rule.
        "PYTHONWARNINGS": "ignore:::celery.platforms",
    }
    return {**defaults, **os.environ, "BOXLOOP_DATA_DIR": str(settings.DATA_DIR)}


def address() -> str:
    """Where a browser on this machine finds the web server."""
    host = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::", "") else settings.HOST  # noqa: S104 - it is compared
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}"


def sign_in_link() -> str | None:
    """A link for the first administrator who has no password yet; None when all have one."""
    administrators = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    user = next((user for user in administrators if not user.has_usable_password()), None)
    return f"{address()}/sign-in/link{get_query_string(user)}" if user else None
