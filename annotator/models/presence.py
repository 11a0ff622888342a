"""Who has an image open right now."""

from django.conf import settings
from django.db import models

from annotator.models.image import Image


class Presence(models.Model):
    """One person looking at one image. Lives as long as their page keeps saying so."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.image}"
