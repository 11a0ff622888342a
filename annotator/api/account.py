"""One's own account: the password, and tokens for programs."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as PasswordsRefused
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from annotator.api.fields import Strict, checked
from annotator.api.permissions import InBrowser, person
from annotator.api.throttles import PasswordThrottle, PersonThrottle
from annotator.errors import WrongPassword
from annotator.models import ApiToken
from annotator.services import tokens

FRESH = timedelta(days=1)


class PasswordField(serializers.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=4096, trim_whitespace=False, write_only=True, **options)


class NewPasswordSerializer(Strict):
    current = PasswordField(required=False, help_text="Needed when the account has a password.")
    new = PasswordField()

    def validate_new(self, new: str) -> str:
        try:
            validate_password(new, self.context["user"])
        except PasswordsRefused as error:
            raise serializers.ValidationError(error.messages) from error
        return new


class TokenRequestSerializer(Strict):
    name = serializers.CharField(max_length=100, help_text="What it is for.")
    password = PasswordField(required=False, help_text="Needed when the account has a password.")


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    class Meta:
        model = ApiToken
        fields = ("id", "name", "created_at", "expires_at")
        read_only_fields = fields


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="Shown once; it cannot be read again.")

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "token")  # type: ignore[assignment]


class TokenListSerializer(serializers.Serializer[Any]):
    results = TokenSerializer(many=True)


class AccountView(APIView):
    # Guesses at the password are counted like those at the sign-in.
    permission_classes = (InBrowser,)

    def get_throttles(self) -> list[BaseThrottle]:
        return [PasswordThrottle() if self.request.method in ("PUT", "POST") else PersonThrottle()]


class PasswordView(AccountView):
    @extend_schema(operation_id="change_password", request=NewPasswordSerializer, responses={204: None})
    def put(self, request: Request) -> Response:
        """Set a password. This session stays; all others of the account end."""
        user = person(request)
        values = checked(NewPasswordSerializer, request.data, context={"user": user})
        _require_password(user, values.get("current"), field="current")
        user.set_password(values["new"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request._request, user)
        return Response(status=204)


class TokensView(AccountView):
    @extend_schema(operation_id="list_tokens", responses=TokenListSerializer)
    def get(self, request: Request) -> Response:
        """The tokens of the account, without their secrets."""
        rows = ApiToken.objects.filter(user=person(request)).order_by("-id")
        return Response({"results": TokenSerializer(rows, many=True).data})

    @extend_schema(operation_id="create_token", request=TokenRequestSerializer, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make a token for a program. The answer is the only place where its secret is shown."""
        user = person(request)
        values = checked(TokenRequestSerializer, request.data)
        _require_password(user, values.get("password"), field="password")
        token, secret = tokens.create_token(user, name=values["name"])
        return Response({**TokenSerializer(token).data, "token": secret}, status=201)


class TokenView(AccountView):
    @extend_schema(operation_id="delete_token", responses={204: None})
    def delete(self, request: Request, token_id: int) -> Response:
        """The program that has it is out at its next request."""
        tokens.delete_token(person(request), token_id)
        return Response(status=204)


def _require_password(user: User, password: str | None, *, field: str) -> None:
    """Who walks by an open browser must not take the account along. Raises WrongPassword."""
    if user.has_usable_password():
        if not user.check_password(password or ""):
            raise WrongPassword("This is not the password of your account.", field=field)
    elif user.last_login is None or user.last_login < timezone.now() - FRESH:
        raise WrongPassword(
            "You signed in more than a day ago, and your account has no password to ask for.",
            hint="Sign in again with a new one-time link.",
            field=field,
        )
