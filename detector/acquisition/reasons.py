"""Why an image was chosen, in words that hold: a stable code and a sentence."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from detector.acquisition.sketch import Sketch

NAMES_AT_MOST = 3


class Reason(NamedTuple):
    code: str
    text: str


TYPICAL = Reason("typical", "Looks like many other images that nobody has finished yet.")
ALIKE = Reason("similar", "Resembles the image before it: with few images left, alike ones come together.")
RANDOM = Reason("random", "Drawn at random: so that what the model overlooks comes up too.")


def informative(sketch: Sketch | None, seconds: float | None, names: Mapping[int, str]) -> Reason:
    """What the model is unsure of, and what it will take.

    names: of category ids
    """
    counts = Counter(sketch.doubted().tolist()) if sketch else Counter[int]()
    work = "" if seconds is None else f"about {seconds:.0f} s of work"
    if not counts:
        return Reason("informative", f"Teaches much for {work or 'its time'}.")
    text = f"Shows {_in_words(counts, names)}"
    return Reason("informative", f"{text}; {work}." if work else f"{text}.")


def _in_words(counts: Mapping[int, int], names: Mapping[int, str]) -> str:
    total = sum(counts.values())
    most = sorted(counts, key=lambda id_: (-counts[id_], id_))[:NAMES_AT_MOST]
    known = ", ".join(names[id_] for id_ in most if id_ in names)
    things = "something" if total == 1 else f"{total} things"
    unsure = f"{things} that the model is not sure of"
    return f"{unsure} ({known}{', …' * (len(counts) > NAMES_AT_MOST)})" if known else unsure
