"""Frozen data sets, the model versions trained on them, and exports."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.project import Project


class DatasetVersion(models.Model):
    """The finished images of a moment, as a content-addressed COCO file. Immutable."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="dataset_versions")
    number = models.PositiveIntegerField()
    manifest = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="dataset_number_once"),
            models.UniqueConstraint(fields=["project", "sha256"], name="dataset_content_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} data {self.number}"


class ModelVersion(models.Model):
    """Weights and all that is known of them. Immutable but for `is_active`, and for `backend` and
    `stability`, which are written once, when the model is first put to work.

    categories: ids of the project's categories in the order of the detector's labels: label k is categories[k - 1]
    metrics: `{"ap", "ap50", "ap75", "per_category": {"<category id>": {"ap", "ap50"}}, "images", "boxes"}`, 0 to 1
    history: one entry per epoch
    thresholds: `{"<category id>": probability}`, from which a suggestion is shown; above 1 means never, and
        0.5 stands where there is none
    threshold_reasons: `{"<category id>": sentence}`, why a category is never suggested whatever the hold-out says
    assessment: what the hold-out says of its probabilities and seconds, by COCO ids, as `detector.scores.assess`
        writes it
    calibration: the assessment's way from scores to probabilities, as `detector.scores.calibrate` writes it
    verdict: `{"promote", "probability", "reasons"}`, of the comparison with the model in use
    backend: `{"name", …}`: what runs the network on the machine that checked it, and what the check found
    stability: `{"agreement", "images", "seconds_change": [low, high] | null}`: F1 of its boxes against its
        predecessor's on images that nobody has finished, and the 90 % interval of the change in seconds
        an image on the hold-out
    """

    class Origin(models.TextChoices):
        TRAINED = "trained", "Trained here"
        COCO = "coco", "COCO weights, as they come"
        IMPORTED = "imported", "Predictions of an outside model"

    INSTANT = "instant"  # The mode of an adaptation between two trainings: no new model as people understand it.

    project = models.ForeignKey(Project, models.CASCADE, related_name="model_versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    kind = models.CharField(max_length=50, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    dataset_version = models.ForeignKey(
        DatasetVersion, models.PROTECT, null=True, blank=True, related_name="model_versions"
    )
    job = models.OneToOneField(
        "annotator.Job", models.SET_NULL, null=True, blank=True, related_name="model_version"
    )  # A training that is run again after a crash finds the version that it registered.
    weights = models.FileField(max_length=200, blank=True)
    weights_sha256 = models.CharField(max_length=64, blank=True)
    categories = models.JSONField(default=list)
    metrics = models.JSONField(null=True, blank=True)
    history = models.JSONField(default=list)
    thresholds = models.JSONField(default=dict)
    threshold_reasons = models.JSONField(default=dict)
    mode = models.CharField(max_length=20, blank=True, help_text="Of training: quick, thorough or instant.")
    start = models.CharField(max_length=20, blank=True, help_text="What it began with: model, coco or none.")
    kind_reason = models.TextField(blank=True, help_text="Why this kind of detector.")
    calibration = models.JSONField(null=True, blank=True)
    assessment = models.JSONField(null=True, blank=True)
    verdict = models.JSONField(null=True, blank=True)
    backend = models.JSONField(null=True, blank=True)
    stability = models.JSONField(null=True, blank=True)
    promotion_note = models.TextField(blank=True)
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="model_number_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(is_active=True), name="one_active_model"),
            models.UniqueConstraint(
                fields=["project", "weights_sha256"], condition=~Q(weights_sha256=""), name="model_weights_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or 'Model'} {self.number}"


class Evaluation(models.Model):
    """What a model version saw in the finished hold-out images of a data set, and how good that was. Immutable.

    file: the boxes of both, and the figures, as `services.measuring` writes them
    """

    model_version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="evaluations")
    dataset_version = models.ForeignKey(DatasetVersion, models.PROTECT, related_name="evaluations")
    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64)
    images = models.PositiveIntegerField()
    boxes = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model_version", "dataset_version"], name="evaluation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model_version} on {self.dataset_version}"


class Promotion(models.Model):
    """Which model became the active one, and when. Append-only; going back is one more row."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="promotions")
    model_version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="promotions")
    replaced = models.ForeignKey(ModelVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    promoted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.model_version} promoted"


class Export(models.Model):
    """A file that somebody took home. Immutable."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="exports")
    dataset_version = models.ForeignKey(DatasetVersion, models.SET_NULL, null=True, blank=True, related_name="exports")
    job = models.OneToOneField("annotator.Job", models.SET_NULL, null=True, blank=True, related_name="export")
    format = models.CharField(max_length=20)
    file = models.FileField(max_length=200)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    byte_size = models.PositiveBigIntegerField()
    report = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.file_name
