"""Child processes that are watched, started again with a growing pause when they die, and stopped together.

Knows nothing of Boxloop.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # A child that ran so long starts again without a long pause.
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """name: as the messages call it; folder: where it starts"""

    name: str
    command: Sequence[str]
    folder: str
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_seconds: float = FIRST_PAUSE_SECONDS
    restart_at: float | None = None

    def start(self) -> None:
        self.started_at, self.restart_at = time.monotonic(), None
        # A session of its own: Ctrl-C reaches us alone, and we decide who stops when.
        # What it has to say comes by stderr; its stdout is chatter.
        self.process = subprocess.Popen(  # noqa: S603 - every word of the command is ours
            self.command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for a signal."""
        return self.process.poll() if self.process else None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals, *, whole_group: bool = False) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            if whole_group:
                os.killpg(self.process.pid, number)
            elif self.is_running:
                self.process.send_signal(number)


@dataclass
class Children:
    """say: takes the sentences about children that died"""

    members: list[Child]
    say: Callable[[str], None]
    stop_seconds: float = 15.0
    killing: bool = field(default=False, init=False)

    def start(self) -> None:
        for child in self.members:
            child.start()

    def tend(self) -> None:
        """Start again who died, when the pause is over. To be called a few times a second."""
        for child in self.members:
            if child.is_running:
                continue
            if child.restart_at is None:
                self._plan_restart(child)
            elif time.monotonic() >= child.restart_at:
                child.start()

    def stop(self) -> None:
        """Ask all to stop, and end those who do not, with all that they started."""
        for child in self.members:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + self.stop_seconds
        while any(child.is_running for child in self.members) and time.monotonic() < deadline and not self.killing:
            time.sleep(0.05)
        for child in self.members:
            child.signal(signal.SIGKILL, whole_group=True)
            if child.process is not None:
                child.process.wait()

    def kill(self) -> None:
        """Let a `stop` that waits wait no longer. Safe in a signal handler."""
        self.killing = True

    def _plan_restart(self, child: Child) -> None:
        now = time.monotonic()
        if now - child.started_at > STEADY_SECONDS:
            child.pause_seconds = FIRST_PAUSE_SECONDS
        # Nothing that the dead one started may hold its port or its jobs.
        child.signal(signal.SIGKILL, whole_group=True)
        child.restart_at = now + child.pause_seconds
        self.say(f"The {child.name} ended with code {child.exit_code}. It starts again.")
        child.pause_seconds = min(2 * child.pause_seconds, LONGEST_PAUSE_SECONDS)


def _end_with_parent() -> None:
    """Stop the child when we are killed without a chance to stop it. Linux only; elsewhere it lives on."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
