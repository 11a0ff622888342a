"""The filters of the gallery as an address writes them: in lists, in bulk actions and in saved views."""

import math
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from annotator.api.fields import RowId, Strict
from annotator.models import Image
from annotator.services.finding import ORDERINGS, ImageFilter

MAX_IDS = 200  # As many as a page may have.
SPANS = ("boxes", "top_score", "low_score", "suggestions", "seconds", "width", "height", "megapixels")
BOX_SPANS = ("box_size", "box_aspect", "box_x", "box_y")
DATES = ("uploaded", "finished")


class StatesField(serializers.CharField):
    """States, with commas in between."""

    def to_internal_value(self, data: Any) -> Any:
        states = super().to_internal_value(data).split(",")
        if unknown := sorted(set(states) - set(Image.State.values)):
            raise ValidationError(f"There is no state {unknown[0]!r}.")
        return states


class IdsField(serializers.CharField):
    """Numbers of rows, with commas in between."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20 * MAX_IDS, **options)

    def to_internal_value(self, data: Any) -> Any:
        parts = super().to_internal_value(data).split(",")
        if len(parts) > MAX_IDS:
            raise ValidationError(f"At most {MAX_IDS} numbers.")
        return [RowId().run_validation(part) for part in parts]


class Amount(serializers.FloatField):
    """A finite number, not below 0."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, required=False, **options)

    def to_internal_value(self, data: Any) -> float:
        value: float = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class Measure(serializers.FloatField):
    """0 to a million: a length or a ratio."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=1e6, required=False, **options)


class Share(Amount):
    """0 to 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_value=1, **options)


class Moment(serializers.DateTimeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class ImageQuery(Strict):
    # Filters and an order. A span is two parameters, both limits included; either may be left out.

    state = StatesField(
        required=False, max_length=100, help_text="todo, done, skipped, returned, unsure; several with commas."
    )
    split = serializers.ChoiceField(Image.Split.choices, required=False)
    category = IdsField(required=False, help_text="With a box of any of these categories; several with commas.")
    without_category = IdsField(required=False, help_text="With a box of none of these; several with commas.")
    every_category = IdsField(required=False, help_text="With boxes of each of these; several with commas.")
    box_size_min = Measure(help_text="One box's square root of its area in pixels, from; with category, one of its.")
    box_size_max = Measure(help_text="Below.")
    box_aspect_min = Measure(help_text="The same of its width through its height, from.")
    box_aspect_max = Measure(help_text="Below.")
    box_x_min = Share(help_text="The same of its middle, from the left edge of the image, 0, to the right one, 1.")
    box_x_max = Share(help_text="Below.")
    box_y_min = Share(help_text="The same from the upper edge, 0, to the lower one, 1.")
    box_y_max = Share(help_text="Below.")
    boxes_min = Amount(help_text="Count of boxes, from.")
    boxes_max = Amount(help_text="Count of boxes, to.")
    top_score_min = Share(help_text="Confidence of the best suggestion that is shown, from; 0 to 1.")
    top_score_max = Share()
    low_score_min = Share(help_text="Confidence of the least suggestion that is shown, from; 0 to 1.")
    low_score_max = Share()
    suggestions_min = Amount(help_text="Count of suggestions that are shown, from.")
    suggestions_max = Amount()
    seconds_min = Amount(help_text="What a person is expected to need for it, from.")
    seconds_max = Amount()
    width_min = Amount(help_text="Pixels, upright.")
    width_max = Amount()
    height_min = Amount(help_text="Pixels, upright.")
    height_max = Amount()
    megapixels_min = Amount(help_text="Millions of pixels.")
    megapixels_max = Amount()
    finished_by = IdsField(required=False, help_text="Finished or skipped by one of these people.")
    uploaded_from = Moment(help_text="A day, or a day with a time.")
    uploaded_to = Moment()
    finished_from = Moment(help_text="When it was finished or skipped.")
    finished_to = Moment()
    boxes_by = RowId(required=False, help_text="With a box that this model version suggested.")
    suggested_by = RowId(
        required=False, help_text="Looked at by this model version; scores and suggestions are then its own."
    )
    comments = serializers.ChoiceField(["open"], required=False, help_text="Only images with open remarks.")
    search = serializers.CharField(required=False, allow_blank=True, max_length=255, help_text="Part of the file name.")
    ordering = serializers.ChoiceField(ORDERINGS, required=False)


def filter_of(query: Mapping[str, Any]) -> ImageFilter:
    """query: valid values of ImageQuery"""
    spans = {name: _pair(query, f"{name}_min", f"{name}_max") for name in (*SPANS, *BOX_SPANS)}
    dates = {name: _pair(query, f"{name}_from", f"{name}_to") for name in DATES}
    return ImageFilter(
        ids=query.get("ids", ()),
        states=query.get("state", ()),
        split=query.get("split"),
        categories=query.get("category", ()),
        every_category=query.get("every_category", ()),
        without_categories=query.get("without_category", ()),
        finished_by=query.get("finished_by", ()),
        boxes_by=query.get("boxes_by"),
        suggested_by=query.get("suggested_by"),
        has_open_comments="comments" in query,
        search=query.get("search", ""),
        **spans,
        **dates,
    )


def _pair(query: Mapping[str, Any], least: str, greatest: str) -> Any:
    return (query.get(least), query.get(greatest)) if least in query or greatest in query else None
