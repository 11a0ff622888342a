"""The sentence beside an epoch, for histories that are made up."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.services.observations import Ending, best_of, observe

NAMES = {"1": "RBC", "2": "WBC"}


def epochs(*given: tuple[float, float | None], **more: Any) -> list[dict[str, Any]]:
    """Each of a loss and an AP, None where it was not measured."""
    return [
        {"epoch": number, "loss": loss, "learning_rate": 0.001, "metrics": metrics(ap), **more}
        for number, (loss, ap) in enumerate(given, start=1)
    ]


def metrics(ap: float | None, **per_category: float) -> dict[str, Any] | None:
    if ap is None:
        return None
    found = {id_: {"ap": value, "ap50": value} for id_, value in per_category.items()}
    return {"ap": ap, "ap50": ap, "ap75": ap, "per_category": found}


def last(history: list[dict[str, Any]], *, ending: Ending = "") -> tuple[str, str]:
    found = observe(history, names=NAMES, ending=ending)[-1]
    return found.kind, found.text


def classes(*aps: tuple[float, float, float]) -> list[dict[str, Any]]:
    """Each of the AP of all, of RBC and of WBC."""
    history = epochs(*((1.0, ap) for ap, _, _ in aps))
    for entry, (ap, red, white) in zip(history, aps, strict=True):
        entry["metrics"] = metrics(ap, **{"1": red, "2": white})
    return history


@pytest.mark.parametrize(
    ("history", "kind", "text"),
    [
        (epochs((2.0, None)), "first", "First epoch: the next ones are compared with it."),
        (epochs((2.0, 0.12)), "first", "First epoch: hold-out AP is 12.0 to begin with."),
        (epochs((2.0, 0.0)), "nothing_found", "Nothing is found yet on the hold-out images."),
        (epochs((2.0, 0.1), (1.5, 0.25)), "best", "Best epoch so far: hold-out AP 25.0 (+15.0)."),
        (
            epochs((2.0, 0.3), (1.5, 0.29), (1.2, 0.3), (1.0, 0.28)),
            "overfitting",
            "Loss falls but hold-out AP has not risen for 3 epochs: likely overfitting.",
        ),
        (
            epochs((1.0, 0.3), (1.0, 0.3), (0.99, 0.29), (1.0, 0.3)),
            "plateau",
            "Plateau: neither loss nor hold-out AP has moved for 3 epochs.",
        ),
        (
            epochs((1.0, None), (1.0, None), (0.99, None), (1.0, None)),
            "plateau",
            "Plateau: the loss has hardly moved for 3 epochs.",
        ),
        (
            epochs((1.0, 0.3), (1.8, 0.3)),
            "loss_jumped",
            "The loss jumped from 1.00 to 1.80: the learning rate may be too high here.",
        ),
        (epochs((1.0, 0.3), (0.9, 0.29)), "as_before", "Hold-out AP 29.0 is 1.0 below epoch 1; the loss fell by 10 %."),
        (epochs((1.0, 0.3), (1.0, 0.3)), "as_before", "Hold-out AP 30.0 is as good as epoch 1; the loss stood still."),
        (epochs((1.0, 0.3), (1.1, 0.2)), "fell", "Hold-out AP fell by 10.0 to 20.0."),
        (epochs((1.0, None), (0.8, None)), "loss", "The loss fell by 20 %."),
        (
            epochs((1.0, 0.3), (0.8, None)),
            "not_measured",
            "Hold-out not measured, to leave the time for learning; the loss fell by 20 %.",
        ),
        (
            epochs((1.0, None), (0.9, None), object_accuracy=0),
            "objects_missed",
            "Every sampled region is still taken for background.",
        ),
        (
            classes((0.3, 0.4, 0.2), (0.35, 0.5, 0.2)),
            "best",
            "Best epoch so far: hold-out AP 35.0 (+5.0). Category RBC improved most (+10.0).",
        ),
        (
            classes((0.3, 0.4, 0.2), (0.29, 0.46, 0.12)),
            "class_improved",
            "Category RBC improved most (+6.0), others paid for it.",
        ),
        (
            classes((0.3, 0.4, 0.2), (0.2, 0.38, 0.02)),
            "fell",
            "Hold-out AP fell by 10.0 to 20.0. Category WBC lost most (\N{MINUS SIGN}18.0).",
        ),
    ],
)
def test_the_most_telling_sentence(history: list[dict[str, Any]], kind: str, text: str) -> None:
    assert last(history) == (kind, text)


def test_a_drop_of_the_learning_rate_is_told_with_what_it_did() -> None:
    history = epochs((1.0, None), (0.9, None))
    history[1]["learning_rate"] = 0.0001
    assert last(history) == (
        "rate_dropped",
        "The learning rate dropped from 0.001 to 0.0001, and the loss fell by 10 %.",
    )


def test_the_part_that_fell_most_is_named() -> None:
    history = epochs((1.0, None), (0.8, None))
    for entry, box in zip(history, (0.5, 0.35), strict=True):
        entry.update(loss_box_reg=box, loss_classifier=entry["loss"] - box)
    assert last(history)[1] == "The loss fell by 20 %, most in the final boxes."


@pytest.mark.parametrize(
    ("aps", "text"),
    [
        (
            (0.3, 0.4, 0.2),
            "Last good epoch: then the loss was no longer a number (NaN); the weights of epoch 2 are kept.",
        ),
        ((0.3, 0.4), "Last good epoch: then the loss was no longer a number (NaN); its weights are kept."),
        ((None,), "Last good epoch: then the loss was no longer a number (NaN); its weights are kept."),
    ],
)
def test_a_loss_that_is_no_number_leaves_the_last_good_epoch(aps: tuple[float | None, ...], text: str) -> None:
    history = epochs(*((1.0, ap) for ap in aps))
    assert last(history, ending="diverged") == ("diverged", text)
    assert observe(history, ending="diverged")[:-1] == observe(history)[:-1]


def test_a_training_that_ended_early_says_why() -> None:
    history = epochs((1.0, 0.3), (0.9, 0.25), (0.8, 0.28))
    assert last(history, ending="cancelled")[0] == last(history, ending="failed")[0] == "stopped"
    history[-1]["is_enough"] = True
    assert last(history) == (
        "early_stop",
        "Stopped early: hold-out AP has not risen for 2 epochs; the weights of epoch 1 are kept.",
    )


def test_of_equally_good_epochs_the_last_is_kept() -> None:
    best = best_of(epochs((1.0, 0.3), (0.9, 0.3), (0.8, None)))
    assert best is not None
    assert best["epoch"] == 2
    assert best_of(epochs((1.0, None))) is None
    assert observe([]) == []


shares = st.none() | st.floats(0, 1)
losses = st.floats(0, 1e6) | st.just(math.nan)


@given(st.lists(st.tuples(losses, shares), max_size=12), st.sampled_from(["", "diverged", "cancelled", "failed"]))
def test_every_epoch_has_a_sentence_that_what_follows_does_not_change(
    given: list[tuple[float, float | None]], ending: Ending
) -> None:
    history = epochs(*given)
    found = observe(history, names=NAMES, ending=ending)
    assert len(found) == len(history)
    assert all(one.text.endswith(".") for one in found)
    assert observe(history[:-1], names=NAMES) == found[:-1]
