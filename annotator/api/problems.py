"""Every error as a problem document (RFC 9457): a stable code, a sentence, a hint.

    {"code": "revision_conflict", "detail": "…", "hint": "…", "field"?: "…", "errors"?: {…}, …}

Whatever a service, DRF, Django or the database raises comes through here; only
what nobody foresaw becomes a 500, and that one too is JSON under /api/.
"""

import dataclasses
import errno
import logging
import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.core import exceptions as django_errors
from django.core.exceptions import (
    ObjectDoesNotExist,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.views import defaults
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.response import Response

from annotator.errors import AnnotatorError, JobFailed, RefusedImage

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Problem:
    status: int
    code: str
    detail: str
    hint: str = ""
    field: str | None = None
    errors: Any = None
    extra: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        document = {"code": self.code, "detail": self.detail, "hint": self.hint, "status": self.status}
        if self.field:
            document["field"] = self.field
        if self.errors is not None:
            document["errors"] = self.errors
        return document | dict(self.extra)


def as_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None: nobody foresaw this error, and the server's log gets it."""
    problem = problem_of(error)
    if problem is None:
        return None
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("%s: %s", problem.code, error)
    return Response(problem.document(), status=problem.status, headers=dict(problem.headers), content_type=MEDIA_TYPE)


def problem_of(error: Exception) -> Problem | None:
    match error:
        case AnnotatorError():
            return _of_ours(error)
        case Http404():
            return _of_drf(NotFound())
        case django_errors.PermissionDenied():
            return _of_drf(PermissionDenied())
        case django_errors.ValidationError():
            return _of_drf(ValidationError(getattr(error, "message_dict", error.messages)))
        case APIException():
            return _of_drf(error)
        case _:
            return _of_limits(error)


def _of_ours(error: AnnotatorError) -> Problem:
    code = error.reason if isinstance(error, RefusedImage | JobFailed) else error.code
    return Problem(
        status=error.status,
        code=code,
        detail=error.message,
        hint=error.hint,
        field=error.field,
        extra=error.extra,
    )


_DRF_CODES = {"invalid": "invalid_input", "error": "server_error"}
_DRF_HINTS = {
    "not_authenticated": "Sign in first, or send a token: Authorization: Token …",
    "authentication_failed": "Sign in again, or make a new token.",
    "not_found": "It may have been deleted, or you are not a member of its project.",
    "method_not_allowed": "See /api/docs for what this address can do.",
    "unsupported_media_type": "Send JSON with Content-Type: application/json; files as multipart/form-data.",
    "throttled": "Wait a moment, then try again.",
    "parse_error": "Send a JSON document in UTF-8.",
}


def _of_drf(error: APIException) -> Problem:
    headers = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{wait:.0f}"
    if isinstance(error, ValidationError):
        return _of_validation(error)
    code = str(error.get_codes())
    return Problem(
        status=error.status_code,
        code=_DRF_CODES.get(code, code),
        detail=str(error.detail),
        hint=_DRF_HINTS.get(code, ""),
        headers=headers,
    )


def _of_validation(error: ValidationError) -> Problem:
    """The first complaint as the sentence, all of them by field in `errors`."""
    name, message = next(_complaints(error.detail), ("", "The request is not valid."))
    return Problem(
        status=HTTPStatus.BAD_REQUEST,
        code="invalid_input",
        detail=f"{name}: {message}" if name else message,
        hint="Correct the values and send them again.",
        field=name or None,
        errors=error.detail,
    )


def _complaints(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _complaints(inner, path if name == "non_field_errors" else f"{path}.{name}".strip("."))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _complaints(inner, path)
    else:
        yield path, str(detail)


def _of_limits(error: Exception) -> Problem | None:
    """What Python, Django and the database raise when something is too large, too deep or too busy."""
    match error:
        case RequestDataTooBig():
            return Problem(status=413, code="body_too_large", detail="The body is too large.", hint="Send less.")
        case TooManyFilesSent() | TooManyFieldsSent():
            return Problem(status=413, code="too_many_parts", detail=str(error), hint="Send 50 files at once.")
        case SuspiciousOperation() | UnreadablePostError():
            return Problem(status=400, code="bad_request", detail="The request cannot be read.", hint="Send it again.")
        case OverflowError() | DataError():
            return Problem(status=400, code="number_too_large", detail="A number is too large.")
        case RecursionError():
            return Problem(status=400, code="nested_too_deep", detail="The body is nested too deeply.")
        case DatabaseError() | InterfaceError() | ObjectDoesNotExist():
            return _of_database(error)
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return _DISK_FULL
        case OSError() if error.errno == errno.ENAMETOOLONG:
            return Problem(status=400, code="file_name_too_long", detail="A file's name is too long.")
        case _:
            return None


_UNFORESEEN = Problem(
    status=500,
    code="server_error",
    detail="Something went wrong on the server.",
    hint="Try again. If it happens twice, the server's log tells an administrator what it was.",
)
_DISK_FULL = Problem(
    status=507,
    code="storage_full",
    detail="The server's disk is full.",
    hint="Free some disk space on the server, then try again. What was saved before is safe.",
)
_BUSY = Problem(
    status=503,
    code="busy",
    detail="The database is busy with a long write.",
    hint="Nothing was lost: try again in a moment.",
    headers={"Retry-After": "2"},
)
_AWAY = Problem(
    status=503,
    code="database_away",
    detail="The database does not answer.",
    hint="Nothing that was saved is lost: try again in a moment.",
    headers={"Retry-After": "5"},
)
_OVERTAKEN = Problem(
    status=409,
    code="overtaken",
    detail="Somebody else changed or deleted this in the same moment.",
    hint="Load it again, then try once more.",
)


def _of_database(error: Exception) -> Problem | None:
    """What becomes of a request whose rows others change or delete meanwhile, or whose database is in trouble."""
    logger.warning("%s", error, exc_info=error)
    words = str(error).lower()
    match error:
        case OperationalError() if "disk is full" in words or "no space left" in words:
            return _DISK_FULL
        case OperationalError() if "locked" in words or "deadlock" in words:
            return _BUSY
        case OperationalError() | InterfaceError():
            return _AWAY
        case ObjectDoesNotExist():
            return _of_drf(NotFound())
        case IntegrityError():
            return _OVERTAKEN
        case _ if "did not affect any rows" in words:  # Django's way to say that a row is gone.
            return _of_drf(NotFound())
        case _:
            return None


# --- Django's own pages: JSON under /api/, Django's plain pages elsewhere ---------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    problem = problem_of(exception) or Problem(status=400, code="bad_request", detail="The request cannot be read.")
    return _answer(problem) if _is_api(request) else defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(_of_drf(PermissionDenied())) if _is_api(request) else defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(_of_drf(NotFound())) if _is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    error = sys.exc_info()[1]  # Outside of the views, as when a session is stored.
    problem = problem_of(error) if isinstance(error, Exception) else None
    return _answer(problem or _UNFORESEEN) if _is_api(request) else defaults.server_error(request)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _answer(problem: Problem) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(problem.document()), status=problem.status, headers=dict(problem.headers), content_type=MEDIA_TYPE
    )
