"""What an epoch's figures say, in one sentence: the most telling of all that hold.

Pure functions of numbers. A sentence looks back and never ahead, so it stays as it is while the training goes on; only
the last one also says how the training ended. Average precision (AP) is the mean over IoU 0.50 to 0.95 on the hold-out
images, in points of 100.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Figures = Mapping[str, Any]  # An entry of a training's history.
Ending = Literal["", "diverged", "cancelled", "failed"]

PATIENT = 3  # Epochs without gain that mean something.
LOSS_FELL, LOSS_STOOD, LOSS_JUMPED = 0.97, 0.02, 1.5  # Of the loss compared with.
MANY_POINTS = 0.03  # Of AP: more than chance does to a few hold-out images.
MINUS = "\N{MINUS SIGN}"
NOTHING = 0.005  # AP50 below which nothing is found.
PARTS = {
    "loss_objectness": "telling objects from background",
    "loss_rpn_box_reg": "the boxes of the proposals",
    "loss_classifier": "the classes",
    "loss_box_reg": "the final boxes",
}


@dataclass(frozen=True)
class Observation:
    kind: str
    text: str


@dataclass(frozen=True)
class Moment:
    """An epoch and those before it. names: of categories by id; ending: of the training, after its last epoch"""

    past: Sequence[Figures]
    now: Figures
    names: Mapping[str, str]
    ending: Ending

    @property
    def ap(self) -> float | None:
        return ap_of(self.now)

    @property
    def before(self) -> Figures | None:
        return self.past[-1] if self.past else None

    @property
    def measured(self) -> Sequence[Figures]:
        """Those of the past that were."""
        return [entry for entry in self.past if ap_of(entry) is not None]

    @property
    def best_before(self) -> Figures | None:
        return best_of(self.past)

    @property
    def peak_before(self) -> Figures | None:
        """Where AP last rose: of equally good ones the first."""
        return max(self.measured, key=lambda entry: ap_of(entry) or 0, default=None)

    @property
    def epochs_without_gain(self) -> int:
        """Measured ones up to now since AP last rose; 0 if it rose now, or was not measured."""
        peak = self.peak_before
        if self.ap is None or peak is None or self.ap > (ap_of(peak) or 0):
            return 0
        return 1 + sum(bool(entry["epoch"] > peak["epoch"]) for entry in self.measured)


def observe(
    history: Sequence[Figures], *, names: Mapping[str, str] | None = None, ending: Ending = ""
) -> list[Observation]:
    """One for each epoch. names: of categories, by the id as text"""
    last = len(history) - 1
    moments = [
        Moment(history[:place], entry, names or {}, ending if place == last else "")
        for place, entry in enumerate(history)
    ]
    return [next(found for rule in RULES if (found := rule(moment))) for moment in moments]


def ap_of(figures: Figures) -> float | None:
    metrics = figures.get("metrics")
    return metrics["ap"] if metrics else None


def best_of(history: Sequence[Figures]) -> Figures | None:
    """The epoch whose weights a training keeps: of the equally good ones the last."""
    measured = [entry for entry in history if ap_of(entry) is not None]
    return max(measured, key=lambda entry: (ap_of(entry), entry["epoch"]), default=None)


def _diverged(moment: Moment) -> Observation | None:
    if moment.ending != "diverged" and math.isfinite(moment.now["loss"]):
        return None
    kept = best_of([*moment.past, moment.now]) or moment.now
    whose = "its weights are kept" if kept is moment.now else f"the weights of epoch {kept['epoch']} are kept"
    return Observation("diverged", f"Last good epoch: then the loss was no longer a number (NaN); {whose}.")


def _broken_off(moment: Moment) -> Observation | None:
    if moment.ending == "cancelled":
        return Observation("stopped", "Somebody stopped the training after this epoch.")
    if moment.ending == "failed":
        return Observation("stopped", "The training failed after this epoch.")
    return None


def _enough(moment: Moment) -> Observation | None:
    if not moment.now.get("is_enough"):
        return None
    kept = best_of([*moment.past, moment.now]) or moment.now
    epochs = _epochs(moment.epochs_without_gain)
    text = f"Stopped early: hold-out AP has not risen for {epochs}; the weights of epoch {kept['epoch']} are kept."
    return Observation("early_stop", text)


def _loss_jumped(moment: Moment) -> Observation | None:
    before = moment.before
    if before is None or moment.now["loss"] < LOSS_JUMPED * before["loss"]:
        return None
    rise = f"from {before['loss']:.2f} to {moment.now['loss']:.2f}"
    return Observation("loss_jumped", f"The loss jumped {rise}: the learning rate may be too high here.")


def _overfitting(moment: Moment) -> Observation | None:
    peak, epochs = moment.peak_before, moment.epochs_without_gain
    if peak is None or epochs < PATIENT or moment.now["loss"] > LOSS_FELL * peak["loss"]:
        return None
    text = f"Loss falls but hold-out AP has not risen for {_epochs(epochs)}: likely overfitting."
    return Observation("overfitting", text)


def _plateau(moment: Moment) -> Observation | None:
    if len(moment.past) < PATIENT:
        return None
    losses = [entry["loss"] for entry in (*moment.past[-PATIENT:], moment.now)]
    stands = max(losses) - min(losses) <= LOSS_STOOD * max(losses)
    if not stands or (moment.measured and moment.epochs_without_gain < PATIENT):
        return None
    what = "neither loss nor hold-out AP has moved" if moment.measured else "the loss has hardly moved"
    return Observation("plateau", f"Plateau: {what} for {_epochs(PATIENT)}.")


def _nothing_found(moment: Moment) -> Observation | None:
    metrics = moment.now.get("metrics")
    if not metrics or metrics["ap50"] >= NOTHING:
        return None
    return Observation("nothing_found", "Nothing is found yet on the hold-out images.")


def _first(moment: Moment) -> Observation | None:
    if moment.past:
        return None
    if moment.ap is None:
        return Observation("first", "First epoch: the next ones are compared with it.")
    return Observation("first", f"First epoch: hold-out AP is {_points(moment.ap)} to begin with.")


def _best(moment: Moment) -> Observation | None:
    best = moment.best_before
    if best is None or moment.ap is None or moment.ap <= (before := ap_of(best) or 0):
        return None
    text = f"Best epoch so far: hold-out AP {_points(moment.ap)} ({_signed(moment.ap - before)})."
    gain = max(_changes(moment), default=None)
    if gain and gain[0] >= MANY_POINTS:
        text += f" Category {gain[1]} improved most ({_signed(gain[0])})."
    return Observation("best", text)


def _fell(moment: Moment) -> Observation | None:
    last = moment.measured[-1] if moment.measured else None
    if last is None or moment.ap is None or (change := moment.ap - (ap_of(last) or 0)) > -MANY_POINTS:
        return None
    text = f"Hold-out AP fell by {_points(-change)} to {_points(moment.ap)}."
    loss = min(_changes(moment), default=None)
    return Observation("fell", f"{text} Category {loss[1]} lost most ({_signed(loss[0])})." if loss else text)


def _class_improved(moment: Moment) -> Observation | None:
    gain = max(_changes(moment), default=None)
    if gain is None or gain[0] < MANY_POINTS:
        return None
    return Observation("class_improved", f"Category {gain[1]} improved most ({_signed(gain[0])}), others paid for it.")


def _rate_dropped(moment: Moment) -> Observation | None:
    before = moment.before
    if before is None or moment.now["learning_rate"] > before["learning_rate"] / 2:
        return None
    rates = f"from {before['learning_rate']:.1g} to {moment.now['learning_rate']:.1g}"
    return Observation("rate_dropped", f"The learning rate dropped {rates}, and {_loss_words(moment, before)}.")


def _objects_missed(moment: Moment) -> Observation | None:
    if moment.now.get("object_accuracy") != 0:
        return None
    return Observation("objects_missed", "Every sampled region is still taken for background.")


def _not_measured(moment: Moment) -> Observation | None:
    before = moment.before
    if before is None or moment.ap is not None or not moment.measured:
        return None
    text = f"Hold-out not measured, to leave the time for learning; {_loss_words(moment, before)}."
    return Observation("not_measured", text)


def _as_before(moment: Moment) -> Observation:
    before = moment.before or moment.now
    words = _loss_words(moment, before)
    best = moment.best_before
    if best is None or moment.ap is None:
        return Observation("loss", f"{words[0].upper()}{words[1:]}{_by_part(moment, before)}.")
    below = (ap_of(best) or 0) - moment.ap
    stands = f"{_points(below)} below epoch {best['epoch']}" if below > 0 else f"as good as epoch {best['epoch']}"
    return Observation("as_before", f"Hold-out AP {_points(moment.ap)} is {stands}; {words}.")


RULES: tuple[Callable[[Moment], Observation | None], ...] = (
    _diverged,
    _broken_off,
    _enough,
    _loss_jumped,
    _overfitting,
    _plateau,
    _nothing_found,
    _first,
    _best,
    _fell,
    _class_improved,
    _objects_missed,
    _rate_dropped,
    _not_measured,
    _as_before,
)


def _changes(moment: Moment) -> list[tuple[float, str]]:
    """Of each class's AP since the last measurement, with its name; none where there is but one class."""
    if not moment.measured or moment.ap is None:
        return []
    before, now = (entry["metrics"]["per_category"] for entry in (moment.measured[-1], moment.now))
    if len(now) < 2:
        return []
    return [(now[id_]["ap"] - before[id_]["ap"], moment.names.get(id_, id_)) for id_ in now if id_ in before]


def _loss_words(moment: Moment, before: Figures) -> str:
    if not before["loss"]:
        return f"the loss is {moment.now['loss']:.2f}"
    change = moment.now["loss"] / before["loss"] - 1
    if abs(change) < 0.005:
        return "the loss stood still"
    return f"the loss {'fell' if change < 0 else 'rose'} by {abs(change) * 100:.0f} %"


def _by_part(moment: Moment, before: Figures) -> str:
    """Where most of the fall came from."""
    falls = [
        (before[name] - moment.now[name], words)
        for name, words in PARTS.items()
        if name in before and name in moment.now
    ]
    most = max(falls, default=None)
    return f", most in {most[1]}" if most and most[0] > 0 and moment.now["loss"] < LOSS_FELL * before["loss"] else ""


def _epochs(number: int) -> str:
    return f"{number} epoch{'' if number == 1 else 's'}"


def _points(share: float) -> str:
    return f"{share * 100:.1f}"


def _signed(share: float) -> str:
    return f"{'+' if share >= 0 else MINUS}{abs(share) * 100:.1f}"
