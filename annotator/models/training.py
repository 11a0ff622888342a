"""What a training says of itself, epoch by epoch, from its first minute on and whatever becomes of it."""

from django.db import models

from annotator.models.job import Job


class TrainingRun(models.Model):
    """A training or an adaptation, as its last attempt tells it.

    facts: what it began with: `{"images", "boxes", "device", "kind", "start", "reason", "mode", "mode_reason"}`
    notices: `[{"code", "message", "hint"}]`
    truth: what people drew in the images that are shown after each epoch:
        `[{"image": id, "boxes": [[category id, x1, y1, x2, y2], …]}]`
    """

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="training_run")
    facts = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    truth = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.job)


class TrainingEpoch(models.Model):
    """Written once; another attempt of the job begins without those of the last.

    figures: an entry of the training's history, by category ids
    frames: what the network saw in a few hold-out images:
        `[{"image": id, "boxes": [[category id, x1, y1, x2, y2, score], …]}]`
    """

    run = models.ForeignKey(TrainingRun, models.CASCADE, related_name="epochs")
    number = models.PositiveIntegerField()
    figures = models.JSONField()
    frames = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="training_epoch_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.run}, epoch {self.number}"
