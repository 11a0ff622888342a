"""Signing in and out, and who is signed in."""

import logging
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from annotator.api.authentication import BrowserSession
from annotator.api.fields import Strict, checked
from annotator.api.throttles import PersonThrottle, SignInThrottle
from annotator.errors import WrongPassword

logger = logging.getLogger(__name__)


class SignInSerializer(Strict):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, write_only=True)


class PersonSerializer(serializers.Serializer[User]):
    id = serializers.IntegerField()
    username = serializers.CharField()
    is_staff = serializers.BooleanField(help_text="May open /admin/.")
    has_password = serializers.BooleanField(source="has_usable_password")


class SessionSerializer(serializers.Serializer[Any]):
    user = PersonSerializer()


class SessionView(APIView):
    permission_classes = (AllowAny,)

    def get_throttles(self) -> list[BaseThrottle]:
        return [SignInThrottle()] if self.request.method == "POST" else [PersonThrottle()]

    @extend_schema(operation_id="read_session", responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        """Who is signed in. Sets the csrftoken cookie, also with the answer 401."""
        get_token(request._request)
        if not request.user.is_authenticated:
            raise NotAuthenticated
        return _session(request.user)

    @extend_schema(operation_id="sign_in", request=SignInSerializer, responses=SessionSerializer)
    def post(self, request: Request) -> Response:
        """Sign in with name and password; the session comes as a cookie."""
        # DRF asks only those who are signed in: without this, a foreign page could sign a visitor in as somebody else.
        BrowserSession().enforce_csrf(request)
        values = checked(SignInSerializer, request.data)
        user = authenticate(request._request, **values)
        if user is None:
            logger.warning("sign-in refused for %r from %s", values["username"], SignInThrottle().get_ident(request))
            raise WrongPassword("There is no active account with this name and password.", field="password")
        login(request._request, user)
        SignInThrottle().forget(request)
        logger.info("%r signed in", user.get_username())
        return _session(user)

    @extend_schema(operation_id="sign_out", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out; the session is gone on the server too."""
        logout(request._request)
        return Response(status=204)


def _session(user: Any) -> Response:
    return Response(SessionSerializer({"user": user}).data)
