"""Suggested crops that a person judged together, page by page."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.image import Image
from annotator.models.model_version import ModelVersion
from annotator.models.project import Category, Project


class CropPage(models.Model):
    """A served page of suggested crops of one category. What was on it is kept here and never asked of the
    client again, so an answer can be repeated but not forged; while it is open nobody else gets its images.

    items: `[{"image", "revision", "prediction", "box": [x1, y1, x2, y2], "score", "planted"}]` in the order shown,
        with the image's revision at that time; planted ones are known to be wrong and never become labels
    wrong: positions in items that were marked wrong, of the last answer
    outcome: what came of the last answer, as `services.crop_review` writes it; null while the page is open
    planted_found: of the first answer alone: an answer that is taken back does not mend it
    answers: how often the page was answered; part of the ids of the revisions that an answer writes
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="crop_pages")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    model_version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="+")
    threshold = models.FloatField(help_text="The probability from which suggestions were shown.")
    items = models.JSONField(default=list)
    wrong = models.JSONField(default=list)
    outcome = models.JSONField(null=True, blank=True)
    planted = models.PositiveIntegerField(default=0)
    planted_found = models.PositiveIntegerField(null=True, blank=True)
    answers = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"], condition=Q(answered_at=None), name="one_open_crop_page"
            ),
        ]

    def __str__(self) -> str:
        return f"Crops of {self.category} for {self.person}"


class CropReview(models.Model):
    """That the crops of a category were looked through in an image, from a threshold on.

    page: where they were shown; null where there was nothing to show
    """

    image = models.ForeignKey(Image, models.CASCADE, related_name="crop_reviews")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")
    model_version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="+")
    threshold = models.FloatField()
    page = models.ForeignKey(CropPage, models.CASCADE, null=True, blank=True, related_name="reviews")

    class Meta:
        indexes = [models.Index(fields=["image", "category", "model_version"], name="crop_review_of_image")]

    def __str__(self) -> str:
        return f"Crops of {self.category} in {self.image}"


class RejectedSuggestion(models.Model):
    """A suggestion that a person called wrong: what later models suggest at the same place is not shown either."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="rejected_suggestions")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")
    page = models.ForeignKey(CropPage, models.CASCADE, related_name="rejected")
    x1 = models.FloatField()
    y1 = models.FloatField()
    x2 = models.FloatField()
    y2 = models.FloatField()

    def __str__(self) -> str:
        return f"No {self.category} at ({self.x1:g}, {self.y1:g}, {self.x2:g}, {self.y2:g})"
