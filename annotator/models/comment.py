"""What people say about an image, or about one of its boxes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.image import Image


class Comment(models.Model):
    """A remark, or an answer to one. A remark is open until somebody resolves it; its answers go with it.

    box_key: of the box that is meant; it outlives the box, for a deleted box may come back
    """

    key = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="Made by the client: a repeated request keeps it."
    )
    image = models.ForeignKey(Image, models.CASCADE, related_name="comments")
    box_key = models.UUIDField(null=True, blank=True)
    thread = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(thread=None) | Q(resolved_at=None, box_key=None), name="comment_thread_is_resolved_as_one"
            ),
        ]
        # What is still open is counted for every row of the gallery.
        indexes = [models.Index(fields=["image"], condition=Q(thread=None, resolved_at=None), name="comment_open")]

    def __str__(self) -> str:
        return f"Comment on {self.image}"
