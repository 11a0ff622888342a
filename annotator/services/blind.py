"""Half of the hold-out is shown without suggestions, to measure how much suggestions sway people.

Whoever is shown a box may take it for right, or miss what it does not show. Labels that the models are measured on
would then flatter them. The images are drawn once and for ever, by the last digit of the hash of their bytes: it has
nothing to do with what they show.
"""

from django.db.models import QuerySet
from django.db.models.functions import Right

from annotator.models import Image

WORDS = "shown without suggestions, to measure how much they sway people"
EVEN = frozenset("02468ace")  # Last digits of half of all hashes.


def is_blind(image: Image) -> bool:
    """Whether nobody is shown what models see in the image. Once it is done, it is no secret any more."""
    return is_drawn(image) and image.state == Image.State.TODO


def is_drawn(image: Image) -> bool:
    return image.split == Image.Split.HOLDOUT and image.sha256[-1:] in EVEN


def without_blind(images: QuerySet[Image]) -> QuerySet[Image]:
    """Those of which `is_blind` is false."""
    last = images.alias(last_digit=Right("sha256", 1))
    return last.exclude(split=Image.Split.HOLDOUT, state=Image.State.TODO, last_digit__in=EVEN)
