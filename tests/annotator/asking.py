"""A client that speaks JSON, as the frontend and programs do."""

import json
from functools import cache
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.test.client import ClientHandler

from annotator.services import tokens


@cache
def _server(enforce_csrf_checks: bool) -> ClientHandler:
    """One for all clients: starting it means looking at every static file."""
    return ClientHandler(enforce_csrf_checks)


class Asker(Client):
    """`ask` sends JSON and gives the response; `.json()` of a response is what came back."""

    def __init__(self, enforce_csrf_checks: bool = False, **options: Any) -> None:
        super().__init__(enforce_csrf_checks, **options)
        self.handler = _server(enforce_csrf_checks)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        content = b"" if body is None else json.dumps(body).encode()
        return self.generic(method, path, content, content_type="application/json", headers=sent)

    def follow(self, path: str, link: str) -> list[list[int]]:
        """The ids of all pages, by `next` or `previous` links."""
        pages = []
        while path:
            page = self.ask("GET", path).json()
            pages.append([row["id"] for row in page["results"]])
            path = page[link]
        return pages

    def upload(self, path: str, files: list[tuple[str, bytes]], *, field: str = "files", **fields: str) -> Any:
        """multipart/form-data as browsers write it: Django's own test client would cut folders off the names."""
        parts = [
            b'--edge\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
            % (field.encode(), name.replace('"', "%22").encode(), content)
            for name, content in files
        ]
        parts += [
            b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value.encode())
            for name, value in fields.items()
        ]
        return self.generic("POST", path, b"".join([*parts, b"--edge--\r\n"]), "multipart/form-data; boundary=edge")


def browser_of(user: User) -> Asker:
    """Signed in by session."""
    client = Asker()
    client.force_login(user)
    return client


def program_of(user: User) -> Asker:
    """Signed in by token."""
    _, secret = tokens.create_token(user, name="test")
    return Asker(headers={"Authorization": f"Token {secret}"})
