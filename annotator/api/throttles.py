"""How often one may ask: counted per minute in the process's own cache.

A fixed window and one counter, not a list of times: at a hundred saves a second
the list itself would be the load.
"""

import hashlib
import time
from typing import TYPE_CHECKING, ClassVar

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # The views' own module imports this one, by its name in the settings.
    from rest_framework.views import APIView

WINDOW_SECONDS = 60


class PersonThrottle(BaseThrottle):
    """The rate `user` for each person, the rate `anonymous` for each address that nobody has signed in from."""

    scope: ClassVar[str] = "user"

    def allow_request(self, request: Request, view: "APIView") -> bool:
        limit = limit_of(self.scope_of(request))
        if limit is None:
            return True
        key = self.key(request)
        cache.add(key, 0, WINDOW_SECONDS)
        try:
            return cache.incr(key) <= limit
        except ValueError:  # The window closed between the two lines.
            return True

    def scope_of(self, request: Request) -> str:
        return self.scope if request.user.is_authenticated else "anonymous"

    def key(self, request: Request) -> str:
        window = int(time.time() // WINDOW_SECONDS)
        return f"throttle:{self.scope_of(request)}:{self.who(request)}:{window}"

    def who(self, request: Request) -> str:
        return str(request.user.pk) if request.user.is_authenticated else self.get_ident(request)

    def wait(self) -> float:
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS


class UploadThrottle(PersonThrottle):
    scope = "upload"


class JobThrottle(PersonThrottle):
    scope = "jobs"


class SignInThrottle(PersonThrottle):
    """Guesses at one account from one address; who gets it right starts from zero again."""

    scope = "sign_in"

    def scope_of(self, request: Request) -> str:
        return self.scope

    def who(self, request: Request) -> str:
        name = request.data.get("username", "") if isinstance(request.data, dict) else ""
        account = hashlib.sha256(str(name).casefold().encode(errors="replace")).hexdigest()[:16]
        return f"{self.get_ident(request)}:{account}"

    def forget(self, request: Request) -> None:
        if limit_of(self.scope) is not None:
            cache.delete(self.key(request))


class PasswordThrottle(PersonThrottle):
    """Guesses at the password of the account that is signed in."""

    scope = "sign_in"


def limit_of(scope: str) -> int | None:
    """Requests a minute, from a rate such as "600/min"; None when nothing is counted."""
    rate = api_settings.DEFAULT_THROTTLE_RATES.get(scope)
    return int(str(rate).partition("/")[0]) if rate else None
