"""Images: what was uploaded never changes, what happens to it does."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.project import Project


class Image(models.Model):
    """One picture of a project. The same bytes twice are the same image."""

    class State(models.TextChoices):
        TODO = "todo", "To do"
        DONE = "done", "Done"  # With no boxes: verified that nothing is there.
        SKIPPED = "skipped", "Skipped"
        RETURNED = "returned", "Returned by a reviewer"
        UNSURE = "unsure", "Unsure, waits for a reviewer"

    class Split(models.TextChoices):
        TRAIN = "train", "Training"
        HOLDOUT = "holdout", "Hold-out"

    project = models.ForeignKey(Project, models.CASCADE, related_name="images")
    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255, help_text="As the user had it, folders included.")
    width = models.PositiveIntegerField(help_text="Pixels, upright.")
    height = models.PositiveIntegerField(help_text="Pixels, upright.")
    orientation = models.PositiveSmallIntegerField(default=1, help_text="EXIF orientation of the stored bytes, 1 to 8.")
    media_type = models.CharField(max_length=50)
    browser_ready = models.BooleanField(default=True, help_text="Browsers show the stored bytes as they should look.")
    byte_size = models.PositiveBigIntegerField()
    split = models.CharField(max_length=10, choices=Split)
    group = models.CharField(max_length=255, help_text="Near copies share a group, and so a side of the split.")
    created_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    state = models.CharField(max_length=10, choices=State, default=State.TODO)
    revision = models.PositiveIntegerField(default=0)
    box_count = models.PositiveIntegerField(default=0)
    priority = models.FloatField(
        default=0, help_text="Below 1: no model has seen it, a random place. From 1 to 2: 1 + the model's uncertainty."
    )
    predicted_seconds = models.FloatField(
        null=True, blank=True, help_text="What the model in use expects a person to need for it."
    )
    batch_position = models.PositiveIntegerField(
        null=True, blank=True, help_text="Its place in the queue's frozen batch; see QueueEntry for the reason."
    )
    wanted_since = models.DateTimeField(
        null=True, blank=True, help_text="Somebody asked for it: it comes before the queue's own choice."
    )
    leased_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(
        null=True, blank=True, help_text="The last verdict of a reviewer; older than finished_at: changed since."
    )
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "sha256"], name="image_bytes_once"),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="image_has_pixels"),
            models.CheckConstraint(
                condition=Q(leased_to=None, leased_until=None) | Q(leased_to__isnull=False, leased_until__isnull=False),
                name="image_lease_is_whole",
            ),
        ]
        indexes = [
            # services.queue.lease_next reads only this part of the table.
            models.Index(fields=["project", "-priority", "id"], condition=Q(state="todo"), name="image_queue"),
            # The same, where a batch was frozen; and the order of quick wins.
            models.Index(
                fields=["project", "batch_position"],
                condition=Q(state="todo", batch_position__isnull=False),
                name="image_batch",
            ),
            models.Index(
                fields=["project", "predicted_seconds", "id"], condition=Q(state="todo"), name="image_quick_wins"
            ),
            # What somebody asked for first.
            models.Index(
                fields=["project", "wanted_since", "id"],
                condition=Q(state="todo", wanted_since__isnull=False),
                name="image_wanted",
            ),
            # The gallery filters by state and pages by id.
            models.Index(fields=["project", "state", "id"], name="image_gallery"),
            # Imports find an image by the name in their file; the gallery sorts by it.
            models.Index(fields=["project", "file_name", "id"], name="image_by_name"),
            # Whether another project still has a file that is to be deleted.
            models.Index(fields=["sha256"], name="image_by_content"),
            # Later images of a group follow the first one's split.
            models.Index(fields=["project", "group"], name="image_by_group"),
            # What was finished today.
            models.Index(
                fields=["project", "finished_at"], condition=Q(finished_at__isnull=False), name="image_finished"
            ),
            # What was changed since a reviewer saw it.
            models.Index(fields=["project", "id"], condition=Q(reviewed_at__isnull=False), name="image_reviewed"),
        ]

    def __str__(self) -> str:
        return self.file_name
