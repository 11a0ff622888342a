"""`spool://`, a Celery broker made of files, for one machine without Redis.

A queue is a folder of the spool, a message a file in it. Messages are renamed into view when
they are whole, and out of view when they are taken, so no reader sees half a message and no
two readers take the same one. Knows nothing of jobs.
"""

import json
import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any, ClassVar

from kombu.transport import virtual

logger = logging.getLogger(__name__)

LEFT_BEHIND_SECONDS = 3600  # Hidden files this old belong to a process that was killed between two lines.


class Channel(virtual.Channel):
    """Files in `transport_options["folder"]`, in the order in which they were sent."""

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        path = self._folder(queue) / f"{time.time_ns():020}-{uuid.uuid4().hex}"
        hidden = path.with_name(f".{path.name}")
        hidden.write_text(json.dumps(message))
        hidden.rename(path)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in self._messages(queue):
            taken = path.with_name(f".{path.name}")
            try:
                path.rename(taken)
                content = taken.read_bytes()
                taken.unlink()
                return json.loads(content)
            except FileNotFoundError:  # Another reader was faster.
                continue
            except ValueError:  # A full disk or a foreign hand; it must not stop the worker.
                logger.warning("threw away a message that cannot be read: %s", path)
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._messages(queue))

    def _purge(self, queue: str) -> int:
        messages = self._messages(queue)
        for path in messages:
            path.unlink(missing_ok=True)
        return len(messages)

    def _new_queue(self, queue: str, **_: Any) -> None:
        for path in self._folder(queue).glob(".*"):
            if path.stat().st_mtime < time.time() - LEFT_BEHIND_SECONDS:
                path.unlink(missing_ok=True)

    def _delete(self, queue: str, *_: Any, **__: Any) -> None:
        self._purge(queue)

    def _messages(self, queue: str) -> list[Path]:
        return sorted(path for path in self._folder(queue).iterdir() if not path.name.startswith("."))

    def _folder(self, queue: str) -> Path:
        folder = Path(self.connection.client.transport_options["folder"]) / queue
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class Transport(virtual.Transport):
    Channel = Channel
    driver_type = "spool"
    driver_name = "files"
    default_connection_params: ClassVar[dict[str, Any]] = {}  # No host, no port.

    def driver_version(self) -> str:
        return "1"
