"""Boxes as they are now, and the revisions that made them so."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotator.models.image import Image


class Box(models.Model):
    """A rectangle in pixels of the upright image: origin top left, x right, y down."""

    class Origin(models.TextChoices):
        DRAWN = "drawn", "Drawn by hand"
        ACCEPTED = "accepted", "Suggested and accepted untouched"
        ADJUSTED = "adjusted", "Suggested and adjusted"
        IMPORTED = "imported", "Imported from a file"

    image = models.ForeignKey(Image, models.CASCADE, related_name="boxes")
    key = models.UUIDField(help_text="Made by the client; stays with the box for life.")
    category = models.ForeignKey("annotator.Category", models.PROTECT, related_name="+", db_index=False)
    x1 = models.FloatField()
    y1 = models.FloatField()
    x2 = models.FloatField()
    y2 = models.FloatField()
    occluded = models.BooleanField(default=False)
    truncated = models.BooleanField(default=False)
    crowd = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.DRAWN)
    model_version = models.ForeignKey(
        "annotator.ModelVersion", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    score = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "boxes"
        constraints = [
            models.UniqueConstraint(fields=["image", "key"], name="box_key_once"),
            models.CheckConstraint(
                condition=Q(x1__gte=0, y1__gte=0, x2__gt=F("x1"), y2__gt=F("y1")), name="box_has_area"
            ),
        ]
        indexes = [
            # The gallery: which images have a box of a category, or one that a model suggested.
            models.Index(fields=["category", "image"], name="box_by_category"),
            models.Index(fields=["model_version", "image"], name="box_by_model"),
        ]

    def __str__(self) -> str:
        return f"{self.category} at ({self.x1:g}, {self.y1:g}, {self.x2:g}, {self.y2:g})"


class Revision(models.Model):
    """One saved step in the life of an image's boxes. Append-only: an undo is a new revision.

    changes: `[{"key", "before", "after"}]`, each side a box as `services.boxes.as_json` writes
        it, or null where the box did not exist.
    effort: `{"active_seconds": float, "operations": {name: count}, "blind": bool, "cues": "shown" | "audited" |
        "off"}`, each where it is known; blind and cues say what the person was shown of a model
    """

    class Kind(models.TextChoices):
        EDIT = "edit", "Edited"
        FINISH = "finish", "Finished"
        SKIP = "skip", "Skipped"
        UNSURE = "unsure", "Unsure"
        REOPEN = "reopen", "Reopened"
        REVIEW = "review", "Reviewed"
        RESTORE = "restore", "Restored"
        IMPORT = "import", "Imported"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    image = models.ForeignKey(Image, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=Image.State, help_text="The image's state after this revision.")
    changes = models.JSONField(default=list)
    reason = models.CharField(
        max_length=500, blank=True, help_text="Why it was skipped or returned, or what is unsure."
    )
    based_on = models.ForeignKey("annotator.Prediction", models.SET_NULL, null=True, blank=True, related_name="+")
    effort = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The optimistic lock: of two simultaneous saves one becomes the next number.
        constraints = [models.UniqueConstraint(fields=["image", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"Revision {self.number} of {self.image}"
