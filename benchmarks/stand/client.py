"""A program that speaks with Boxloop's REST interface over one connection that is kept open."""

import http.client
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

JSON = {"Content-Type": "application/json"}
OVER = ("succeeded", "failed", "cancelled")
SECONDS_TO_ANSWER = 120.0
IDLE_SECONDS = 5.0  # After a longer pause the server may have closed the connection.


class Refused(Exception):
    """The server said no, or a job did not succeed. The message has the server's own words."""


@dataclass(frozen=True)
class Upload:
    """A file to send."""

    name: str
    content: bytes
    media_type: str = "image/jpeg"


@dataclass
class Client:
    """address: http://host:port; token: as `manage.py token` prints it. Not for several threads at once."""

    address: str
    token: str

    def __post_init__(self) -> None:
        host = urlsplit(self.address)
        self._connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=SECONDS_TO_ANSWER)
        self._used_at = 0.0

    def clone(self) -> Self:
        """The same person over a connection of its own."""
        return type(self)(self.address, self.token)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        """The answer's body. Raises Refused."""
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self._connection.close()  # The request opens it again.
        self._connection.request(method, path, body, {"Authorization": f"Token {self.token}", **(headers or {})})
        answer = self._connection.getresponse()
        content = answer.read()
        self._used_at = time.monotonic()
        if answer.status >= 400:
            raise Refused(f"{method} {path}: {answer.status} {content[:500].decode(errors='replace')}")
        return content

    def get(self, path: str) -> Any:
        return _read(self.ask("GET", path))

    def send(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        return _read(self.ask(method, path, json.dumps(body).encode(), {**JSON, **(headers or {})}))

    def create_project(self, name: str, categories: Sequence[str], **settings: Any) -> Any:
        return self.send("POST", "/api/projects", {"name": name, "categories": list(categories), **settings})

    def upload(self, project: int, files: Sequence[Upload]) -> list[dict[str, Any]]:
        return self.send_upload(project, *multipart(files))

    def send_upload(self, project: int, body: bytes, content_type: str) -> list[dict[str, Any]]:
        content = self.ask("POST", f"/api/projects/{project}/images", body, {"Content-Type": content_type})
        rows: list[dict[str, Any]] = json.loads(content)["results"]
        return rows

    def images(self, project: int, query: str = "limit=200") -> Iterator[dict[str, Any]]:
        """All of them, page after page."""
        address = f"/api/projects/{project}/images?{query}"
        while address:
            page = self.get(address)
            yield from page["results"]
            address = page["next"]

    def save(self, image: int, revision: int, **change: Any) -> Any:
        """change: state, upsert, delete, based_on, as the annotation's PATCH takes them"""
        headers = {"If-Match": f'"{revision}"'}
        return self.send("PATCH", f"/api/images/{image}/annotation", {"id": str(uuid.uuid4()), **change}, headers)

    def lease_next(self, project: int) -> Any | None:
        """What the editor gets to open the next image; None when none is left."""
        answer = self.send("POST", f"/api/projects/{project}/queue/next", {"count": 1})
        return answer["results"][0] if answer else None

    def wait_for(
        self, job: Mapping[str, Any], *, seconds: float, pause: float = 0.05, look: Callable[[Any], None] | None = None
    ) -> Any:
        """The job when it has succeeded. Raises Refused, with the job's own words, when it does not in time."""
        deadline = time.monotonic() + seconds
        while True:
            row = self.get(f"/api/jobs/{job['id']}")
            if look is not None:
                look(row)
            if row["state"] in OVER or time.monotonic() > deadline:
                break
            time.sleep(pause)
        if row["state"] != "succeeded":
            words = " ".join(filter(None, (row["error_code"], row["error"], row["hint"], row["message"])))
            raise Refused(f"Job {row['id']} ({row['kind']}) is {row['state']}: {words}")
        return row

    def wait_for_all_jobs(self, project: int, *, seconds: float, pause: float = 0.2) -> None:
        """Until no job of the project waits or runs. Raises Refused when one failed, or it takes too long."""
        deadline = time.monotonic() + seconds
        for state in ("queued", "running", "queued"):  # Again: a job that ends may have started another.
            while rows := self.get(f"/api/projects/{project}/jobs?state={state}&limit=1")["results"]:
                self.wait_for(rows[0], seconds=deadline - time.monotonic(), pause=pause)

    def export(self, project: int, format: str = "coco", *, seconds: float = 120.0) -> Any:
        """The export's row, when its file is written."""
        job = self.send("POST", f"/api/projects/{project}/exports", {"format": format})
        done = self.wait_for(job, seconds=seconds)
        rows = self.get(f"/api/projects/{project}/exports?limit=50")["results"]
        return next(row for row in rows if row["id"] == done["result"]["export"])


def _read(content: bytes) -> Any:
    return json.loads(content) if content else None


def multipart(files: Sequence[Upload]) -> tuple[bytes, str]:
    """Body and content type of a form with the files in its field `files`."""
    return form({}, {"files": files})


def form(values: Mapping[str, str], files: Mapping[str, Sequence[Upload]]) -> tuple[bytes, str]:
    """Body and content type of a form, as a browser sends it."""
    boundary = uuid.uuid4().hex
    parts: list[bytes] = []
    for name, value in values.items():
        parts += [_head(boundary, f'name="{name}"'), value.encode(), b"\r\n"]
    for name, uploads in files.items():
        for file in uploads:
            parts += [_head(boundary, f'name="{name}"; filename="{file.name}"', file.media_type), file.content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _head(boundary: str, words: str, media_type: str = "") -> bytes:
    kind = f"Content-Type: {media_type}\r\n" if media_type else ""
    return f"--{boundary}\r\nContent-Disposition: form-data; {words}\r\n{kind}\r\n".encode()
