"""Projects, their categories and their members."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q


def new_salt() -> str:
    """Decides, with an image's group, on which side of the split the image falls."""
    return secrets.token_hex(16)


class Project(models.Model):
    """A set of images that are drawn on with one list of categories, and the settings of its loop."""

    class DetectorKind(models.TextChoices):
        AUTO = "auto", "Chosen by device and weights at hand"
        SMALL = "small", "Small net, needs no download"
        MOBILENET_320 = "fasterrcnn_mobilenet_v3_large_320_fpn", "MobileNet V3, 320 pixels"
        MOBILENET = "fasterrcnn_mobilenet_v3_large_fpn", "MobileNet V3"
        RESNET50 = "fasterrcnn_resnet50_fpn", "ResNet-50"
        RESNET50_V2 = "fasterrcnn_resnet50_fpn_v2", "ResNet-50, version 2"

    class Acquisition(models.TextChoices):
        BALANCED = "balanced", "Balanced: what teaches the model most for a person's time"
        UNCERTAIN = "uncertain", "Most uncertain first"
        QUICK_WINS = "quick_wins", "Quick wins: the least work first"
        RANDOM = "random", "Random order"
        FILE_ORDER = "file_order", "In the order of the file names"

    class AutoTrain(models.TextChoices):
        NEVER = "never", "Only when somebody asks"
        AFTER_CORRECTIONS = "after_corrections", "After enough finished images"
        SCHEDULED = "scheduled", "At fixed intervals, when there is something new"

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    detector_kind = models.CharField(max_length=50, choices=DetectorKind, default=DetectorKind.AUTO)
    acquisition = models.CharField(max_length=20, choices=Acquisition, default=Acquisition.BALANCED)
    auto_train = models.CharField(max_length=20, choices=AutoTrain, default=AutoTrain.AFTER_CORRECTIONS)
    retrain_after = models.PositiveIntegerField(
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text="Finished images since the last training; never less than a quarter of what it had.",
    )
    train_every_hours = models.PositiveIntegerField(
        default=24, validators=[MinValueValidator(1), MaxValueValidator(24 * 365)]
    )
    train_minutes = models.FloatField(
        default=5,
        validators=[MinValueValidator(0.05), MaxValueValidator(24 * 60)],
        help_text="A training ends after so many minutes.",
    )
    tolerance = models.FloatField(
        default=0.75,
        validators=[MinValueValidator(0.5), MaxValueValidator(1)],
        help_text="Intersection over union from which a box is good enough.",
    )
    license_text = models.TextField(blank=True, max_length=10_000)

    def __str__(self) -> str:
        return self.name

    def hold(self) -> None:
        """To be called in a transaction: whoever else holds the project waits until it ends.

        For what is decided by a look at all of a project's rows: the next number, the last manager.
        """
        # To what it is: a value that was read a while ago would undo what others have changed since.
        Project.objects.filter(pk=self.pk).update(created_at=F("created_at"))


class Category(models.Model):
    """What a box can be. Its COCO id is permanent: exports of today and of next year agree."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="categories")
    name = models.CharField(max_length=100)
    color = models.CharField(max_length=7, validators=[RegexValidator(r"^#[0-9a-f]{6}$", "Write it as #rrggbb.")])
    hotkey = models.CharField(max_length=1, blank=True, validators=[RegexValidator(r"^[0-9]?$", "A digit, 0 to 9.")])
    archived = models.BooleanField(default=False)
    coco_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["coco_id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="category_name_once"),
            models.UniqueConstraint(fields=["project", "coco_id"], name="category_coco_id_once"),
            models.UniqueConstraint(
                fields=["project", "hotkey"], condition=~Q(hotkey="") & Q(archived=False), name="category_hotkey_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """Each may do all that the ones before it may."""

    VIEWER = "viewer", "Viewer: looks"
    ANNOTATOR = "annotator", "Annotator: draws"
    REVIEWER = "reviewer", "Reviewer: checks and exports"
    MANAGER = "manager", "Manager: decides"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


class Membership(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.ANNOTATOR)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"
