"""Who is asking: a person in a browser, by session, or a program, by token."""

from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotator.models import ApiToken
from annotator.services import tokens


class BrowserSession(SessionAuthentication):
    """Names a scheme, so that somebody who is not signed in gets 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class ProgramToken(BaseAuthentication):
    """`Authorization: Token <secret>`. Needs no CSRF token: no browser sends this header by itself."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "token":
            return None
        token = tokens.find_token(secret.strip())
        if token is None:
            raise AuthenticationFailed("This token is unknown, expired or deleted.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"
