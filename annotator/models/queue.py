"""Batches of the queue: which images were asked for next, when, and why. Append-only."""

from django.db import models

from annotator.models.image import Image
from annotator.models.model_version import ModelVersion
from annotator.models.project import Project


class Descriptor(models.Model):
    """What a picture looks like at first sight, before any model has seen it. Written once.

    values: uint8, as `detector.acquisition.descriptors` writes them
    """

    image = models.OneToOneField(Image, models.CASCADE, primary_key=True, related_name="descriptor")
    values = models.BinaryField()

    def __str__(self) -> str:
        return f"Descriptor of {self.image}"


class QueueBatch(models.Model):
    """Images that were chosen together, with all that is needed to choose them again.

    informativeness_weight: 0 to 1, how far the model's opinion counted against how typical images are
    pool: how many open images were looked at
    """

    class Phase(models.TextChoices):
        COLD = "cold", "By looks: no model can be asked yet"
        WARM = "warm", "By what the model makes of the images"
        LAST = "last", "By likeness: the last images, each beside those that it resembles"

    project = models.ForeignKey(Project, models.CASCADE, related_name="queue_batches")
    model_version = models.ForeignKey(ModelVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    phase = models.CharField(max_length=10, choices=Phase)
    seed = models.PositiveBigIntegerField()
    informativeness_weight = models.FloatField()
    pool = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "queue batches"

    def __str__(self) -> str:
        return f"Batch {self.pk} of {self.project}"


class QueueEntry(models.Model):
    """Why an image stands in a batch.

    parts: `{name: number}`, what the score was made of
    selection_probability: of this image, given the pool and the share it was drawn in
    """

    class Share(models.TextChoices):
        CHOSEN = "chosen", "Chosen by its score"
        RANDOM = "random", "Drawn at random"

    batch = models.ForeignKey(QueueBatch, models.CASCADE, related_name="entries")
    image = models.ForeignKey(Image, models.CASCADE, related_name="queue_entries")
    position = models.PositiveIntegerField()
    share = models.CharField(max_length=10, choices=Share)
    parts = models.JSONField(default=dict)
    selection_probability = models.FloatField()
    reason_code = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "queue entries"
        constraints = [models.UniqueConstraint(fields=["batch", "image"], name="queue_entry_once")]

    def __str__(self) -> str:
        return f"{self.image} in {self.batch}"
