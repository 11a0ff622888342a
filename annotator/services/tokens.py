"""Tokens of programs: made, found, deleted. What is stored cannot be turned back into the secret."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from annotator.errors import InvalidInput, NotThere
from annotator.models import ApiToken

MAX_TOKENS = 50


def create_token(user: User, *, name: str) -> tuple[ApiToken, str]:
    """The new token and its secret, which nobody can read again. Raises InvalidInput when there are too many."""
    if ApiToken.objects.filter(user=user).count() >= MAX_TOKENS:
        raise InvalidInput(f"You have {MAX_TOKENS} tokens already.", hint="Delete those that you no longer use.")
    secret = secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(days=settings.API_TOKEN_DAYS)
    return ApiToken.objects.create(user=user, name=name, digest=_digest(secret), expires_at=expires_at), secret


def find_token(secret: str) -> ApiToken | None:
    """The living token of an active user with this secret."""
    living = ApiToken.objects.filter(expires_at__gt=timezone.now(), user__is_active=True)
    return living.select_related("user").filter(digest=_digest(secret)).first()


def delete_token(user: User, token_id: int) -> None:
    """Raises NotThere for one that is not the user's."""
    deleted, _ = ApiToken.objects.filter(user=user, pk=token_id).delete()
    if not deleted:
        raise NotThere(f"You have no token {token_id}.")


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()
