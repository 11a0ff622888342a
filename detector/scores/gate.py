"""Whether a new model takes over from the one in use: by the seconds that people need with either, image by image.

The hold-out is small for a long time, so the difference of two means is mostly noise there, and that of two average
precisions still more. The same images are compared in pairs, and drawing them again and again with replacement (1,000
times, Efron's paired bootstrap) says how sure the difference is.

A new model learnt from more labels, so it is the better one more often than not, and keeping a worse one costs as much
as taking it. So it stays out only if the hold-out speaks against it. In 230 pairs of simulated detectors (seconds 7 %
apart, three of four new ones better) the better one was picked so often, and wrong choices cost so much on average:

    hold-out images                        5           10          20          40          80
    new one better with P >= .8       54 %, 2.1 %  60 %, 1.6 %  67 %, 1.0 %  71 %, 0.7 %  79 %, 0.4 %
                        P >= .5       67 %, 1.2 %  75 %, 0.9 %  80 %, 0.5 %  83 %, 0.4 %  89 %, 0.2 %
                        P >= .3       72 %, 1.0 %  79 %, 0.6 %  82 %, 0.4 %  85 %, 0.3 %  89 %, 0.2 %

A class may also lose so few boxes that seconds hardly show it. Five points of recall are one box in twenty, though:
such a loss stops 31 % of the better models with 20 images if chance is left out of account, and 4 % if it is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detector.scores.assess import Assessment
from detector.scores.matching import Numbers

DRAWS = 1000
AGAINST = 0.3  # A new model that is better with a lower probability than this stays out.
FEWEST_IMAGES = 5  # For a probability to be more than a coin.
FEWEST_BOXES = 20  # Of a class on the hold-out, for its recall to say anything.
LOST_RECALL = 0.05
BEYOND_CHANCE = 1.64  # Standard errors; a loss of recall that chance alone makes once in twenty times.
FEWER, MORE = 0.3, 3.0  # Boxes shown, against what is usual.
SAME = 0.005  # Of the seconds; rounded, it would be 0 %.
SUREST = 0.99  # What is said; a thousand draws know no certainty.


@dataclass(frozen=True, kw_only=True)
class Verdict:
    promote: bool
    probability: float | None  # That the new model saves people time; None where nothing was compared.
    reasons: list[str]  # Whole sentences, for people.

    def to_json(self) -> dict[str, Any]:
        return {"promote": self.promote, "probability": self.probability, "reasons": list(self.reasons)}


def judge(
    challenger: Assessment, incumbent: Assessment | None, *, names: Mapping[int, str] | None = None, seed: int = 0
) -> Verdict:
    """Both by the same hold-out, of which the images that both saw count.

    Without an incumbent people would draw all boxes themselves: the first model has to be better than that.

    names: of the categories, by id, for the reasons
    """
    if not challenger.finite:
        return Verdict(promote=False, probability=None, reasons=["It answers with numbers that are not finite."])
    ours, theirs = _paired(challenger, incumbent)
    if len(ours) == 0:
        reason = "There is no hold-out image that both models were tried on, so nothing speaks against it."
        return Verdict(promote=True, probability=None, reasons=[reason])
    probability = _probability_of_less(ours, theirs, seed=seed)
    first = _comparison(ours, theirs, probability, than="with the model in use" if incumbent else "without suggestions")
    if incumbent is None:
        return Verdict(promote=probability > 0.5, probability=probability, reasons=[first])
    against = [*_lost_classes(challenger, incumbent, names or {}), *_unlike_count(challenger, incumbent)]
    enough = probability >= AGAINST or len(ours) < FEWEST_IMAGES
    return Verdict(promote=enough and not against, probability=probability, reasons=[first, *against])


def _paired(challenger: Assessment, incumbent: Assessment | None) -> tuple[Numbers, Numbers]:
    """Seconds of the images that both saw."""
    if incumbent is None:
        return np.array(challenger.seconds), np.array(challenger.manual_seconds)
    return paired(_seconds(challenger), _seconds(incumbent))


def _seconds(assessment: Assessment) -> dict[int, float]:
    return dict(zip(assessment.image_ids, assessment.seconds, strict=True))


def paired(ours: Mapping[int, float], theirs: Mapping[int, float]) -> tuple[Numbers, Numbers]:
    """Seconds by image id -> those of the images that are in both, [N] and [N] in one order."""
    both = np.array([(seconds, theirs[id_]) for id_, seconds in ours.items() if id_ in theirs]).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def drawn_means(differences: Numbers, *, seed: int) -> Numbers:
    """Means of the differences [N] of pairs that were drawn with replacement: [DRAWS] of them."""
    chosen = np.random.default_rng(seed).integers(len(differences), size=(DRAWS, len(differences)))
    means: Numbers = differences[chosen].mean(axis=1)
    return means


def _probability_of_less(ours: Numbers, theirs: Numbers, *, seed: int) -> float:
    """A draw without a difference counts half."""
    differences = drawn_means(ours - theirs, seed=seed)
    return float((differences < 0).mean() + (differences == 0).mean() / 2)


def _lost_classes(challenger: Assessment, incumbent: Assessment, names: Mapping[int, str]) -> list[str]:
    reasons = []
    for id_, now in challenger.per_category.items():
        before = incumbent.per_category.get(id_)
        if before is None or now.boxes < FEWEST_BOXES:
            continue
        lost = before.shown_recall - now.shown_recall
        noise = np.sqrt(sum(r.shown_recall * (1 - r.shown_recall) for r in (before, now)) / now.boxes)
        if lost > max(LOST_RECALL, BEYOND_CHANCE * noise):
            of_them = f"{_percent(now.shown_recall)} of the {now.boxes} boxes of {names.get(id_, f'category {id_}')}"
            reasons.append(f"It shows {of_them} instead of {_percent(before.shown_recall)}.")
    return reasons


def _unlike_count(challenger: Assessment, incumbent: Assessment) -> list[str]:
    """Far from the model in use, and from what people drew: the one may have been the odd one."""
    drawn = sum(row.boxes for row in challenger.per_category.values()) / len(challenger.image_ids)
    shown = challenger.boxes_per_image
    if any(FEWER * usual <= shown <= MORE * usual for usual in (incumbent.boxes_per_image, drawn)):
        return []
    return [f"It suggests {shown:.1f} boxes an image; the model in use {incumbent.boxes_per_image:.1f}."]


def _comparison(ours: Numbers, theirs: Numbers, probability: float, *, than: str) -> str:
    change = ours.mean() / theirs.mean() - 1
    images = f"{len(ours)} hold-out image{'' if len(ours) == 1 else 's'}"
    if abs(change) < SAME:
        return f"As many seconds an image as {than}, on {images}."
    what, sure = ("fewer", probability) if change < 0 else ("more", 1 - probability)
    certainty = "too few to tell" if len(ours) < FEWEST_IMAGES else f"certain at {_percent(min(sure, SUREST))}"
    return f"{_percent(abs(change))} {what} seconds an image than {than}, on {images} ({certainty})."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
