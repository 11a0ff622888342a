"""`manage.py up`: Boxloop on one machine, with one command.

Prepares the database, then supervises the web server and a worker with the clock.
"""

import errno
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from sesame.utils import get_query_string

from annotator.management.children import Child, Children

WEB_THREADS = 4
SECONDS_TO_ANSWER = 60.0
TICK_SECONDS = 0.2


class Command(BaseCommand):
    help = "Start Boxloop on this machine: the web server and a worker. Ctrl-C stops both."
    stopping = False

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.HOST, settings.PORT)
        self.prepare()
        children = Children([web(), worker()], say=self.stderr.write)
        self.listen_to_signals(children)
        try:
            children.start()
            self.wait_for_answer(children)
            self.greet()
            while not self.stopping:
                children.tend()
                time.sleep(TICK_SECONDS)
        finally:
            children.stop()
        self.stdout.write("Stopped. Everything is saved.")

    def prepare(self) -> None:
        """The newest tables; at the first start an administrator without a password, and a sample project."""
        call_command("migrate", verbosity=0, interactive=False)
        if User.objects.exists():
            return
        User.objects.create_superuser("admin")  # No password: nobody can guess it. The link signs in.
        if "sample" in get_commands():
            self.stdout.write("First start: making a sample project …")
            call_command("sample", stdout=self.stdout, stderr=self.stderr)

    def listen_to_signals(self, children: Children) -> None:
        def stop(*_: Any) -> None:
            if self.stopping:
                children.kill()  # Asked twice: at once, then.
            self.stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    def wait_for_answer(self, children: Children) -> None:
        """Until the web server answers. Raises CommandError when it dies first, or takes too long."""
        server = children.members[0]
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not self.stopping and not answers(f"{address()}/health"):
            if not server.is_running:
                raise CommandError(f"The web server ended with code {server.exit_code}. Its reasons are above.")
            if time.monotonic() > deadline:
                raise CommandError(f"The web server did not answer on {address()} in {SECONDS_TO_ANSWER:.0f} seconds.")
            time.sleep(TICK_SECONDS)

    def greet(self) -> None:
        if self.stopping:
            return
        lines = [f"Boxloop is ready: {self.style.SUCCESS(address())}", ""]
        if link := sign_in_link():
            lines += [
                "  Sign in with this link. It works once, within a day:",
                f"  {link}",
                "",
                "  Then choose a password under Account, and invite others there.",
            ]
        lines += [f"  All is kept in {settings.DATA_DIR}. Ctrl-C stops.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


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


def web() -> Child:
    return _child(
        "web server",
        *("-m", "granian", "--interface", "wsgi", "--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", "1", "--respawn-failed-workers", "--blocking-threads", str(WEB_THREADS), "--no-ws"),
        *("--workers-kill-timeout", "10", "--log-level", "warning", "annotator.wsgi:application"),
    )


def worker() -> Child:
    return _child("worker", str(settings.BASE_DIR / "manage.py"), "worker")


def _child(name: str, *words: str) -> Child:
    environment = {
        "LOG_LEVEL": "WARNING",
        # Celery warns of root, which in a container is the rule.
        "PYTHONWARNINGS": "ignore:::celery.platforms",
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "annotator.settings",
    }
    return Child(name, [sys.executable, *words], environment, folder=str(settings.BASE_DIR))


def address() -> str:
    """Where a browser on this machine finds the web server."""
    host = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::", "") else settings.HOST  # noqa: S104 - it is compared
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}"


def answers(url: str) -> bool:
    """True if there is any answer at all: what it says is for people to read."""
    try:
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def sign_in_link() -> str | None:
    """A link for the first administrator who has no password yet; None when all have one."""
    administrators = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    user = next((user for user in administrators if not user.has_usable_password()), None)
    return f"{address()}/sign-in/link{get_query_string(user)}" if user else None
