"""Which categories are kept from people's sight: by a manager, or because the ledger found that they cost time.

What the ledger found holds for one training and the adaptations of it: the next model is given another chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q

from annotator.models import Category, ModelVersion, SuggestionRule

MOST_ADAPTATIONS = 1000  # In a row, after which nobody looks for the training any more.
Rule = SuggestionRule.Rule


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What holds for a category: the manager's rule, and whether its suggestions are hidden, and why."""

    rule: str = Rule.MEASURED
    is_hidden: bool = False
    reason: str = ""


def training_of(model: ModelVersion) -> ModelVersion:
    """The trained model that this one is, or that it was adapted from."""
    for _ in range(MOST_ADAPTATIONS):
        if model.mode != ModelVersion.INSTANT or model.parent is None:
            break
        model = model.parent
    return model


def rules_of(project_id: int) -> list[SuggestionRule]:
    """All that were ever decided in the project, the first one first."""
    rules = SuggestionRule.objects.filter(category__project=project_id)
    return list(rules.order_by("id"))


def standings(rules: Sequence[SuggestionRule], training_id: int, *, at: datetime | None = None) -> dict[int, Standing]:
    """By category id, for suggestions of that training's model: what holds now, or held at that moment."""
    found: dict[int, Standing] = {}
    measured: dict[int, SuggestionRule] = {}
    for rule in rules:
        if at is not None and rule.created_at > at:
            break
        if rule.model_version_id is None:
            found[rule.category_id] = Standing(
                rule=rule.rule, is_hidden=rule.rule == Rule.HIDE, reason=rule.reason if rule.rule == Rule.HIDE else ""
            )
        elif rule.model_version_id == training_id:
            measured[rule.category_id] = rule
    for category, rule in measured.items():
        if found.get(category, Standing()).rule == Rule.MEASURED:
            found[category] = Standing(is_hidden=True, reason=rule.reason)
    return found


def hidden(model: ModelVersion) -> dict[int, str]:
    """Categories whose suggestions by this model nobody is shown, each with the reason."""
    rules = rules_of(model.project_id)
    if not rules:
        return {}
    held = standings(rules, training_of(model).pk)
    return {category: standing.reason for category, standing in held.items() if standing.is_hidden}


def decide(category: Category, *, rule: str, by: User) -> None:
    """A manager's word on a category; "measured" takes it back."""
    words = {
        Rule.HIDE: f"{by} decided that “{category}” is not suggested.",
        Rule.SHOW: f"{by} decided that “{category}” is suggested.",
    }
    SuggestionRule.objects.create(category=category, rule=rule, decided_by=by, reason=words.get(Rule(rule), ""))


def hide_measured(training: ModelVersion, reasons: Mapping[int, str]) -> None:
    """The ledger's finding on categories of a model, said once. reasons: by category id"""
    rows = [
        SuggestionRule(category_id=category, rule=Rule.HIDE, model_version=training, reason=reason)
        for category, reason in reasons.items()
    ]
    SuggestionRule.objects.bulk_create(rows, ignore_conflicts=True)


def is_known(training: ModelVersion, category_ids: Sequence[int]) -> set[int]:
    """Those of the categories that the ledger has hidden for this model."""
    found = SuggestionRule.objects.filter(Q(model_version=training), category__in=category_ids)
    return set(found.values_list("category", flat=True))
