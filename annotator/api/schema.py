"""The description of the interface, and a page to read it on."""

from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.api.authentication import BrowserSession, ProgramToken
from annotator.api.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457). A code may add members: a conflict has `revision` and `conflicts`.",
    "properties": {
        "code": {"type": "string", "description": "Stable; for programs and translations."},
        "detail": {"type": "string", "description": "What happened, in a sentence."},
        "hint": {"type": "string", "description": "What to do next; may be empty."},
        "status": {"type": "integer"},
        "field": {"type": "string", "description": "The value that is to blame, such as upsert.3.x1."},
        "errors": {"description": "All complaints, by field."},
        "revision": {"type": "integer", "description": "With revision_conflict: the newest one."},
        "conflicts": {"type": "array", "items": {"$ref": "#/components/schemas/Conflict"}},
        "leased_to": {"type": "string", "description": "With lease_held: who has the image."},
    },
    "required": ["code", "detail", "hint", "status"],
}
_SIDE = {"oneOf": [{"$ref": "#/components/schemas/StoredBox"}, {"type": "null"}]}
CONFLICT = {
    "type": "object",
    "description": "A box that two people changed; null where a side deleted it.",
    "properties": {"key": {"type": "string", "format": "uuid"}, "mine": _SIDE, "theirs": _SIDE},
    "required": ["key", "mine", "theirs"],
}


def add_problems(result: Any, generator: Any, request: Any, public: Any) -> Any:
    """Hook of drf-spectacular: whatever an operation refuses, it does so with a problem document."""
    result["components"]["schemas"] |= {"Problem": PROBLEM, "Conflict": CONFLICT}
    answer = {"description": "Refused", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = answer
    return result


class BrowserSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = BrowserSession
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        text = "After POST /api/session. Writes need the csrftoken cookie's value as the header X-CSRFToken."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": text}


class ProgramTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = ProgramToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        text = "Authorization: Token <secret>"
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}


class SchemaView(APIView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """OpenAPI 3.1, as it is checked in."""
        return HttpResponse(_schema_text(), content_type="application/yaml")


class DocsView(APIView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """A plain page: the usual viewers need scripts and styles that our content security policy forbids."""
        return render(request._request, "boxloop/docs.html", {"groups": _groups().items()})


def _schema_text() -> str:
    path = settings.BASE_DIR / "schema.yml"
    if not path.exists():
        raise NotFound("This installation came without schema.yml.")
    return str(path.read_text())


@cache
def _groups() -> dict[str, list[dict[str, Any]]]:
    """Operations by the noun that their address starts with."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in yaml.safe_load(_schema_text())["paths"].items():
        for method, operation in operations.items():
            row = {"method": method.upper(), "path": path, "text": operation.get("description", "")}
            groups.setdefault(operation["tags"][0], []).append(row)
    return groups
