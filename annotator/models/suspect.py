"""Labels that a model doubts, and what people said of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.image import Image
from annotator.models.model_version import ModelVersion
from annotator.models.project import Category, Project


class Suspect(models.Model):
    """A question about one label, a place without one, or a whole image. Answered rows stay: they are not asked again.

    label: the box in question as it was then, as `services.boxes.as_json` writes it; null for an overlooked object
    seen: what the model saw there, `{"category", "box": [x1, y1, x2, y2], "confidence"}`; null where it saw nothing
    doubt: 0 to 1, how sure it is that the label is wrong; the queue begins with the highest
    overlap: intersection over union of the label and what the model saw, or of an overlooked object and the next label
    audit_place: where the box or the image stands among the randomly drawn; null for what a model doubts. Those are
        asked without what a model saw, and the rates of errors are estimated from nothing else.
    as_of: the revision of a whole image whose labels are asked about; null for all other kinds
    answers: how often it was answered; part of the ids of the revisions that an answer writes
    """

    class Kind(models.TextChoices):
        OVERLOOKED = "overlooked", "Overlooked object"
        MISPLACED = "misplaced", "Badly placed box"
        SWAPPED = "swapped", "Other category"
        UNFOUNDED = "unfounded", "Nothing there"
        AUDIT = "audit", "Random labels"
        INCOMPLETE = "incomplete", "Random images"

    class State(models.TextChoices):
        OPEN = "open", "Not answered"
        RIGHT = "right", "The label is right"
        WRONG = "wrong", "The label was wrong"
        SKIPPED = "skipped", "Passed over"

    class Answer(models.TextChoices):
        ADD = "add", "Add the model's box"
        TAKE = "take", "Take the model's box"
        CHANGE = "change", "Change the category"
        DELETE = "delete", "Delete the box"
        WRONG = "wrong", "It is wrong, and mended elsewhere"
        RIGHT = "right", "It is right"
        SKIP = "skip", "Pass over"

    project = models.ForeignKey(Project, models.CASCADE, related_name="suspects")
    image = models.ForeignKey(Image, models.CASCADE, related_name="suspects")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the label, or what is missing; null for a whole image.",
    )
    box_key = models.UUIDField(null=True, blank=True)
    label = models.JSONField(null=True, blank=True)
    seen = models.JSONField(null=True, blank=True)
    doubt = models.FloatField(default=0)
    overlap = models.FloatField(default=0)
    audit_place = models.FloatField(null=True, blank=True, help_text="0 to 1.")
    as_of = models.PositiveIntegerField(null=True, blank=True)
    model_version = models.ForeignKey(ModelVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answers = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audit_place=None)
                | Q(kind__in=["audit", "incomplete"], audit_place__gte=0, audit_place__lt=1),
                name="suspect_is_drawn_or_doubted",
            ),
            models.CheckConstraint(
                condition=Q(kind="incomplete", category=None, as_of__isnull=False)
                | (~Q(kind="incomplete") & Q(category__isnull=False, as_of=None)),
                name="suspect_is_of_a_label_or_an_image",
            ),
        ]
        indexes = [
            # The queue: worst first.
            models.Index(fields=["project", "-doubt", "id"], condition=Q(state="open"), name="suspect_queue"),
            # The random samples in the order in which it is asked.
            models.Index(
                fields=["project", "audit_place"], condition=Q(audit_place__isnull=False), name="suspect_audit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.image}"

    @property
    def category_name(self) -> str:
        """What the label says, or what is missing."""
        return self.category.name if self.category else "object"
