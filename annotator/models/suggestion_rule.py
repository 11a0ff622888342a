"""Which categories are suggested to people at all."""

from django.conf import settings
from django.db import models

from annotator.models.model_version import ModelVersion
from annotator.models.project import Category


class SuggestionRule(models.Model):
    """One decision about the suggestions of a category. Append-only; the newest that applies counts.

    decided_by: a manager, whose rule stands until another one; null where the ledger found that suggestions of
        model_version cost more than they save, which is true of that model only
    reason: in words, with the figures
    """

    class Rule(models.TextChoices):
        MEASURED = "measured", "As the ledger finds"
        SHOW = "show", "Suggest it"
        HIDE = "hide", "Do not suggest it"

    category = models.ForeignKey(Category, models.CASCADE, related_name="suggestion_rules")
    rule = models.CharField(max_length=10, choices=Rule)
    model_version = models.ForeignKey(ModelVersion, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # The ledger says it once of a model, however many workers look at the same time.
            models.UniqueConstraint(fields=["category", "model_version"], name="hidden_once_for_a_model"),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.get_rule_display()}"
