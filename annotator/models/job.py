"""Work that outlives a request. The table is the truth; a message is only a bell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.project import Project


class Job(models.Model):
    """See `services.jobs` for the arrows between the states."""

    class Kind(models.TextChoices):
        PREDICT = "predict", "Pre-label images"
        TRAIN = "train", "Train"
        IMPORT = "import", "Import a file"
        EXPORT = "export", "Export"
        PREPARE = "prepare", "Make thumbnails"
        ADAPT = "adapt", "Adapt to the latest corrections"
        RANK = "rank", "Order the queue"
        BULK = "bulk", "Change many images"
        SUSPECTS = "suspects", "Look for wrong labels"
        ASSESS = "assess", "Measure a model"
        TRACE = "trace", "Trace the detector on an image"
        DELETE = "delete", "Delete the project"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    class Queue(models.TextChoices):
        CPU = "cpu"
        GPU = "gpu"

    project = models.ForeignKey(Project, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=Kind)
    params = models.JSONField(default=dict)
    queue = models.CharField(max_length=10, choices=Queue, default=Queue.CPU)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    dedupe_key = models.CharField(max_length=200, blank=True)
    run_after = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=3)
    claim = models.UUIDField(null=True, blank=True, help_text="Whoever holds it may write; a new claim ends the old.")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    progress = models.FloatField(default=0, help_text="0 to 1.")
    message = models.CharField(max_length=500, blank=True)
    error_code = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)
    hint = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Asking twice gives the same job.
            models.UniqueConstraint(
                fields=["project", "dedupe_key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(dedupe_key=""),
                name="job_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="running", claim__isnull=False, heartbeat_at__isnull=False)
                | (~Q(state="running") & Q(claim=None, heartbeat_at=None)),
                name="job_running_is_claimed",
            ),
        ]
        indexes = [
            # services.jobs.claim_next: the next due job of a queue.
            models.Index(fields=["queue", "run_after", "id"], condition=Q(state="queued"), name="job_due"),
            # services.jobs.sweep: running jobs whose worker fell silent.
            models.Index(fields=["heartbeat_at"], condition=Q(state="running"), name="job_silent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.project}"


class JobEvent(models.Model):
    """One arrow that a job took. Append-only."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=Job.State)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.state}: {self.note}" if self.note else self.state
