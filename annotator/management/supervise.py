"""The process that `manage.py up` turns into: it starts the children, greets, and keeps them alive until told to stop.

Knows nothing of Django, and so takes a tenth of the memory.
"""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from annotator.management.children import Child, Children

SECONDS_TO_ANSWER = 60.0
TICK_SECONDS = 0.2


@dataclass(frozen=True, kw_only=True)
class Plan:
    """commands: by name; the first one is the server that answers at `address`
    greeting: what is printed when it does
    """

    commands: dict[str, Sequence[str]]
    address: str
    greeting: str
    farewell: str
    folder: str

    def carry_out(self) -> NoReturn:
        """Become the supervisor. The plan goes through a pipe: a sign-in link must not stand in a list of processes."""
        reading, writing = os.pipe()
        os.write(writing, json.dumps(asdict(self)).encode())
        os.close(writing)
        os.set_inheritable(reading, True)
        os.chdir(self.folder)
        os.execv(sys.executable, [sys.executable, "-m", __name__, str(reading)])  # noqa: S606 - no shell is wanted


class Supervisor:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        members = [Child(name, command, plan.folder) for name, command in plan.commands.items()]
        self.children = Children(members, say=_complain)
        self.stopping = False

    def run(self) -> int:
        """Until a signal comes. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        self.children.start()
        try:
            if trouble := self.wait_for_answer():
                _complain(trouble)
                return 1
            if not self.stopping:
                _say(self.plan.greeting)
            while not self.stopping:
                self.children.tend()
                time.sleep(TICK_SECONDS)
        finally:
            self.children.stop()
        _say(self.plan.farewell)
        return 0

    def stop(self, *_: Any) -> None:
        if self.stopping:
            self.children.kill()  # Asked twice: at once, then.
        self.stopping = True

    def wait_for_answer(self) -> str | None:
        """What went wrong, if the server died or was silent for too long."""
        server = self.children.members[0]
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not self.stopping and not _answers(self.plan.address):
            if not server.is_running:
                return f"The {server.name} ended with code {server.exit_code}. Its reasons are above."
            if time.monotonic() > deadline:
                return f"The {server.name} did not answer at {self.plan.address} in {SECONDS_TO_ANSWER:.0f} seconds."
            time.sleep(TICK_SECONDS)
        return None


def _answers(address: str) -> bool:
    """True if there is any answer at all: what it says is for people to read."""
    try:
        urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _read_plan(descriptor: int) -> Plan:
    with os.fdopen(descriptor) as pipe:
        return Plan(**json.load(pipe))


if __name__ == "__main__":
    sys.exit(Supervisor(_read_plan(int(sys.argv[1]))).run())
