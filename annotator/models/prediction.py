"""What a model version saw in an image. Written once."""

from django.db import models

from annotator.models.image import Image


class Prediction(models.Model):
    """boxes: `[[category_id, x1, y1, x2, y2, score, probability], …]`, at most 100, best score first,
        low scores kept; probability is the calibrated score, or null. Where the spread of a box is known, four
        numbers follow: the standard deviations of x1, y1, x2, y2 in pixels.
    shown: how many of them lie above the model's thresholds, and so are suggested; least_confidence and
        greatest_confidence are of those.
    value: uncertainty of the image, 0 to 1.
    embedding: what the queue compares images by, as `detector.acquisition.sketch` writes it.
    predicted_seconds: what a person needs to finish the image with these suggestions;
        manual_seconds without them. Null where the hold-out has not shown how good the model is.
    """

    image = models.ForeignKey(Image, models.CASCADE, related_name="predictions")
    model_version = models.ForeignKey(
        "annotator.ModelVersion", models.CASCADE, related_name="predictions", db_index=False
    )
    boxes = models.JSONField(default=list)
    shown = models.PositiveSmallIntegerField(default=0)
    least_confidence = models.FloatField(null=True, blank=True)
    greatest_confidence = models.FloatField(null=True, blank=True)
    value = models.FloatField(default=0)
    embedding = models.BinaryField(null=True)
    predicted_seconds = models.FloatField(null=True, blank=True)
    manual_seconds = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "model_version"], name="prediction_once")]
        indexes = [
            # The gallery finds images by what is suggested on them, and never reads the boxes for it.
            models.Index(
                fields=["model_version", "greatest_confidence", "least_confidence", "shown", "image"],
                name="prediction_confidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image} seen by {self.model_version}"
