"""What people keep in the gallery: views of it, and what they did to many images at once."""

import uuid

from django.conf import settings
from django.db import models

from annotator.models.job import Job
from annotator.models.project import Project


class SavedView(models.Model):
    """Filters and an order under a name; the owner's own, or shared with the project.

    query: as the address bar and `GET …/images` write them: `{"state": "todo", "ordering": "-priority"}`
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    query = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "owner", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name


class BulkAction(models.Model):
    """One thing done to many images, and to which. A repeated request finds its row by the id.

    params: what the action takes: categories, a reason
    images: their ids, in the order in which they are worked through
    report: `{"changed", "boxes", "unchanged", "left_alone"}`, once it has ended
    """

    class Action(models.TextChoices):
        FINISH = "finish", "Finish"
        REOPEN = "reopen", "Reopen"
        SKIP = "skip", "Skip"
        REVIEW = "review", "Send to a reviewer"
        FIRST = "first", "Give to the queue first"
        RELABEL = "relabel", "Change the category of boxes"
        DELETE_BOXES = "delete_boxes", "Delete boxes of a category"
        DELETE_IMAGES = "delete_images", "Delete images"
        UNDO = "undo", "Undo"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, models.CASCADE, related_name="bulk_actions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=20, choices=Action)
    params = models.JSONField(default=dict)
    images = models.JSONField(default=list)
    undoes = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="undone_by")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    report = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_action_display()}, {self.created_at:%Y-%m-%d %H:%M}"
