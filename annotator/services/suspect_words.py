"""Why a label is doubted, in words and with the numbers."""

from collections.abc import Callable

from annotator.models import Category, Suspect

Kind = Suspect.Kind


def why(suspect: Suspect) -> str:
    return WORDS[Kind(suspect.kind)](suspect)


def _overlooked(suspect: Suspect) -> str:
    near = f"the nearest box overlaps it by {_percent(suspect.overlap)}" if suspect.overlap else "no box is near"
    return f"The model is {_sure(suspect)} sure of {_seen(suspect)} here, and {near}."


def _misplaced(suspect: Suspect) -> str:
    return (
        f"The model is {_sure(suspect)} sure of {suspect.category_name}, but in another place: "
        f"the boxes overlap by {_percent(suspect.overlap)}."
    )


def _swapped(suspect: Suspect) -> str:
    return f"Labelled {suspect.category_name}; the model is {_sure(suspect)} sure of {_seen(suspect)}."


def _unfounded(suspect: Suspect) -> str:
    return f"Labelled {suspect.category_name}; the model sees nothing here."


def _audit(suspect: Suspect) -> str:
    return f"Drawn at random: is this {suspect.category_name}, and is the box in its place?"


def _incomplete(suspect: Suspect) -> str:
    return "Drawn at random, with all its labels. Whether each of them is right is asked elsewhere."


WORDS: dict[Kind, Callable[[Suspect], str]] = {
    Kind.OVERLOOKED: _overlooked,
    Kind.MISPLACED: _misplaced,
    Kind.SWAPPED: _swapped,
    Kind.UNFOUNDED: _unfounded,
    Kind.AUDIT: _audit,
    Kind.INCOMPLETE: _incomplete,
}


def _sure(suspect: Suspect) -> str:
    return _percent((suspect.seen or {}).get("confidence", 0.0))


def _seen(suspect: Suspect) -> str:
    category = Category.objects.filter(pk=suspect.seen["category"]).first() if suspect.seen else None
    return category.name if category else "something"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
