"""Tokens with which programs sign in."""

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """The right to act as a user from a program. The secret itself is shown once and never stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What it is for.")
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the secret.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
